import { test } from '@jest/globals';
import { cancelAtRandomMoments } from '../support/cancel-runs.ts';

test(
  'a SIGINT at any of 200 random moments loses nothing',
  () => cancelAtRandomMoments({ count: 200, atOnce: 2, seed: 200, longestMs: 2_000 }),
  3_600_000,
);
