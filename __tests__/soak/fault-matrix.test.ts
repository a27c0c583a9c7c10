import { expect, test } from '@jest/globals';
import type { Cell } from '../support/bundle-fault-cases.ts';
import { playAll } from '../support/bundle-fault-cases.ts';
import type { Times } from '../support/fault-matrix.ts';
import { expected, faults, ROWS, TIMES } from '../support/fault-matrix.ts';

/** Longer than the platform's grace for a task that it has lost, and than a submission may take with its search. */
const TIMEOUT_MINUTES = 2.6;

const CELLS: readonly Cell[] = ROWS.flatMap((row) =>
  (Object.keys(TIMES) as Times[]).flatMap((times) =>
    Object.keys(faults(0)).map((fault) => ({
      row,
      fault,
      times,
      status: expected(row, fault, times),
      timeoutMinutes: TIMEOUT_MINUTES,
    })),
  ),
);

test(`the committed bundle ends all ${CELLS.length} cells as it must`, async () => {
  expect(await playAll(CELLS, 24)).toEqual([]);
}, 3_600_000);
