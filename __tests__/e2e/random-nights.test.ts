import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ContentHost } from '../support/nights.ts';
import { startContentHost } from '../support/nights.ts';
import { createNights, playNights } from '../support/random-nights.ts';

let host: ContentHost;
beforeAll(async () => {
  host = await startContentHost();
});
afterAll(() => host.close());

// The soak test plays 200.
test('on random nights, a run does what the dry run before it planned, and the index equals the list', async () => {
  await fc.assert(
    fc.asyncProperty(createNights(3), async (nights) => {
      expect(await playNights(host, nights)).toEqual([]);
    }),
    { numRuns: 2, seed: 7, endOnFailure: true },
  );
});
