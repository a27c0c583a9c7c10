/** What is to be indexed, or waited for. */
export type Source = UrlSource | FileSource | AssetSource | RowSource | TaskSource;

/** What a user may want to know about a video: names and plain values, as the platform stores them. */
export type UserMetadata = Readonly<Record<string, string | number | boolean>>;

/** What every video has, wherever it comes from. */
interface VideoSource {
  /** What people get to see as its source: no signatures, no credentials, nothing outside the workspace. */
  readonly shown: string;
  readonly name: string;
  /** What identifies the video, in the user's own words; null: its address does. */
  readonly key: string | null;
  /** For this video only, over the `user_metadata` of the step. */
  readonly userMetadata: UserMetadata;
  /** Why this video can never work, found before anything was sent; null when nothing is wrong with it. */
  readonly problem: Problem | null;
}

/** A direct link to a video file, which the platform fetches itself. */
export interface UrlSource extends VideoSource {
  readonly kind: 'url';
  /** The whole link, signature and all: for the platform only, never for people. */
  readonly url: string;
}

/** A video file in the workspace, which is sent to the platform. */
export interface FileSource extends VideoSource {
  readonly kind: 'file';
  /** Absolute, with all symbolic links resolved; what was given where there is no such file. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

/** A file attached to a GitHub release. */
export interface AssetSource extends VideoSource {
  readonly kind: 'asset';
  readonly id: number;
  /** Bytes. */
  readonly size: number;
  /** `sha256:…`; null for assets from before GitHub kept it. */
  readonly digest: string | null;
  /** Where GitHub's API gives the content, with a token. */
  readonly apiUrl: string;
  /** Where a browser gets it. */
  readonly downloadUrl: string;
  /** Whether `downloadUrl` works for everybody, the platform included. */
  readonly isPublic: boolean;
}

/** A row of a manifest that names no video, so that it is counted and told and not lost. */
export interface RowSource {
  readonly kind: 'row';
  /** File and line. */
  readonly shown: string;
  readonly name: string;
  readonly problem: Problem;
}

/** A task that exists on the platform already. */
export interface TaskSource {
  readonly kind: 'task';
  readonly taskId: string;
  readonly name: string;
}

/** A video that can be submitted. */
export type Submittable = UrlSource | FileSource | AssetSource;

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
