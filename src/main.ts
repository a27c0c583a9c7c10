import type { Clock } from './clock.ts';
import { deadlineIn } from './clock.ts';
import { conclude } from './indexing/conclude.ts';
import type { Cancellation, Context } from './indexing/context.ts';
import { indexVideos } from './indexing/index-videos.ts';
import type { Environment, Inputs } from './inputs.ts';
import { defaultResultsFile, readApiKey, readInputs, readOrigin } from './inputs.ts';
import type { Ledger } from './ledger.ts';
import { createLedger } from './ledger.ts';
import { createApi } from './platform/api.ts';
import type { Send } from './platform/http.ts';
import { createReporter } from './report/reporter.ts';
import type { Runner } from './runner.ts';
import { selectVideos } from './select.ts';
import type { Collected, Place } from './sources/collect-sources.ts';
import { collectSources } from './sources/collect-sources.ts';
import { assetLocator, contentOpener } from './sources/content.ts';
import { hashOfIdentity, identityOf } from './sources/identity.ts';
import { readPlace } from './sources/place.ts';
import type { Source } from './video.ts';

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

  const readSettings = (): Inputs => {
    reporter.keepSecret(readApiKey(runner, env));
    return readInputs(runner, env, world.uuid());
  };

  const collect = async (inputs: Inputs, place: Place): Promise<Ledger> => {
    const { videos, notes } = inputs.tasks.length > 0 ? NO_VIDEOS : await collectSources(inputs, place);
    const sources = [...inputs.tasks, ...videos];
    reporter.opened(inputs, sources, notes);
    const identity = (source: Source): string | null =>
      source.kind === 'task' ? null : hashOfIdentity(identityOf(source, place.repository));
    ledger = createLedger(sources, inputs.indexId, clock, { identity, onChange: reporter.changed });
    return ledger;
  };

  const index = async (inputs: Inputs, place: Place, entries: Ledger): Promise<void> => {
    const deadline = deadlineIn(clock, inputs.timeoutMs);
    const { apiUrl: baseUrl, apiKey } = inputs;
    const context: Context = {
      ...world,
      api: createApi({ baseUrl, apiKey, send: world.send, clock, trace: reporter.debug }),
      deadline,
      ledger: entries,
      settings: inputs,
      origin: readOrigin(env, place.event),
      open: contentOpener(inputs, place, clock),
      tell: reporter.tell,
    };
    const stopHeartbeat = reporter.startHeartbeat(entries, deadline);
    try {
      await selectVideos(context, inputs, { ...reporter, locateAsset: assetLocator(inputs, place, clock) });
      await indexVideos(context);
    } finally {
      stopHeartbeat();
    }
  };

  const breakOff = async (error: unknown): Promise<void> => {
    reporter.broken(error);
    if (ledger) conclude(ledger, 'crashed');
    await reporter.close(ledger);
  };

  const main = async (): Promise<boolean> => {
    try {
      const inputs = readSettings();
      const place = await readPlace(env, clock, cancellation.signal);
      const entries = await collect(inputs, place);
      await index(inputs, place, entries);
      return await reporter.close(entries);
    } catch (error) {
      await breakOff(error);
      return false;
    }
  };

  return { main, breakOff };
}

const NO_VIDEOS: Collected = { videos: [], notes: [] };
