import { tmpdir } from 'node:os';
import type { Context } from '../existing/run-context.ts';
import type { Place } from '../github/environment.ts';
import { readPlace } from '../github/environment.ts';
import { readEvent } from '../github/event.ts';
import { conclude } from '../indexing/finalize-pending.ts';
import { indexVideos } from '../indexing/index-videos.ts';
import { defaultResultsFile, readApiKey } from '../inputs/common-inputs.ts';
import type { Source } from '../model/source.ts';
import type { Ledger } from '../model/video-store.ts';
import { createLedger } from '../model/video-store.ts';
import { selectVideos } from '../plan/select-videos.ts';
import { createCommenter } from '../report/comment/publish-comment.ts';
import { createReporter } from '../report/reporter.ts';
import type { Run, World } from '../run-action.ts';
import { assetLocator, contentOpener } from '../sources/open-content.ts';
import type { Collected } from '../sources/resolve-sources.ts';
import { collectSources } from '../sources/resolve-sources.ts';
import { hashOfIdentity, identityOf } from '../sources/source-key.ts';
import { createApi } from '../twelvelabs/api.ts';
import { deadlineIn } from '../util/clock.ts';
import type { Inputs } from './inputs.ts';
import { readInputs, readOrigin, wantsComment } from './inputs.ts';

export function createRun(world: World): Run {
  const { runner, env, clock, cancellation } = world;
  const comment = createCommenter({
    runner,
    env,
    clock,
    random: world.random,
    cancelled: cancellation.signal,
    isWanted: () => wantsComment(runner),
    readEvent: () => readEvent(env['GITHUB_EVENT_PATH']),
  });
  const reporter = createReporter(runner, clock, defaultResultsFile(env, world.uuid()), comment);
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
      origin: readOrigin(env, place.event, inputs.releaseTag),
      open: contentOpener(inputs, place, clock),
      tell: reporter.tell,
    };
    const stopProgress = reporter.startProgress(entries, deadline);
    try {
      await selectVideos(context, inputs, { ...reporter, locateAsset: assetLocator(inputs, place, clock) });
      await indexVideos(context, {
        endpoint: inputs.endpoint,
        reuse: inputs.reuse,
        send: world.send,
        mask: runner.mask,
        notesFolder: env['RUNNER_TEMP'] || tmpdir(),
      });
    } finally {
      stopProgress();
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
      const isLong = entries.entries().length >= MANY_VIDEOS;
      // After the list was read, and again before the results are made into text.
      if (isLong) world.saveMemory();
      await index(inputs, place, entries);
      if (isLong) world.saveMemory();
      return await reporter.close(entries);
    } catch (error) {
      await breakOff(error);
      return false;
    }
  };

  return { main, breakOff };
}

/** What fewer leave behind is not worth the milliseconds. */
const MANY_VIDEOS = 500;

const NO_VIDEOS: Collected = { videos: [], notes: [] };
