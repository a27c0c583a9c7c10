import { expect, test } from '@jest/globals';
import { inParallel } from '../../src/util/concurrency.ts';
import { GROUNDS, killAtRandomMoments } from '../support/kill-runs.ts';

test('killed at random moments and run again each time: one task per video (350 kills by `npm run test:soak`)', async () => {
  const chosen = GROUNDS.filter(({ what }) => !/tells|hides and/.test(what));
  // Two at a time: other tests want the processor, too.
  await inParallel(2, chosen.entries(), ([n, ground]) => killAtRandomMoments(4, n, ground));
  expect(chosen).toHaveLength(5);
}, 120_000);
