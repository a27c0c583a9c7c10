/**
 * Converts TwelveLabs webhooks into `repository_dispatch` events of one repository. A `fetch`-style handler (Request to
 * Response) for any JavaScript host, without dependencies. Setup: README.md.
 */

/** Maximum difference between the time of a signature and the local clock, in seconds. */
const TOLERANCE_SECONDS = 300;
/** A webhook is about 1 kB. */
const MAX_BODY_BYTES = 64 * 1024;
const EVENTS = ['index.task.ready', 'index.task.failed'];
/** TwelveLabs IDs are 24 hexadecimal digits. Other formats are accepted, except characters that a script could interpret. */
const ID = /^[\w-]{1,128}$/;

/**
 * @typedef {object} Settings
 * @property {string} secret        Signing secret of the webhook endpoint, from the TwelveLabs dashboard.
 * @property {string} repository    `owner/name` of the repository with webhook-resume.yml.
 * @property {string} token         Fine-grained token for that repository only, with `contents: write`.
 * @property {Seen} [seen]          Remembers forwarded events. Default: in memory.
 * @property {string} [apiUrl]      API of a GitHub Enterprise Server. Default: github.com.
 * @property {typeof fetch} [fetch]
 * @property {() => number} [now]   Milliseconds since 1970.
 *
 * @typedef {object} Seen
 * @property {(id: string) => boolean | Promise<boolean>} claim    True for the first caller per ID, which then forwards the event.
 * @property {(id: string) => unknown} release                     Forgets an ID that could not be forwarded.
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

  return async (request) => {
    if (request.method !== 'POST') return answer(405, 'POST only');
    const body = await readBody(request);
    if (body === null) return answer(413, 'too large');
    if (!(await isSigned(request.headers.get('tl-signature'), body, secret, now()))) return answer(401, 'not signed');
    const event = parseEvent(body);
    if (event === null) return answer(400, 'not an event');
    if (!EVENTS.includes(event.type)) return answer(200, 'ignored');

    if (!(await seen.claim(event.id))) return answer(200, 'known');
    const sent = await dispatch(send, apiUrl, repository, token, event).catch(() => false);
    if (sent) return answer(202, 'forwarded');
    // TwelveLabs may retry the delivery, and it can be repeated in the dashboard.
    await seen.release(event.id);
    return answer(502, 'GitHub did not take it');
  };
}

/**
 * Remembers IDs in this process. Several processes need a shared store with an atomic claim: a unique column, or
 * `SET id 1 NX EX 86400`.
 *
 * @param {number} [most]
 * @returns {Seen}
 */
export function rememberInMemory(most = 10_000) {
  const ids = new Set();
  return {
    claim: (id) => {
      if (ids.has(id)) return false;
      ids.add(id);
      if (ids.size > most) ids.delete(ids.values().next().value);
      return true;
    },
    release: (id) => ids.delete(id),
  };
}

/**
 * `TL-Signature: t=<seconds>,v1=<hex of HMAC-SHA256 over "t.body">`.
 *
 * @param {string | null} header
 * @param {Uint8Array} body      raw body: serializing a parsed body would change its bytes
 * @param {string} secret
 * @param {number} nowMs
 */
async function isSigned(header, body, secret, nowMs) {
  const parts = (header ?? '').split(',').map((part) => part.trim());
  const time = parts.find((part) => part.startsWith('t='))?.slice(2) ?? '';
  const signature = fromHex(parts.find((part) => part.startsWith('v1='))?.slice(3) ?? '');
  if (!/^\d{1,12}$/.test(time) || signature === null) return false;
  if (Math.abs(nowMs / 1000 - Number(time)) > TOLERANCE_SECONDS) return false;
  const encoder = new TextEncoder();
  const prefix = encoder.encode(`${time}.`);
  const signed = new Uint8Array(prefix.length + body.length);
  signed.set(prefix);
  signed.set(body, prefix.length);
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), algorithm, false, ['verify']);
  // `verify` compares in constant time.
  return crypto.subtle.verify('HMAC', key, signature, signed);
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

/** @param {Uint8Array} body */
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
 * @param {{ id: string, taskId: string, status: string }} event
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
