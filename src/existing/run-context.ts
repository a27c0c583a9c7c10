import type { Cancellation } from '../http/request-limits.ts';
import type { Log } from '../model/log.ts';
import type { FileSource, ReleaseAssetSource } from '../model/source.ts';
import type { VideoStore } from '../model/video-store.ts';
import type { Api } from '../twelvelabs/api.ts';
import type { VideoContent } from '../twelvelabs/tasks.ts';
import type { Clock, Deadline } from '../util/clock.ts';
import type { MetadataQuery } from './metadata-query.ts';
import type { StepRecords } from './step-records.ts';

/** What the user asked for, as far as indexing is concerned. */
export interface IndexingSettings {
  /** Empty only when existing tasks are waited for. */
  readonly indexId: string | null;
  readonly wait: boolean;
  readonly maxInFlight: number;
  /** A fixed interval between looks, in milliseconds; null for the adaptive cadence. */
  readonly pollIntervalMs: number | null;
  readonly enableVideoStream: boolean;
  readonly userMetadata: Readonly<Record<string, string | number | boolean>>;
  readonly language: string | null;
}

/** Everything that indexing works with; handed in, so that tests can run it on another clock and platform. */
export interface RunContext {
  readonly api: Api;
  readonly clock: Clock;
  /** From 0 (inclusive) to 1 (exclusive). */
  readonly random: () => number;
  readonly uuid: () => string;
  readonly deadline: Deadline;
  readonly cancellation: Cancellation;
  readonly store: VideoStore;
  readonly settings: IndexingSettings;
  /** The questions of this run about what the index has; remembers which spelling of the filter works. */
  readonly metadataQuery: MetadataQuery;
  /** What the steps of this job have submitted. */
  readonly stepRecords: StepRecords;
  /** What every submission carries besides the user's own metadata and its mark: where it came from. */
  readonly origin: Readonly<Record<string, string>>;
  /** Opens the content of a video that the platform cannot fetch itself; rejects with a `PlatformError` if it cannot be read. */
  readonly open: (source: FileSource | ReleaseAssetSource) => Promise<VideoContent>;
  readonly log: Log;
}
