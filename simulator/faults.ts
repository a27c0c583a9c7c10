import { type Delivery, jsonReply, type Reply } from './api.ts';
import { matchPath } from './pattern.ts';

/** What a fault does. */
export type FaultEffect =
  /** Nothing but the delay. */
  | { readonly kind: 'none' }
  /** Another response: a gateway's page, a 429, a redirect. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly body?: string;
    }
  /** The connection is reset before the first byte of the response, or in the middle of the body. */
  | { readonly kind: 'drop'; readonly at: 'before' | 'body' }
  /** The response never begins, or never ends. */
  | { readonly kind: 'stall'; readonly at: 'headers' | 'body' }
  /** The platform's status with another body: empty, broken, of a wrong shape. */
  | { readonly kind: 'body'; readonly body: string }
  /** The platform's status with a JSON body of so many bytes. */
  | { readonly kind: 'bytes'; readonly count: number }
  /** Lists: every row twice. */
  | { readonly kind: 'duplicate' }
  /** Lists: every n-th row is missing. */
  | { readonly kind: 'omit'; readonly every: number };

/** When a fault occurs, and which one. */
export interface FaultRule {
  /** Method and path pattern, such as `GET /tasks/:id`; `*` for all, `* /tasks` for every method. */
  readonly route: string;
  /** Which calls of the route since the rule was added, counted from 1; default: all. */
  readonly calls?: readonly number[] | { readonly from: number; readonly to?: number };
  /** Whether the request is processed before the fault. Default: no, except for effects that change the response. */
  readonly processed?: boolean;
  /** Real milliseconds before the effect. */
  readonly delayMs?: number;
  readonly effect: FaultEffect;
}

/** The rules in force. */
export interface Faults {
  /** Throws a TypeError on an invalid rule. */
  add(rule: FaultRule): void;
  clear(): void;
  /** Counts a call and returns the rule that applies: the first that was added. */
  match(method: string, path: string): FaultRule | null;
}

export function createFaults(): Faults {
  const entries: { rule: FaultRule; calls: number }[] = [];
  return {
    add: (rule) => {
      checkRule(rule);
      entries.push({ rule, calls: 0 });
    },
    clear: () => {
      entries.length = 0;
    },
    match: (method, path) => {
      let found: FaultRule | null = null;
      for (const entry of entries) {
        if (!covers(entry.rule.route, method, path)) continue;
        entry.calls += 1;
        if (found === null && includes(entry.rule.calls, entry.calls)) found = entry.rule;
      }
      return found;
    },
  };
}

function covers(route: string, method: string, path: string): boolean {
  if (route === '*') return true;
  const [wantedMethod = '', pattern = ''] = route.split(' ');
  return (wantedMethod === '*' || wantedMethod === method) && matchPath(pattern, path) !== null;
}

function includes(calls: FaultRule['calls'], call: number): boolean {
  if (calls === undefined) return true;
  if ('from' in calls) return call >= calls.from && call <= (calls.to ?? Number.POSITIVE_INFINITY);
  return calls.includes(call);
}

const kinds = ['none', 'status', 'drop', 'stall', 'body', 'bytes', 'duplicate', 'omit'];

/** Rules also come as JSON over HTTP, which no compiler checks. */
function checkRule(rule: FaultRule): void {
  const problem = (what: string): TypeError => new TypeError(`fault rule: ${what}`);
  if (typeof rule !== 'object' || rule === null) throw problem('must be an object');
  if (typeof rule.route !== 'string' || !/^(\*|(\*|[A-Z]+) \/\S*)$/.test(rule.route)) {
    throw problem('route must be like "GET /tasks/:id" or "*"');
  }
  if (!kinds.includes(rule.effect?.kind)) throw problem(`effect.kind must be one of ${kinds.join(', ')}`);
  const { effect } = rule;
  if (effect.kind === 'status' && !(Number.isInteger(effect.status) && effect.status >= 200 && effect.status <= 599)) {
    throw problem('effect.status must be a whole number from 200 to 599');
  }
  if (effect.kind === 'drop' && !['before', 'body'].includes(effect.at))
    throw problem('effect.at must be before or body');
  if (effect.kind === 'stall' && !['headers', 'body'].includes(effect.at)) {
    throw problem('effect.at must be headers or body');
  }
  if (effect.kind === 'omit' && !(effect.every >= 1)) throw problem('effect.every must be 1 or more');
  if (effect.kind === 'bytes' && !(effect.count >= 2)) throw problem('effect.count must be 2 or more');
}

/** Whether the platform does its work although the rule applies. */
export function isProcessed(rule: FaultRule): boolean {
  if (rule.processed !== undefined) return rule.processed;
  return ['none', 'body', 'bytes', 'duplicate', 'omit'].includes(rule.effect.kind);
}

/** What the transport must do under a rule. `reply`: the regular response, or `null` if nothing was processed. */
export function deliverFault(rule: FaultRule, reply: Reply | null): Delivery {
  const delayMs = rule.delayMs ?? 0;
  const { effect } = rule;
  const original =
    reply ?? jsonReply(200, { data: [], page_info: { page: 1, limit_per_page: 10, total_page: 0, total_results: 0 } });
  switch (effect.kind) {
    case 'none':
      return { kind: 'reply', delayMs, reply: original };
    case 'status':
      return {
        kind: 'reply',
        delayMs,
        reply: { status: effect.status, headers: effect.headers ?? {}, body: effect.body ?? '' },
      };
    case 'drop':
      return { kind: 'drop', delayMs, at: effect.at, reply: original };
    case 'stall':
      return { kind: 'stall', at: effect.at, reply: original };
    case 'body':
      return { kind: 'reply', delayMs, reply: { ...original, body: effect.body } };
    case 'bytes':
      return { kind: 'reply', delayMs, reply: { ...original, body: createJsonText(effect.count) } };
    case 'duplicate':
      return { kind: 'reply', delayMs, reply: changeRows(original, (rows) => rows.flatMap((row) => [row, row])) };
    case 'omit':
      return {
        kind: 'reply',
        delayMs,
        reply: changeRows(original, (rows) => rows.filter((_, place) => (place + 1) % effect.every !== 0)),
      };
  }
}

/** A JSON text of exactly that many bytes. */
function createJsonText(count: number): Buffer {
  const body = Buffer.allocUnsafe(count).fill('x');
  body[0] = body[count - 1] = '"'.charCodeAt(0);
  return body;
}

function changeRows(reply: Reply, change: (rows: unknown[]) => unknown[]): Reply {
  if (reply.status !== 200) return reply;
  const page: unknown = JSON.parse(String(reply.body));
  if (typeof page !== 'object' || page === null || !('data' in page) || !Array.isArray(page.data)) return reply;
  return { ...reply, body: JSON.stringify({ ...page, data: change(page.data) }) };
}

const jsonType = { 'content-type': 'application/json' };
const tooMany = (message: string): string => JSON.stringify({ code: 'too_many_requests', message });

/** The ways in which a 429 announces, or does not announce, how long to wait. Use one as the `effect` of a rule. */
export const rateLimited = {
  /** `retry-after` in seconds, as seen live. */
  retryAfterSeconds: (seconds: number): FaultEffect => ({
    kind: 'status',
    status: 429,
    headers: { ...jsonType, 'retry-after': String(seconds) },
    body: tooMany('The rate limit is exceeded.'),
  }),
  /** `retry-after` as an HTTP date, which the HTTP standard allows. */
  retryAfterDate: (date: Date): FaultEffect => ({
    kind: 'status',
    status: 429,
    headers: { ...jsonType, 'retry-after': date.toUTCString() },
    body: tooMany('The rate limit is exceeded.'),
  }),
  /** Only `x-ratelimit-request-reset` in epoch seconds, as documented. */
  requestReset: (epochSeconds: number): FaultEffect => ({
    kind: 'status',
    status: 429,
    headers: { ...jsonType, 'x-ratelimit-request-remaining': '0', 'x-ratelimit-request-reset': String(epochSeconds) },
    body: tooMany('The rate limit is exceeded.'),
  }),
  /** Only in the message. */
  messageOnly: (
    message = 'The rate limit of 60 requests per minute is exceeded. Try again in 2 seconds.',
  ): FaultEffect => ({
    kind: 'status',
    status: 429,
    headers: jsonType,
    body: tooMany(message),
  }),
  /** Not at all: no headers, no body. */
  silent: (): FaultEffect => ({ kind: 'status', status: 429 }),
};
