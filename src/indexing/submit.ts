import { PlatformError } from '../platform/errors.ts';
import type { Created } from '../platform/tasks.ts';
import { createTask } from '../platform/tasks.ts';
import type { UrlSource } from '../video.ts';
import type { Attempt } from './attempt.ts';
import { attemptOf, beyondDeadline, concernsEveryVideo } from './attempt.ts';
import { penaltyMs } from './cadence.ts';
import type { Context } from './context.ts';
import type { TaskFinder } from './find-task.ts';
import type { Entry } from './ledger.ts';
import { unconfirmed } from './problems.ts';
import type { Throttle } from './throttle.ts';

export interface Submitter {
  /**
   * Creates at most one task for a video. Resolves with its id; with null when there is none, in which case the entry
   * has settled, or is queued again because the run ends (the ledger then knows that nothing was created).
   */
  submit(entry: Entry, source: UrlSource): Promise<string | null>;
}

/**
 * How long POST /tasks may take. Whether the platform fetches the video before it answers is not documented, and
 * calls that never return were reported, so a timeout here is not an error yet: the task is then looked for.
 */
const SUBMIT_TIMEOUT_MS = 120_000;
/** Of a short deadline, so much may go into the POST; the rest is for looking for its task. */
const SUBMIT_SHARE = 0.7;
const SUBMIT_LEAST_MS = 1_000;
/** A platform that cannot be reached for this long is a wrong address rather than an outage. */
const UNREACHABLE_PATIENCE_MS = 5 * 60_000;

/** One video on its way in. */
interface Passage {
  readonly entry: Entry;
  readonly source: UrlSource;
  readonly submission: string;
  readonly startedMs: number;
}

/**
 * Submission that happens once (there is no idempotency key, and every duplicate is billed): a POST is repeated only
 * when the platform surely did nothing, or, once, after an error answer of which no task can be found.
 */
export function createSubmitter(context: Context, throttle: Throttle, finder: TaskFinder): Submitter {
  const { clock, deadline, ledger, random, cancellation, tell } = context;
  /** The answer that ended the submission of all further videos; null while there was none. */
  let ended: PlatformError | null = null;

  const stopped = (): boolean => ended !== null || cancellation.signal.aborted || deadline.left() <= 0;

  const pause = (ms: number): Promise<void> =>
    clock.sleep(Math.min(ms, Math.max(deadline.left(), 0)), cancellation.signal);

  /** Waits until a POST may go; false when none may go any more. */
  const clearToGo = async ({ entry }: Passage): Promise<boolean> => {
    while (throttle.leftMs() > 0 && !stopped()) await pause(throttle.leftMs());
    if (ended) ledger.settle(entry.position, 'rejected', ended.problem);
    return !stopped();
  };

  const post = async ({ entry, source, submission }: Passage): Promise<Attempt> => {
    const { indexId, enableVideoStream, userMetadata, language } = context.settings;
    const timeoutMs = Math.min(SUBMIT_TIMEOUT_MS, Math.max(SUBMIT_LEAST_MS, deadline.left() * SUBMIT_SHARE));
    ledger.update(entry.position, { phase: 'submitting' });
    try {
      const created = await createTask(
        context.api,
        {
          indexId: indexId ?? '',
          videoUrl: source.url,
          enableVideoStream,
          userMetadata: { ...userMetadata, ...context.origin, gha_submission: submission },
          language,
        },
        { timeoutMs, signal: cancellation.lastCall },
      );
      return { kind: 'created', created };
    } catch (error) {
      if (error instanceof PlatformError) return attemptOf(error);
      throw error;
    }
  };

  const accept = ({ entry }: Passage, created: Created): string => {
    throttle.accepted();
    const facts = { ...entry.facts, video_id: created.videoId };
    ledger.update(entry.position, {
      phase: 'open',
      taskId: created.taskId,
      facts,
      problem: null,
      submittedAt: clock.date(),
    });
    return created.taskId;
  };

  const reject = ({ entry }: Passage, error: PlatformError): void => {
    if (concernsEveryVideo(error)) ended ??= error;
    ledger.settle(entry.position, 'rejected', error.problem);
  };

  /** Should the run end now, the ledger knows that nothing was created, and why. */
  const backToQueue = ({ entry }: Passage, error: PlatformError): void =>
    ledger.update(entry.position, { phase: 'queued', problem: error.problem });

  const afterRateLimit = (passage: Passage, error: PlatformError): void => {
    throttle.refused(error.retryAfterMs);
    if (throttle.leftMs() >= deadline.left()) {
      reject(passage, beyondDeadline(error, clock.date()));
      return;
    }
    backToQueue(passage, error);
    tell(`${passage.entry.name}: rate limit reached; the next submission goes in ${inSeconds(throttle.leftMs())}.`);
  };

  const afterUnreachable = async (passage: Passage, error: PlatformError, failures: number): Promise<void> => {
    if (clock.now() - passage.startedMs > UNREACHABLE_PATIENCE_MS) {
      reject(passage, error);
      return;
    }
    backToQueue(passage, error);
    tell(`${passage.entry.name}: ${error.message} Nothing was sent; trying again.`);
    await pause(penaltyMs(failures, random()));
  };

  /** After a lost answer; resolves with the id of the task if there is one after all. */
  const afterAmbiguous = async (
    passage: Passage,
    { error, answered }: { error: PlatformError; answered: boolean },
    sinceMs: number,
    repeated: boolean,
  ): Promise<string | null> => {
    const { entry, submission } = passage;
    tell(`${entry.name}: ${error.message} Looking for the task that it may have created.`);
    const found = await finder.find({ submission, sinceMs });
    if (found.kind === 'found') {
      tell(`${entry.name}: found it.`);
      return accept(passage, found.created);
    }
    if (!answered || found.kind === 'unknown') {
      ledger.settle(entry.position, 'unconfirmed', unconfirmed(error.message, submission));
    } else if (repeated) {
      reject(passage, error);
    } else {
      backToQueue(passage, error);
      if (error.retryAfterMs !== null) throttle.refused(error.retryAfterMs);
      tell(`${entry.name}: there is none; submitting once more.`);
    }
    return null;
  };

  const submit = async (entry: Entry, source: UrlSource): Promise<string | null> => {
    const passage = { entry, source, submission: context.uuid(), startedMs: clock.now() };
    ledger.update(entry.position, { submissionId: passage.submission, startedMs: passage.startedMs });
    let unreachable = 0;
    let repeated = false;
    while (!ledger.hasSettled(entry.position) && (await clearToGo(passage))) {
      const sinceMs = clock.now();
      const attempt = await post(passage);
      if (attempt.kind === 'created') return accept(passage, attempt.created);
      if (attempt.kind === 'refused') {
        reject(passage, attempt.error);
      } else if (attempt.kind === 'rate_limited') {
        afterRateLimit(passage, attempt.error);
      } else if (attempt.kind === 'not_sent') {
        unreachable += 1;
        await afterUnreachable(passage, attempt.error, unreachable);
      } else {
        const taskId = await afterAmbiguous(passage, attempt, sinceMs, repeated);
        if (taskId !== null) return taskId;
        repeated = true;
      }
    }
    return null;
  };

  return { submit };
}

function inSeconds(ms: number): string {
  return `${Math.ceil(ms / 1000)} s`;
}
