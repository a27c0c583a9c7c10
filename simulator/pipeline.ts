import type { FetchedVideo } from './fetch-video.ts';
import { isFinal, type Video } from './models.ts';
import type { SimulatorOptions } from './options.ts';
import type { Scheduler } from './scheduler.ts';
import type { Store } from './store.ts';

/** Takes a video from its submission to `ready` or `failed`, in simulated time. */
export interface Pipeline {
  /** The status a new task has. */
  firstStatus(): string;
  /** Lets everything happen that is due. */
  advance(now: number): void;
  /** The video was downloaded and checked: it continues, or fails, when validation ends and not before `now`. */
  judged(video: Video, verdict: FetchedVideo, now: number): void;
  /** Puts a video straight into a phase, as if it had been there before; unknown statuses last for ever. */
  place(video: Video, status: string, now: number): void;
  /** The number of unfinished videos. */
  unfinished(): number;
  /** Counts a new video in. */
  enter(): void;
}

interface State {
  readonly waiting: Video[];
  /** How many of `waiting` have been taken already. */
  taken: number;
  running: number;
  unfinished: number;
}

const EXTRA_SECONDS = 2;

export interface PipelineDependencies {
  readonly options: () => SimulatorOptions;
  readonly scheduler: Scheduler;
  readonly store: Store;
  readonly random: () => number;
}

/** A pipeline in which a task waits as `queued` until one of the plan's slots is free, first come, first served. */
export function createPipeline(deps: PipelineDependencies): Pipeline {
  const state: State = { waiting: [], taken: 0, running: 0, unfinished: 0 };
  return {
    firstStatus: () => (deps.options().statuses === 'observed' ? 'uploading' : 'validating'),
    advance: (now) => {
      deps.scheduler.advance(now);
      startWaiting(deps, state, now);
    },
    judged: (video, verdict, now) => {
      const at = Math.max(now, video.createdAt + deps.options().validatingSeconds * 1000);
      deps.scheduler.plan(at, () => validated(deps, state, video, verdict, at));
    },
    place: (video, status, now) => place(deps, state, video, status, now),
    unfinished: () => state.unfinished,
    enter: () => {
      state.unfinished += 1;
    },
  };
}

function validated(deps: PipelineDependencies, state: State, video: Video, verdict: FetchedVideo, at: number): void {
  if (verdict.kind === 'fault') {
    state.unfinished -= 1;
    deps.store.setFailed(video, verdict.fault, at);
    return;
  }
  deps.store.setFacts(video, verdict.facts);
  pend(deps, state, video, at);
}

function pend(deps: PipelineDependencies, state: State, video: Video, at: number): void {
  const { statuses, pendingSeconds } = deps.options();
  if (statuses === 'documented') setStatus(video, 'pending', at);
  deps.scheduler.plan(at + pendingSeconds * 1000, (then) => queue(deps, state, video, then));
}

function queue(deps: PipelineDependencies, state: State, video: Video, at: number): void {
  setStatus(video, 'queued', at);
  deps.scheduler.plan(at + deps.options().queuedSeconds * 1000, (then) => {
    state.waiting.push(video);
    startWaiting(deps, state, then);
  });
}

function startWaiting(deps: PipelineDependencies, state: State, at: number): void {
  while (state.running < deps.options().concurrency) {
    const video = state.waiting[state.taken];
    if (video === undefined) return;
    state.taken += 1;
    index(deps, state, video, at);
  }
}

function index(deps: PipelineDependencies, state: State, video: Video, at: number): void {
  const options = deps.options();
  state.running += 1;
  setStatus(video, 'indexing', at);
  if (matches(video, options.stuckWhenUrlIncludes)) return;
  const seconds = indexingSeconds(options, video.facts?.duration ?? 0, deps.random());
  if (matches(video, options.failWhenUrlIncludes)) {
    const failure = { code: 'indexing_failed', message: options.failReason };
    deps.scheduler.plan(at + seconds * 500, (then) =>
      finish(deps, state, then, () => deps.store.setFailed(video, failure, then)),
    );
    return;
  }
  deps.scheduler.plan(at + seconds * 1000, (then) => indexed(deps, state, video, then));
}

function indexed(deps: PipelineDependencies, state: State, video: Video, at: number): void {
  const { extraStatus } = deps.options();
  if (extraStatus === null) {
    finish(deps, state, at, () => deps.store.setReady(video, at));
    return;
  }
  setStatus(video, extraStatus, at);
  deps.scheduler.plan(at + EXTRA_SECONDS * 1000, (then) =>
    finish(deps, state, then, () => deps.store.setReady(video, then)),
  );
}

/** Frees the slot and lets the next one in at that very time. */
function finish(deps: PipelineDependencies, state: State, at: number, conclude: () => void): void {
  conclude();
  state.running -= 1;
  state.unfinished -= 1;
  startWaiting(deps, state, at);
}

function place(deps: PipelineDependencies, state: State, video: Video, status: string, now: number): void {
  if (isFinal(status)) state.unfinished -= 1;
  if (status === 'ready') deps.store.setReady(video, now);
  else if (status === 'failed')
    deps.store.setFailed(video, { code: 'indexing_failed', message: deps.options().failReason }, now);
  else if (status === 'validating' || status === 'uploading' || status === 'pending') pend(deps, state, video, now);
  else if (status === 'queued') queue(deps, state, video, now);
  else if (status === 'indexing') index(deps, state, video, now);
  else setStatus(video, status, now);
}

function setStatus(video: Video, status: string, at: number): void {
  video.status = status;
  video.changedAt = at;
}

function matches(video: Video, text: string | null): boolean {
  return text !== null && (video.url ?? video.filename).includes(text);
}

/** `luck` is in [0, 1): half of it is no jitter at all. */
function indexingSeconds(options: SimulatorOptions, duration: number, luck: number): number {
  const usual = options.indexingBaseSeconds + options.indexingPerSecond * duration;
  return usual * (1 + options.jitter * (2 * luck - 1));
}
