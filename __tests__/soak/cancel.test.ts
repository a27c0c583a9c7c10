import { test } from '@jest/globals';
import { cancelAtRandomMoments } from '../support/cancel-runs.ts';

test(
  'a step that is cancelled at any of 200 random moments loses nothing',
  () => cancelAtRandomMoments({ count: 200, concurrency: 2, seed: 200 }),
  3_600_000,
);
