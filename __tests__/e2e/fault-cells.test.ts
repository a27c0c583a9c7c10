import { expect, test } from '@jest/globals';
import type { Cell } from '../support/bundle-fault-cases.ts';
import { playAll } from '../support/bundle-fault-cases.ts';
import type { Times } from '../support/fault-matrix.ts';
import { expected, faults, ROWS, rowOf } from '../support/fault-matrix.ts';
import type { IngestMethod } from '../support/ingest-methods.ts';
import { INGEST_METHODS } from '../support/ingest-methods.ts';

const cell = (road: IngestMethod, route: string, fault: string, times: Times, timeoutMinutes = 0.5): Cell => {
  const row = rowOf(road, route);
  return { row, fault, times, status: expected(row, fault, times), timeoutMinutes };
};

const ITEMS = '/indexes/:id/indexed-assets';

/** At least one cell of every row and every column of both roads; the whole matrix is played by `npm run test:soak`. */
const CELLS: readonly Cell[] = [
  cell('tasks', 'POST /tasks', 'refused connection', 'once'),
  cell('tasks', 'GET /tasks/:id', 'reset before', 'three times'),
  cell('tasks', 'POST /tasks', 'reset in the middle', 'once'),
  cell('tasks', 'POST /tasks', 'reset after', 'for ever'),
  cell('tasks', 'GET /tasks/:id', 'stall', 'for ever', 0.05),
  cell('tasks', 'GET /tasks/:id', 'stall in the middle', 'for ever', 0.05),
  cell('tasks', 'POST /tasks', '301 to another host', 'once'),
  cell('tasks', 'POST /tasks', '307 to another host', 'once'),
  cell('tasks', 'POST /tasks', '400', 'once'),
  cell('tasks', 'POST /tasks', '401', 'once'),
  cell('tasks', 'GET /tasks/:id', '403', 'for ever'),
  cell('tasks', 'POST /tasks', '404', 'once'),
  cell('tasks', 'POST /tasks', '409', 'once'),
  cell('tasks', 'POST /tasks', '429 in seconds', 'three times'),
  cell('tasks', 'POST /tasks', '429 with a date', 'once'),
  cell('tasks', 'GET /tasks/:id', '429 with a reset', 'once'),
  cell('tasks', 'POST /tasks', '429 without a word', 'for ever', 0.05),
  cell('tasks', 'GET /tasks', '500', 'for ever'),
  cell('tasks', `GET ${ITEMS}`, '502 with HTML', 'once'),
  cell('tasks', `GET ${ITEMS}/:id`, '503', 'once'),
  cell('tasks', 'POST /tasks', 'empty 200', 'once'),
  cell('tasks', 'POST /tasks', 'broken JSON', 'once'),
  cell('tasks', 'POST /tasks', 'JSON of another shape', 'once'),
  cell('tasks', 'GET /tasks/:id', '20 MB body', 'once'),
  cell('assets', `GET ${ITEMS}/:id`, 'refused connection', 'once'),
  cell('assets', 'GET /assets/:id', 'reset before', 'once'),
  cell('assets', 'POST /assets', 'reset in the middle', 'once'),
  cell('assets', `POST ${ITEMS}`, 'reset after', 'for ever'),
  cell('assets', 'GET /assets/:id', 'stall', 'for ever', 0.05),
  cell('assets', `GET ${ITEMS}/:id`, 'stall in the middle', 'for ever', 0.05),
  cell('assets', `POST ${ITEMS}`, '301 to another host', 'once'),
  cell('assets', 'POST /assets', '307 to another host', 'once'),
  cell('assets', `POST ${ITEMS}`, '400', 'once'),
  cell('assets', 'POST /assets', '401', 'once'),
  cell('assets', `GET ${ITEMS}/:id`, '403', 'for ever'),
  cell('assets', `POST ${ITEMS}`, '404', 'once'),
  cell('assets', `POST ${ITEMS}`, '409', 'once'),
  cell('assets', `POST ${ITEMS}`, '429 in seconds', 'three times'),
  cell('assets', 'POST /assets', '429 with a date', 'once'),
  cell('assets', `GET ${ITEMS}/:id`, '429 with a reset', 'once'),
  cell('assets', `POST ${ITEMS}`, '429 without a word', 'for ever', 0.05),
  cell('assets', `GET ${ITEMS}`, '500', 'for ever'),
  cell('assets', 'GET /assets', '502 with HTML', 'once'),
  cell('assets', 'GET /assets/:id/indexed-assets', '503', 'once'),
  cell('assets', 'GET /assets/:id', 'empty 200', 'once'),
  cell('assets', `POST ${ITEMS}`, 'broken JSON', 'once'),
  cell('assets', `POST ${ITEMS}`, 'JSON of another shape', 'once'),
  cell('assets', 'GET /assets/:id', '20 MB body', 'once'),
];

test.each(INGEST_METHODS)('every request and every fault of the road of %s is among the cells', (road) => {
  const cells = CELLS.filter(({ row }) => row.road === road);
  expect(new Set(cells.map(({ fault }) => fault))).toEqual(new Set(Object.keys(faults(0))));
  expect(new Set(cells.map(({ row }) => row))).toEqual(new Set(ROWS.filter((row) => row.road === road)));
});

test('the committed bundle ends every cell as it must', async () => {
  expect(await playAll(CELLS, 10)).toEqual([]);
}, 240_000);
