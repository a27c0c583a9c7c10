import type { Cancellation } from '../http/request-limits.ts';
import type { Log } from '../model/log.ts';
import type { OpenableSource, UserMetadata } from '../model/source.ts';
import type { VideoStore } from '../model/video-store.ts';
import type { Api } from '../twelvelabs/api.ts';
import type { VideoContent } from '../twelvelabs/tasks.ts';
import type { Clock, Deadline } from '../util/clock.ts';
import type { Collection } from './collection.ts';
import type { MetadataQuery } from './metadata-query.ts';
import type { StepRecords } from './step-records.ts';

/** The inputs that concern indexing. */
export interface IndexingSettings {
  /** Null only if the step waits for existing tasks. */
  readonly indexId: string | null;
  readonly wait: boolean;
  readonly maxInFlight: number;
  /** A fixed polling interval in milliseconds; null for the adaptive schedule. */
  readonly pollIntervalMs: number | null;
  readonly enableVideoStream: boolean;
  readonly userMetadata: UserMetadata;
  /** An amount in any currency, for the cost of the plan; null for none. */
  readonly pricePerMinute: number | null;
  readonly language: string | null;
}

/** The dependencies of indexing, passed in so that tests can replace clock and API. */
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
  /** The search by metadata; keeps the spelling of the filter that works during the run. */
  readonly metadataQuery: MetadataQuery;
  /** The videos that the steps of this job submitted. */
  readonly stepRecords: StepRecords;
  /** Metadata about the origin of a submission: repository, run, pull request, release. */
  readonly origin: Readonly<Record<string, string>>;
  /** The collection that claims every video of this run; null for none. */
  readonly collection: Collection | null;
  /**
   * Opens the content of a video that TwelveLabs cannot download as it is: its bytes, or a signed link to it. Rejects with
   * an `ApiError` if it cannot be read.
   */
  readonly open: (source: OpenableSource) => Promise<VideoContent>;
  readonly log: Log;
}
