import { test } from '@jest/globals';
import { INGEST_METHODS } from '../support/ingest-methods.ts';
import { assertNoneBroken } from '../support/random-schedule.ts';

test.each(INGEST_METHODS)(
  '5,000 random schedules of faults and cancels break no promise on the road of %s',
  (road) => assertNoneBroken(road, 5_000, 1),
  3_600_000,
);
