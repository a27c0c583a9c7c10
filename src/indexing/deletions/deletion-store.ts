import type { ErrorDetails } from '../../model/errors.ts';
import { createErrorDetails } from '../../model/errors.ts';
import type { DeletionResult, DeletionStatus } from './deletion-result.ts';

/** The state of the deletion of one video. */
export interface DeletionState extends Omit<DeletionResult, 'status'> {
  readonly position: number;
  /** `queued`: nothing was sent; `deleting`: a request that deletes a part of it may have been sent. */
  readonly status: DeletionStatus | 'queued' | 'deleting';
  /** Whether its indexing had ended when it was last read. */
  readonly indexed: boolean;
}

/** What a deletion begins with. */
export type PlannedDeletion = Pick<DeletionState, 'name' | 'status' | 'video_id'> &
  Partial<Pick<DeletionState, 'asset_id' | 'task_id' | 'error' | 'indexed'>>;

const NOTHING_CHANGED = {
  task_id: null,
  asset_id: null,
  video: null,
  task: null,
  asset: null,
  error: null,
  indexed: true,
} as const;

/** The state of all deletions of a run. */
export interface DeletionStore {
  deletions(): readonly DeletionState[];
  update(position: number, changes: Partial<DeletionState>): void;
  finish(position: number, status: DeletionStatus, error?: ErrorDetails | null): void;
}

export function createDeletionStore(indexId: string, planned: readonly PlannedDeletion[]): DeletionStore {
  const deletions = planned.map(
    (deletion, position): DeletionState => ({ ...NOTHING_CHANGED, ...deletion, position, index_id: indexId }),
  );
  const update: DeletionStore['update'] = (position, changes) => {
    const deletion = deletions[position];
    if (deletion) deletions[position] = { ...deletion, ...changes };
  };
  return {
    deletions: () => deletions,
    update,
    finish: (position, status, error = null) => {
      update(position, { status, error });
    },
  };
}

/** Gives a status to every deletion that is not finished when the run ends early. */
export function finalizePending(store: DeletionStore): void {
  for (const { position, status } of store.deletions()) {
    if (status === 'queued') store.finish(position, 'failed', createErrorDetails('deletion_crashed'));
    if (status === 'deleting') store.finish(position, 'unconfirmed', createErrorDetails('deletion_unconfirmed'));
  }
}

/** The results of all finished deletions. */
export function getResults(store: DeletionStore): readonly DeletionResult[] {
  return store.deletions().flatMap((deletion) => {
    const { name, status, video_id, task_id, asset_id, index_id, video, task, asset, error } = deletion;
    if (status === 'queued' || status === 'deleting') return [];
    return [{ name, status, video_id, task_id, asset_id, index_id, video, task, asset, error }];
  });
}
