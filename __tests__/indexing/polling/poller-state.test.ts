import { describe, expect, test } from '@jest/globals';
import type { PolledItem } from '../../../src/indexing/polling/poller-state.ts';
import {
  createPolledItem,
  hasPermanentError,
  INITIAL_CONNECTION_STATE,
  reduceConnection,
  reducePolledItem,
} from '../../../src/indexing/polling/poller-state.ts';
import { ApiError } from '../../../src/twelvelabs/errors.ts';

function createError(status: number, retryAfterMs: number | null = null): ApiError {
  const details = { code: `http_${status}`, message: `HTTP ${status}`, hint: '', class: 'platform' } as const;
  return new ApiError('error_response', details, { status, retryAfterMs });
}

/** A polled item after errors at the given times. */
function afterErrors(isNew: boolean, status: number, timesMs: readonly number[]): PolledItem {
  return timesMs.reduce(
    (item, nowMs) => reducePolledItem(item, { kind: 'itemError', error: createError(status) }, nowMs),
    createPolledItem(isNew, 0),
  );
}

describe('the state of a polled item', () => {
  test.each([
    { title: 'one 403', isNew: true, status: 403, timesMs: [1_000], isLost: false },
    { title: 'a second 403', isNew: true, status: 403, timesMs: [1_000, 2_000], isLost: true },
    { title: 'one 404', isNew: false, status: 404, timesMs: [1_000], isLost: false },
    { title: '404 within the grace period', isNew: true, status: 404, timesMs: [1_000, 120_000], isLost: false },
    { title: '404 after the grace period', isNew: true, status: 404, timesMs: [1_000, 121_000], isLost: true },
    { title: '404 for an existing ID', isNew: false, status: 404, timesMs: [1_000, 20_999], isLost: false },
    { title: '404 for an existing ID after 20 s', isNew: false, status: 404, timesMs: [1_000, 21_000], isLost: true },
  ])('after $title, isLost is $isLost', ({ isNew, status, timesMs, isLost }) => {
    expect(afterErrors(isNew, status, timesMs)).toMatchObject({ isLost, lastPolledMs: timesMs.at(-1) });
  });

  test('counts errors from zero after a snapshot', () => {
    const item = reducePolledItem(afterErrors(true, 403, [1_000]), { kind: 'snapshotApplied' }, 2_000);
    expect(item).toMatchObject({ consecutiveErrors: 0, lastPolledMs: 2_000 });
    const next = reducePolledItem(item, { kind: 'itemError', error: createError(403) }, 3_000);
    expect(next).toMatchObject({ consecutiveErrors: 1, firstErrorMs: 3_000, isLost: false });
  });
});

describe('the state of the connection', () => {
  const fail = (state = INITIAL_CONNECTION_STATE, status = 503, retryAfterMs: number | null = null) =>
    reduceConnection(state, { kind: 'runLevelError', error: createError(status, retryAfterMs) }, 10_000, 0.5);

  test('backs off longer after each run-level error', () => {
    expect(fail()).toEqual({
      failures: 1,
      failingSinceMs: 10_000,
      consecutivePermanentErrors: 0,
      pausedUntilMs: 10_000 + 750,
      lastError: 'HTTP 503',
    });
    expect(fail(fail()).pausedUntilMs).toBe(10_000 + 1_500);
  });

  test('adds the backoff to the pause that the API requests', () => {
    expect(fail(INITIAL_CONNECTION_STATE, 429, 40_000).pausedUntilMs).toBe(10_000 + 40_000 + 750);
  });

  test('forgets the errors when the connection is restored, and keeps the pause', () => {
    const restored = reduceConnection(fail(), { kind: 'connectionRestored' }, 11_000, 0.5);
    expect(restored).toEqual({ ...INITIAL_CONNECTION_STATE, pausedUntilMs: 10_750 });
  });

  test.each([401, 302])('is permanently broken only after two consecutive %i responses', (status) => {
    const once = fail(INITIAL_CONNECTION_STATE, status);
    expect(hasPermanentError(once)).toBe(false);
    expect(hasPermanentError(fail(once, status))).toBe(true);
    expect(hasPermanentError(fail(fail(once, 503), status))).toBe(false);
  });
});
