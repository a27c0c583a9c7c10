import type { ListedCode } from '../model/error-catalog.ts';
import { MAX_TASK_FILE_BYTES } from '../model/platform-limits.ts';
import { formatExactDuration, formatSize } from '../util/format.ts';
import { type CheckFinding, createFinding } from './check-finding.ts';
import type { MediaInfo } from './media-info.ts';

/** The limits of a model. */
export interface MediaLimits {
  /** Seconds. */
  readonly minDuration: number;
  readonly maxDuration: number;
  /** Bytes. */
  readonly maxSize: number;
  /** Pixels. The limits for the longer and the shorter side apply to portrait videos too. */
  readonly minSide: number;
  readonly maxLongSide: number;
  readonly maxShortSide: number;
  /** The longer side divided by the shorter one. */
  readonly maxAspect: number;
}

/** The limits for videos of an index, and whose they are, for messages. */
export interface IndexMediaLimits extends MediaLimits {
  /** The names of the models. */
  readonly models: string;
  /** What limits the size: the models, or the endpoint. */
  readonly maxSizeOf: string;
}

export interface Model {
  readonly name: string;
  /** Whether the model accepts no new videos. */
  readonly isRetired: boolean;
  /** Null if unknown. */
  readonly limits: MediaLimits | null;
  readonly source: string;
  /** When the source was read. */
  readonly readOn: string;
}

/** The documentation does not define GB. The larger meaning is used, so that no video is rejected by mistake. */
const GB = 1024 ** 3;
const HOUR = 3_600;

/** Older models list single aspect ratios; the limit is the range that these cover. */
const OLDER_LIMITS: MediaLimits = {
  minDuration: 4,
  maxDuration: 2 * HOUR,
  maxSize: 2 * GB,
  minSide: 360,
  maxLongSide: 3_840,
  maxShortSide: 2_160,
  maxAspect: 17 / 9,
};

/** Every model that an index may have: limits, and whether it accepts new videos. */
export const MODELS: readonly Model[] = [
  {
    name: 'marengo3.0',
    isRetired: false,
    limits: {
      minDuration: 4,
      maxDuration: 4 * HOUR,
      maxSize: 4 * GB,
      minSide: 360,
      maxLongSide: 5_184,
      maxShortSide: 2_160,
      maxAspect: 2.4,
    },
    source: 'model page of Marengo 3.0 and upload page of the documentation',
    readOn: '2026-11-23',
  },
  {
    name: 'marengo2.7',
    isRetired: true,
    limits: OLDER_LIMITS,
    source: 'model page of Marengo 2.7; its indexes were migrated in March 2026',
    readOn: '2026-11-23',
  },
  { name: 'marengo2.6', isRetired: true, limits: null, source: 'reference of POST /tasks', readOn: '2026-11-23' },
  { name: 'marengo2.5', isRetired: true, limits: null, source: 'reference of POST /tasks', readOn: '2026-11-23' },
  {
    name: 'pegasus1.2',
    isRetired: true,
    limits: { ...OLDER_LIMITS, maxDuration: HOUR },
    source: 'model page of Pegasus 1.2; reference of POST /tasks: no new videos since August or September 2026',
    readOn: '2026-11-23',
  },
  {
    name: 'pegasus1.1',
    isRetired: true,
    limits: { ...OLDER_LIMITS, maxDuration: HOUR / 2 },
    source: 'model page of Pegasus 1.1',
    readOn: '2026-11-23',
  },
];

function findModel(name: string): Model | undefined {
  return MODELS.find((model) => model.name === name.toLowerCase());
}

export function isRetiredModel(name: string): boolean {
  return findModel(name)?.isRetired === true;
}

export interface IndexLimits {
  /** Null if the limits of no model of the index are known. */
  readonly limits: IndexMediaLimits | null;
  /** Models whose limits are not known. */
  readonly unknown: readonly string[];
}

/** The strictest combination of the limits of some models, which the documentation requires for several models. */
export function getLimits(models: readonly string[], endpoint: 'tasks' | 'assets'): IndexLimits {
  const unknown = models.filter((name) => !findModel(name)?.limits);
  const known = models.flatMap((name) => findModel(name)?.limits ?? []);
  if (known.length === 0) return { limits: null, unknown };
  const strictest = known.reduce(combineLimits);
  const names = models.filter((name) => findModel(name)?.limits).join(' and ');
  const isLimitedByEndpoint = endpoint === 'tasks' && MAX_TASK_FILE_BYTES < strictest.maxSize;
  const limits = {
    ...strictest,
    models: names,
    maxSize: isLimitedByEndpoint ? MAX_TASK_FILE_BYTES : strictest.maxSize,
    maxSizeOf: isLimitedByEndpoint ? '`endpoint: tasks`' : names,
  };
  return { limits, unknown };
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

/**
 * Every limit that a video violates, in the order of the platform's own checks; without limits only what no model
 * accepts. An unknown value violates no limit.
 */
export function checkLimits(info: MediaInfo, limits: IndexMediaLimits | null): readonly CheckFinding[] {
  const findings = [
    checkVideoTrack(info),
    ...(limits === null ? [] : LIMIT_CHECKS.map((check) => check(info, limits))),
  ];
  return findings.filter((finding) => finding !== null);
}

type LimitCheck = (info: MediaInfo, limits: IndexMediaLimits) => CheckFinding | null;

const LIMIT_CHECKS: readonly LimitCheck[] = [
  checkSize,
  checkDuration,
  checkMinResolution,
  checkMaxResolution,
  checkAspectRatio,
];

function createViolation(
  code: ListedCode,
  subject: string,
  value: string,
  limit: string,
  limitOf: string,
): CheckFinding {
  return createFinding('reject', code, `${subject} is ${value}. Expected ${limit} for ${limitOf}.`);
}

/** On the platform, audio files end as `video_file_broken` (observed). */
function checkVideoTrack({ hasVideo }: MediaInfo): CheckFinding | null {
  if (hasVideo !== false) return null;
  const hint = 'Replace it with a complete file that can be played.';
  return createFinding('reject', 'video_file_broken', 'The file has no video track.', hint);
}

function checkSize({ size }: MediaInfo, { maxSize, maxSizeOf }: IndexMediaLimits): CheckFinding | null {
  if (size === null || size <= maxSize) return null;
  return createViolation(
    'video_filesize_too_large',
    'The file size',
    formatSize(size),
    `at most ${formatSize(maxSize)}`,
    maxSizeOf,
  );
}

/** Seconds. The platform may measure a slightly different duration than the container states. */
const DURATION_TOLERANCE = 0.1;

function checkDuration(
  { duration }: MediaInfo,
  { minDuration, maxDuration, models }: IndexMediaLimits,
): CheckFinding | null {
  if (duration === null) return null;
  const reject = (code: ListedCode, limit: string): CheckFinding =>
    createViolation(code, 'The duration', formatExactDuration(duration), limit, models);
  if (duration < minDuration - DURATION_TOLERANCE)
    return reject('video_duration_too_short', `at least ${formatExactDuration(minDuration)}`);
  if (duration > maxDuration + DURATION_TOLERANCE)
    return reject('video_duration_too_long', `at most ${formatExactDuration(maxDuration)}`);
  return null;
}

function checkMinResolution({ width, height }: MediaInfo, { minSide, models }: IndexMediaLimits): CheckFinding | null {
  if (width === null || height === null || Math.min(width, height) >= minSide) return null;
  const limit = `at least ${minSide}x${minSide}`;
  return createViolation('video_resolution_too_low', 'The resolution', `${width}x${height}`, limit, models);
}

function checkMaxResolution({ width, height }: MediaInfo, limits: IndexMediaLimits): CheckFinding | null {
  if (width === null || height === null) return null;
  const { maxLongSide, maxShortSide, models } = limits;
  if (Math.max(width, height) <= maxLongSide && Math.min(width, height) <= maxShortSide) return null;
  const limit = width >= height ? `${maxLongSide}x${maxShortSide}` : `${maxShortSide}x${maxLongSide}`;
  return createViolation(
    'video_resolution_too_high',
    'The resolution',
    `${width}x${height}`,
    `at most ${limit}`,
    models,
  );
}

/** Videos have whole numbers of pixels, so that the ratio of a 2.4:1 video may be slightly higher. */
const ASPECT_TOLERANCE = 0.01;

/**
 * Not documented: whether the platform measures stored or displayed pixels. A video is rejected only if its aspect
 * ratio is too high by both measures.
 */
function checkAspectRatio(
  { width, height, pixelAspect }: MediaInfo,
  { maxAspect, models }: IndexMediaLimits,
): CheckFinding | null {
  if (!width || !height) return null;
  const stored = getAspectRatio(width, height);
  const displayed = getAspectRatio(width * (pixelAspect ?? 1), height);
  if (Math.min(stored, displayed) <= maxAspect + ASPECT_TOLERANCE) return null;
  const [value, limit] = [formatRatio(stored, width >= height), formatRatio(maxAspect, width >= height)];
  return createViolation('video_resolution_invalid_aspect_ratio', 'The aspect ratio', value, `1:1 to ${limit}`, models);
}

function getAspectRatio(width: number, height: number): number {
  return Math.max(width, height) / Math.min(width, height);
}

function formatRatio(aspect: number, isLandscape: boolean): string {
  const rounded = String(Math.round(aspect * 100) / 100);
  return isLandscape ? `${rounded}:1` : `1:${rounded}`;
}
