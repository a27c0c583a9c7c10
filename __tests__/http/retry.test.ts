import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createCooldown } from '../../src/http/cooldown.ts';
import { getBackoffMs, type RetryOptions, retry } from '../../src/http/retry.ts';
import { createDeadline } from '../../src/util/clock.ts';
import type { FakeClock } from '../support/fake-clock.ts';
import { createFakeClock } from '../support/fake-clock.ts';

const MINUTE = 60_000;

function createOptions(clock: FakeClock, options: Partial<RetryOptions> = {}): RetryOptions {
  return { isRetryable: () => true, clock, random: () => 0.5, signal: new AbortController().signal, ...options };
}

/** An operation that fails `count` times and then resolves with the number of its calls. */
function failing(count: number): () => Promise<number> {
  let calls = 0;
  return async () => {
    calls += 1;
    if (calls <= count) throw new Error(`failure ${calls}`);
    return calls;
  };
}

describe('a retry', () => {
  test('repeats the operation with growing delays until it succeeds', async () => {
    const clock = createFakeClock();
    expect(await clock.run(retry(failing(3), createOptions(clock)))).toBe(4);
    expect(clock.now()).toBe(0.75 * (1_000 + 2_000 + 4_000));
  });

  test('ends with the last error after the maximum number of attempts', async () => {
    const clock = createFakeClock();
    await expect(clock.run(retry(failing(9), createOptions(clock, { maxAttempts: 3 })))).rejects.toThrow('failure 3');
  });

  test('ends immediately with a permanent error', async () => {
    const clock = createFakeClock();
    await expect(clock.run(retry(failing(9), createOptions(clock, { isRetryable: () => false })))).rejects.toThrow(
      'failure 1',
    );
    expect(clock.now()).toBe(0);
  });

  test('ends at the deadline with the last error', async () => {
    const clock = createFakeClock();
    const deadline = createDeadline(clock, MINUTE);
    await expect(clock.run(retry(failing(1_000), createOptions(clock, { deadline })))).rejects.toThrow('failure');
    expect(clock.now()).toBe(MINUTE);
  });

  test('ends immediately when the server asks for a delay beyond the deadline', async () => {
    const clock = createFakeClock();
    const options = createOptions(clock, {
      deadline: createDeadline(clock, MINUTE),
      getRetryAfterMs: () => MINUTE,
      toDeadlineError: (cause) => new Error('too late', { cause }),
    });
    await expect(clock.run(retry(failing(1), options))).rejects.toThrow('too late');
    expect(clock.now()).toBe(0);
  });

  test('adds the backoff to the delay that the server asks for', async () => {
    const clock = createFakeClock();
    await clock.run(retry(failing(1), createOptions(clock, { getRetryAfterMs: () => 5_000 })));
    expect(clock.now()).toBe(5_750);
  });

  test('ends as soon as it is cancelled', async () => {
    const clock = createFakeClock();
    const cancel = new AbortController();
    const done = retry(failing(9), createOptions(clock, { signal: cancel.signal }));
    void clock.sleep(100).then(() => cancel.abort());
    await expect(clock.run(done)).rejects.toThrow('failure 1');
    expect(clock.now()).toBe(100);
  });
});

describe('a cooldown', () => {
  test('counts rejections of requests that were in flight together as one', () => {
    const clock = createFakeClock();
    const cooldown = createCooldown(clock, () => 0);
    for (let n = 0; n < 8; n++) cooldown.pauseFor(null);
    expect(cooldown.remainingMs()).toBe(1_000);
  });

  test('makes requests wait until the named time is over', async () => {
    const clock = createFakeClock();
    const cooldown = createCooldown(clock, () => 0);
    cooldown.pauseFor(30_000);
    await clock.run(cooldown.wait(createDeadline(clock, MINUTE), new AbortController().signal));
    expect(clock.now()).toBe(30_000);
  });
});

describe('the backoff', () => {
  test('is zero without a failure', () => {
    expect(getBackoffMs(0, 0.9)).toBe(0);
  });

  test('doubles with each failure up to one minute', () => {
    const most = [1, 2, 3, 4, 5, 6, 7, 8, 50].map((failures) => Math.round(getBackoffMs(failures, 0.999_999_999)));
    expect(most).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, MINUTE, MINUTE, MINUTE]);
  });

  test('is reduced by at most a half by chance', () => {
    expect(getBackoffMs(1, 0)).toBe(500);
    expect(getBackoffMs(20, 0)).toBe(30_000);
  });

  test('is always between half a second and one minute', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.double({ min: 0, max: 0.999_999, noNaN: true }),
        (failures, chance) => {
          const ms = getBackoffMs(failures, chance);
          expect(ms).toBeGreaterThanOrEqual(500);
          expect(ms).toBeLessThanOrEqual(MINUTE);
        },
      ),
    );
  });
});
