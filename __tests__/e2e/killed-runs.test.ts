import { expect, test } from '@jest/globals';
import { inParallel } from '../../src/indexing/in-parallel.ts';
import { GROUNDS, killAtRandomMoments } from '../support/kill.ts';

test('killed at 50 random moments and run again each time until it ends: one task per video', async () => {
  const chosen = GROUNDS.filter(({ what }) => !/tells|hides and/.test(what));
  // Two at a time: other tests want the processor, too.
  await inParallel(2, chosen.entries(), ([n, ground]) => killAtRandomMoments(50 / chosen.length, n, ground));
  expect(chosen).toHaveLength(5);
}, 120_000);
