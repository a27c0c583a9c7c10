import type { VideoResult } from '../model/result.ts';
import type { Status } from '../model/status.ts';
import { isFailure, STATUS_TABLE } from '../model/status.ts';
import type { VideoState } from '../model/video-store.ts';
import { formatDuration } from '../util/format.ts';
import { formatLogLine } from './escape.ts';
import { describePlanned } from './totals.ts';

/*
 * Every line about a video begins with a fixed word, because a name is foreign text, which a problem matcher could take
 * for a line of a compiler.
 */

/** What happened to one video, which `LogWriter.event` cleans, escapes and cuts; null for a change that is not logged. */
export function formatChange(after: VideoState, before: VideoState, nowMs: number): string | null {
  return after.phase === 'done' ? describeEnd(after) : describeProgress(after, before, nowMs);
}

function describeProgress(after: VideoState, before: VideoState, nowMs: number): string | null {
  const { name, remoteId, platformStatus, startedMs } = after;
  if (remoteId !== before.remoteId && remoteId !== null) {
    const what = before.remoteId !== null ? 'replaced' : after.reused ? 'reused' : 'submitted';
    return joinParts(`${what}: ${name}`, formatIds(after.metadata.video_id, remoteId));
  }
  // A failure is logged at its end.
  if (platformStatus === before.platformStatus || platformStatus === null || platformStatus === 'failed') return null;
  return `status: ${name} is ${platformStatus}${formatAfter(startedMs, nowMs)}`;
}

const STATUSES_AT_END: ReadonlySet<Status> = new Set([
  'submitted',
  'planned',
  'not_submitted',
  'timed_out',
  'cancelled',
]);

/** The end of a video. The reason of a failure follows in the results. */
function describeEnd({ name, status, startedMs, endedMs, error, metadata, remoteId }: VideoState): string | null {
  if (status === null) return null;
  // One that was found in the index has a line already.
  if (status === 'ready' && startedMs === null) return null;
  // So have those that are not waited for; the others end together, and the results follow at once.
  if (STATUSES_AT_END.has(status)) return null;
  const code = error === null || status === 'ready' ? '' : ` (${error.code})`;
  const ids = status === 'ready' ? formatIds(metadata.video_id, remoteId) : [];
  return joinParts(`${status}: ${name}${code}${endedMs === null ? '' : formatAfter(startedMs, endedMs)}`, ids);
}

function formatAfter(startedMs: number | null, nowMs: number): string {
  return startedMs === null ? '' : ` after ${formatDuration((nowMs - startedMs) / 1000)}`;
}

function formatIds(videoId: string | null, taskId: string | null): readonly string[] {
  return [...(videoId === null ? [] : [`video ${videoId}`]), ...(taskId === null ? [] : [`task ${taskId}`])];
}

function joinParts(first: string, more: readonly string[]): string {
  return [first, ...more].join('; ');
}

/** The line of the results about one video: how it ended, and why. */
export function formatResult(result: VideoResult): string {
  const { name, status, action, reason, elapsed_seconds, duration, video_id, task_id, error } = result;
  const { label } = STATUS_TABLE.rows[status];
  const meaning = label === status ? '' : ` (${label})`;
  const after = elapsed_seconds === null ? '' : ` after ${formatDuration(elapsed_seconds)}`;
  const planned = status === 'planned' ? [describePlanned(action, reason)] : [];
  const length = duration === null ? [] : [`${formatDuration(duration)} of video`];
  const why = error === null ? [] : [error.message];
  const parts = [...planned, ...length, ...formatIds(video_id, task_id), ...why];
  return formatLogLine(joinParts(`${status}${meaning}: ${name}${after}`, parts));
}

/** The line that shows that the run is alive: how many videos are done, at which rate, and how much time is left. */
export function formatProgress(videos: readonly VideoState[], nowMs: number, leftMs: number): string {
  const timeout = `timeout in ${formatDuration(Math.max(leftMs, 0) / 1000)}`;
  const [only] = videos;
  if (videos.length === 1 && only) {
    return `Progress: ${only.name} is ${only.platformStatus ?? PHASES[only.phase]}; ${timeout}`;
  }
  const done = videos.filter(({ phase }) => phase === 'done');
  const failed = done.filter(({ status }) => status !== null && isFailure(status)).length;
  const inFlight = videos.filter(({ phase }) => phase === 'open' || phase === 'submitting').length;
  const counts = `Progress: ${done.length}/${videos.length} done, ${inFlight} in flight, ${failed} failed`;
  return [counts, ...formatRate(videos, nowMs), timeout].join('; ');
}

const PHASES: Readonly<Record<VideoState['phase'], string>> = {
  queued: 'waiting for its turn',
  submitting: 'being submitted',
  open: 'being indexed',
  done: 'done',
};

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
