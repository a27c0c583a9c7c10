import type { RequestLimits } from '../http/request-limits.ts';
import type { Api } from '../twelvelabs/api.ts';
import type { ApiError } from '../twelvelabs/errors.ts';
import { getIndex, type Index } from '../twelvelabs/indexes.ts';
import type { Clock } from '../util/clock.ts';
import { type CheckFinding, createFinding } from './check-finding.ts';
import { isRetiredModel } from './model-limits.ts';

/** The state of an index before videos are added. */
export interface IndexReport {
  readonly index: Index;
  /** The models that new videos are indexed with, whose limits apply. */
  readonly models: readonly string[];
  readonly findings: readonly CheckFinding[];
}

/**
 * Gets and checks the index. Rejects with an `ApiError` if the key is invalid, the index does not exist or belongs to
 * another account, or the platform cannot be reached.
 */
export async function checkIndex(api: Api, indexId: string, clock: Clock, limits: RequestLimits): Promise<IndexReport> {
  return evaluateIndex(await getIndex(api, indexId, limits), clock.date());
}

export function evaluateIndex(index: Index, now: Date): IndexReport {
  const retired = index.models.filter(isRetiredModel);
  const active = index.models.filter((model) => !isRetiredModel(model));
  const findings = [checkExpiry(index, now), checkModels(retired, active), checkCapacity(index)];
  return {
    index,
    models: active.length > 0 ? active : index.models,
    findings: findings.filter((finding) => finding !== null),
  };
}

/** An index with retired models only accepts no videos. With an active model too, new videos get only that one. */
function checkModels(retired: readonly string[], active: readonly string[]): CheckFinding | null {
  if (retired.length === 0) return null;
  const names = retired.join(' and ');
  if (active.length === 0)
    return createFinding('reject', 'index_models_retired', `This index accepts no new videos: ${names} is retired.`);
  const message = `New videos in this index are indexed with ${active.join(' and ')} only: ${names} is retired.`;
  return createFinding('warn', 'index_model_skipped', message);
}

const EXPIRY_WARNING_MS = 7 * 24 * 3_600_000;

function checkExpiry({ expiresAt }: Index, now: Date): CheckFinding | null {
  if (expiresAt === null) return null;
  const remainingMs = expiresAt.getTime() - now.getTime();
  const day = expiresAt.toISOString().slice(0, 10);
  if (remainingMs <= 0) return createFinding('reject', 'index_expired', `This index expired on ${day}.`);
  if (remainingMs > EXPIRY_WARNING_MS) return null;
  return createFinding('warn', 'index_expires_soon', `This index expires on ${day}.`);
}

/**
 * The maximum content of an index by plan (pricing page, read 2026-07-30). The API does not return the plan, but only
 * indexes of the Free plan expire.
 */
const CAPACITY = {
  free: { videos: 100, seconds: 10 * 3_600 },
  developer: { videos: 100_000, seconds: 10_000 * 3_600 },
} as const;

function checkCapacity({ expiresAt, videoCount, totalDuration }: Index): CheckFinding | null {
  const capacity = expiresAt === null ? CAPACITY.developer : CAPACITY.free;
  if ((videoCount ?? 0) < capacity.videos && (totalDuration ?? 0) < capacity.seconds) return null;
  const content = `${videoCount ?? '?'} videos with a total of ${Math.round((totalDuration ?? 0) / 3_600)} h`;
  return createFinding(
    'warn',
    'index_full',
    `This index contains ${content}, which seems to be the limit of the plan.`,
  );
}

/** Whether an error is about the index or the key, and will not go away on a retry. */
export function isPermanentIndexError({ status }: ApiError): boolean {
  return status !== null && status >= 400 && status < 500 && status !== 408 && status !== 425 && status !== 429;
}
