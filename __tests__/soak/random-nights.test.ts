import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ContentHost } from '../support/nights.ts';
import { startContentHost } from '../support/nights.ts';
import { createNights, playNights } from '../support/random-nights.ts';

const HOUR_MS = 3_600_000;

let host: ContentHost;
beforeAll(async () => {
  host = await startContentHost();
});
afterAll(() => host.close());

test(
  'on more than 200 random nights, a run does what the dry run before it planned, and the index equals the list',
  async () => {
    await fc.assert(
      fc.asyncProperty(createNights(6), async (nights) => {
        expect(await playNights(host, nights)).toEqual([]);
      }),
      { numRuns: 30, seed: 20261130, endOnFailure: true },
    );
  },
  HOUR_MS,
);
