import type { FaultEffect, FaultRule } from '../../simulator/faults.ts';
import { rateLimited } from '../../simulator/faults.ts';
import type { Status } from '../../src/model/status.ts';
import type { IngestMethod } from './ingest-methods.ts';

/** A request that the action makes on a road, and what brings it into play. */
export interface Row {
  readonly road: IngestMethod;
  readonly route: string;
  /** One video is watched by its own request; two are watched by the list. */
  readonly videos: number;
  /** The POST whose answer is lost, so that what it made is looked for. */
  readonly lost: string | null;
  /** The request after which this one comes; null: it is the first. */
  readonly after: string | null;
}

const INDEXED = '/indexes/:id/indexed-assets';
const row = (road: IngestMethod, route: string, after: string | null, more: Partial<Row> = {}): Row => {
  return { road, route, after, videos: 1, lost: null, ...more };
};

/** Every request of both roads. */
export const ROWS: readonly Row[] = [
  row('tasks', 'POST /tasks', null),
  row('tasks', 'GET /tasks/:id', 'POST /tasks'),
  row('tasks', 'GET /tasks', 'POST /tasks', { videos: 2 }),
  row('tasks', `GET ${INDEXED}`, 'POST /tasks', { lost: 'POST /tasks' }),
  row('tasks', `GET ${INDEXED}/:id`, 'POST /tasks', { lost: 'POST /tasks' }),
  row('assets', 'POST /assets', null),
  row('assets', 'GET /assets', 'POST /assets', { lost: 'POST /assets' }),
  row('assets', 'GET /assets/:id', 'POST /assets'),
  row('assets', `POST ${INDEXED}`, 'POST /assets'),
  row('assets', 'GET /assets/:id/indexed-assets', `POST ${INDEXED}`, { lost: `POST ${INDEXED}` }),
  row('assets', `GET ${INDEXED}/:id`, `POST ${INDEXED}`),
  row('assets', `GET ${INDEXED}`, `POST ${INDEXED}`, { videos: 2 }),
];

/** The row of that name: a road and a route. */
export function rowOf(road: IngestMethod, route: string): Row {
  const found = ROWS.find((one) => one.road === road && one.route === route);
  if (!found) throw new Error(`the road of ${road} has no ${route}`);
  return found;
}

export const TIMES = { once: 1, 'three times': 3, 'for ever': 1_000_000 } as const;
export type Times = keyof typeof TIMES;

/** What can happen to a request. `refused`: nobody listens; the network's doing, not the platform's. */
export type Fault = 'refused' | { readonly effect: FaultEffect; readonly processed: boolean };

const MIB = 1024 * 1024;
const status = (code: number, body = '', headers: Record<string, string> = {}): Fault => ({
  effect: { kind: 'status', status: code, body, headers },
  processed: false,
});
const body = (text: string): Fault => ({ effect: { kind: 'body', body: text }, processed: true });
const limited = (effect: FaultEffect): Fault => ({ effect, processed: false });

/** Every fault by name; `nowMs` is the time of day that the platform's dates refer to. */
export function faults(nowMs: number): Readonly<Record<string, Fault>> {
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
    '429 without a word': limited(rateLimited.silent()),
    '500': status(500, '{"code": "internal", "message": "oops"}'),
    '502 with HTML': status(502, '<html><h1>Bad gateway</h1></html>', { 'content-type': 'text/html' }),
    '503': status(503, '', { 'retry-after': '1' }),
    'empty 200': body(''),
    'broken JSON': body('{"_id": "6b04'),
    'JSON of another shape': body('{"items": [null]}'),
    '20 MB body': { effect: { kind: 'bytes', count: 20 * MIB }, processed: true },
  };
}

/** The rules that bring a cell about on the simulator; none for `refused`. */
export function rulesOf({ route, lost }: Row, fault: Fault, times: Times): FaultRule[] {
  const effect = { kind: 'drop', at: 'before' } as const;
  const before: FaultRule[] = lost === null ? [] : [{ route: lost, calls: [1], processed: true, effect }];
  const own = fault === 'refused' ? [] : [{ route, calls: { from: 1, to: TIMES[times] }, ...fault }];
  return [...before, ...own];
}

/** How a cell must end. */
export function expected({ road, route }: Row, name: string, times: Times): Status {
  return EXPECTED[`${road}: ${route}`]?.(name, times) ?? 'ready';
}

const EXPECTED: Readonly<Record<string, (name: string, times: Times) => Status>> = {
  'tasks: POST /tasks': afterPost,
  'tasks: GET /tasks/:id': watchedSingly,
  'tasks: GET /tasks': watchedByList,
  // The search for a lost task: by the list of marked items, or by the mark of each new task.
  [`tasks: GET ${INDEXED}`]: searched,
  [`tasks: GET ${INDEXED}/:id`]: (_, times) => (times === 'for ever' ? 'unconfirmed' : 'ready'),
  'assets: POST /assets': (name, times) => {
    // Nothing is billed yet, so that silence is worth a second try, and never leaves a doubt.
    if (name === 'reset before' || name === 'stall') return times === 'once' ? 'ready' : 'rejected';
    return afterPost(name, times);
  },
  'assets: GET /assets': (_, times) => (times === 'for ever' ? 'rejected' : 'ready'),
  'assets: GET /assets/:id': (name, times) => {
    if (/^(400|401|403|409)$/.test(name)) return times === 'once' ? 'ready' : 'rejected';
    return times === 'for ever' ? 'rejected' : 'ready';
  },
  [`assets: POST ${INDEXED}`]: afterPost,
  // The search for a lost indexed asset: by what was made of the asset, or by the list of marked items.
  'assets: GET /assets/:id/indexed-assets': searched,
  [`assets: GET ${INDEXED}/:id`]: watchedSingly,
  [`assets: GET ${INDEXED}`]: watchedByList,
};

/** After the POST of what is billed. */
function afterPost(name: string, times: Times): Status {
  if (/^(301|307|400|401|403|404|409)\b/.test(name)) return 'rejected';
  if (name === 'refused connection' || name.startsWith('429')) return times === 'for ever' ? 'rejected' : 'ready';
  if (/^5/.test(name)) return times === 'once' ? 'ready' : 'rejected';
  // No answer at all, and nothing was done: nobody can know.
  if (name === 'reset before' || name === 'stall') return 'unconfirmed';
  return 'ready';
}

/** A search that has another way where this one is refused. */
function searched(name: string, times: Times): Status {
  return times !== 'for ever' || /^4(00|01|03|04|09)$/.test(name) ? 'ready' : 'unconfirmed';
}

function watchedSingly(name: string, times: Times): Status {
  if (/^(400|401|403|409)$/.test(name)) return times === 'once' ? 'ready' : 'unknown';
  if (name === '404') return times === 'for ever' ? 'unknown' : 'ready';
  return times === 'for ever' ? 'timed_out' : 'ready';
}

function watchedByList(name: string, times: Times): Status {
  if (name === '401') return times === 'once' ? 'ready' : 'unknown';
  // Without the list there are still the single requests, unless nobody listens or a pause is asked for.
  return times === 'for ever' && (name === 'refused connection' || name.startsWith('429')) ? 'timed_out' : 'ready';
}
