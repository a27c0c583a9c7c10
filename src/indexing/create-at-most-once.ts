import type { Context } from '../existing/run-context.ts';
import type { Limits } from '../http/request-limits.ts';
import type { Entry } from '../model/video-store.ts';
import { PlatformError } from '../twelvelabs/errors.ts';
import { UNREACHABLE_PATIENCE_MS } from '../twelvelabs/retry.ts';
import { penaltyMs } from '../util/poll-schedule.ts';
import type { Attempt } from './create-error.ts';
import { attemptOf, beyondDeadline, concernsEveryVideo } from './create-error.ts';
import { unconfirmed } from './errors.ts';
import type { Going, Pace } from './rate-limiter.ts';

/** Whether the platform did what a lost request asked for. `unknown`: it could not be settled. */
export type Finding<T> =
  | { readonly kind: 'found'; readonly made: T }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown' };

/** Something that the platform is to make exactly once. */
export interface Creation<T> {
  /** What it is, for the log: `task`, `asset`, `indexed asset`. */
  readonly what: string;
  /** A second one would do no harm: after a lost answer without a trace it is asked for once more. */
  readonly harmless?: true;
  /** How long sending its content may take, in milliseconds; on top of the usual time for an answer. */
  readonly sendingMs: number;
  /** True for a refusal after which the video is taken in on another road instead; it is then queued again. */
  readonly givesWay?: (error: PlatformError) => boolean;
  /** Sends the request. Rejects with a `PlatformError`. */
  post(limits: Limits): Promise<T>;
  /** Looks for what a request sent at `sinceMs` (by `Clock.now()`), whose answer was lost, may have made. */
  find(sinceMs: number): Promise<Finding<T>>;
}

/** Has things made at most once each. */
export interface Once {
  /**
   * Resolves with what was made; with null when it was not, in which case the entry has settled, or is queued again
   * because the run ends (the ledger then knows that nothing was made, and why).
   */
  make<T>(entry: Entry, creation: Creation<T>): Promise<T | null>;
}

/**
 * How long a POST may take. Whether the platform fetches the video before it answers is not documented, and calls
 * that never return were reported, so a timeout here is not an error yet: the result is then looked for.
 */
const POST_TIMEOUT_MS = 120_000;
/** Of a short deadline, so much may go into the POST; the rest is for looking. */
const POST_SHARE = 0.7;
const POST_LEAST_MS = 1_000;

/**
 * There is no idempotency key, and every duplicate is billed: a POST is repeated only when the platform surely did
 * nothing, or, once, after an error answer of which no trace can be found. What is not billed may be repeated once
 * after no answer as well.
 */
export function createOnce(context: Context, pace: Pace): Once {
  const { clock, deadline, ledger, random, cancellation, tell } = context;
  /** The answer that ended all further submissions; null while there was none. */
  let ended: PlatformError | null = null;

  const stopped = (): boolean => ended !== null || cancellation.signal.aborted || deadline.left() <= 0;

  const pause = (ms: number): Promise<void> =>
    clock.sleep(Math.min(ms, Math.max(deadline.left(), 0)), cancellation.signal);

  /** Waits until a POST may go, and lets it go; null when none may any more. */
  const setOut = async (entry: Entry): Promise<Going | null> => {
    while (pace.leftMs() > 0 && !stopped()) {
      const either = AbortSignal.any([pace.changed(), cancellation.signal]);
      await clock.sleep(Math.min(pace.leftMs(), deadline.left()), either);
    }
    if (ended) ledger.settle(entry.position, 'rejected', ended.problem);
    return stopped() ? null : pace.begin();
  };

  const attempt = async <T>(entry: Entry, going: Going, creation: Creation<T>): Promise<Attempt<T>> => {
    const timeoutMs = Math.min(
      POST_TIMEOUT_MS + creation.sendingMs,
      Math.max(POST_LEAST_MS, deadline.left() * POST_SHARE),
    );
    ledger.update(entry.position, { phase: 'submitting' });
    try {
      const made = await creation.post({ timeoutMs, signal: cancellation.lastCall, onSpent });
      going.accepted();
      return { kind: 'made', made };
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      const result = attemptOf(error);
      if (result.kind !== 'rate_limited') going.over();
      else if (going.refused(error.retryAfterMs)) tellPause(entry);
      return result;
    }
  };

  /** What lies beyond the deadline is left to a refusal to tell. */
  const onSpent = (ms: number): void => {
    if (ms < deadline.left()) pace.asked(ms);
  };

  const tellPause = ({ name }: Entry): void => {
    tell(`${name}: rate limit reached; the next submission goes in about ${Math.ceil(pace.pauseMs() / 1000)} s.`);
  };

  const reject = (entry: Entry, error: PlatformError): void => {
    if (concernsEveryVideo(error)) ended ??= error;
    ledger.settle(entry.position, 'rejected', error.problem);
  };

  /** Should the run end now, the ledger knows that nothing was made, and why. */
  const backToQueue = (entry: Entry, error: PlatformError): void => {
    ledger.update(entry.position, { phase: 'queued', problem: error.problem });
  };

  const afterRateLimit = (entry: Entry, error: PlatformError): void => {
    const fits = error.retryAfterMs === null || pace.pauseMs() < deadline.left();
    if (fits) backToQueue(entry, error);
    else reject(entry, beyondDeadline(error, clock.date()));
  };

  const afterUnreachable = async (
    entry: Entry,
    { error, failures, sinceMs }: { error: PlatformError; failures: number; sinceMs: number },
  ): Promise<void> => {
    if (clock.now() - sinceMs > UNREACHABLE_PATIENCE_MS) {
      reject(entry, error);
      return;
    }
    backToQueue(entry, error);
    tell(`${entry.name}: ${error.message} Nothing was sent; trying again.`, entry);
    await pause(penaltyMs(failures, random()));
  };

  /** After a lost answer; resolves with what was made if it was made after all. */
  const afterAmbiguous = async <T>(
    entry: Entry,
    creation: Creation<T>,
    lost: { error: PlatformError; answered: boolean; sinceMs: number; repeated: boolean },
  ): Promise<T | null> => {
    const { error, answered, sinceMs, repeated } = lost;
    tell(`${entry.name}: ${error.message} Looking for the ${creation.what} that may have been created.`, entry);
    const finding = await creation.find(sinceMs);
    if (finding.kind === 'found') {
      tell(`${entry.name}: found it.`);
      return finding.made;
    }
    if (!creation.harmless && (!answered || finding.kind === 'unknown')) {
      const problem = unconfirmed(error.message, entry.submissionId ?? '');
      ledger.settle(entry.position, 'unconfirmed', problem);
    } else if (repeated || finding.kind === 'unknown') {
      reject(entry, error);
    } else {
      backToQueue(entry, error);
      if (error.retryAfterMs !== null) pace.asked(error.retryAfterMs);
      tell(`${entry.name}: there is none; submitting once more.`);
    }
    return null;
  };

  const make = async <T>(entry: Entry, creation: Creation<T>): Promise<T | null> => {
    let unreachable = { failures: 0, sinceMs: 0 };
    let repeated = false;
    while (!ledger.hasSettled(entry.position)) {
      const going = await setOut(entry);
      if (going === null) return null;
      const sinceMs = clock.now();
      const result = await attempt(entry, going, creation);
      if (result.kind === 'made') return result.made;
      if (result.kind === 'refused') {
        if (creation.givesWay?.(result.error)) {
          backToQueue(entry, result.error);
          return null;
        }
        reject(entry, result.error);
      } else if (result.kind === 'rate_limited') {
        afterRateLimit(entry, result.error);
      } else if (result.kind === 'not_sent') {
        const { failures, sinceMs: first } = unreachable;
        unreachable = { failures: failures + 1, sinceMs: failures === 0 ? sinceMs : first };
        await afterUnreachable(entry, { error: result.error, ...unreachable });
      } else {
        const made = await afterAmbiguous(entry, creation, { ...result, sinceMs, repeated });
        if (made !== null) return made;
        repeated = true;
      }
    }
    return null;
  };

  return { make };
}
