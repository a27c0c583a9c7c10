import { test } from '@jest/globals';
import { assertNoneBroken } from '../support/schedule.ts';

test('300 random schedules of faults and cancels break no promise', () => assertNoneBroken(300, 20_261_123), 120_000);
