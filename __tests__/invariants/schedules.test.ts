import { test } from '@jest/globals';
import { INGEST_METHODS } from '../support/ingest-methods.ts';
import { assertNoneBroken } from '../support/random-schedule.ts';

test.each(INGEST_METHODS)(
  '150 random schedules of faults and cancels break no promise on the road of %s',
  (road) => assertNoneBroken(road, 150, 20_261_123),
  120_000,
);
