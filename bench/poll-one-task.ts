import { MetadataQuery } from '../src/existing/metadata-query.ts';
import type { IndexingSettings, RunContext } from '../src/existing/run-context.ts';
import { StepRecords } from '../src/existing/step-records.ts';
import { createCooldown } from '../src/http/cooldown.ts';
import type { RequestLimits } from '../src/http/request-limits.ts';
import { StatusPoller } from '../src/indexing/polling/status-poller.ts';
import type { UrlSource } from '../src/model/source.ts';
import { createVideoStore } from '../src/model/video-store.ts';
import type { Api } from '../src/twelvelabs/api.ts';
import { createStatusSources } from '../src/twelvelabs/status-source.ts';
import { type Clock, createDeadline } from '../src/util/clock.ts';

/** The result of waiting for one task. */
export interface PollResult {
  /** From the end of indexing to the response that reports it. */
  readonly delayMs: number;
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
  pricePerMinute: null,
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

/** Runs the status poller of the action, on a simulated clock, for a task that is ready after `indexingMs`. */
export async function pollOneTask(indexingMs: number, random: () => number): Promise<PollResult> {
  const clock = createSimulatedClock();
  const platform = createPlatform(clock, indexingMs);
  const context = createContext(platform.api, clock, random);
  context.store.update(0, { phase: 'open', remoteId: TASK_ID });
  await new StatusPoller(context, createStatusSources(context.api, null)).poll(0, TASK_ID);
  if (context.store.videos()[0]?.status !== 'ready') throw new Error('The poller ended before the task was ready.');
  return { delayMs: clock.now() - indexingMs, requests: platform.requests() };
}

const refuse = (): Promise<never> => Promise.reject(new Error('Only status requests are expected.'));

/** A platform with one task. Its responses take no time and contain only the status. */
function createPlatform(clock: Clock, indexingMs: number): { api: Api; requests: () => number } {
  let requests = 0;
  const api: Api = {
    cooldown: createCooldown(clock, () => 0),
    isLocal: false,
    hasResponded: () => true,
    get: async () => {
      requests += 1;
      return { _id: TASK_ID, status: clock.now() < indexingMs ? 'indexing' : 'ready' };
    },
    postForm: refuse,
    postFile: refuse,
    postJson: refuse,
    patchJson: refuse,
    delete: refuse,
  };
  return { api, requests: () => requests };
}

function createContext(api: Api, clock: Clock, random: () => number): RunContext {
  const never = new AbortController().signal;
  const failOnMessage = (line: unknown): never => {
    throw new Error(`Unexpected message: ${JSON.stringify(line)}`);
  };
  const createLimits = (): RequestLimits => ({ timeoutMs: 1_000, signal: never });
  return {
    api,
    metadataQuery: new MetadataQuery({ api, indexId: '', createLimits, retry: (read) => read() }),
    stepRecords: new StepRecords(null),
    collection: null,
    clock,
    random,
    uuid: () => 'unused',
    origin: {},
    deadline: createDeadline(clock, DEADLINE_MS),
    cancellation: { signal: never, hardCancelSignal: never },
    store: createVideoStore([SOURCE], SETTINGS.indexId, clock, {
      identities: [{ sourceKey: null, address: null, contentVersion: null }],
      onChange: () => {},
    }),
    settings: SETTINGS,
    open: refuse,
    log: { info: failOnMessage, warning: failOnMessage, debug: () => {} },
  };
}

/** A clock that starts at zero and jumps to the end of every sleep; for one sleeper at a time. */
function createSimulatedClock(): Clock {
  let now = 0;
  return {
    now: () => now,
    date: () => new Date(now),
    sleep: async (ms, signal) => {
      if (!signal?.aborted) now += Math.max(ms, 0);
    },
  };
}
