import { test } from '@jest/globals';
import { INGEST_METHODS } from '../support/ingest-methods.ts';
import { assertNothingTwice, assertNoViolations } from '../support/random-schedule.ts';

test.each(INGEST_METHODS)('150 random schedules of faults and cancellations violate no invariant with %s', (method) =>
  assertNoViolations(method, 150, 20_261_123),
);

test.each(INGEST_METHODS)('after each of 25 random schedules, the next run submits nothing again with %s', (method) =>
  assertNothingTwice(method, 25, 20_261_123),
);
