import { readApiKey } from '../inputs/common-inputs.ts';
import type { Reporter } from '../report/reporter.ts';
import type { ActionDependencies } from '../run-action.ts';
import { findUrlSecrets } from '../util/url.ts';
import { rejectIndexName, suggestIndexId } from './index-name.ts';
import type { Inputs } from './inputs.ts';
import { readInputs } from './inputs.ts';

/**
 * Reads and validates the inputs, and registers the secrets in them. Recognizes an index by its name as well, which only
 * the API can. Rejects with one `UserError` that names every wrong input.
 */
export async function readSettings(dependencies: ActionDependencies, reporter: Reporter): Promise<Inputs> {
  const inputs = await readOrExplain(dependencies, reporter);
  await rejectIndexName(inputs.indexId, { ...dependencies, ...inputs });
  return inputs;
}

async function readOrExplain(dependencies: ActionDependencies, reporter: Reporter): Promise<Inputs> {
  const { runner, env, uuid } = dependencies;
  try {
    reporter.addSecret(readApiKey(runner.input, env));
    const inputs = readInputs(runner, env, uuid());
    for (const secret of findUrlSecrets(inputs.manifest ?? '')) reporter.addSecret(secret);
    return inputs;
  } catch (error) {
    const api = { apiUrl: runner.input('api_url'), apiKey: readApiKey(runner.input, env) };
    throw await suggestIndexId(error, { ...dependencies, ...api });
  }
}
