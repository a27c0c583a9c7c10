import type { Limits } from '../http/request-limits.ts';
import type { Problem } from '../model/errors.ts';
import type { Api } from '../twelvelabs/api.ts';
import type { PlatformError } from '../twelvelabs/errors.ts';
import type { Index } from '../twelvelabs/indexes.ts';
import { getIndex } from '../twelvelabs/indexes.ts';
import type { Clock } from '../util/clock.ts';
import type { Finding } from './check-finding.ts';
import { finding } from './check-finding.ts';

/** An index before anything is put into it. */
export interface IndexReport {
  readonly index: Index;
  /** The models that new videos are indexed with, by which they are to be judged. */
  readonly models: readonly string[];
  readonly findings: readonly Finding[];
}

/**
 * Looks at the index once. Rejects with a `PlatformError` when the key is not valid, the index does not exist or
 * belongs to another account, or the platform cannot be reached.
 */
export async function checkIndex(api: Api, indexId: string, clock: Clock, limits: Limits): Promise<IndexReport> {
  return judgeIndex(await getIndex(api, indexId, limits), clock.date());
}

/** What is wrong with an index, by what the platform says of it at a moment. */
export function judgeIndex(index: Index, now: Date): IndexReport {
  const closed = index.models.filter(isClosed);
  const open = index.models.filter((model) => !isClosed(model));
  const models = open.length > 0 ? open : index.models;
  const findings = [expiry(index, now), openness(closed, open), fullness(index)].filter((found) => found !== null);
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

function openness(closed: readonly string[], open: readonly string[]): Finding | null {
  if (closed.length === 0) return null;
  const names = closed.join(' and ');
  if (open.length === 0) {
    return finding('reject', {
      code: 'index_takes_no_videos',
      message: `The only model of this index is ${names}, with which no new videos are indexed any more.`,
      hint: 'Create an index with Marengo 3.0 and pass its id; models of an index cannot be changed.',
      class: 'input',
    });
  }
  return finding('warn', {
    code: 'index_model_skipped',
    message: `New videos in this index get ${open.join(' and ')} only; ${names} takes none any more.`,
    hint: 'Nothing to do, unless a later step relies on the other model: analyze the asset instead.',
    class: 'input',
  });
}

const SOON_MS = 7 * 24 * 3_600_000;

function expiry({ expiresAt }: Index, now: Date): Finding | null {
  if (expiresAt === null) return null;
  const left = expiresAt.getTime() - now.getTime();
  const day = expiresAt.toISOString().slice(0, 10);
  const hint = 'Indexes of the Free plan live for 90 days: create a new one, or upgrade the plan.';
  if (left <= 0) return finding('reject', expiryProblem('index_expired', `This index expired on ${day}.`, hint));
  if (left > SOON_MS) return null;
  return finding('warn', expiryProblem('index_expires_soon', `This index expires on ${day}.`, hint));
}

function expiryProblem(code: string, message: string, hint: string): Problem {
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

function fullness({ expiresAt, videoCount, totalDuration }: Index): Finding | null {
  const capacity = expiresAt === null ? CAPACITY.developer : CAPACITY.free;
  const isFull = (videoCount ?? 0) >= capacity.videos || (totalDuration ?? 0) >= capacity.seconds;
  if (!isFull) return null;
  return finding('warn', {
    code: 'index_full',
    message: `This index holds ${videoCount ?? '?'} videos of ${Math.round((totalDuration ?? 0) / 3_600)} h, as much as the plan seems to allow.`,
    hint: 'Delete videos from it, use another index, or upgrade the plan.',
    class: 'quota',
  });
}

/** Whether a failed look says something about the index or the key, rather than about the weather. */
export function isVerdict({ status }: PlatformError): boolean {
  return status !== null && status >= 400 && status < 500 && status !== 408 && status !== 425 && status !== 429;
}
