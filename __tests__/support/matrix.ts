import type { FaultEffect, FaultRule } from '../../simulator/faults.ts';
import { rateLimited } from '../../simulator/faults.ts';
import type { Status } from '../../src/video.ts';

/** The routes that the action uses, each with what brings it into play. */
export const ROUTES = {
  /** One video; the fault is in its submission. */
  'POST /tasks': { videos: 1, lostPost: false },
  /** One video; it is watched by its own request. */
  'GET /tasks/:id': { videos: 1, lostPost: false },
  /** Two videos; they are watched by the list. */
  'GET /tasks': { videos: 2, lostPost: false },
  /** The answer to the submission is lost, so that the task is looked for. */
  'GET /indexes/:id/indexed-assets': { videos: 1, lostPost: true },
  'GET /indexes/:id/indexed-assets/:id': { videos: 1, lostPost: true },
} as const;
export type Route = keyof typeof ROUTES;

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
export function rulesOf(route: Route, fault: Fault, times: Times): FaultRule[] {
  const lost: FaultRule = {
    route: 'POST /tasks',
    calls: [1],
    processed: true,
    effect: { kind: 'drop', at: 'before' },
  };
  const own = fault === 'refused' ? [] : [{ route, calls: { from: 1, to: TIMES[times] }, ...fault }];
  return [...(ROUTES[route].lostPost ? [lost] : []), ...own];
}

/** How a cell must end. */
export function expected(route: Route, name: string, times: Times): Status {
  const forEver = times === 'for ever';
  if (route === 'POST /tasks') return afterPost(name, times);
  if (route === 'GET /tasks/:id') {
    if (/^(400|401|403|409)$/.test(name)) return times === 'once' ? 'ready' : 'unwatched';
    if (name === '404') return forEver ? 'unwatched' : 'ready';
    return forEver ? 'timed_out' : 'ready';
  }
  if (route === 'GET /tasks') {
    if (name === '401') return times === 'once' ? 'ready' : 'unwatched';
    // Without the list there are still the single requests, unless nobody listens or a pause is asked for.
    return forEver && (name === 'refused connection' || name.startsWith('429')) ? 'timed_out' : 'ready';
  }
  // The search for a lost task: by the list of marked items, or by the mark of each new task.
  if (!forEver) return 'ready';
  if (route === 'GET /indexes/:id/indexed-assets') return /^4(00|01|03|04|09)$/.test(name) ? 'ready' : 'unconfirmed';
  return 'unconfirmed';
}

function afterPost(name: string, times: Times): Status {
  if (/^(301|307|400|401|403|404|409)\b/.test(name)) return 'rejected';
  if (name === 'refused connection' || name.startsWith('429')) return times === 'for ever' ? 'rejected' : 'ready';
  if (/^5/.test(name)) return times === 'once' ? 'ready' : 'rejected';
  // No answer at all, and nothing was done: nobody can know.
  if (name === 'reset before' || name === 'stall') return 'unconfirmed';
  return 'ready';
}
