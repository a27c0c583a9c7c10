/**
 * What models and plans allow, as data. Each row contains the source of the figure and the date, because the
 * sources disagree and the figures move. The actual limits may differ.
 */

/** Bounds on one video for one index model. Durations in seconds, sizes in bytes, edges in pixels. */
export interface ModelLimits {
  readonly minSeconds: number;
  readonly maxSeconds: number;
  /** Largest file through `POST /tasks`; other ways in allow more. */
  readonly maxTaskBytes: number;
  /** Largest file as an asset. */
  readonly maxAssetBytes: number;
  /** Smallest allowed length of either edge. */
  readonly minEdge: number;
  /** Largest landscape frame; portrait frames are measured by its mirror image. */
  readonly maxLongEdge: number;
  readonly maxShortEdge: number;
  /** Largest ratio of the long edge to the short edge. */
  readonly maxAspect: number;
  /** Whether new videos can still be added to an index that has only this model. */
  readonly accepting: boolean;
  readonly source: string;
}

const GIB = 1024 ** 3;

/**
 * Largest files as assets, in bytes (documented, read 2026-09). Whether the platform's MB and GB are decimal is not
 * said; these are the stricter ones.
 */
export const assetLimits = {
  directBytes: 200e6,
  urlBytes: 4e9,
  multipartBytes: 10e9,
} as const;

/** Keyed by the platform's `model_name`. */
export const modelLimits: Readonly<Record<string, ModelLimits>> = {
  'marengo3.0': {
    minSeconds: 4,
    maxSeconds: 4 * 3600,
    maxTaskBytes: 2 * GIB,
    maxAssetBytes: assetLimits.urlBytes,
    minEdge: 360,
    maxLongEdge: 5184,
    maxShortEdge: 2160,
    maxAspect: 2.4,
    accepting: true,
    source: 'documented, model page and POST /tasks description, read 2026-09',
  },
  'marengo2.7': {
    minSeconds: 4,
    maxSeconds: 2 * 3600,
    maxTaskBytes: 2 * GIB,
    maxAssetBytes: 2 * GIB,
    minEdge: 360,
    maxLongEdge: 3840,
    maxShortEdge: 2160,
    maxAspect: 17 / 9,
    accepting: false,
    source: 'documented, sunset 2026-03-30; the list of aspects is simplified to its extremes',
  },
  'pegasus1.2': {
    minSeconds: 4,
    maxSeconds: 3600,
    maxTaskBytes: 2 * GIB,
    maxAssetBytes: 2 * GIB,
    minEdge: 360,
    maxLongEdge: 3840,
    maxShortEdge: 2160,
    maxAspect: 17 / 9,
    accepting: false,
    source: 'documented, no additions to indexes with this model alone since about 2026-09',
  },
};

/** What applies to a model that is not in the table. */
export const unknownModelLimits: ModelLimits = {
  minSeconds: 4,
  maxSeconds: 4 * 3600,
  maxTaskBytes: 2 * GIB,
  maxAssetBytes: assetLimits.urlBytes,
  minEdge: 360,
  maxLongEdge: 5184,
  maxShortEdge: 2160,
  maxAspect: 2.4,
  accepting: true,
  source: 'assumed: as marengo3.0',
};

/** Requests and minutes of video allowed per window; `null` means no bound. */
export interface RateLimits {
  readonly perMinute: number | null;
  readonly perDay: number | null;
  readonly mediaMinutesPerHour: number | null;
  readonly mediaMinutesPerDay: number | null;
}

/** What one index may hold; `null` means no bound. */
export interface IndexCapacity {
  readonly videos: number | null;
  readonly hours: number | null;
}

/** What an account may do. */
export interface PlanLimits {
  /** Videos indexed concurrently. */
  readonly concurrency: number;
  readonly capacity: IndexCapacity;
  readonly rateLimits: RateLimits;
  readonly uploadRateLimits: RateLimits;
  /** Minutes of video in the lifetime of the account; deleting a video does not restore them. */
  readonly quotaMinutes: number | null;
  /** Days from creation until an index expires. */
  readonly indexLifetimeDays: number | null;
  readonly source: string;
}

export type PlanName = 'free' | 'developer' | 'unlimited';

const tierOne: RateLimits = { perMinute: 60, perDay: 3000, mediaMinutesPerHour: 600, mediaMinutesPerDay: 3000 };

/** The upload bucket has limits on requests only. */
const uploadTierOne: RateLimits = { ...tierOne, mediaMinutesPerHour: null, mediaMinutesPerDay: null };

const noRateLimits: RateLimits = {
  perMinute: null,
  perDay: null,
  mediaMinutesPerHour: null,
  mediaMinutesPerDay: null,
};

export const plans: Readonly<Record<PlanName, PlanLimits>> = {
  free: {
    concurrency: 5,
    capacity: { videos: 100, hours: 10 },
    rateLimits: tierOne,
    uploadRateLimits: uploadTierOne,
    quotaMinutes: 600,
    indexLifetimeDays: 90,
    source:
      'read from the pricing and limits pages 2026-07-30; a free account measured in 2026-03 had only 8/min, 50/day',
  },
  developer: {
    concurrency: 25,
    capacity: { videos: 100_000, hours: 10_000 },
    rateLimits: tierOne,
    uploadRateLimits: uploadTierOne,
    quotaMinutes: null,
    indexLifetimeDays: null,
    source: 'read from the pricing and limits pages 2026-07-30, first tier',
  },
  unlimited: {
    concurrency: 1_000_000,
    capacity: { videos: null, hours: null },
    rateLimits: noRateLimits,
    uploadRateLimits: noRateLimits,
    quotaMinutes: null,
    indexLifetimeDays: null,
    source: 'no such plan exists: for load tests of a client',
  },
};
