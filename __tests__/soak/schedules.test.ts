import { test } from '@jest/globals';
import { INGEST_METHODS } from '../support/ingest-methods.ts';
import { assertNothingTwice, assertNoViolations } from '../support/random-schedule.ts';

test.each(INGEST_METHODS)(
  '5,000 random schedules of faults and cancellations violate no invariant with %s',
  (method) => assertNoViolations(method, 5_000, 1),
  3_600_000,
);

test.each(INGEST_METHODS)(
  'after each of 2,000 random schedules, the next run submits nothing again with %s',
  (method) => assertNothingTwice(method, 2_000, 2),
  3_600_000,
);
