import type { Entry } from '../ledger.ts';
import type { Outcome } from '../video.ts';
import { logLine } from './escape.ts';
import { MEANING, timeSpan } from './words.ts';

/** The line about a change of one video; null when it is nothing that people need to read. */
export function changeLine(after: Entry, before: Entry, nowMs: number): string | null {
  if (after.phase === 'settled') return null; // told by `outcomeLine`
  const since = after.startedMs === null ? '' : ` (${timeSpan((nowMs - after.startedMs) / 1000)})`;
  if (after.taskId !== before.taskId && after.taskId !== null) {
    const video = after.facts.video_id === null ? '' : `, video ${after.facts.video_id}`;
    const how = after.reused ? 'in the index already, from' : 'accepted as';
    return logLine(`${after.name}: ${how} task ${after.taskId}${video}`);
  }
  if (after.platformStatus !== before.platformStatus && after.platformStatus !== null) {
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

/** The line that shows, once a minute, that all is well although nothing changes. */
export function heartbeatLine(entries: readonly Entry[], leftMs: number): string {
  const done = entries.filter((entry) => entry.phase === 'settled').length;
  const open = entries.filter((entry) => entry.phase === 'open');
  const [only] = open;
  const state =
    open.length === 1 && only ? `${only.name}: ${only.platformStatus ?? 'accepted'}` : `${open.length} open`;
  const left = timeSpan(Math.max(leftMs, 0) / 1000);
  return logLine(`${done} of ${entries.length} done, ${state}; this step waits ${left} more at most`);
}
