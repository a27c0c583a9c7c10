import type { RunContext } from '../existing/run-context.ts';
import { getErrorMessage } from '../util/error.ts';
import { acquireFileLock } from '../util/file-lock.ts';

/** The right of this step to look up and to submit. */
export interface Turn {
  /** False if time ran out or the workflow was cancelled before. */
  readonly isOurs: boolean;
  /** Lets the next step go on; may be called more than once. */
  release(): void;
}

/**
 * Waits until no other step of this job looks up and submits videos of the same index: two steps that look up at the same
 * time would both find that a video is missing. Where files cannot be shared, no step waits.
 */
export async function waitForTurn(
  { clock, deadline, cancellation, log }: RunContext,
  sharedPath: string | null,
): Promise<Turn> {
  if (sharedPath === null) return { isOurs: true, release: () => {} };
  const { signal } = cancellation;
  const onWait = (): void =>
    log.info('Another step of this job is submitting to the same index. Waiting until it is done.');
  try {
    const lock = await acquireFileLock(`${sharedPath}.turn`, { clock, deadline, signal, onWait });
    return { isOurs: lock !== null, release: () => lock?.release() };
  } catch (error) {
    log.info(`Could not check whether other steps of this job submit to the same index: ${getErrorMessage(error)}`);
    return { isOurs: true, release: () => {} };
  }
}
