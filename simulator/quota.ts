import { ApiError, invalid } from './errors.ts';
import type { FetchedVideo } from './fetch-video.ts';
import { getModelLimits } from './media-rules.ts';
import type { IndexRecord, Video } from './models.ts';
import type { Platform } from './platform.ts';

/** Quotas and billing, which both ingest methods share. */

/** Throws if the index accepts no videos, if the account or the index is full, or if too many videos are in progress. */
export function checkQuota(platform: Platform, index: IndexRecord): void {
  if (!getModelLimits(index.models).accepting) {
    throw invalid('index_id', 'Videos cannot be added to an index without a current model.');
  }
  checkRoom(platform, index, 0);
  const { overConcurrency, concurrency } = platform.options;
  if (overConcurrency === 'reject' && platform.pipeline.unfinished() >= concurrency) {
    throw new ApiError(429, 'too_many_requests', `More than ${concurrency} videos at once are not allowed.`);
  }
}

/** Throws 400 `usage_limit_exceeded` (a code of the 400 family, as documented and seen) where account or index is full. */
export function checkRoom(platform: Platform, index: IndexRecord, seconds: number): void {
  const { quotaMinutes, capacity } = platform.options;
  const usedUp = quotaMinutes !== null && platform.account.usedSeconds >= quotaMinutes * 60;
  if (usedUp || overQuota(platform, seconds)) throw new ApiError(400, 'usage_limit_exceeded', quotaMessage(platform));
  const tooMany = capacity.videos !== null && index.occupied >= capacity.videos;
  const tooLong = capacity.hours !== null && index.occupiedSeconds + seconds > capacity.hours * 3600;
  if (tooMany || tooLong) throw new ApiError(400, 'usage_limit_exceeded', `The index ${index.id} is full.`);
}

/** Bills the video and starts to index it. A video that exceeds the quota fails. */
export function startIndexing(platform: Platform, video: Video, verdict: FetchedVideo): void {
  const now = platform.times.now();
  // What was due before the fetch ended has happened by now.
  platform.pipeline.advance(now);
  const kept = verdict.kind === 'video' ? withinQuota(platform, verdict) : verdict;
  if (kept.kind === 'video') {
    platform.account.usedSeconds += kept.facts.duration;
    platform.store.book(video, kept.facts.duration);
    platform.limiters.index.spend(kept.facts.duration, now);
  }
  platform.pipeline.judged(video, kept, now);
}

function withinQuota(platform: Platform, verdict: Extract<FetchedVideo, { kind: 'video' }>): FetchedVideo {
  if (!overQuota(platform, verdict.facts.duration)) return verdict;
  return {
    kind: 'fault',
    filename: verdict.filename,
    fault: { code: 'usage_limit_exceeded', message: quotaMessage(platform) },
  };
}

function overQuota(platform: Platform, moreSeconds: number): boolean {
  const { quotaMinutes } = platform.options;
  return quotaMinutes !== null && platform.account.usedSeconds + moreSeconds > quotaMinutes * 60;
}

function quotaMessage(platform: Platform): string {
  return `The limit of ${platform.options.quotaMinutes} minutes of video is used up.`;
}
