/** One row of a status table. */
export interface StatusRow {
  /** A few words that follow a count or a name. */
  readonly label: string;
  readonly icon: string;
  /** Whether a video with this status lets the step succeed. */
  readonly success: 'always' | 'never' | 'unless_fail_on_timeout';
}

/** The statuses of an action, and what is derived from their order and their rows. */
export interface StatusTable<Status extends string, Row extends StatusRow> {
  readonly rows: Readonly<Record<Status, Row>>;
  /** From best to worst. */
  readonly statuses: readonly Status[];
  /** Null when there are none. */
  getWorst(statuses: Iterable<Status>): Status | null;
  isSuccess(status: Status, failOnTimeout?: boolean): boolean;
  sortWorstFirst<Result extends { readonly status: Status }>(results: readonly Result[]): readonly Result[];
  /** One text per status that occurs, in order of first occurrence: `2 failed`. */
  formatCounts(statuses: Iterable<Status>): readonly string[];
}

/** `rows`: from best to worst. */
export function createStatusTable<Status extends string, Row extends StatusRow>(
  rows: Readonly<Record<Status, Row>>,
): StatusTable<Status, Row> {
  const statuses = Object.keys(rows) as Status[];
  const rank = (status: Status): number => statuses.indexOf(status);
  return {
    rows,
    statuses,
    getWorst: (some) => statuses[Math.max(-1, ...new Set([...some].map(rank)))] ?? null,
    isSuccess: (status, failOnTimeout = true) => {
      const { success } = rows[status];
      return success === 'always' || (success === 'unless_fail_on_timeout' && !failOnTimeout);
    },
    sortWorstFirst: (results) => results.toSorted((a, b) => rank(b.status) - rank(a.status)),
    formatCounts: (some) =>
      [...Map.groupBy(some, (status) => status)].map(([status, all]) => `${all.length} ${rows[status].label}`),
  };
}

interface VideoStatusRow extends StatusRow {
  /** For a video that is the only one of its run. */
  readonly sentence: string;
  /** Whether the video did not get into the index, as far as is known. */
  readonly isFailure: boolean;
}

const ROWS = {
  ready: {
    label: 'searchable',
    sentence: 'The video is searchable.',
    icon: '✅',
    success: 'always',
    isFailure: false,
  },
  submitted: {
    label: 'submitted',
    sentence: 'The video was submitted. Indexing continues on TwelveLabs.',
    icon: '📨',
    success: 'always',
    isFailure: false,
  },
  timed_out: {
    label: 'still indexing at the timeout',
    sentence: 'The video was still indexing at the timeout. Indexing continues on TwelveLabs.',
    icon: '⏳',
    success: 'unless_fail_on_timeout',
    isFailure: false,
  },
  unknown: {
    label: 'status unknown',
    sentence: 'The video was submitted, but its status can no longer be read.',
    icon: '❓',
    success: 'never',
    isFailure: false,
  },
  // GitHub's own spelling of this conclusion.
  cancelled: {
    label: 'still indexing when the workflow was cancelled',
    sentence: 'The workflow was cancelled while the video was indexing. Indexing continues on TwelveLabs.',
    icon: '🚫',
    success: 'never',
    isFailure: false,
  },
  unconfirmed: {
    label: 'submission not confirmed',
    sentence: 'The submission of the video could not be confirmed.',
    icon: '❓',
    success: 'never',
    isFailure: true,
  },
  rejected: {
    label: 'not accepted',
    sentence: 'The video was not accepted.',
    icon: '❌',
    success: 'never',
    isFailure: true,
  },
  failed: {
    label: 'failed',
    sentence: 'Indexing the video failed.',
    icon: '❌',
    success: 'never',
    isFailure: true,
  },
} as const satisfies Record<string, VideoStatusRow>;

/** How a video ended. */
export type Status = keyof typeof ROWS;

/** Every status of a video: to add one, add a row (and describe it in the documentation). */
export const STATUS_TABLE: StatusTable<Status, VideoStatusRow> = createStatusTable(ROWS);
export const STATUSES: readonly Status[] = STATUS_TABLE.statuses;

export function isFailure(status: Status): boolean {
  return STATUS_TABLE.rows[status].isFailure;
}
