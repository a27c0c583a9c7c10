import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createNights, playNights } from '../support/random-nights.ts';

// The soak test plays 200.
test('on random nights, a run does what the dry run before it planned, and the index equals the list', async () => {
  await fc.assert(
    fc.asyncProperty(createNights(3), async (nights) => {
      expect(await playNights(nights)).toEqual([]);
    }),
    { numRuns: 2, seed: 7, endOnFailure: true },
  );
});
