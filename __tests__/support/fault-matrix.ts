import { type FaultEffect, type FaultRule, rateLimited } from '../../simulator/faults.ts';
import type { Status } from '../../src/model/status.ts';
import type { IngestMethod } from './ingest-methods.ts';

/** A request of the index action that a fault can hit, and when it is sent. */
export interface FaultTarget {
  readonly method: IngestMethod;
  readonly route: string;
  /** One video is polled by its own request; two are polled by the list. */
  readonly videos: number;
  /** The POST whose response is lost, so that the action searches for what it created. */
  readonly lost: string | null;
  /** The request after which this one is sent; null if it is the first. */
  readonly after: string | null;
}

const INDEXED = '/indexes/:id/indexed-assets';
const target = (
  method: IngestMethod,
  route: string,
  after: string | null,
  more: Partial<FaultTarget> = {},
): FaultTarget => {
  return { method, route, after, videos: 1, lost: null, ...more };
};

/** Every request of both ingest methods. */
export const TARGETS: readonly FaultTarget[] = [
  target('tasks', 'POST /tasks', null),
  target('tasks', 'GET /tasks/:id', 'POST /tasks'),
  target('tasks', 'GET /tasks', 'POST /tasks', { videos: 2 }),
  target('tasks', `GET ${INDEXED}`, 'POST /tasks', { lost: 'POST /tasks' }),
  target('tasks', `GET ${INDEXED}/:id`, 'POST /tasks', { lost: 'POST /tasks' }),
  target('assets', 'POST /assets', null),
  target('assets', 'GET /assets', 'POST /assets', { lost: 'POST /assets' }),
  target('assets', 'GET /assets/:id', 'POST /assets'),
  target('assets', `POST ${INDEXED}`, 'POST /assets'),
  target('assets', 'GET /assets/:id/indexed-assets', `POST ${INDEXED}`, { lost: `POST ${INDEXED}` }),
  target('assets', `GET ${INDEXED}/:id`, `POST ${INDEXED}`),
  target('assets', `GET ${INDEXED}`, `POST ${INDEXED}`, { videos: 2 }),
];

export function findTarget(method: IngestMethod, route: string): FaultTarget {
  const found = TARGETS.find((one) => one.method === method && one.route === route);
  if (!found) throw new Error(`${method} has no ${route}`);
  return found;
}

/** How many times in a row a fault happens. */
export const REPETITIONS = { once: 1, 'three times': 3, always: 1_000_000 } as const;
export type Repetition = keyof typeof REPETITIONS;

/** What can happen to a request. `refused`: the connection is refused, before the platform is involved. */
export type Fault = 'refused' | { readonly effect: FaultEffect; readonly processed: boolean };

const MIB = 1024 * 1024;
const status = (code: number, body = '', headers: Record<string, string> = {}): Fault => ({
  effect: { kind: 'status', status: code, body, headers },
  processed: false,
});
const body = (text: string): Fault => ({ effect: { kind: 'body', body: text }, processed: true });
const limited = (effect: FaultEffect): Fault => ({ effect, processed: false });

/** Every fault by name; `nowMs` (since 1970) is the time that dates in headers are relative to. */
export function createFaults(nowMs: number): Readonly<Record<string, Fault>> {
  const elsewhere = { location: 'http://127.0.0.1:9/v1.3/tasks' };
  return {
    'refused connection': 'refused',
    'reset before': { effect: { kind: 'drop', at: 'before' }, processed: false },
    'reset in the middle': { effect: { kind: 'drop', at: 'body' }, processed: true },
    'reset after': { effect: { kind: 'drop', at: 'before' }, processed: true },
    stall: { effect: { kind: 'stall', at: 'headers' }, processed: false },
    'stall in the middle': { effect: { kind: 'stall', at: 'body' }, processed: true },
    '301 to another host': status(301, '', elsewhere),
    '307 to another host': status(307, '', elsewhere),
    '400': status(400, '{"code": "parameter_invalid", "message": "no"}'),
    '401': status(401, '{"code": "api_key_invalid", "message": "no"}'),
    '403': status(403, '{"code": "read_not_allowed", "message": "no"}'),
    '404': status(404, '{"code": "resource_not_exist", "message": "no"}'),
    '409': status(409, '{"error": {"code": "conflict", "message": "no"}}'),
    '429 in seconds': limited(rateLimited.retryAfterSeconds(1)),
    '429 with a date': limited(rateLimited.retryAfterDate(new Date(nowMs + 3_000))),
    '429 with a reset': limited(rateLimited.requestReset(Math.ceil(nowMs / 1000) + 2)),
    '429 without headers': limited(rateLimited.silent()),
    '500': status(500, '{"code": "internal", "message": "oops"}'),
    '502 with HTML': status(502, '<html><h1>Bad gateway</h1></html>', { 'content-type': 'text/html' }),
    '503': status(503, '', { 'retry-after': '1' }),
    'empty 200': body(''),
    'broken JSON': body('{"_id": "6b04'),
    'JSON of another shape': body('{"items": [null]}'),
    '20 MB body': { effect: { kind: 'bytes', count: 20 * MIB }, processed: true },
  };
}

/** The rules of the simulator for one case of the matrix; there are none for `refused`. */
export function createFaultRules({ route, lost }: FaultTarget, fault: Fault, repetition: Repetition): FaultRule[] {
  const effect = { kind: 'drop', at: 'before' } as const;
  const before: FaultRule[] = lost === null ? [] : [{ route: lost, calls: [1], processed: true, effect }];
  const own = fault === 'refused' ? [] : [{ route, calls: { from: 1, to: REPETITIONS[repetition] }, ...fault }];
  return [...before, ...own];
}

/** The status that every video must have in the end. */
export function getExpectedStatus({ method, route }: FaultTarget, name: string, repetition: Repetition): Status {
  return EXPECTED[`${method}: ${route}`]?.(name, repetition) ?? 'ready';
}

const EXPECTED: Readonly<Record<string, (name: string, repetition: Repetition) => Status>> = {
  'tasks: POST /tasks': afterPost,
  'tasks: GET /tasks/:id': polledSingly,
  'tasks: GET /tasks': polledByList,
  // The search for a lost task: by the list filtered by submission ID, or by the submission ID of each new task.
  [`tasks: GET ${INDEXED}`]: searched,
  [`tasks: GET ${INDEXED}/:id`]: (name, repetition) => {
    // An item that cannot be read yet counts if a filter that selects returns it.
    if (/^(400|403|404|409)$/.test(name)) return 'ready';
    return repetition === 'always' ? 'unconfirmed' : 'ready';
  },
  'assets: POST /assets': (name, repetition) => {
    if (/^5/.test(name)) return repetition === 'once' ? 'ready' : 'rejected';
    // Nothing is billed yet, so that a request without a response is repeated once, and is never unconfirmed.
    if (name === 'reset before' || name === 'stall') return repetition === 'once' ? 'ready' : 'rejected';
    return afterPost(name, repetition);
  },
  'assets: GET /assets': (_, repetition) => (repetition === 'always' ? 'rejected' : 'ready'),
  'assets: GET /assets/:id': (name, repetition) => {
    if (/^(301|307|400|401|403|409)\b/.test(name)) return repetition === 'once' ? 'ready' : 'rejected';
    if (repetition !== 'always') return 'ready';
    return name === '404' ? 'rejected' : 'not_submitted';
  },
  [`assets: POST ${INDEXED}`]: afterPost,
  // The search for a lost indexed asset: by the asset, or by the list filtered by submission ID.
  'assets: GET /assets/:id/indexed-assets': searched,
  [`assets: GET ${INDEXED}/:id`]: polledSingly,
  [`assets: GET ${INDEXED}`]: (name, repetition) =>
    name === '401' && repetition === 'once' ? 'ready' : polledByList(name, repetition),
};

/** After the billed POST. */
function afterPost(name: string, repetition: Repetition): Status {
  if (/^(301|307|400|401|403|404|409)\b/.test(name)) return 'rejected';
  if (name === 'refused connection' || name.startsWith('429')) {
    if (repetition !== 'always') return 'ready';
    // The pauses that the others request end after the timeout, which is known at once.
    return name === '429 without headers' ? 'not_submitted' : 'rejected';
  }
  // After a second server error, it is unknown whether either request created something.
  if (/^5/.test(name)) return repetition === 'once' ? 'ready' : 'unconfirmed';
  // There was no response, and nothing was created: this cannot be distinguished from a lost response.
  if (name === 'reset before' || name === 'stall') return 'unconfirmed';
  return 'ready';
}

/** A search that falls back to another request when this one is rejected. */
function searched(name: string, repetition: Repetition): Status {
  return repetition !== 'always' || /^4(00|01|03|04|09)$/.test(name) ? 'ready' : 'unconfirmed';
}

function polledSingly(name: string, repetition: Repetition): Status {
  if (/^(301|307|400|401|403|409)\b/.test(name)) return repetition === 'once' ? 'ready' : 'unknown';
  if (name === '404') return repetition === 'always' ? 'unknown' : 'ready';
  return repetition === 'always' ? 'timed_out' : 'ready';
}

function polledByList(name: string, repetition: Repetition): Status {
  if (name === '401') return repetition === 'once' ? 'ready' : 'unknown';
  // The action falls back to single requests, unless connections are refused or a pause is requested.
  return repetition === 'always' && (name === 'refused connection' || name.startsWith('429')) ? 'timed_out' : 'ready';
}
