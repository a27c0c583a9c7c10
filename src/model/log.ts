import type { ErrorDetails } from './errors.ts';
import type { VideoState } from './video-store.ts';

/** The log of a run. What is written to it is made free of secrets, and of everything that is not plain text. */
export interface Log {
  /** `video`: the video that the line is about, whose name precedes it; the secrets of its link are removed too. */
  info(line: string, video?: VideoState): void;
  /** Something that may require action but does not end the run. `subject`: the video, or the index. */
  warning(details: ErrorDetails, subject: Pick<VideoState, 'name'> & Partial<Pick<VideoState, 'source'>>): void;
  /** Shown only with debug logging on. */
  debug(line: string): void;
}
