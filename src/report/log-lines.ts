import type { VideoResult } from '../model/result.ts';
import { isFailure, STATUS_TABLE } from '../model/status.ts';
import type { VideoState } from '../model/video-store.ts';
import { formatDuration } from '../util/format.ts';
import { formatLogLine } from './escape.ts';

/** The line about a change of one video, which `Log.info` cleans, escapes and cuts; null for a change that is not logged. */
export function formatChange(after: VideoState, before: VideoState, nowMs: number): string | null {
  const text = after.phase === 'done' ? null : describeChange(after, before, nowMs); // the end: see `formatResult`
  return text === null ? null : `${after.name}: ${text}`;
}

function describeChange(after: VideoState, before: VideoState, nowMs: number): string | null {
  const { remoteId, platformStatus, startedMs } = after;
  if (remoteId !== before.remoteId && remoteId !== null) {
    if (before.remoteId !== null) return `polling continues with video ${remoteId}`;
    const video = after.metadata.video_id === null ? '' : `, video ${after.metadata.video_id}`;
    return `${after.reused ? 'reusing' : 'submitted as'} task ${remoteId}${video}`;
  }
  // A failure is logged with its reason: see `formatFailure`.
  if (platformStatus === before.platformStatus || platformStatus === null || platformStatus === 'failed') return null;
  return startedMs === null ? platformStatus : `${platformStatus} (${formatDuration((nowMs - startedMs) / 1000)})`;
}

/** The line about the end of one video. */
export function formatResult(result: VideoResult): string {
  const { name, status, elapsed_seconds, duration, video_id, task_id } = result;
  const { label } = STATUS_TABLE.rows[status];
  const meaning = label === status ? '' : ` (${label})`;
  const after = elapsed_seconds === null ? '' : ` after ${formatDuration(elapsed_seconds)}`;
  const length = duration === null ? '' : `; ${formatDuration(duration)} of video`;
  const video = video_id === null ? '' : `; video ${video_id}`;
  const task = task_id === null ? '' : `; task ${task_id}`;
  return formatLogLine(`${name}: ${status}${meaning}${after}${length}${video}${task}`);
}

/** The line about a video that ended with an error; null for all others. */
export function formatFailure({ name, status, error }: VideoState): string | null {
  if (status === null || status === 'ready' || error === null) return null;
  return `${name}: ${status}. ${error.message}`;
}

/** The line that shows that the run is alive: how many videos are done, at which rate, and how much time is left. */
export function formatProgress(videos: readonly VideoState[], nowMs: number, leftMs: number): string {
  const timeout = `timeout in ${formatDuration(Math.max(leftMs, 0) / 1000)}`;
  const [only] = videos;
  if (videos.length === 1 && only) {
    return `${only.name}: ${only.platformStatus ?? only.phase}; ${timeout}`;
  }
  const done = videos.filter(({ phase }) => phase === 'done');
  const failed = done.filter(({ status }) => status !== null && isFailure(status)).length;
  const inFlight = videos.filter(({ phase }) => phase === 'open' || phase === 'submitting').length;
  const counts = `${done.length}/${videos.length} done, ${inFlight} in flight, ${failed} failed`;
  return [counts, ...formatRate(videos, nowMs), timeout].join('; ');
}

/** How many videos ended per minute, and how long the others take at that rate; nothing before the first has ended. */
function formatRate(videos: readonly VideoState[], nowMs: number): readonly string[] {
  const began = videos.flatMap(({ startedMs }) => (startedMs === null ? [] : [startedMs]));
  const ended = videos.filter(({ startedMs, endedMs }) => startedMs !== null && endedMs !== null).length;
  const elapsedMs = nowMs - began.reduce((a, b) => Math.min(a, b), nowMs);
  if (ended === 0 || elapsedMs <= 0) return [];
  const perMinute = (ended / elapsedMs) * 60_000;
  const left = videos.filter(({ phase }) => phase !== 'done').length;
  const rate = perMinute.toFixed(perMinute < 10 ? 1 : 0);
  return [`${rate} per minute, about ${formatDuration((left / perMinute) * 60)} left`];
}
