import { test } from '@jest/globals';
import { GROUNDS, killAtRandomMoments } from '../support/kill-runs.ts';

test.each(GROUNDS)(
  'killed at 50 random moments on a platform $what, and run again each time: one task per video',
  (ground) => killAtRandomMoments(50, 50, ground),
  600_000,
);
