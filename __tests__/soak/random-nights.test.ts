import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createNights, playNights } from '../support/random-nights.ts';

const HOUR_MS = 3_600_000;

test(
  'on more than 200 random nights, a run does what the dry run before it planned, and the index equals the list',
  async () => {
    await fc.assert(
      fc.asyncProperty(createNights(6), async (nights) => {
        expect(await playNights(nights)).toEqual([]);
      }),
      { numRuns: 30, seed: 20261130 },
    );
  },
  HOUR_MS,
);
