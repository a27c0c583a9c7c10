import { describe, expect, test } from '@jest/globals';
import { createCooldown } from '../../../src/http/cooldown.ts';
import { TransportError } from '../../../src/http/transport.ts';
import type { DeleteRetry } from '../../../src/indexing/deletions/delete-retry.ts';
import { createDeleteRetry } from '../../../src/indexing/deletions/delete-retry.ts';
import { type ApiError, toResponseError, toTransportError } from '../../../src/twelvelabs/errors.ts';
import { createDeadline } from '../../../src/util/clock.ts';
import { createFakeClock, type FakeClock, START_MS } from '../../support/fake-clock.ts';
import { logTo } from '../../support/fixtures.ts';

const MINUTE = 60_000;

interface Scene {
  readonly clock: FakeClock;
  readonly requests: DeleteRetry;
  readonly cancel: () => void;
  readonly lines: string[];
}

function scene(deadlineMs = 10 * MINUTE): Scene {
  const clock = createFakeClock();
  const random = (): number => 0.5;
  const lines: string[] = [];
  const [signal, lastCall] = [new AbortController(), new AbortController()];
  const requests = createDeleteRetry({
    clock,
    random,
    deadline: createDeadline(clock, deadlineMs),
    cancellation: { signal: signal.signal, hardCancelSignal: lastCall.signal },
    api: { cooldown: createCooldown(clock, random), hasResponded: () => false },
    log: logTo(lines),
  });
  return { clock, requests, cancel: () => signal.abort(), lines };
}

function answer(status: number, headers = {}): ApiError {
  return toResponseError({ status, headers, body: '', bodyError: null }, new Date(START_MS));
}

/** Fails with each error in turn, and works then; counts its calls. */
function failing(...errors: readonly Error[]): { request: () => Promise<string>; calls: () => number } {
  let calls = 0;
  const request = async (): Promise<string> => {
    const error = errors[calls++];
    if (error) throw error;
    return 'done';
  };
  return { request, calls: () => calls };
}

const lost = toTransportError(new TransportError('socket hang up', true));
const refused = toTransportError(new TransportError('connect ECONNREFUSED', false));

describe('a transient error', () => {
  test('is retried with growing delays and one line in the log', async () => {
    const { clock, requests, lines } = scene();
    const { request, calls } = failing(answer(503), lost, refused, answer(500));
    expect(await clock.run(requests.read(request))).toBe('done');
    expect(calls()).toBe(5);
    expect(clock.now()).toBe(0.75 * (1_000 + 2_000 + 4_000 + 8_000));
    expect(lines).toHaveLength(1);
  });

  test('of status 429 pauses all requests for the time that it names', async () => {
    const { clock, requests } = scene();
    const first = requests.read(failing(answer(429, { 'retry-after': '30' })).request);
    const other = clock.sleep(1_000).then(() => requests.waitForTurn());
    await clock.run(Promise.all([first, other]));
    expect(clock.now()).toBeGreaterThanOrEqual(30_000);
    expect(clock.now()).toBeLessThan(34_000);
  });
});

describe('the end of retries', () => {
  test('comes at the deadline during an outage', async () => {
    const { clock, requests } = scene(MINUTE);
    const { request, calls } = failing(...Array.from({ length: 1_000 }, () => answer(502)));
    await expect(clock.run(requests.read(request))).rejects.toMatchObject({ status: 502 });
    expect(clock.now()).toBe(MINUTE);
    expect(calls()).toBeLessThan(10);
    expect(requests.getStopReason()).toBe('timed_out');
  });

  test('comes earlier if the API was never reached', async () => {
    const { clock, requests } = scene(60 * MINUTE);
    const { request } = failing(...Array.from({ length: 1_000 }, () => refused));
    await expect(clock.run(requests.read(request))).rejects.toBe(refused);
    expect(clock.now()).toBeGreaterThan(5 * MINUTE);
    expect(clock.now()).toBeLessThan(7 * MINUTE);
  });

  test('comes immediately if the API asks for a delay beyond the deadline, with the time of the reset', async () => {
    const { clock, requests } = scene(MINUTE);
    const { request } = failing(answer(429, { 'retry-after': '3600' }));
    await expect(clock.run(requests.read(request))).rejects.toThrow(/It resets at 2026-11-22T13:00:00/);
    expect(clock.now()).toBe(0);
  });

  test.each([
    ['a refusal', answer(400)],
    ['a missing key', answer(401)],
    ['a redirect', answer(307)],
    ['an item that is not there', answer(404)],
  ])('comes immediately after %s', async (_what, error) => {
    const { clock, requests } = scene();
    const { request, calls } = failing(error);
    await expect(clock.run(requests.read(request))).rejects.toBe(error);
    expect(calls()).toBe(1);
  });

  test('comes with a cancellation', async () => {
    const { clock, requests, cancel } = scene();
    const { request, calls } = failing(answer(503), answer(503), answer(503));
    const done = requests.change(async () => void (await request()));
    void clock.sleep(100).then(cancel);
    await expect(clock.run(done)).rejects.toMatchObject({ status: 503 });
    expect(calls()).toBe(1);
    expect(requests.getStopReason()).toBe('cancelled');
  });

  test('comes immediately after an internal error', async () => {
    const { clock, requests } = scene();
    await expect(clock.run(requests.read(failing(new TypeError('oops')).request))).rejects.toThrow(TypeError);
  });
});
