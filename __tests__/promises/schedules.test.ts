import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { broken, play, schedule } from '../support/schedule.ts';

/** More by `npm run test:soak`. A failure prints its seed and the smallest schedule that still fails. */
const RUNS = Number(process.env['SCHEDULES'] ?? 300);
const SEED = Number(process.env['SEED'] ?? 20_261_123);

test(`${RUNS} random schedules of faults and cancels break no promise`, async () => {
  await fc.assert(
    fc.asyncProperty(schedule, async (plan) => {
      expect(broken(plan, await play(plan))).toEqual([]);
    }),
    { numRuns: RUNS, seed: SEED },
  );
}, 3_600_000);
