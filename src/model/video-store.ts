import type { Clock } from '../util/clock.ts';
import type { ErrorDetails } from './errors.ts';
import type { VideoMetadata, VideoResult } from './result.ts';
import { NO_METADATA } from './result.ts';
import type { VideoSource } from './source.ts';
import type { Status } from './status.ts';

/** Where a video is on its way: not sent, being sent, accepted, or at its end. */
export type Phase = 'queued' | 'submitting' | 'open' | 'done';

/** One video of this run and all that is known of it. Only the store changes it. */
export interface VideoState {
  readonly source: VideoSource;
  /** Position in the input, from 0. */
  readonly position: number;
  readonly phase: Phase;
  readonly status: Status | null;
  /** What makes it this video run after run (`gha_source`); null for a task that existed before. */
  readonly sourceKey: string | null;
  /** What it contains now (`gha_version`); null when nobody can tell. */
  readonly contentVersion: string | null;
  /** When the index was last asked whether it is there, by `Clock.now()`; null if it was not. */
  readonly lookedUpAtMs: number | null;
  /** An earlier run has put it into the index already. */
  readonly reused: boolean;
  /** What `taskId` is the id of: a task, where there is none the indexed asset itself, or whatever the user gave. */
  readonly remoteIdKind: 'task' | 'indexed_asset' | 'unknown';
  /** The mark that its submission carries as `gha_submission`; null for a task that existed before. */
  readonly submissionId: string | null;
  readonly remoteId: string | null;
  readonly indexId: string | null;
  readonly metadata: VideoMetadata;
  /** The platform's word for the state of the task, as last told. */
  readonly platformStatus: string | null;
  readonly name: string;
  /** When the submission (or the wait for an existing task) began, by `Clock.now()`. */
  readonly startedMs: number | null;
  readonly endedMs: number | null;
  /** ISO 8601. */
  readonly submittedAt: string | null;
  readonly readyAt: string | null;
  readonly error: ErrorDetails | null;
}

/** Told of every change, in order, so that it can be logged and published. */
export type OnChange = (entry: VideoState, before: VideoState) => void;

/** What the run knows, at any moment; from it the outputs can be made whenever the run ends, and however. */
export interface VideoStore {
  videos(): readonly VideoState[];
  /** Changes an entry; one that has settled stays as it is. Throws on a position that does not exist. */
  update(position: number, change: Partial<VideoState>): VideoState;
  /** `readyAt` is when a video became ready that was so before this run looked (null: nobody says); without it: now. */
  finish(position: number, status: Status, problem?: ErrorDetails | null, readyAt?: Date | null): void;
  /** Adds facts to an entry, also to one that has settled. */
  addMetadata(position: number, facts: Partial<VideoMetadata>): void;
  isDone(position: number): boolean;
}

export interface VideoStoreOptions {
  /** What makes a source this video and no other, run after run. */
  readonly getSourceKey: (source: VideoSource) => string | null;
  readonly onChange: OnChange;
}

export function createVideoStore(
  sources: readonly VideoSource[],
  indexId: string | null,
  clock: Clock,
  { getSourceKey, onChange }: VideoStoreOptions,
): VideoStore {
  const entries = sources.map((source, position) => ({
    ...createVideoState(source, position, indexId),
    sourceKey: getSourceKey(source),
  }));
  const update = (position: number, change: Partial<VideoState>): VideoState => {
    const before = entries[position];
    if (!before) throw new RangeError(`there is no entry ${position}`);
    if (before.phase === 'done') return before;
    const after = { ...before, ...change };
    entries[position] = after;
    onChange(after, before);
    return after;
  };
  return {
    videos: () => entries,
    update,
    addMetadata: (position, facts) => {
      const entry = entries[position];
      if (entry) entries[position] = { ...entry, metadata: { ...entry.metadata, ...facts } };
    },
    isDone: (position) => entries[position]?.phase === 'done',
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
    contentVersion: null,
    lookedUpAtMs: null,
    reused: false,
    remoteIdKind: source.kind === 'task' ? 'unknown' : 'task',
    submissionId: null,
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
  };
}

/** The result of a video as the outputs have it. Every entry must have settled (see `conclude`). */
export function toResult(entry: VideoState): VideoResult {
  const seconds = entry.startedMs === null || entry.endedMs === null ? null : (entry.endedMs - entry.startedMs) / 1000;
  return {
    source: entry.source.kind === 'task' ? null : entry.source.displayName,
    name: entry.name,
    status: entry.status ?? 'unconfirmed',
    task_id: entry.remoteId,
    index_id: entry.indexId,
    ...entry.metadata,
    reused: entry.reused,
    submitted_at: entry.submittedAt,
    ready_at: entry.readyAt,
    elapsed_seconds: seconds === null ? null : Math.round(seconds * 1000) / 1000,
    error: entry.error,
  };
}
