import type { IndexingSettings, RunContext } from '../src/existing/run-context.ts';
import { createCooldown } from '../src/http/cooldown.ts';
import { StatusPoller } from '../src/indexing/polling/status-poller.ts';
import type { UrlSource } from '../src/model/source.ts';
import { createVideoStore } from '../src/model/video-store.ts';
import type { Api } from '../src/twelvelabs/api.ts';
import { createStatusSources } from '../src/twelvelabs/status-source.ts';
import { type Clock, createDeadline } from '../src/util/clock.ts';
import { virtualClock } from './virtual-clock.ts';

/** What waiting for one task came to. */
export interface Watched {
  /** From the moment the task was ready to the answer that said so. */
  readonly lagMs: number;
  readonly requests: number;
}

const TASK_ID = 'task';
const DEADLINE_MS = 24 * 3_600_000;
const SETTINGS: IndexingSettings = {
  indexId: 'index',
  wait: true,
  maxInFlight: 1,
  pollIntervalMs: null,
  enableVideoStream: true,
  userMetadata: {},
  language: null,
};
const SOURCE: UrlSource = {
  kind: 'url',
  url: 'https://videos.example/clip.mp4',
  displayName: 'https://videos.example/clip.mp4',
  name: 'clip.mp4',
  key: null,
  userMetadata: {},
  error: null,
};

/** Lets the action's own watcher wait for a task that is ready `indexingMs` after its submission. */
export async function watchOne(indexingMs: number, random: () => number): Promise<Watched> {
  const clock = virtualClock();
  const platform = onePlatform(clock, indexingMs);
  const context = contextOf(platform.api, clock, random);
  context.store.update(0, { phase: 'open', remoteId: TASK_ID });
  await new StatusPoller(context, createStatusSources(context.api, null)).poll(0, TASK_ID);
  if (context.store.videos()[0]?.status !== 'ready') throw new Error('the watcher ended before the task was ready');
  return { lagMs: clock.now() - indexingMs, requests: platform.requests() };
}

const nothingElse = (): Promise<never> => Promise.reject(new Error('nothing is submitted here'));

/** A platform with a single task, that answers at once and tells nothing but the status. */
function onePlatform(clock: Clock, indexingMs: number): { api: Api; requests: () => number } {
  let requests = 0;
  const api: Api = {
    cooldown: createCooldown(clock, () => 0),
    hasResponded: () => true,
    get: async () => {
      requests += 1;
      return { _id: TASK_ID, status: clock.now() < indexingMs ? 'indexing' : 'ready' };
    },
    postForm: nothingElse,
    postFile: nothingElse,
    postJson: nothingElse,
    delete: nothingElse,
  };
  return { api, requests: () => requests };
}

function contextOf(api: Api, clock: Clock, random: () => number): RunContext {
  const never = new AbortController().signal;
  const troubled = (line: unknown): never => {
    throw new Error(`unexpected trouble: ${JSON.stringify(line)}`);
  };
  return {
    api,
    clock,
    random,
    uuid: () => 'unused',
    origin: {},
    deadline: createDeadline(clock, DEADLINE_MS),
    cancellation: { signal: never, hardCancelSignal: never },
    store: createVideoStore([SOURCE], SETTINGS.indexId, clock, { getSourceKey: () => null, onChange: () => {} }),
    settings: SETTINGS,
    open: nothingElse,
    log: { info: troubled, warning: troubled, debug: () => {} },
  };
}
