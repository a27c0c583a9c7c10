/** What is to be indexed, or waited for. */
export type Source = UrlSource | TaskSource;

/** A direct link to a video file, which the platform fetches itself. */
export interface UrlSource {
  readonly kind: 'url';
  /** The whole link, signature and all: for the platform only, never for people. */
  readonly url: string;
  /** The link without credentials, query and fragment: what people get to see. */
  readonly shown: string;
  readonly name: string;
  /** Why this link can never work, found before anything was sent; null when nothing is wrong with it. */
  readonly problem: Problem | null;
}

/** A task that exists on the platform already. */
export interface TaskSource {
  readonly kind: 'task';
  readonly taskId: string;
  readonly name: string;
}

/** How a video ended, from best to worst. `cancelled` is GitHub's own spelling of that conclusion. */
export const STATUSES = [
  'ready',
  'submitted',
  'timed_out',
  'unwatched',
  'cancelled',
  'unconfirmed',
  'rejected',
  'failed',
] as const;
export type Status = (typeof STATUSES)[number];

/** The worst of some statuses; null for none. */
export function worstStatus(statuses: Iterable<Status>): Status | null {
  let worst = -1;
  for (const status of statuses) worst = Math.max(worst, STATUSES.indexOf(status));
  return STATUSES[worst] ?? null;
}

/** Whose fault it was. `media` is permanent: the same video would fail again. */
export type ErrorClass = 'input' | 'auth' | 'quota' | 'rate_limit' | 'media' | 'platform' | 'network';

/** What went wrong, for people and for scripts. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  /** What to do about it. */
  readonly hint: string;
  readonly class: ErrorClass;
}

/** What is known of a video on the platform; null where the platform has not said. */
export interface VideoFacts {
  readonly video_id: string | null;
  readonly asset_id: string | null;
  /** Seconds. */
  readonly duration: number | null;
  /** Pixels. */
  readonly width: number | null;
  readonly height: number | null;
  /** Bytes. */
  readonly size: number | null;
  readonly hls_url: string | null;
  readonly thumbnail_url: string | null;
}

export const NO_FACTS: VideoFacts = {
  video_id: null,
  asset_id: null,
  duration: null,
  width: null,
  height: null,
  size: null,
  hls_url: null,
  thumbnail_url: null,
};

/** The result of one video, as the `results` output has it. */
export interface Outcome extends VideoFacts {
  readonly source: string | null;
  readonly name: string;
  readonly status: Status;
  readonly task_id: string | null;
  readonly index_id: string | null;
  readonly reused: boolean;
  /** ISO 8601. */
  readonly submitted_at: string | null;
  readonly ready_at: string | null;
  /** From submission (or the start of the wait) to the end, in seconds. */
  readonly elapsed_seconds: number | null;
  readonly error: Problem | null;
}
