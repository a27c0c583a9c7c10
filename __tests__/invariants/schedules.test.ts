import { test } from '@jest/globals';
import { INGEST_METHODS } from '../support/ingest-methods.ts';
import { assertNoViolations } from '../support/random-schedule.ts';

test.each(INGEST_METHODS)('150 random schedules of faults and cancellations violate no invariant with %s', (method) =>
  assertNoViolations(method, 150, 20_261_123),
);
