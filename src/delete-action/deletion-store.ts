import type { Problem } from '../model/errors.ts';
import type { Removal, RemovalStatus } from './deletion-result.ts';
import { notOurs, notStarted, unanswered } from './errors.ts';
import type { Found } from './select-videos.ts';

/** What is known of the deletion of a video so far. */
export interface Entry extends Omit<Removal, 'status'> {
  readonly position: number;
  /** `queued`: to be deleted; `deleting`: a request that deletes something of it may have been sent. */
  readonly status: RemovalStatus | 'queued' | 'deleting';
  /** Whether the platform had done with it when it was last looked at. */
  readonly indexed: boolean;
}

/** The one place where the state of the deletions lives. */
export interface Ledger {
  entries(): readonly Entry[];
  update(position: number, changes: Partial<Entry>): void;
  settle(position: number, status: RemovalStatus, error?: Problem | null): void;
}

export function createLedger(indexId: string, found: readonly Found[]): Ledger {
  const entries = found.map((one, position): Entry => ({ ...describe(one), position, index_id: indexId }));
  const update: Ledger['update'] = (position, changes) => {
    const entry = entries[position];
    if (entry) entries[position] = { ...entry, ...changes };
  };
  return {
    entries: () => entries,
    update,
    settle: (position, status, error = null) => {
      update(position, { status, error });
    },
  };
}

/** Settles what is still under way when the step breaks off. Nothing is left without a status after this. */
export function concludeCrashed(ledger: Ledger): void {
  for (const { position, status } of ledger.entries()) {
    if (status === 'queued') ledger.settle(position, 'failed', notStarted('crashed'));
    if (status === 'deleting') ledger.settle(position, 'unconfirmed', unanswered());
  }
}

/** The results of a ledger in which everything has settled. */
export function removalsOf(ledger: Ledger): readonly Removal[] {
  return ledger.entries().flatMap((entry) => {
    const { name, status, video_id, task_id, asset_id, index_id, video, task, asset, error } = entry;
    if (status === 'queued' || status === 'deleting') return [];
    return [{ name, status, video_id, task_id, asset_id, index_id, video, task, asset, error }];
  });
}

function describe(found: Found): Omit<Entry, 'position' | 'index_id'> {
  const none = { task_id: null, asset_id: null, video: null, task: null, asset: null, error: null, indexed: true };
  if (found.kind === 'absent') return { ...none, name: found.videoId, video_id: found.videoId, status: 'absent' };
  if (found.kind === 'unknown') {
    return { ...none, name: found.name, video_id: found.videoId, status: 'failed', error: found.problem };
  }
  const { taskId: videoId, filename, facts, status } = found.asset;
  const indexed = status === 'ready' || status === 'failed';
  const video = { ...none, indexed, name: filename ?? videoId, video_id: videoId, asset_id: facts.asset_id };
  return found.kind === 'delete' ? { ...video, status: 'queued' } : { ...video, status: 'skipped', error: notOurs() };
}
