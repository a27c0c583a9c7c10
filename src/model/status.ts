/** One row of a status table. */
export interface StatusRow {
  /** A few words that follow a count or a name. */
  readonly label: string;
  readonly icon: string;
  /**
   * What it means for the step and the video. `success`: the step succeeds; `timeout`: it succeeds without
   * `fail_on_timeout`; `open` and `failure`: it fails, and with `failure` the video is not in the index, as
   * far as is known.
   */
  readonly outcome: 'success' | 'timeout' | 'open' | 'failure';
}

/** The statuses of an action, and what is derived from their rows and their order: from best to worst. */
export class StatusTable<Status extends string, Row extends StatusRow> {
  readonly rows: Readonly<Record<Status, Row>>;
  readonly statuses: readonly Status[];

  constructor(rows: Readonly<Record<Status, Row>>) {
    this.rows = rows;
    this.statuses = Object.keys(rows) as Status[];
  }

  /** Null when there are none. */
  getWorst(statuses: Iterable<Status>): Status | null {
    const some = new Set(statuses);
    return this.statuses.findLast((status) => some.has(status)) ?? null;
  }

  isSuccess(status: Status, failOnTimeout = true): boolean {
    const { outcome } = this.rows[status];
    return outcome === 'success' || (outcome === 'timeout' && !failOnTimeout);
  }

  isFailure(status: Status): boolean {
    return this.rows[status].outcome === 'failure';
  }

  sortWorstFirst<Result extends { readonly status: Status }>(results: readonly Result[]): readonly Result[] {
    const rank = ({ status }: Result): number => this.statuses.indexOf(status);
    return results.toSorted((a, b) => rank(b) - rank(a));
  }

  /** One text per status that occurs, in the order of the results: `2 failed`. */
  formatCounts(results: readonly { readonly status: Status }[]): readonly string[] {
    const groups = Map.groupBy(results, ({ status }) => status);
    return [...groups].map(([status, group]) => `${group.length} ${this.rows[status].label}`);
  }
}

interface VideoStatusRow extends StatusRow {
  /** For a video that is the only one of its run. */
  readonly sentence: string;
}

// `cancelled` is GitHub's own spelling of that conclusion.
const ROWS = {
  ready: { label: 'searchable', sentence: 'The video is searchable.', icon: '✅', outcome: 'success' },
  planned: { label: 'planned', sentence: 'Dry run: nothing was changed.', icon: '🔍', outcome: 'success' },
  deleted: { label: 'deleted', sentence: 'The video was deleted.', icon: '🗑️', outcome: 'success' },
  unlisted: {
    label: 'no longer in the list',
    sentence: 'The video is no longer in the list.',
    icon: 'ℹ️',
    outcome: 'success',
  },
  submitted: { label: 'submitted', sentence: 'The video was submitted.', icon: '📨', outcome: 'success' },
  timed_out: { label: 'still indexing', sentence: 'The video is still being indexed.', icon: '⏳', outcome: 'timeout' },
  not_submitted: {
    label: 'not submitted in time',
    sentence: 'The video was not submitted: time ran out.',
    icon: '⏳',
    outcome: 'timeout',
  },
  unknown: { label: 'status unknown', sentence: 'The status of the video is unknown.', icon: '❓', outcome: 'open' },
  cancelled: {
    label: 'still indexing, workflow cancelled',
    sentence: 'The workflow was cancelled.',
    icon: '🚫',
    outcome: 'open',
  },
  unconfirmed: {
    label: 'submission not confirmed',
    sentence: 'The submission could not be confirmed.',
    icon: '❓',
    outcome: 'failure',
  },
  rejected: { label: 'not accepted', sentence: 'The video was not accepted.', icon: '❌', outcome: 'failure' },
  failed: { label: 'failed', sentence: 'Indexing the video failed.', icon: '❌', outcome: 'failure' },
} as const satisfies Record<string, VideoStatusRow>;

/** How a video ended. */
export type Status = keyof typeof ROWS;

/** Every status of a video: to add one, add a row, and describe it in the documentation. */
export const STATUS_TABLE: StatusTable<Status, VideoStatusRow> = new StatusTable<Status, VideoStatusRow>(ROWS);

export function isFailure(status: Status): boolean {
  return STATUS_TABLE.isFailure(status);
}
