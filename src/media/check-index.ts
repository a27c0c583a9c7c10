import type { RequestLimits } from '../http/request-limits.ts';
import type { ErrorCode, ErrorDetails } from '../model/errors.ts';
import type { Api } from '../twelvelabs/api.ts';
import type { ApiError } from '../twelvelabs/errors.ts';
import type { Index } from '../twelvelabs/indexes.ts';
import { getIndex } from '../twelvelabs/indexes.ts';
import type { Clock } from '../util/clock.ts';
import type { CheckFinding } from './check-finding.ts';
import { createFinding } from './check-finding.ts';

/** An index before anything is put into it. */
export interface IndexReport {
  readonly index: Index;
  /** The models that new videos are indexed with, by which they are to be judged. */
  readonly models: readonly string[];
  readonly findings: readonly CheckFinding[];
}

/**
 * Looks at the index once. Rejects with a `PlatformError` when the key is not valid, the index does not exist or
 * belongs to another account, or the platform cannot be reached.
 */
export async function checkIndex(api: Api, indexId: string, clock: Clock, limits: RequestLimits): Promise<IndexReport> {
  return evaluateIndex(await getIndex(api, indexId, limits), clock.date());
}

/** What is wrong with an index, by what the platform says of it at a moment. */
export function evaluateIndex(index: Index, now: Date): IndexReport {
  const closed = index.models.filter(isClosed);
  const open = index.models.filter((model) => !isClosed(model));
  const models = open.length > 0 ? open : index.models;
  const findings = [checkExpiry(index, now), checkModels(closed, open), checkCapacity(index)].filter(
    (found) => found !== null,
  );
  return { index, models, findings };
}

/**
 * Models that index no new videos: Pegasus 1.2 since August or September 2026 (reference of `POST /tasks` and of
 * indexed assets, documentation read 2026-11-23), and what was retired before. An index of them only takes nothing;
 * in one with Marengo beside them, new videos get Marengo only.
 */
const CLOSED_MODELS = ['pegasus1.1', 'pegasus1.2', 'marengo2.5', 'marengo2.6', 'marengo2.7'];

function isClosed(model: string): boolean {
  return CLOSED_MODELS.includes(model.toLowerCase());
}

function checkModels(closed: readonly string[], open: readonly string[]): CheckFinding | null {
  if (closed.length === 0) return null;
  const names = closed.join(' and ');
  if (open.length === 0) {
    return createFinding('reject', {
      code: 'index_models_retired',
      message: `The only model of this index is ${names}, with which no new videos are indexed any more.`,
      hint: 'Create an index with Marengo 3.0 and pass its id; models of an index cannot be changed.',
      class: 'input',
    });
  }
  return createFinding('warn', {
    code: 'index_model_skipped',
    message: `New videos in this index get ${open.join(' and ')} only; ${names} takes none any more.`,
    hint: 'Nothing to do, unless a later step relies on the other model: analyze the asset instead.',
    class: 'input',
  });
}

const EXPIRY_WARNING_MS = 7 * 24 * 3_600_000;

function checkExpiry({ expiresAt }: Index, now: Date): CheckFinding | null {
  if (expiresAt === null) return null;
  const left = expiresAt.getTime() - now.getTime();
  const day = expiresAt.toISOString().slice(0, 10);
  const hint = 'Indexes of the Free plan live for 90 days: create a new one, or upgrade the plan.';
  if (left <= 0)
    return createFinding('reject', createExpiryError('index_expired', `This index expired on ${day}.`, hint));
  if (left > EXPIRY_WARNING_MS) return null;
  return createFinding('warn', createExpiryError('index_expires_soon', `This index expires on ${day}.`, hint));
}

function createExpiryError(code: ErrorCode, message: string, hint: string): ErrorDetails {
  return { code, message, hint, class: 'input' };
}

/**
 * What one index holds at most, by plan (pricing page, read 2026-07-30). The plan is not told, except that only an
 * index of the Free plan expires.
 */
const CAPACITY = {
  free: { videos: 100, seconds: 10 * 3_600 },
  developer: { videos: 100_000, seconds: 10_000 * 3_600 },
} as const;

function checkCapacity({ expiresAt, videoCount, totalDuration }: Index): CheckFinding | null {
  const capacity = expiresAt === null ? CAPACITY.developer : CAPACITY.free;
  const isFull = (videoCount ?? 0) >= capacity.videos || (totalDuration ?? 0) >= capacity.seconds;
  if (!isFull) return null;
  return createFinding('warn', {
    code: 'index_full',
    message: `This index holds ${videoCount ?? '?'} videos of ${Math.round((totalDuration ?? 0) / 3_600)} h, as much as the plan seems to allow.`,
    hint: 'Delete videos from it, use another index, or upgrade the plan.',
    class: 'quota',
  });
}

/** Whether a failed look says something about the index or the key, rather than about the weather. */
export function isPermanentIndexError({ status }: ApiError): boolean {
  return status !== null && status >= 400 && status < 500 && status !== 408 && status !== 425 && status !== 429;
}
