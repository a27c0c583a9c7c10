import { setTimeout as sleep } from 'node:timers/promises';

/** A limit for what never ends, not for what is slow: no test depends on how fast the machine is. */
const HANG_LIMIT_MS = 240_000;

const POLL_INTERVAL_MS = 10;

/** Waits until a condition is true. Rejects if that takes longer than `HANG_LIMIT_MS`. */
export async function waitUntil(isTrue: () => boolean): Promise<void> {
  const end = performance.now() + HANG_LIMIT_MS;
  while (!isTrue()) {
    if (performance.now() > end) throw new Error(`The condition is false after ${HANG_LIMIT_MS / 1_000} s: ${isTrue}`);
    await sleep(POLL_INTERVAL_MS);
  }
}
