import { test } from '@jest/globals';
import { cancelAtRandomMoments } from '../support/cancel.ts';

test('a SIGINT at any of 200 random moments loses nothing', () => cancelAtRandomMoments(200, 2, 200), 3_600_000);
