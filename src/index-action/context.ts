import { createMetadataQuery } from '../existing/metadata-query.ts';
import type { RunContext } from '../existing/run-context.ts';
import { getSharedPath, StepRecords } from '../existing/step-records.ts';
import type { ActionEnvironment } from '../github/environment.ts';
import type { IndexRun } from '../report/index-run.ts';
import type { LogWriter } from '../report/log-writer.ts';
import type { ActionDependencies } from '../run-action.ts';
import type { ObjectLinks } from '../sources/open-content.ts';
import { createContentOpener } from '../sources/open-content.ts';
import { createApi } from '../twelvelabs/api.ts';
import type { Deadline } from '../util/clock.ts';
import type { Inputs } from './inputs.ts';
import { buildOriginMetadata } from './origin.ts';

/** The start of the paths of files that all steps of this job share; null if there are none to share. */
export function getStepPath({ env }: ActionDependencies, { apiUrl, reuse, indexId }: Inputs): string | null {
  return getSharedPath(env['RUNNER_TEMP'], apiUrl, reuse ? indexId : null);
}

export interface ContextOptions extends Pick<IndexRun, 'store' | 'collection'> {
  readonly links: ObjectLinks;
}

/** Creates what observing and applying have in common. */
export function createContext(
  dependencies: ActionDependencies & { readonly deadline: Deadline; readonly log: LogWriter },
  inputs: Inputs,
  environment: ActionEnvironment,
  { store, collection, links }: ContextOptions,
): RunContext {
  const { env, log } = dependencies;
  const { apiUrl: baseUrl, apiKey } = inputs;
  const api = createApi({ ...dependencies, baseUrl, apiKey, trace: log.debug });
  const shared = { ...dependencies, api };
  const stepPath = getStepPath(dependencies, inputs);
  return {
    ...shared,
    metadataQuery: createMetadataQuery(shared, inputs.indexId ?? ''),
    stepRecords: new StepRecords(stepPath && `${stepPath}.submitted.jsonl`),
    store,
    settings: inputs,
    origin: buildOriginMetadata(env, environment.event, inputs.releaseTag),
    collection,
    open: createContentOpener(inputs, environment, links),
  };
}
