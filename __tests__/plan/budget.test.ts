import { describe, expect, test } from '@jest/globals';
import { checkBudget } from '../../src/plan/budget.ts';

const HOUR = 3_600;

function videos(...durations: readonly (number | null)[]) {
  return durations.map((durationSeconds, index) => ({ name: `${index}.mp4`, durationSeconds }));
}

describe('checkBudget', () => {
  test('accepts exactly as much as the budget allows', () => {
    expect(checkBudget(videos(HOUR / 2, HOUR / 2), HOUR)).toBeNull();
  });

  test.each([1, 0.001])('rejects videos that exceed the budget by %f s', (more) => {
    const error = checkBudget(videos(HOUR / 2, HOUR / 2 + more), HOUR);
    expect(error).toMatchObject({ code: 'budget_exceeded', class: 'quota' });
    // Rounded up: never "60 minutes" of 60 allowed.
    expect(error?.message).toContain(`The 2 videos to submit have ${more === 1 ? '60.02' : '60.01'} minutes in total`);
    expect(error?.message).toContain('allows 60 minutes. Nothing was submitted.');
  });

  test('rejects an unknown duration under any budget, and names the video', () => {
    const error = checkBudget(videos(1, null), 1_000 * HOUR);
    expect(error?.code).toBe('budget_undetermined');
    expect(error?.message).toContain('1 of the 2 videos to submit cannot be determined (1.mp4)');
  });

  test('reports that the known durations alone exceed the budget', () => {
    expect(checkBudget(videos(2 * HOUR, null), HOUR)?.message).toContain('120 minutes or more in total');
  });
});
