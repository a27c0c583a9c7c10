import { expect, test } from '@jest/globals';
import { type FaultCase, runFaultCases } from '../support/bundle-fault-cases.ts';
import { createFaults, findTarget, getExpectedStatus, type Repetition, TARGETS } from '../support/fault-matrix.ts';
import { INGEST_METHODS, type IngestMethod } from '../support/ingest-methods.ts';

const createCase = (
  method: IngestMethod,
  route: string,
  fault: string,
  repetition: Repetition,
  timeoutMinutes = 0.5,
): FaultCase => {
  const target = findTarget(method, route);
  return { target, fault, repetition, status: getExpectedStatus(target, fault, repetition), timeoutMinutes };
};

const ITEMS = '/indexes/:id/indexed-assets';

/** At least one case of every request and every fault; `npm run test:soak` runs the whole matrix. */
const CASES: readonly FaultCase[] = [
  createCase('tasks', 'POST /tasks', 'refused connection', 'once'),
  createCase('tasks', 'GET /tasks/:id', 'reset before', 'three times'),
  createCase('tasks', 'POST /tasks', 'reset in the middle', 'once'),
  createCase('tasks', 'POST /tasks', 'reset after', 'always'),
  createCase('tasks', 'GET /tasks/:id', 'stall', 'always', 0.15),
  createCase('tasks', 'GET /tasks/:id', 'stall in the middle', 'always', 0.15),
  createCase('tasks', 'POST /tasks', '301 to another host', 'once'),
  createCase('tasks', 'POST /tasks', '307 to another host', 'once'),
  createCase('tasks', 'POST /tasks', '400', 'once'),
  createCase('tasks', 'POST /tasks', '401', 'once'),
  createCase('tasks', 'GET /tasks/:id', '403', 'always'),
  createCase('tasks', 'POST /tasks', '404', 'once'),
  createCase('tasks', 'POST /tasks', '409', 'once'),
  createCase('tasks', 'POST /tasks', '429 in seconds', 'three times'),
  createCase('tasks', 'POST /tasks', '429 with a date', 'once'),
  createCase('tasks', 'GET /tasks/:id', '429 with a reset', 'once'),
  createCase('tasks', 'POST /tasks', '429 without headers', 'always', 0.15),
  createCase('tasks', 'GET /tasks', '500', 'always'),
  createCase('tasks', `GET ${ITEMS}`, '502 with HTML', 'once'),
  createCase('tasks', `GET ${ITEMS}/:id`, '503', 'once'),
  createCase('tasks', 'POST /tasks', 'empty 200', 'once'),
  createCase('tasks', 'POST /tasks', 'broken JSON', 'once'),
  createCase('tasks', 'POST /tasks', 'JSON of another shape', 'once'),
  createCase('tasks', 'GET /tasks/:id', '20 MB body', 'once'),
  createCase('assets', `GET ${ITEMS}/:id`, 'refused connection', 'once'),
  createCase('assets', 'GET /assets/:id', 'reset before', 'once'),
  createCase('assets', 'POST /assets', 'reset in the middle', 'once'),
  createCase('assets', `POST ${ITEMS}`, 'reset after', 'always'),
  createCase('assets', 'GET /assets/:id', 'stall', 'always', 0.15),
  createCase('assets', `GET ${ITEMS}/:id`, 'stall in the middle', 'always', 0.15),
  createCase('assets', `POST ${ITEMS}`, '301 to another host', 'once'),
  createCase('assets', 'POST /assets', '307 to another host', 'once'),
  createCase('assets', `POST ${ITEMS}`, '400', 'once'),
  createCase('assets', 'POST /assets', '401', 'once'),
  createCase('assets', `GET ${ITEMS}/:id`, '403', 'always'),
  createCase('assets', `POST ${ITEMS}`, '404', 'once'),
  createCase('assets', `POST ${ITEMS}`, '409', 'once'),
  createCase('assets', `POST ${ITEMS}`, '429 in seconds', 'three times'),
  createCase('assets', 'POST /assets', '429 with a date', 'once'),
  createCase('assets', `GET ${ITEMS}/:id`, '429 with a reset', 'once'),
  createCase('assets', `POST ${ITEMS}`, '429 without headers', 'always', 0.15),
  createCase('assets', `GET ${ITEMS}`, '500', 'always'),
  createCase('assets', 'GET /assets', '502 with HTML', 'once'),
  createCase('assets', 'GET /assets/:id/indexed-assets', '503', 'once'),
  createCase('assets', 'GET /assets/:id', 'empty 200', 'once'),
  createCase('assets', `POST ${ITEMS}`, 'broken JSON', 'once'),
  createCase('assets', `POST ${ITEMS}`, 'JSON of another shape', 'once'),
  createCase('assets', 'GET /assets/:id', '20 MB body', 'once'),
];

test.each(INGEST_METHODS)('the cases include every request and every fault of %s', (method) => {
  const cases = CASES.filter(({ target }) => target.method === method);
  expect(new Set(cases.map(({ fault }) => fault))).toEqual(new Set(Object.keys(createFaults(0))));
  expect(new Set(cases.map(({ target }) => target))).toEqual(
    new Set(TARGETS.filter((target) => target.method === method)),
  );
});

test('the committed bundle ends every case with the expected status', async () => {
  expect(await runFaultCases(CASES, 10)).toEqual([]);
});
