import type { ErrorDetails } from './errors.ts';
import type { Status } from './status.ts';

/** The metadata of a video on TwelveLabs; null where it is not known. */
export interface VideoMetadata {
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

export const NO_METADATA: VideoMetadata = {
  video_id: null,
  asset_id: null,
  duration: null,
  width: null,
  height: null,
  size: null,
  hls_url: null,
  thumbnail_url: null,
};

/** What a step did, or plans to do, with a video. */
export type ResultAction = 'submitted' | 'reused' | 'adopted' | 'updated' | 'deleted' | 'none';

/**
 * Why: the list or the content of a video changed, an earlier attempt failed, its metadata or only its key or address changed, or the index has a
 * video that the list no longer uses.
 */
export type ResultReason =
  | 'new'
  | 'changed'
  | 'retry'
  | 'unchanged'
  | 'moved'
  | 'metadata_changed'
  | 'unlisted'
  | 'replaced'
  | 'duplicate';

/** Whether a result is about a video of the index that the list no longer uses. */
export function isRemoval({ reason }: Pick<VideoResult, 'reason'>): boolean {
  return reason === 'unlisted' || reason === 'replaced' || reason === 'duplicate';
}

/** The result of one video, as it is in the output `results`. */
export interface VideoResult extends VideoMetadata {
  readonly source: string | null;
  readonly name: string;
  readonly status: Status;
  readonly task_id: string | null;
  readonly index_id: string | null;
  readonly action: ResultAction;
  /** Why; null if nothing was to be decided. */
  readonly reason: ResultReason | null;
  /** IDs of the videos whose place it takes. */
  readonly replaces: readonly string[];
  readonly reused: boolean;
  /** ISO 8601. */
  readonly submitted_at: string | null;
  readonly ready_at: string | null;
  /** From the submission (or the start of the wait) to the end, in seconds. */
  readonly elapsed_seconds: number | null;
  readonly error: ErrorDetails | null;
}
