import { expect, test } from '@jest/globals';
import type { Status } from '../../src/video.ts';
import type { Cell } from '../support/bundle-cell.ts';
import { playAll } from '../support/bundle-cell.ts';
import type { Route, Times } from '../support/matrix.ts';
import { faults, ROUTES } from '../support/matrix.ts';

const cell = (route: Route, fault: string, times: Times, status: Status, timeoutMinutes = 0.25): Cell => ({
  route,
  fault,
  times,
  status,
  timeoutMinutes,
});

/** At least one cell of every row and every column; the whole matrix is played by `npm run test:soak`. */
const CELLS: readonly Cell[] = [
  cell('POST /tasks', 'refused connection', 'once', 'ready'),
  cell('GET /tasks/:id', 'reset before', 'three times', 'ready'),
  cell('POST /tasks', 'reset in the middle', 'once', 'ready'),
  cell('POST /tasks', 'reset after', 'for ever', 'ready'),
  cell('GET /tasks/:id', 'stall', 'for ever', 'timed_out', 0.05),
  cell('GET /tasks', 'stall in the middle', 'for ever', 'timed_out', 0.05),
  cell('POST /tasks', '301 to another host', 'once', 'rejected'),
  cell('POST /tasks', '307 to another host', 'once', 'rejected'),
  cell('POST /tasks', '400', 'once', 'rejected'),
  cell('POST /tasks', '401', 'once', 'rejected'),
  cell('GET /tasks/:id', '403', 'for ever', 'unwatched'),
  cell('POST /tasks', '404', 'once', 'rejected'),
  cell('POST /tasks', '409', 'once', 'rejected'),
  cell('POST /tasks', '429 in seconds', 'three times', 'ready'),
  cell('POST /tasks', '429 with a date', 'once', 'ready'),
  cell('GET /tasks/:id', '429 with a reset', 'once', 'ready'),
  cell('POST /tasks', '429 without a word', 'for ever', 'rejected', 0.05),
  cell('GET /tasks', '500', 'for ever', 'ready'),
  cell('GET /indexes/:id/indexed-assets', '502 with HTML', 'once', 'ready'),
  cell('GET /indexes/:id/indexed-assets/:id', '503', 'once', 'ready'),
  cell('POST /tasks', 'empty 200', 'once', 'ready'),
  cell('POST /tasks', 'broken JSON', 'once', 'ready'),
  cell('POST /tasks', 'JSON of another shape', 'once', 'ready'),
  cell('GET /tasks/:id', '20 MB body', 'once', 'ready'),
];

test('every route and every fault is among the cells', () => {
  expect(new Set(CELLS.map(({ fault }) => fault))).toEqual(new Set(Object.keys(faults(0))));
  expect(new Set(CELLS.map(({ route }) => route))).toEqual(new Set(Object.keys(ROUTES)));
});

test('the committed bundle ends every cell as it must', async () => {
  expect(await playAll(CELLS, 6)).toEqual([]);
}, 120_000);
