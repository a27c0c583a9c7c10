import type { Problem } from '../model/errors.ts';
import type { Status } from '../model/status.ts';
import type { Entry, Ledger } from '../model/video-store.ts';
import { notSubmitted, stillIndexing, unconfirmed, waitCancelled, waitCrashed } from './errors.ts';

/** Why a run ends before every video has. */
export type Ending = 'timed_out' | 'cancelled' | 'crashed';

/** Settles whatever is still under way, each by how far it came. Nothing is left without a status after this. */
export function conclude(ledger: Ledger, ending: Ending, lastTrouble: string | null = null): void {
  for (const entry of ledger.entries()) {
    if (entry.phase === 'settled') continue;
    const { status, problem } = lastWord(entry, ending, lastTrouble);
    ledger.settle(entry.position, status, problem);
  }
}

function lastWord(entry: Entry, ending: Ending, trouble: string | null): { status: Status; problem: Problem } {
  // A task that exists already goes on without us, even if we never came to look at it.
  if (entry.phase === 'open' || entry.taskId !== null) {
    if (ending === 'timed_out') return { status: 'timed_out', problem: stillIndexing(entry.platformStatus, trouble) };
    if (ending === 'cancelled') return { status: 'cancelled', problem: waitCancelled() };
    return { status: 'unwatched', problem: waitCrashed() };
  }
  if (entry.phase === 'submitting') {
    return { status: 'unconfirmed', problem: unconfirmed(WHY[ending], entry.submissionId ?? 'unknown') };
  }
  return { status: 'rejected', problem: entry.problem ?? notSubmitted(WHY[ending]) };
}

const WHY: Readonly<Record<Ending, string>> = {
  timed_out: 'the time of this step ran out',
  cancelled: 'the workflow was cancelled',
  crashed: 'this step broke off',
};
