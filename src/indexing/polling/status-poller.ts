import type { RunContext } from '../../existing/run-context.ts';
import { createReadLimits } from '../../http/request-limits.ts';
import type { ApiError } from '../../twelvelabs/errors.ts';
import { isUnreachable } from '../../twelvelabs/retry.ts';
import type { StatusSource, StatusSources } from '../../twelvelabs/status-source.ts';
import { getPollIntervalMs, getQueuedPollIntervalMs, isPollDue } from '../../util/poll-schedule.ts';
import { applyStatus } from './apply-status.ts';
import type { StatusSnapshot } from './fetch-statuses.ts';
import { fetchStatuses } from './fetch-statuses.ts';
import type { PolledItem, PolledItemEvent } from './poller-state.ts';
import {
  createPolledItem,
  hasPermanentError,
  INITIAL_CONNECTION_STATE,
  reduceConnection,
  reducePolledItem,
} from './poller-state.ts';

/** A video that is being indexed, as far as is known. */
interface PolledVideo {
  readonly position: number;
  readonly id: string;
  readonly source: StatusSource;
  readonly item: PolledItem;
  readonly resolve: () => void;
}

/** How many of the last indexing times the schedule is based on. */
const RECENT_COUNT = 25;

/** Polls the status of videos, all of them together, until each is done. */
export class StatusPoller {
  readonly #context: RunContext;
  readonly #sources: StatusSources;
  readonly #videos = new Map<string, PolledVideo>();
  #connection = INITIAL_CONNECTION_STATE;
  /** How long the videos that became ready took, in milliseconds; the most recent ones. */
  #indexingTimesMs: readonly number[] = [];
  /** How often each status was read, by the position of the video, as long as it is not done. */
  readonly #statusCounts = new Map<number, Map<string, number>>();
  /** How many polls failed, by the kind of error. */
  readonly #errorCounts = new Map<string, number>();
  #lastPollMs = 0;
  #isPolling = false;
  #isOver = false;
  #wake = new AbortController();

  constructor(context: RunContext, sources: StatusSources) {
    this.#context = context;
    this.#sources = sources;
  }

  /** Resolves once the video is done, its status is permanently unavailable, or polling has ended; the store has which. */
  poll(position: number, id: string): Promise<void> {
    if (this.#isOver) return Promise.resolve();
    const { clock, store } = this.#context;
    const now = clock.now();
    const video = store.videos()[position];
    const isNew = video?.source.kind !== 'task' && video?.reused !== true;
    return new Promise((resolve, reject) => {
      const source = this.#sources[video?.remoteIdKind ?? 'task'];
      this.#videos.set(id, { position, id, source, item: createPolledItem(isNew, now), resolve });
      this.#wake.abort();
      if (this.#isPolling) return;
      this.#isPolling = true;
      // The status of a new task is known; that of an existing one is not, so that its first poll is immediate.
      this.#lastPollMs = isNew ? now : Number.NEGATIVE_INFINITY;
      this.#pollUntilDone().catch(reject);
    });
  }

  /** True if polling ended before the videos were done: at the deadline, on a cancel, or for a pause beyond it. */
  isOver(): boolean {
    return this.#isOver;
  }

  /** The error of the last poll; null if it succeeded. */
  lastError(): string | null {
    return this.#connection.lastError;
  }

  /** What polling a video has shown, for a message: "indexing ×41, HTTP 503 ×7"; null if nothing. */
  describeObserved(position: number): string | null {
    const counts = [...(this.#statusCounts.get(position) ?? []), ...this.#errorCounts];
    return counts.length === 0 ? null : counts.map(([what, count]) => `${what} ×${count}`).join(', ');
  }

  async #pollUntilDone(): Promise<void> {
    const { api, clock, deadline, cancellation } = this.#context;
    while (this.#videos.size > 0) {
      this.#wake = new AbortController();
      const intervalMs = this.#lastPollMs + this.#getIntervalMs() - clock.now();
      const pauseMs = Math.max(this.#connection.pausedUntilMs - clock.now(), api.cooldown.remainingMs());
      if (pauseMs > deadline.remainingMs()) break;
      const waitMs = Math.min(Math.max(intervalMs, pauseMs), Math.max(deadline.remainingMs(), 0));
      await clock.sleep(waitMs, AbortSignal.any([this.#wake.signal, cancellation.signal]));
      if (cancellation.signal.aborted) break;
      if (this.#wake.signal.aborted) continue; // a new video may need an earlier poll
      await this.#pollAll();
      if (deadline.remainingMs() <= 0) break;
    }
    this.#isOver = this.#videos.size > 0;
    for (const video of [...this.#videos.values()]) this.#stopPolling(video);
    this.#isPolling = false;
  }

  /** The poll interval in milliseconds. Errors do not change it; they only add a pause. */
  #getIntervalMs(): number {
    const { store, settings, random } = this.#context;
    const oldestFirst = [...this.#videos.values()].sort((a, b) => a.item.sinceMs - b.item.sinceMs);
    const agesMs = oldestFirst.map(({ item }) => Math.max(0, this.#lastPollMs - item.sinceMs));
    const tookMs = this.#indexingTimesMs;
    const fixedMs = settings.pollIntervalMs;
    if (fixedMs === null && hasQueuedVideos(store))
      return getQueuedPollIntervalMs({ agesMs, tookMs, random: random() });
    const duration = store.videos()[oldestFirst.at(-1)?.position ?? 0]?.metadata.duration ?? null;
    return getPollIntervalMs({ youngestAgeMs: agesMs.at(-1) ?? 0, duration, fixedMs, tookMs, random: random() });
  }

  async #pollAll(): Promise<void> {
    const { clock, cancellation } = this.#context;
    const leastRecentFirst = [...this.#videos.values()].sort((a, b) => a.item.lastPolledMs - b.item.lastPolledMs);
    for (const [source, videos] of Map.groupBy(leastRecentFirst, (video) => video.source)) {
      const ids = videos.filter(({ item }) => this.#isDue(item)).map(({ id }) => id);
      this.#lastPollMs = clock.now();
      if (ids.length === 0) continue;
      const snapshot = await fetchStatuses(source, ids, () => createReadLimits(this.#context));
      this.#lastPollMs = clock.now();
      if (!cancellation.signal.aborted) this.#applySnapshot(snapshot);
    }
  }

  /** A video that has been indexed for long is polled less often than a new one. The last poll is of all videos. */
  #isDue({ sinceMs, lastPolledMs }: PolledItem): boolean {
    const { clock, deadline, settings } = this.#context;
    if (settings.pollIntervalMs !== null || deadline.remainingMs() <= 0) return true;
    return isPollDue(clock.now() - sinceMs, clock.now() - lastPolledMs);
  }

  #applySnapshot({ states, errors, error: runLevelError }: StatusSnapshot): void {
    const { clock, store } = this.#context;
    for (const state of states) {
      const video = this.#update(state.id, { kind: 'snapshotApplied' });
      if (!video) continue;
      if (!applyStatus(store, video.position, state)) {
        this.#countStatus(video.position, state.status);
        continue;
      }
      this.#statusCounts.delete(video.position);
      const tookMs = clock.now() - video.item.sinceMs;
      if (state.status === 'ready') this.#indexingTimesMs = [...this.#indexingTimesMs, tookMs].slice(-RECENT_COUNT);
      this.#stopPolling(video);
    }
    for (const { id, error } of errors) {
      const video = this.#update(id, { kind: 'itemError', error });
      if (video?.item.isLost) this.#giveUp(video, error);
    }
    this.#updateConnection(runLevelError);
  }

  #countStatus(position: number, status: string): void {
    const counts = this.#statusCounts.get(position) ?? new Map<string, number>();
    countOne(counts, status);
    this.#statusCounts.set(position, counts);
  }

  #update(id: string, event: PolledItemEvent): PolledVideo | null {
    const before = this.#videos.get(id);
    if (!before) return null;
    const video = { ...before, item: reducePolledItem(before.item, event, this.#context.clock.now()) };
    this.#videos.set(id, video);
    return video;
  }

  #updateConnection(error: ApiError | null): void {
    const { api, clock, random, log } = this.#context;
    const hadError = this.#connection.lastError !== null;
    if (error && !hadError) log.info(`Failed to get task status. Retrying. ${error.message}`);
    if (!error && hadError) log.info('Connection to TwelveLabs restored.');
    const event = error ? ({ kind: 'runLevelError', error } as const) : ({ kind: 'connectionRestored' } as const);
    this.#connection = reduceConnection(this.#connection, event, clock.now(), random());
    if (!error) {
      api.cooldown.reset();
      return;
    }
    countOne(this.#errorCounts, error.status === null ? 'no response' : `HTTP ${error.status}`);
    if (error.status === 429) api.cooldown.pauseFor(error.retryAfterMs);
    const failingMs = clock.now() - this.#connection.failingSinceMs;
    if (hasPermanentError(this.#connection) || isUnreachable(api, error, failingMs)) {
      for (const video of [...this.#videos.values()]) this.#giveUp(video, error);
    }
  }

  /** A resource whose status was read before exists, so that only its end is unknown. */
  #giveUp(polled: PolledVideo, error: ApiError): void {
    const { store } = this.#context;
    const video = store.videos()[polled.position];
    const exists = video?.source.kind !== 'task' || video.platformStatus !== null;
    store.finish(polled.position, exists ? 'unknown' : 'rejected', error.details);
    this.#stopPolling(polled);
  }

  #stopPolling({ id, resolve }: PolledVideo): void {
    this.#videos.delete(id);
    resolve();
  }
}

function countOne(counts: Map<string, number>, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1);
}

/** True if videos wait for a slot, so that it matters how soon the end of another is noticed. */
function hasQueuedVideos(store: RunContext['store']): boolean {
  return store.videos().some(({ phase, source }) => phase === 'queued' && source.kind !== 'task');
}
