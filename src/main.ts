import type { Clock } from './clock.ts';
import { deadlineIn } from './clock.ts';
import { conclude } from './indexing/conclude.ts';
import type { Cancellation } from './indexing/context.ts';
import { indexVideos } from './indexing/index-videos.ts';
import type { Environment, Inputs } from './inputs.ts';
import { defaultResultsFile, readApiKey, readInputs, readOrigin } from './inputs.ts';
import type { Ledger } from './ledger.ts';
import { createLedger } from './ledger.ts';
import { createApi } from './platform/api.ts';
import type { Send } from './platform/http.ts';
import { createReporter } from './report/reporter.ts';
import type { Runner } from './runner.ts';

/** Everything from outside that a run works with. */
export interface World {
  readonly runner: Runner;
  readonly env: Environment;
  readonly clock: Clock;
  readonly random: () => number;
  readonly uuid: () => string;
  readonly send: Send;
  readonly cancellation: Cancellation;
}

/** One run of the action. */
export interface Run {
  /** The whole story. True only when it is proven that every video is where the user wants it. Never rejects. */
  main(): Promise<boolean>;
  /** Ends a run that cannot go on, wherever it stands, and tells what is known. Never rejects. */
  breakOff(error: unknown): Promise<void>;
}

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
