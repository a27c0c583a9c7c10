import { describe, expect, test } from '@jest/globals';
import { NO_METADATA } from '../../src/model/result.ts';
import type { VideoSource } from '../../src/model/source.ts';
import type { VideoStore } from '../../src/model/video-store.ts';
import { createVideoStore } from '../../src/model/video-store.ts';
import { checkBudget } from '../../src/plan/budget.ts';
import { createFakeClock } from '../support/fake-clock.ts';

const HOUR = 3_600;

/** A store of videos that last so many seconds; null: nobody knows. */
function ledgerOf(...durations: readonly (number | null)[]): VideoStore {
  const sources = durations.map((_, n): VideoSource => {
    const url = `https://videos.example/${n}.mp4`;
    return { kind: 'url', url, displayName: url, name: `${n}.mp4`, key: null, userMetadata: {}, error: null };
  });
  const store = createVideoStore(sources, 'index', createFakeClock(), { getSourceKey: () => null, onChange: () => {} });
  durations.forEach((duration, n) => {
    store.update(n, { metadata: { ...NO_METADATA, duration } });
  });
  return store;
}

function codes(store: VideoStore): readonly (string | null)[] {
  return store.videos().map(({ error }) => error?.code ?? null);
}

describe('the budget', () => {
  test('suffices for exactly as much as it says', () => {
    const store = ledgerOf(HOUR / 2, HOUR / 2);
    expect(checkBudget(store, HOUR)).toBe(true);
    expect(codes(store)).toEqual([null, null]);
  });

  test.each([1, 0.001])('is too small by %f s, and then nothing is submitted', (more) => {
    const store = ledgerOf(HOUR / 2, HOUR / 2 + more);
    expect(checkBudget(store, HOUR)).toBe(false);
    expect(codes(store)).toEqual(['budget_exceeded', 'budget_exceeded']);
    const [entry] = store.videos();
    expect(entry).toMatchObject({ phase: 'done', status: 'rejected', error: { class: 'quota' } });
    // Rounded up: never "60 minutes, of 60 that are allowed".
    expect(entry?.error?.message).toContain(`${more === 1 ? '60.02' : '60.01'} minutes long in all; `);
    expect(entry?.error?.message).toContain('allows 60 minutes. Nothing was submitted.');
  });

  test('does not suffice for an unknown length, however large it is, and names the video', () => {
    const store = ledgerOf(1, null);
    expect(checkBudget(store, 1_000 * HOUR)).toBe(false);
    expect(codes(store)).toEqual(['budget_undetermined', 'budget_undetermined']);
    expect(store.videos()[0]?.error?.message).toContain('1 of the 2 videos to be submitted cannot be told (1.mp4)');
  });

  test('says so when even what is known is too much', () => {
    const store = ledgerOf(2 * HOUR, null);
    expect(checkBudget(store, HOUR)).toBe(false);
    expect(store.videos()[0]?.error?.message).toContain('120 minutes long in all or longer;');
  });

  test('is not spent by what is reused, adopted, or rejected already', () => {
    const store = ledgerOf(HOUR, HOUR, HOUR, HOUR);
    store.update(0, { reused: true });
    store.finish(0, 'ready');
    store.update(1, { reused: true, phase: 'open' });
    store.finish(2, 'rejected');
    expect(checkBudget(store, HOUR)).toBe(true);
    expect(checkBudget(store, HOUR - 1)).toBe(false);
    expect(codes(store)).toEqual([null, null, null, 'budget_exceeded']);
    expect(store.videos()[1]?.phase).toBe('open');
  });
});
