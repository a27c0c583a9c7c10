import { describe, expect, test } from '@jest/globals';
import { NO_FACTS } from '../../src/model/result.ts';
import type { Source } from '../../src/model/source.ts';
import type { Ledger } from '../../src/model/video-store.ts';
import { createLedger } from '../../src/model/video-store.ts';
import { checkBudget } from '../../src/plan/budget.ts';
import { virtualClock } from '../support/fake-clock.ts';

const HOUR = 3_600;

/** A ledger of videos that last so many seconds; null: nobody knows. */
function ledgerOf(...durations: readonly (number | null)[]): Ledger {
  const sources = durations.map((_, n): Source => {
    const url = `https://videos.example/${n}.mp4`;
    return { kind: 'url', url, shown: url, name: `${n}.mp4`, key: null, userMetadata: {}, problem: null };
  });
  const ledger = createLedger(sources, 'index', virtualClock(), { identity: () => null, onChange: () => {} });
  durations.forEach((duration, n) => {
    ledger.update(n, { facts: { ...NO_FACTS, duration } });
  });
  return ledger;
}

function codes(ledger: Ledger): readonly (string | null)[] {
  return ledger.entries().map(({ problem }) => problem?.code ?? null);
}

describe('the budget', () => {
  test('suffices for exactly as much as it says', () => {
    const ledger = ledgerOf(HOUR / 2, HOUR / 2);
    expect(checkBudget(ledger, HOUR)).toBe(true);
    expect(codes(ledger)).toEqual([null, null]);
  });

  test.each([1, 0.001])('is too small by %f s, and then nothing is submitted', (more) => {
    const ledger = ledgerOf(HOUR / 2, HOUR / 2 + more);
    expect(checkBudget(ledger, HOUR)).toBe(false);
    expect(codes(ledger)).toEqual(['budget_exceeded', 'budget_exceeded']);
    const [entry] = ledger.entries();
    expect(entry).toMatchObject({ phase: 'settled', status: 'rejected', problem: { class: 'quota' } });
    // Rounded up: never "60 minutes, of 60 that are allowed".
    expect(entry?.problem?.message).toContain(`${more === 1 ? '60.02' : '60.01'} minutes long in all; `);
    expect(entry?.problem?.message).toContain('allows 60 minutes. Nothing was submitted.');
  });

  test('does not suffice for an unknown length, however large it is, and names the video', () => {
    const ledger = ledgerOf(1, null);
    expect(checkBudget(ledger, 1_000 * HOUR)).toBe(false);
    expect(codes(ledger)).toEqual(['budget_unknown', 'budget_unknown']);
    expect(ledger.entries()[0]?.problem?.message).toContain('1 of the 2 videos to be submitted cannot be told (1.mp4)');
  });

  test('says so when even what is known is too much', () => {
    const ledger = ledgerOf(2 * HOUR, null);
    expect(checkBudget(ledger, HOUR)).toBe(false);
    expect(ledger.entries()[0]?.problem?.message).toContain('120 minutes long in all or longer;');
  });

  test('is not spent by what is reused, adopted, or rejected already', () => {
    const ledger = ledgerOf(HOUR, HOUR, HOUR, HOUR);
    ledger.update(0, { reused: true });
    ledger.settle(0, 'ready');
    ledger.update(1, { reused: true, phase: 'open' });
    ledger.settle(2, 'rejected');
    expect(checkBudget(ledger, HOUR)).toBe(true);
    expect(checkBudget(ledger, HOUR - 1)).toBe(false);
    expect(codes(ledger)).toEqual([null, null, null, 'budget_exceeded']);
    expect(ledger.entries()[1]?.phase).toBe('open');
  });
});
