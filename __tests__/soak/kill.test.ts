import { test } from '@jest/globals';
import { KILL_SCENARIOS, killAtRandomMoments } from '../support/kill-runs.ts';

test.each(KILL_SCENARIOS)(
  'runs that are killed at 50 random moments on a platform $what, and repeated, create one task per video',
  (scenario) => killAtRandomMoments(50, 50, scenario),
  600_000,
);
