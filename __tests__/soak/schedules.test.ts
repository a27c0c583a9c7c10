import { test } from '@jest/globals';
import { assertNoneBroken } from '../support/schedule.ts';

test('10,000 random schedules of faults and cancels break no promise', () => assertNoneBroken(10_000, 1), 3_600_000);
