import type { ErrorDetails } from '../model/errors.ts';
import { createErrorDetails } from '../model/errors.ts';
import type { DeletionResult, DeletionStatus } from './deletion-result.ts';
import type { SelectedVideo } from './select-videos.ts';

/** What is known of the deletion of a video so far. */
export interface DeletionState extends Omit<DeletionResult, 'status'> {
  readonly position: number;
  /** `queued`: to be deleted; `deleting`: a request that deletes something of it may have been sent. */
  readonly status: DeletionStatus | 'queued' | 'deleting';
  /** Whether the platform had done with it when it was last looked at. */
  readonly indexed: boolean;
}

/** The one place where the state of the deletions lives. */
export interface DeletionStore {
  deletions(): readonly DeletionState[];
  update(position: number, changes: Partial<DeletionState>): void;
  finish(position: number, status: DeletionStatus, error?: ErrorDetails | null): void;
}

export function createDeletionStore(indexId: string, found: readonly SelectedVideo[]): DeletionStore {
  const entries = found.map(
    (one, position): DeletionState => ({ ...toDeletionState(one), position, index_id: indexId }),
  );
  const update: DeletionStore['update'] = (position, changes) => {
    const entry = entries[position];
    if (entry) entries[position] = { ...entry, ...changes };
  };
  return {
    deletions: () => entries,
    update,
    finish: (position, status, error = null) => {
      update(position, { status, error });
    },
  };
}

/** Settles what is still under way when the step breaks off. Nothing is left without a status after this. */
export function finalizePending(store: DeletionStore): void {
  for (const { position, status } of store.deletions()) {
    if (status === 'queued') store.finish(position, 'failed', createErrorDetails('deletion_crashed'));
    if (status === 'deleting') store.finish(position, 'unconfirmed', createErrorDetails('deletion_unconfirmed'));
  }
}

/** The results of a store in which everything has settled. */
export function getResults(store: DeletionStore): readonly DeletionResult[] {
  return store.deletions().flatMap((entry) => {
    const { name, status, video_id, task_id, asset_id, index_id, video, task, asset, error } = entry;
    if (status === 'queued' || status === 'deleting') return [];
    return [{ name, status, video_id, task_id, asset_id, index_id, video, task, asset, error }];
  });
}

function toDeletionState(found: SelectedVideo): Omit<DeletionState, 'position' | 'index_id'> {
  const none = { task_id: null, asset_id: null, video: null, task: null, asset: null, error: null, indexed: true };
  if (found.kind === 'absent') return { ...none, name: found.videoId, video_id: found.videoId, status: 'absent' };
  if (found.kind === 'unknown') {
    return { ...none, name: found.name, video_id: found.videoId, status: 'failed', error: found.error };
  }
  const { id: videoId, filename, metadata, status } = found.asset;
  const indexed = status === 'ready' || status === 'failed';
  const video = { ...none, indexed, name: filename ?? videoId, video_id: videoId, asset_id: metadata.asset_id };
  return found.kind === 'delete'
    ? { ...video, status: 'queued' }
    : { ...video, status: 'skipped', error: createErrorDetails('not_managed') };
}
