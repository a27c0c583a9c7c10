import type { VideoResult } from '../model/result.ts';
import type { VideoState } from '../model/video-store.ts';
import { formatLogLine } from './escape.ts';
import { formatDuration, isFailure, STATUS_LABELS } from './labels.ts';

/** The line about a change of one video; null when it is nothing that people need to read. */
export function formatChange(after: VideoState, before: VideoState, nowMs: number): string | null {
  if (after.phase === 'done') return null; // told by `outcomeLine`
  const since = after.startedMs === null ? '' : ` (${formatDuration((nowMs - after.startedMs) / 1000)})`;
  if (after.remoteId !== before.remoteId && after.remoteId !== null) {
    if (before.remoteId !== null)
      return formatLogLine(`${after.name}: watched as video ${after.remoteId} from here on`);
    const video = after.metadata.video_id === null ? '' : `, video ${after.metadata.video_id}`;
    const how = after.reused ? 'in the index already, from' : 'accepted as';
    return formatLogLine(`${after.name}: ${how} task ${after.remoteId}${video}`);
  }
  const isTold = after.platformStatus === 'failed'; // by `settledLine`, with the reason
  if (after.platformStatus !== before.platformStatus && after.platformStatus !== null && !isTold) {
    return formatLogLine(`${after.name}: ${after.platformStatus}${since}`);
  }
  return null;
}

/** The line about the end of one video. */
export function formatResult(outcome: VideoResult): string {
  const after = outcome.elapsed_seconds === null ? '' : ` after ${formatDuration(outcome.elapsed_seconds)}`;
  const length = outcome.duration === null ? '' : `; ${formatDuration(outcome.duration)} of video`;
  const video = outcome.video_id === null ? '' : `; video ${outcome.video_id}`;
  const task = outcome.task_id === null ? '' : `; task ${outcome.task_id}`;
  const meaning = STATUS_LABELS[outcome.status] === outcome.status ? '' : ` (${STATUS_LABELS[outcome.status]})`;
  return formatLogLine(`${outcome.name}: ${outcome.status}${meaning}${after}${length}${video}${task}`);
}

/** The line about a video that got no further; null for what its status has told already. */
export function formatFailure({ name, status, error }: VideoState): string | null {
  if (status === null || status === 'ready' || error === null) return null;
  return formatLogLine(`${name}: ${status}. ${error.message}`);
}

/** The line that shows that all is well: how far the videos are, how fast, and how long it may take. */
export function formatProgress(entries: readonly VideoState[], nowMs: number, leftMs: number): string {
  const left = `this step waits ${formatDuration(Math.max(leftMs, 0) / 1000)} more at most`;
  const [only] = entries;
  if (entries.length === 1 && only) return formatLogLine(`${only.name}: ${only.platformStatus ?? only.phase}; ${left}`);
  const settled = entries.filter((entry) => entry.phase === 'done');
  const failed = settled.filter(({ status }) => status !== null && isFailure(status)).length;
  const inFlight = entries.filter(({ phase }) => phase === 'open' || phase === 'submitting').length;
  const counts = [`${settled.length}/${entries.length} done`, `${inFlight} in flight`, `${failed} failed`].join(', ');
  const speed = formatSpeed(entries, nowMs);
  return formatLogLine([counts, ...(speed === null ? [] : [speed]), left].join('; '));
}

/** How many came to an end on the platform per minute, and how long the others take at that rate; null before the first. */
function formatSpeed(entries: readonly VideoState[], nowMs: number): string | null {
  const began = entries.flatMap(({ startedMs }) => (startedMs === null ? [] : [startedMs]));
  const ended = entries.filter(({ startedMs, endedMs }) => startedMs !== null && endedMs !== null).length;
  const spentMs = nowMs - began.reduce((a, b) => Math.min(a, b), nowMs);
  if (ended === 0 || spentMs <= 0) return null;
  const perMinute = (ended / spentMs) * 60_000;
  const open = entries.filter(({ phase }) => phase !== 'done').length;
  const shown = perMinute.toFixed(perMinute < 10 ? 1 : 0);
  return `${shown} per minute, about ${formatDuration((open / perMinute) * 60)} to go`;
}
