import { getBackoffMs } from '../http/retry.ts';
import type { Clock } from '../util/clock.ts';

/** How fast submissions may go. There is one for all videos: a refusal of one of them slows down all of them. */
export interface RateLimiter {
  /** Milliseconds until one may go; 0 when one may, infinite while others are finding out whether one may. */
  waitMs(): number;
  /** Milliseconds of that for which nothing goes at all. */
  pauseMs(): number;
  /** Aborts as soon as `leftMs` may have become shorter. */
  changed(): AbortSignal;
  /** The platform asks everybody to stay away for so many milliseconds. */
  pauseFor(ms: number): void;
  /** One goes now. How it ends must be told. */
  acquire(): Permit;
  /** A video has come to its end on the platform, and has left its place to another. */
  slotFreed(): void;
}

/** A submission on its way. One of the three must be called, once. */
export interface Permit {
  accepted(): void;
  /**
   * Refused with 429: everybody pauses for as long as the platform asks (null: it does not say), and a little longer.
   * False when it left before an earlier refusal was known, and so says nothing new.
   */
  rateLimited(askedMs: number | null): boolean;
  /** Ended in a way that says nothing of the pace. */
  release(): void;
}

export interface RateLimiterOptions {
  readonly clock: Clock;
  /** From 0 (inclusive) to 1 (exclusive). */
  readonly random: () => number;
  /** How many videos of this run are on the platform without having ended. */
  readonly open: () => number;
}

/** Jitter comes on top of what the platform asks for, so that a retry is never too early. */
const JITTER_FRACTION = 0.1;
const MIN_JITTER_MS = 500;
/** When the platform is full, an end of one of our videos is waited for; or of another's, as long as this. */
const MAX_CAPACITY_PAUSE_MS = 300_000;

/** How many videos of ours the platform seems to take at once. */
interface ConcurrencyEstimate {
  readonly open: number;
  /** As many took a place that had become free since. */
  readonly accepted: number;
  /** After so many another is tried: it may have been chance, or other jobs may have left. */
  readonly enough: number;
}

/**
 * After a refusal one submission alone finds out whether they may go again, then two, four, and so on. Whether the
 * platform queues what is beyond a plan's concurrency or refuses it is not documented: where it refuses again as soon
 * as so many videos are open, the next goes when one of them has ended, or after a long pause.
 */
export function createRateLimiter({ clock, random, open }: RateLimiterOptions): RateLimiter {
  let askedUntilMs = 0;
  let ownUntilMs = 0;
  /** Counts refusals, but those that were on their way at the same time as one. */
  let round = 0;
  let inARow = 0;
  let atOnce = Number.POSITIVE_INFINITY;
  let going = 0;
  /** What was open when the platform, not naming a time, refused again; null when that is not the limit. */
  let crowd: ConcurrencyEstimate | null = null;
  let change = new AbortController();

  const announce = (): void => {
    if (atOnce === Number.POSITIVE_INFINITY) return;
    change.abort();
    change = new AbortController();
  };

  const pauseFor = (ms: number): void => {
    const jitterMs = random() * Math.max(ms * JITTER_FRACTION, MIN_JITTER_MS);
    askedUntilMs = Math.max(askedUntilMs, clock.now() + ms + jitterMs);
  };

  const pause = (ms: number): void => {
    ownUntilMs = clock.now() + ms;
  };
  const pauseWhileFull = (): void => pause(MAX_CAPACITY_PAUSE_MS * (0.5 + random() / 2));

  const accept = (): void => {
    inARow = 0;
    // How many are open is counted only where it matters: a list may be long.
    const before = crowd === null ? 0 : open();
    if (crowd === null || before >= crowd.open) {
      crowd = null;
      atOnce *= 2;
      return;
    }
    crowd = { ...crowd, accepted: crowd.accepted + 1 };
    if (before + 1 >= crowd.open && crowd.accepted < crowd.enough) pauseWhileFull();
  };

  const refuse = (askedMs: number | null): void => {
    round += 1;
    inARow += 1;
    atOnce = 1;
    if (askedMs !== null) return;
    const count = open();
    if (crowd !== null && count >= crowd.open) {
      crowd = { open: count, accepted: 0, enough: crowd.enough * 2 };
      pauseWhileFull();
      return;
    }
    if (inARow > 1 && count > 0) crowd = { open: count, accepted: 0, enough: count };
    pause(getBackoffMs(inARow + 1, random()));
  };

  const acquire = (): Permit => {
    const ownRound = round;
    going += 1;
    const end = (work: () => void): void => {
      going -= 1;
      work();
      announce();
    };
    return {
      accepted: () => end(() => ownRound === round && accept()),
      rateLimited: (askedMs) => {
        const isNews = ownRound === round;
        end(() => {
          if (isNews) refuse(askedMs);
          // Who is refused again at the named time is not helped by the next.
          if (askedMs !== null) pauseFor(Math.max(askedMs, inARow > 1 ? getBackoffMs(inARow, random()) : 0));
        });
        return isNews;
      },
      release: () => end(() => {}),
    };
  };

  const pauseMs = (): number => Math.max(0, Math.max(askedUntilMs, ownUntilMs) - clock.now());

  return {
    pauseMs,
    waitMs: () => pauseMs() || (going < atOnce ? 0 : Number.POSITIVE_INFINITY),
    changed: () => change.signal,
    pauseFor,
    acquire,
    slotFreed: () => {
      ownUntilMs = 0;
      announce();
    },
  };
}
