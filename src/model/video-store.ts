import type { Clock } from '../util/clock.ts';
import type { Problem } from './errors.ts';
import type { Outcome, VideoFacts } from './result.ts';
import { NO_FACTS } from './result.ts';
import type { Source } from './source.ts';
import type { Status } from './status.ts';

/** Where a video is on its way: not sent, being sent, accepted, or at its end. */
export type Phase = 'queued' | 'submitting' | 'open' | 'settled';

/** One video of this run and all that is known of it. Only the ledger changes it. */
export interface Entry {
  readonly source: Source;
  /** Position in the input, from 0. */
  readonly position: number;
  readonly phase: Phase;
  readonly status: Status | null;
  /** What makes it this video run after run (`gha_source`); null for a task that existed before. */
  readonly identity: string | null;
  /** What it contains now (`gha_version`); null when nobody can tell. */
  readonly version: string | null;
  /** When the index was last asked whether it is there, by `Clock.now()`; null if it was not. */
  readonly askedMs: number | null;
  /** An earlier run has put it into the index already. */
  readonly reused: boolean;
  /** What `taskId` is the id of: a task, where there is none the indexed asset itself, or whatever the user gave. */
  readonly watchedAs: 'task' | 'asset' | 'given';
  /** The mark that its submission carries as `gha_submission`; null for a task that existed before. */
  readonly submissionId: string | null;
  readonly taskId: string | null;
  readonly indexId: string | null;
  readonly facts: VideoFacts;
  /** The platform's word for the state of the task, as last told. */
  readonly platformStatus: string | null;
  readonly name: string;
  /** When the submission (or the wait for an existing task) began, by `Clock.now()`. */
  readonly startedMs: number | null;
  readonly endedMs: number | null;
  readonly submittedAt: Date | null;
  readonly readyAt: Date | null;
  readonly problem: Problem | null;
}

/** Told of every change, in order, so that it can be logged and published. */
export type OnChange = (entry: Entry, before: Entry) => void;

/** What the run knows, at any moment; from it the outputs can be made whenever the run ends, and however. */
export interface Ledger {
  entries(): readonly Entry[];
  /** Changes an entry; one that has settled stays as it is. Throws on a position that does not exist. */
  update(position: number, change: Partial<Entry>): Entry;
  /** `readyAt` is when a video became ready that was so before this run looked (null: nobody says); without it: now. */
  settle(position: number, status: Status, problem?: Problem | null, readyAt?: Date | null): void;
  /** Adds facts to an entry, also to one that has settled. */
  complete(position: number, facts: Partial<VideoFacts>): void;
  hasSettled(position: number): boolean;
}

export interface LedgerDeps {
  /** What makes a source this video and no other, run after run. */
  readonly identity: (source: Source) => string | null;
  readonly onChange: OnChange;
}

export function createLedger(
  sources: readonly Source[],
  indexId: string | null,
  clock: Clock,
  { identity, onChange }: LedgerDeps,
): Ledger {
  const entries = sources.map((source, position) => ({
    ...newEntry(source, position, indexId),
    identity: identity(source),
  }));
  const update = (position: number, change: Partial<Entry>): Entry => {
    const before = entries[position];
    if (!before) throw new RangeError(`there is no entry ${position}`);
    if (before.phase === 'settled') return before;
    const after = { ...before, ...change };
    entries[position] = after;
    onChange(after, before);
    return after;
  };
  return {
    entries: () => entries,
    update,
    complete: (position, facts) => {
      const entry = entries[position];
      if (entry) entries[position] = { ...entry, facts: { ...entry.facts, ...facts } };
    },
    hasSettled: (position) => entries[position]?.phase === 'settled',
    settle: (position, status, problem = null, readyAt = status === 'ready' ? clock.date() : null) => {
      update(position, { phase: 'settled', status, problem, endedMs: clock.now(), readyAt });
    },
  };
}

function newEntry(source: Source, position: number, indexId: string | null): Entry {
  return {
    source,
    position,
    phase: 'queued',
    status: null,
    identity: null,
    version: null,
    askedMs: null,
    reused: false,
    watchedAs: source.kind === 'task' ? 'given' : 'task',
    submissionId: null,
    taskId: source.kind === 'task' ? source.taskId : null,
    indexId,
    facts: NO_FACTS,
    platformStatus: null,
    name: source.name,
    startedMs: null,
    endedMs: null,
    submittedAt: null,
    readyAt: null,
    problem: null,
  };
}

/** The result of a video as the outputs have it. Every entry must have settled (see `conclude`). */
export function outcomeOf(entry: Entry): Outcome {
  const seconds = entry.startedMs === null || entry.endedMs === null ? null : (entry.endedMs - entry.startedMs) / 1000;
  return {
    source: entry.source.kind === 'task' ? null : entry.source.shown,
    name: entry.name,
    status: entry.status ?? 'unconfirmed',
    task_id: entry.taskId,
    index_id: entry.indexId,
    ...entry.facts,
    reused: entry.reused,
    submitted_at: entry.submittedAt?.toISOString() ?? null,
    ready_at: entry.readyAt?.toISOString() ?? null,
    elapsed_seconds: seconds === null ? null : Math.round(seconds * 1000) / 1000,
    error: entry.problem,
  };
}
