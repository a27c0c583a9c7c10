import { expect, test } from '@jest/globals';
import { inParallel } from '../../src/util/concurrency.ts';
import { KILL_SCENARIOS, killAtRandomMoments } from '../support/kill-runs.ts';

test('runs that are killed at random moments and repeated create one task per video (`npm run test:soak` kills 350)', async () => {
  const chosen = KILL_SCENARIOS.filter(({ what }) => !/returns|hides .* and/.test(what));
  // Two at a time: other tests run, too.
  await inParallel(2, chosen.entries(), ([n, scenario]) => killAtRandomMoments(4, n, scenario));
  expect(chosen).toHaveLength(5);
});
