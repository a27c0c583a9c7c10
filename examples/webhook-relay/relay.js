/**
 * Converts TwelveLabs webhooks into `repository_dispatch` events of one repository. A `fetch`-style handler (Request to
 * Response) for any JavaScript host, without dependencies. Setup: README.md.
 */

/** Maximum difference between the time of a signature and the local clock, in seconds. */
const TOLERANCE_SECONDS = 300;
/** A webhook is about 1 kB. */
const MAX_BODY_BYTES = 64 * 1024;
/** More signatures than this in one header are not looked at. While a secret is being replaced there are two. */
const MAX_SIGNATURES = 10;
const EVENTS = ['index.task.ready', 'index.task.failed'];
/** TwelveLabs IDs are 24 hexadecimal digits. Other formats are accepted, except characters that a script could interpret. */
const ID = /^[\w-]{1,128}$/;

/**
 * @typedef {object} Settings
 * @property {string} secret        Signing secret of the webhook endpoint, from the TwelveLabs dashboard.
 * @property {string} repository    `owner/name` of the repository with webhook-resume.yml.
 * @property {string} token         Fine-grained token for that repository only, with `contents: write`.
 * @property {Seen} [seen]          Remembers forwarded tasks. Default: in memory.
 * @property {string} [apiUrl]      API of a GitHub Enterprise Server. Default: github.com.
 * @property {typeof fetch} [fetch]
 * @property {() => number} [now]   Milliseconds since 1970.
 *
 * @typedef {'claimed' | 'pending' | 'forwarded'} Claim   Pending: another process is forwarding the task.
 *
 * @typedef {object} Seen
 * @property {(taskId: string) => Claim | Promise<Claim>} claim    `claimed` for one caller, which then calls `confirm` or `release`.
 * @property {(taskId: string) => unknown} confirm                 The task was forwarded.
 * @property {(taskId: string) => unknown} release                 The task could not be forwarded: the next caller may claim it.
 */

/**
 * @param {Settings} settings
 * @returns {(request: Request) => Promise<Response>}
 */
export function createRelay(settings) {
  const { secret, repository, token, apiUrl = 'https://api.github.com' } = settings;
  const { seen = rememberInMemory(), now = Date.now } = settings;
  const send = settings.fetch ?? fetch;
  if (!secret || !token || !/^[\w.-]+\/[\w.-]+$/.test(repository ?? ''))
    throw new TypeError('The relay needs `secret`, `token`, and `repository` as owner/name.');

  /** Events of the same task that arrive meanwhile get the result of the first one. @type {Map<string, Promise<number>>} */
  const inProgress = new Map();

  /** @param {TaskEvent} event */
  const forward = async (event) => {
    const claim = await seen.claim(event.taskId);
    if (claim !== 'claimed') return claim === 'forwarded' ? 200 : 503;
    const sent = await dispatch(send, apiUrl, repository, token, event).catch(() => false);
    await (sent ? seen.confirm(event.taskId) : seen.release(event.taskId));
    return sent ? 202 : 502;
  };

  return async (request) => {
    if (request.method !== 'POST') return answer(405, 'POST only');
    const body = await readBody(request);
    if (body === null) return answer(413, 'too large');
    if (!(await isSigned(request.headers.get('tl-signature'), body, secret, now()))) return answer(401, 'not signed');
    const event = parseEvent(body);
    if (event === null) return answer(400, 'not an event');
    if (!EVENTS.includes(event.type)) return answer(200, 'ignored');

    const first = inProgress.get(event.taskId);
    // Only what is forwarded is known. If the first one fails, so does this one, and TwelveLabs may deliver either again.
    if (first !== undefined) return respond((await first) === 202 ? 200 : await first);
    const result = forward(event).finally(() => inProgress.delete(event.taskId));
    inProgress.set(event.taskId, result);
    return respond(await result);
  };
}

/** @param {number} status */
function respond(status) {
  if (status === 202) return answer(202, 'forwarded');
  if (status === 200) return answer(200, 'known');
  return answer(status, status === 503 ? 'being forwarded' : 'GitHub did not take it');
}

/**
 * Remembers tasks in this process. Several processes need a shared store with an atomic claim: `SET task pending NX EX 60`,
 * which a process that crashes loses after a minute, and `SET task forwarded EX 86400` to confirm it.
 *
 * @param {number} [most]
 * @returns {Seen}
 */
export function rememberInMemory(most = 10_000) {
  /** @type {Set<string>} */
  const pending = new Set();
  /** @type {Set<string>} */
  const forwarded = new Set();
  return {
    claim: (id) => {
      if (forwarded.has(id)) return 'forwarded';
      if (pending.has(id)) return 'pending';
      pending.add(id);
      return 'claimed';
    },
    confirm: (id) => {
      pending.delete(id);
      forwarded.add(id);
      const [oldest] = forwarded;
      if (forwarded.size > most && oldest !== undefined) forwarded.delete(oldest);
    },
    release: (id) => pending.delete(id),
  };
}

/**
 * `TL-Signature: t=<seconds>,v1=<hex of HMAC-SHA256 over "t.body">`. There can be several `v1`, one per secret, of which
 * one has to be right.
 *
 * @param {string | null} header
 * @param {Uint8Array} body      raw body: serializing a parsed body would change its bytes
 * @param {string} secret
 * @param {number} nowMs
 */
async function isSigned(header, body, secret, nowMs) {
  const parts = (header ?? '').split(',').map((part) => part.trim());
  const time = parts.find((part) => part.startsWith('t='))?.slice(2) ?? '';
  const signatures = parts.filter((part) => part.startsWith('v1=')).slice(0, MAX_SIGNATURES);
  if (!/^\d{1,12}$/.test(time)) return false;
  if (Math.abs(nowMs / 1000 - Number(time)) > TOLERANCE_SECONDS) return false;
  const encoder = new TextEncoder();
  const prefix = encoder.encode(`${time}.`);
  const signed = new Uint8Array(prefix.length + body.length);
  signed.set(prefix);
  signed.set(body, prefix.length);
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), algorithm, false, ['verify']);
  for (const part of signatures) {
    const signature = fromHex(part.slice(3));
    // `verify` compares in constant time.
    if (signature !== null && (await crypto.subtle.verify('HMAC', key, signature, signed))) return true;
  }
  return false;
}

/** @param {string} text */
function fromHex(text) {
  if (!/^[0-9a-f]{64}$/i.test(text)) return null;
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** @param {Request} request */
async function readBody(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

/**
 * @typedef {object} TaskEvent
 * @property {string} id
 * @property {string} type
 * @property {string} taskId   Empty for an event that is ignored.
 * @property {string} status
 *
 * @param {Uint8Array} body
 * @returns {TaskEvent | null}
 */
function parseEvent(body) {
  let event;
  try {
    event = JSON.parse(new TextDecoder().decode(body));
  } catch {
    return null;
  }
  const { id, type, data } = event ?? {};
  if (!isId(id) || typeof type !== 'string') return null;
  if (!EVENTS.includes(type)) return { id, type, taskId: '', status: '' };
  return isId(data?.id) ? { id, type, taskId: String(data.id), status: type.slice(type.lastIndexOf('.') + 1) } : null;
}

/**
 * @param {unknown} value
 * @returns {value is string}
 */
function isId(value) {
  return typeof value === 'string' && ID.test(value);
}

/**
 * @param {typeof fetch} send
 * @param {string} apiUrl
 * @param {string} repository
 * @param {string} token
 * @param {TaskEvent} event
 */
async function dispatch(send, apiUrl, repository, token, event) {
  const response = await send(`${apiUrl}/repos/${repository}/dispatches`, {
    method: 'POST',
    redirect: 'manual',
    signal: AbortSignal.timeout(10_000),
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'user-agent': 'twelvelabs-webhook-relay',
      'x-github-api-version': '2022-11-28',
    },
    body: JSON.stringify({
      event_type: 'twelvelabs-task-ended',
      client_payload: { task_id: event.taskId, status: event.status, event_id: event.id },
    }),
  });
  return response.status === 204;
}

/**
 * @param {number} status
 * @param {string} text
 */
function answer(status, text) {
  return new Response(`${text}\n`, { status, headers: { 'content-type': 'text/plain; charset=utf-8' } });
}
