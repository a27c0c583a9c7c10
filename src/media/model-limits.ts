import type { ErrorDetails } from '../model/errors.ts';
import { MAX_TASK_FILE_BYTES } from '../model/platform-limits.ts';
import { formatExactDuration, formatSize } from '../util/format.ts';
import type { MediaInfo } from './media-info.ts';

/** Through which endpoint a video goes to the platform; `POST /tasks` has a size limit of its own. */
export type IngestEndpoint = 'tasks' | 'assets';

/** What the videos of an index must keep to. */
export interface MediaLimits {
  /** Seconds. */
  readonly minDuration: number;
  readonly maxDuration: number;
  /** Bytes. */
  readonly maxSize: number;
  /** Pixels; the longer and the shorter side, as upright videos are measured like wide ones. */
  readonly minSide: number;
  readonly maxLongSide: number;
  readonly maxShortSide: number;
  /** The longer side divided by the shorter one. */
  readonly maxAspect: number;
}

export interface ModelLimits extends MediaLimits {
  readonly model: string;
  /** Where the figures stand, and when they were read. */
  readonly source: string;
  readonly read: string;
}

/**
 * The documentation says GB and not how many bytes that is; taken for the larger meaning, so that nothing is called too
 * large that might not be.
 */
const GB = 1024 ** 3;
const HOUR = 3_600;

/**
 * The limits of every model that an index may have. One row per model: a change of the documentation is a change of
 * one line. Older models list single aspect ratios; the row has the range that they span.
 */
export const MODEL_LIMITS: readonly ModelLimits[] = [
  {
    model: 'marengo3.0',
    minDuration: 4,
    maxDuration: 4 * HOUR,
    maxSize: 4 * GB,
    minSide: 360,
    maxLongSide: 5_184,
    maxShortSide: 2_160,
    maxAspect: 2.4,
    source: 'model page of Marengo 3.0 and upload page, documentation read 2026-11-23',
    read: '2026-11-23',
  },
  {
    model: 'marengo2.7',
    minDuration: 4,
    maxDuration: 2 * HOUR,
    maxSize: 2 * GB,
    minSide: 360,
    maxLongSide: 3_840,
    maxShortSide: 2_160,
    maxAspect: 17 / 9,
    source: 'model page of Marengo 2.7 (its indexes were migrated in March 2026), documentation read 2026-11-23',
    read: '2026-11-23',
  },
  {
    model: 'pegasus1.2',
    minDuration: 4,
    maxDuration: HOUR,
    maxSize: 2 * GB,
    minSide: 360,
    maxLongSide: 3_840,
    maxShortSide: 2_160,
    maxAspect: 17 / 9,
    source:
      'model page of Pegasus 1.2 (takes no new videos since August or September 2026), documentation read 2026-11-23',
    read: '2026-11-23',
  },
  {
    model: 'pegasus1.1',
    minDuration: 4,
    maxDuration: 30 * 60,
    maxSize: 2 * GB,
    minSide: 360,
    maxLongSide: 3_840,
    maxShortSide: 2_160,
    maxAspect: 17 / 9,
    source: 'model page of Pegasus 1.1 (retired), documentation read 2026-11-23',
    read: '2026-11-23',
  },
];

/** The limits of an index, and of which of its models they are. */
export interface IndexLimits {
  /** Null when no model of the index is in the table: nothing can be judged then. */
  readonly limits: MediaLimits | null;
  readonly known: readonly string[];
  /** Models that the table does not have; their limits are unknown, not absent. */
  readonly unknown: readonly string[];
}

/** The strictest combination of the limits of some models, as the documentation demands of an index with several. */
export function getLimits(models: readonly string[], endpoint: IngestEndpoint): IndexLimits {
  const rows = models.map((model) => MODEL_LIMITS.find((row) => row.model === model.toLowerCase()));
  const known = rows.filter((row) => row !== undefined);
  const unknown = models.filter((_, index) => rows[index] === undefined);
  const strictest = known.reduce<MediaLimits | null>((a, b) => (a === null ? b : combineLimits(a, b)), null);
  const limits = strictest && applyEndpointLimit(strictest, endpoint);
  return { limits, known: known.map((row) => row.model), unknown };
}

function combineLimits(a: MediaLimits, b: MediaLimits): MediaLimits {
  return {
    minDuration: Math.max(a.minDuration, b.minDuration),
    maxDuration: Math.min(a.maxDuration, b.maxDuration),
    maxSize: Math.min(a.maxSize, b.maxSize),
    minSide: Math.max(a.minSide, b.minSide),
    maxLongSide: Math.min(a.maxLongSide, b.maxLongSide),
    maxShortSide: Math.min(a.maxShortSide, b.maxShortSide),
    maxAspect: Math.min(a.maxAspect, b.maxAspect),
  };
}

function applyEndpointLimit(limits: MediaLimits, endpoint: IngestEndpoint): MediaLimits {
  return combineLimits(limits, { ...limits, maxSize: endpoint === 'tasks' ? MAX_TASK_FILE_BYTES : limits.maxSize });
}

/** The platform's own names of what it rejects a video for. */
export type ViolationCode =
  | 'video_duration_too_short'
  | 'video_duration_too_long'
  | 'video_resolution_too_low'
  | 'video_resolution_too_high'
  | 'video_resolution_invalid_aspect_ratio'
  | 'video_filesize_too_large'
  | 'video_file_broken';

/** One limit that a video does not keep to. */
export interface Violation {
  readonly code: ViolationCode;
  /** What was found and what is allowed, as people write it. */
  readonly figure: string;
  readonly limit: string;
  readonly sentence: string;
}

type LimitCheck = (facts: MediaInfo, limits: MediaLimits) => Violation | null;

/**
 * Every limit that these facts break; without limits only what no model takes. What is unknown breaks none.
 * Order: as the platform would notice.
 */
export function checkLimits(facts: MediaInfo, limits: MediaLimits | null): readonly Violation[] {
  const pictureless = checkVideoTrack(facts);
  const others = limits === null ? [] : LIMIT_CHECKS.map((check) => check(facts, limits));
  return [pictureless, ...others].filter((violation) => violation !== null);
}

const LIMIT_CHECKS: readonly LimitCheck[] = [
  checkSize,
  checkMinDuration,
  checkMaxDuration,
  checkMinResolution,
  checkMaxResolution,
  checkAspectRatio,
];

function createViolation(code: ViolationCode, figure: string, limit: string, sentence: string): Violation {
  return { code, figure, limit, sentence };
}

/** Audio files end as `video_file_broken` on the platform (observed). */
function checkVideoTrack({ hasVideo }: MediaInfo): Violation | null {
  if (hasVideo !== false) return null;
  return createViolation('video_file_broken', 'no video track', 'a video track', 'The file has no video track.');
}

function checkSize({ size }: MediaInfo, { maxSize }: MediaLimits): Violation | null {
  if (size === null || size <= maxSize) return null;
  const [figure, limit] = [formatSize(size), formatSize(maxSize)];
  return createViolation(
    'video_filesize_too_large',
    figure,
    limit,
    `The file has ${figure}; at most ${limit} are taken.`,
  );
}

/** Seconds by which a container's own figure may differ from what the platform measures: such a video gets its chance. */
const DURATION_TOLERANCE = 0.1;

function checkMinDuration({ duration }: MediaInfo, { minDuration }: MediaLimits): Violation | null {
  if (duration === null || duration >= minDuration - DURATION_TOLERANCE) return null;
  const [figure, limit] = [formatExactDuration(duration), formatExactDuration(minDuration)];
  return createViolation(
    'video_duration_too_short',
    figure,
    limit,
    `The video lasts ${figure}; at least ${limit} are needed.`,
  );
}

function checkMaxDuration({ duration }: MediaInfo, { maxDuration }: MediaLimits): Violation | null {
  if (duration === null || duration <= maxDuration + DURATION_TOLERANCE) return null;
  const [figure, limit] = [formatExactDuration(duration), formatExactDuration(maxDuration)];
  return createViolation(
    'video_duration_too_long',
    figure,
    limit,
    `The video lasts ${figure}; at most ${limit} are taken.`,
  );
}

function checkMinResolution({ width, height }: MediaInfo, { minSide }: MediaLimits): Violation | null {
  if (width === null || height === null || Math.min(width, height) >= minSide) return null;
  const [figure, limit] = [`${width}x${height}`, `${minSide}x${minSide}`];
  return createViolation(
    'video_resolution_too_low',
    figure,
    limit,
    `The picture has ${figure} pixels; at least ${limit} are needed.`,
  );
}

function checkMaxResolution({ width, height }: MediaInfo, limits: MediaLimits): Violation | null {
  if (width === null || height === null) return null;
  const { maxLongSide, maxShortSide } = limits;
  if (Math.max(width, height) <= maxLongSide && Math.min(width, height) <= maxShortSide) return null;
  const figure = `${width}x${height}`;
  const limit = width >= height ? `${maxLongSide}x${maxShortSide}` : `${maxShortSide}x${maxLongSide}`;
  return createViolation(
    'video_resolution_too_high',
    figure,
    limit,
    `The picture has ${figure} pixels; at most ${limit} are taken.`,
  );
}

/** Real frames have whole sides, so that a picture of 2.4:1 may be a hair wider. */
const ASPECT_TOLERANCE = 0.01;

/**
 * Not known: whether the platform measures pixels as they are stored or as they are shown. Only a picture that is too
 * wide both ways is called so.
 */
function checkAspectRatio({ width, height, pixelAspect }: MediaInfo, { maxAspect }: MediaLimits): Violation | null {
  if (!width || !height) return null;
  const stored = getAspectRatio(width, height);
  const shown = getAspectRatio(width * (pixelAspect ?? 1), height);
  if (Math.min(stored, shown) <= maxAspect + ASPECT_TOLERANCE) return null;
  const [figure, limit] = [formatRatio(stored, width >= height), formatRatio(maxAspect, width >= height)];
  const sentence = `The sides of the picture are ${figure}; from 1:1 to ${limit} is taken.`;
  return createViolation('video_resolution_invalid_aspect_ratio', figure, limit, sentence);
}

function getAspectRatio(width: number, height: number): number {
  return Math.max(width, height) / Math.min(width, height);
}

function formatRatio(aspect: number, wide: boolean): string {
  const rounded = String(Math.round(aspect * 100) / 100);
  return wide ? `${rounded}:1` : `1:${rounded}`;
}

/** What to do about each violation. */
const ADVICE: Readonly<Record<ViolationCode, string>> = {
  video_duration_too_short: 'Use a longer clip, or join short ones.',
  video_duration_too_long: 'Cut it into parts.',
  video_resolution_too_low: 'Use a version with a higher resolution.',
  video_resolution_too_high: 'Scale it down first.',
  video_resolution_invalid_aspect_ratio: 'Crop or pad the picture.',
  video_filesize_too_large: 'Compress it or cut it into parts.',
  video_file_broken: 'Replace it with a video file that plays.',
};

/** A violation as the problem of a video: permanent, because the same file would fail again. */
export function toErrorDetails({ code, sentence }: Violation): ErrorDetails {
  return { code, message: sentence, hint: ADVICE[code], class: 'media' };
}
