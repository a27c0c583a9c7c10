import { deadlineIn } from './clock.ts';
import { conclude } from './indexing/conclude.ts';
import { indexVideos } from './indexing/index-videos.ts';
import type { Inputs } from './inputs.ts';
import { readInputs, readOrigin } from './inputs.ts';
import type { Ledger } from './ledger.ts';
import { createLedger } from './ledger.ts';
import { createApi } from './platform/api.ts';
import { createReporter } from './report/reporter.ts';
import type { Run, World } from './run.ts';
import { defaultResultsFile, readApiKey } from './step-inputs.ts';

export function createRun(world: World): Run {
  const { runner, env, clock, cancellation } = world;
  const reporter = createReporter(runner, clock, defaultResultsFile(env, world.uuid()));
  let ledger: Ledger | null = null;

  const prepare = (): Inputs => {
    const apiKey = readApiKey(runner, env);
    reporter.keepSecret(apiKey);
    const inputs = readInputs(runner, env, world.uuid());
    reporter.opened(inputs);
    return inputs;
  };

  const index = async (inputs: Inputs): Promise<Ledger> => {
    const deadline = deadlineIn(clock, inputs.timeoutMs);
    ledger = createLedger(inputs.sources, inputs.indexId, clock, reporter.changed);
    const api = createApi({
      baseUrl: inputs.apiUrl,
      apiKey: inputs.apiKey,
      send: world.send,
      clock,
      trace: reporter.debug,
    });
    const stopHeartbeat = reporter.startHeartbeat(ledger, deadline);
    try {
      await indexVideos({
        ...world,
        api,
        deadline,
        ledger,
        cancellation,
        settings: inputs,
        origin: readOrigin(env),
        tell: reporter.tell,
      });
    } finally {
      stopHeartbeat();
    }
    return ledger;
  };

  const breakOff = async (error: unknown): Promise<void> => {
    reporter.broken(error);
    if (ledger) conclude(ledger, 'crashed');
    await reporter.close(ledger);
  };

  const main = async (): Promise<boolean> => {
    try {
      return await reporter.close(await index(prepare()));
    } catch (error) {
      await breakOff(error);
      return false;
    }
  };

  return { main, breakOff };
}
