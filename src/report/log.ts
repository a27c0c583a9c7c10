import type { Outcome } from '../model/result.ts';
import type { Entry } from '../model/video-store.ts';
import { logLine } from './escape.ts';
import { isFailure, MEANING, timeSpan } from './labels.ts';

/** The line about a change of one video; null when it is nothing that people need to read. */
export function changeLine(after: Entry, before: Entry, nowMs: number): string | null {
  if (after.phase === 'settled') return null; // told by `outcomeLine`
  const since = after.startedMs === null ? '' : ` (${timeSpan((nowMs - after.startedMs) / 1000)})`;
  if (after.taskId !== before.taskId && after.taskId !== null) {
    if (before.taskId !== null) return logLine(`${after.name}: watched as video ${after.taskId} from here on`);
    const video = after.facts.video_id === null ? '' : `, video ${after.facts.video_id}`;
    const how = after.reused ? 'in the index already, from' : 'accepted as';
    return logLine(`${after.name}: ${how} task ${after.taskId}${video}`);
  }
  const isTold = after.platformStatus === 'failed'; // by `settledLine`, with the reason
  if (after.platformStatus !== before.platformStatus && after.platformStatus !== null && !isTold) {
    return logLine(`${after.name}: ${after.platformStatus}${since}`);
  }
  return null;
}

/** The line about the end of one video. */
export function outcomeLine(outcome: Outcome): string {
  const after = outcome.elapsed_seconds === null ? '' : ` after ${timeSpan(outcome.elapsed_seconds)}`;
  const length = outcome.duration === null ? '' : `; ${timeSpan(outcome.duration)} of video`;
  const video = outcome.video_id === null ? '' : `; video ${outcome.video_id}`;
  const task = outcome.task_id === null ? '' : `; task ${outcome.task_id}`;
  const meaning = MEANING[outcome.status] === outcome.status ? '' : ` (${MEANING[outcome.status]})`;
  return logLine(`${outcome.name}: ${outcome.status}${meaning}${after}${length}${video}${task}`);
}

/** The line about a video that got no further; null for what its status has told already. */
export function settledLine({ name, status, problem }: Entry): string | null {
  if (status === null || status === 'ready' || problem === null) return null;
  return logLine(`${name}: ${status}. ${problem.message}`);
}

/** The line that shows that all is well: how far the videos are, how fast, and how long it may take. */
export function progressLine(entries: readonly Entry[], nowMs: number, leftMs: number): string {
  const left = `this step waits ${timeSpan(Math.max(leftMs, 0) / 1000)} more at most`;
  const [only] = entries;
  if (entries.length === 1 && only) return logLine(`${only.name}: ${only.platformStatus ?? only.phase}; ${left}`);
  const settled = entries.filter((entry) => entry.phase === 'settled');
  const failed = settled.filter(({ status }) => status !== null && isFailure(status)).length;
  const inFlight = entries.filter(({ phase }) => phase === 'open' || phase === 'submitting').length;
  const counts = [`${settled.length}/${entries.length} done`, `${inFlight} in flight`, `${failed} failed`].join(', ');
  const speed = speedOf(entries, nowMs);
  return logLine([counts, ...(speed === null ? [] : [speed]), left].join('; '));
}

/** How many came to an end on the platform per minute, and how long the others take at that rate; null before the first. */
function speedOf(entries: readonly Entry[], nowMs: number): string | null {
  const began = entries.flatMap(({ startedMs }) => (startedMs === null ? [] : [startedMs]));
  const ended = entries.filter(({ startedMs, endedMs }) => startedMs !== null && endedMs !== null).length;
  const spentMs = nowMs - began.reduce((a, b) => Math.min(a, b), nowMs);
  if (ended === 0 || spentMs <= 0) return null;
  const perMinute = (ended / spentMs) * 60_000;
  const open = entries.filter(({ phase }) => phase !== 'settled').length;
  const shown = perMinute.toFixed(perMinute < 10 ? 1 : 0);
  return `${shown} per minute, about ${timeSpan((open / perMinute) * 60)} to go`;
}
