import type { Clock } from '../util/clock.ts';
import type { ErrorDetails } from './errors.ts';
import type { ResultAction, ResultReason, VideoMetadata, VideoResult } from './result.ts';
import { NO_METADATA } from './result.ts';
import type { VideoSource } from './source.ts';
import type { Status } from './status.ts';

/** The phase of a video: not sent, being sent, accepted, or ended. */
export type Phase = 'queued' | 'submitting' | 'open' | 'done';

/** The state of one video of this run. Only the store changes it. */
export interface VideoState {
  readonly source: VideoSource;
  /** Position in the input, from 0. */
  readonly position: number;
  readonly phase: Phase;
  readonly status: Status | null;
  /** Identifies the video across runs (`gha_source`); null for an existing task. */
  readonly sourceKey: string | null;
  /** Hash of its address (`gha_address`); null for an existing task. */
  readonly address: string | null;
  /** Changes when the content changes (`gha_version`); null when it cannot be determined. */
  readonly contentVersion: string | null;
  /** Hash of size and last modification; distinguishes a changed file from an ETag that changes on each request. */
  readonly contentStamp: string | null;
  /** When the video was last looked up in the index, by `Clock.now()`; null if it was not. */
  readonly lookedUpAtMs: number | null;
  readonly action: ResultAction;
  readonly reason: ResultReason | null;
  /** IDs of the videos whose place it takes. */
  readonly replaces: readonly string[];
  /** Whether an earlier run has submitted it. */
  readonly reused: boolean;
  /** What `remoteId` identifies; `unknown` for an ID that the user has given. */
  readonly remoteIdKind: 'task' | 'indexed_asset' | 'unknown';
  /** The value of `gha_submission` in the metadata of its submission; null for an existing task. */
  readonly submissionId: string | null;
  /** The error response to an earlier submission of which no trace was found; null if there is none. */
  readonly unconfirmedError: string | null;
  readonly remoteId: string | null;
  readonly indexId: string | null;
  readonly metadata: VideoMetadata;
  /** The status of the task as the API last returned it. */
  readonly platformStatus: string | null;
  readonly name: string;
  /** When the submission (or the wait for an existing task) began, by `Clock.now()`. */
  readonly startedMs: number | null;
  readonly endedMs: number | null;
  /** ISO 8601. */
  readonly submittedAt: string | null;
  readonly readyAt: string | null;
  readonly error: ErrorDetails | null;
  /** What the inspection before the submission found; explains a failure better than the API does. */
  readonly inspectionError: ErrorDetails | null;
}

/** Called with every change, in order. */
export type OnChange = (after: VideoState, before: VideoState) => void;

/** The state of all videos of a run. The outputs can be computed from it at any moment. */
export interface VideoStore {
  videos(): readonly VideoState[];
  /** Changes a video, unless it is done. Throws if there is no such position. */
  update(position: number, change: Partial<VideoState>): VideoState;
  /** `readyAt`: for a video that was ready before this run, null if the time is not known. Default for a ready one: now. */
  finish(position: number, status: Status, error?: ErrorDetails | null, readyAt?: Date | null): void;
  /** Ends a video that was ready with an error: what follows from being ready could not be done. */
  failReady(position: number, error: ErrorDetails): void;
  /** Adds metadata to a video, even if it is done. */
  addMetadata(position: number, metadata: Partial<VideoMetadata>): void;
  isDone(position: number): boolean;
}

/** What is known of a source without looking at it; null where it is not. */
export type SourceIdentity = Pick<VideoState, 'sourceKey' | 'address' | 'contentVersion'>;

export interface VideoStoreOptions {
  /** Identifies the videos across runs, in the order of the sources. */
  readonly identities: readonly SourceIdentity[];
  readonly onChange: OnChange;
}

export function createVideoStore(
  sources: readonly VideoSource[],
  indexId: string | null,
  clock: Clock,
  { identities, onChange }: VideoStoreOptions,
): VideoStore {
  const videos = sources.map((source, position) => ({
    ...createVideoState(source, position, indexId),
    ...identities[position],
  }));
  const update = (position: number, change: Partial<VideoState>): VideoState => {
    const before = videos[position];
    if (!before) throw new RangeError(`there is no video ${position}`);
    if (before.phase === 'done') return before;
    const after = { ...before, ...change };
    videos[position] = after;
    onChange(after, before);
    return after;
  };
  return {
    videos: () => videos,
    update,
    failReady: (position, error) => {
      const before = videos[position];
      if (before?.status !== 'ready') return;
      const after = { ...before, status: 'failed', error, readyAt: null } as const;
      videos[position] = after;
      onChange(after, before);
    },
    addMetadata: (position, metadata) => {
      const video = videos[position];
      if (video) videos[position] = { ...video, metadata: { ...video.metadata, ...metadata } };
    },
    isDone: (position) => videos[position]?.phase === 'done',
    finish: (position, status, error = null, readyAt = status === 'ready' ? clock.date() : null) => {
      update(position, { phase: 'done', status, error, endedMs: clock.now(), readyAt: readyAt?.toISOString() ?? null });
    },
  };
}

function createVideoState(source: VideoSource, position: number, indexId: string | null): VideoState {
  return {
    source,
    position,
    phase: 'queued',
    status: null,
    sourceKey: null,
    address: null,
    contentVersion: null,
    contentStamp: null,
    lookedUpAtMs: null,
    action: 'none',
    reason: null,
    replaces: [],
    reused: false,
    remoteIdKind: source.kind === 'task' ? 'unknown' : 'task',
    submissionId: null,
    unconfirmedError: null,
    remoteId: source.kind === 'task' ? source.taskId : null,
    indexId,
    metadata: NO_METADATA,
    platformStatus: null,
    name: source.name,
    startedMs: null,
    endedMs: null,
    submittedAt: null,
    readyAt: null,
    error: null,
    inspectionError: null,
  };
}

/** The result of a video, which must be done (see `finalizePending`). */
export function toResult(video: VideoState): VideoResult {
  const seconds = video.startedMs === null || video.endedMs === null ? null : (video.endedMs - video.startedMs) / 1000;
  return {
    source: video.source.kind === 'task' ? null : video.source.displayName,
    name: video.name,
    status: video.status ?? 'unconfirmed',
    task_id: video.remoteId,
    index_id: video.indexId,
    ...video.metadata,
    action: video.action,
    reason: video.reason,
    replaces: video.replaces,
    reused: video.reused,
    submitted_at: video.submittedAt,
    ready_at: video.readyAt,
    elapsed_seconds: seconds === null ? null : Math.round(seconds * 1000) / 1000,
    error: video.error,
  };
}
