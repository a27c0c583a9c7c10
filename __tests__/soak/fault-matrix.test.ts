import { expect, test } from '@jest/globals';
import { type FaultCase, runFaultCases } from '../support/bundle-fault-cases.ts';
import { createFaults, getExpectedStatus, REPETITIONS, type Repetition, TARGETS } from '../support/fault-matrix.ts';

/** Longer than a task may be missing, and than a submission may take with its search. */
const TIMEOUT_MINUTES = 2.6;

const CASES: readonly FaultCase[] = TARGETS.flatMap((target) =>
  (Object.keys(REPETITIONS) as Repetition[]).flatMap((repetition) =>
    Object.keys(createFaults(0)).map((fault) => ({
      target,
      fault,
      repetition,
      status: getExpectedStatus(target, fault, repetition),
      timeoutMinutes: TIMEOUT_MINUTES,
    })),
  ),
);

test(`the committed bundle ends all ${CASES.length} cases with the expected status`, async () => {
  expect(await runFaultCases(CASES, 24)).toEqual([]);
}, 3_600_000);
