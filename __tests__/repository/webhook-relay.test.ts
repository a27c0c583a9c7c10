import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { createRelay, rememberInMemory } from '../../examples/webhook-relay/relay.js';

const SECRET = 'whsec_test';
const NOW = 1_790_000_000_000;
const EVENT = {
  id: 'whe_1',
  created_at: '2026-11-01T00:00:00Z',
  type: 'index.task.ready',
  data: { id: '65f000000000000000000001', metadata: { duration: 10 }, status: 'ready', models: [], tags: [] },
};

interface Sent {
  readonly url: string;
  readonly authorization: string | null;
  readonly body: unknown;
}

function createScene(statuses: readonly (number | 'down')[] = [], seen = rememberInMemory()) {
  const sent: Sent[] = [];
  const send: typeof fetch = async (url, init) => {
    const status = statuses[sent.length] ?? 204;
    const body: unknown = JSON.parse(String(init?.body));
    sent.push({ url: String(url), authorization: new Headers(init?.headers).get('authorization'), body });
    if (status === 'down') throw new TypeError('fetch failed');
    return new Response(null, { status });
  };
  const options = { secret: SECRET, repository: 'octo/videos', token: 'pat', now: () => NOW, seen };
  return { sent, relay: createRelay({ ...options, fetch: send }), options, send };
}

/** A scene in which GitHub does not answer the first request before `hold` is called. */
function createHeldScene(statuses: readonly number[], seen = rememberInMemory()) {
  const { sent, options, send } = createScene(statuses, seen);
  const [started, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const held: typeof fetch = async (...request) => {
    const response = await send(...request);
    started.resolve();
    await released.promise;
    return response;
  };
  const hold = async (): Promise<void> => {
    await started.promise;
    released.resolve();
  };
  return { sent, relay: createRelay({ ...options, fetch: held }), started: started.promise, hold };
}

function sign(body: string, { secret = SECRET, at = NOW / 1000 } = {}): string {
  return `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`;
}

function webhook(event: unknown = EVENT, signature?: string | null): Request {
  const body = typeof event === 'string' ? event : JSON.stringify(event);
  const header = signature === undefined ? sign(body) : signature;
  const headers: Record<string, string> = header === null ? {} : { 'TL-Signature': header };
  return new Request('https://relay.example/', { method: 'POST', body, headers });
}

describe('a signed event', () => {
  it('is forwarded with the task ID, the status and its own ID, and nothing else', async () => {
    const { relay, sent } = createScene();
    expect((await relay(webhook())).status).toBe(202);
    expect(sent).toEqual([
      {
        url: 'https://api.github.com/repos/octo/videos/dispatches',
        authorization: 'Bearer pat',
        body: {
          event_type: 'twelvelabs-task-ended',
          client_payload: { task_id: EVENT.data.id, status: 'ready', event_id: 'whe_1' },
        },
      },
    ]);
  });

  it('is forwarded when the task failed', async () => {
    const { relay, sent } = createScene();
    await relay(webhook({ ...EVENT, type: 'index.task.failed' }));
    expect(sent).toMatchObject([{ body: { client_payload: { status: 'failed' } } }]);
  });

  it('is ignored when it has another type', async () => {
    const { relay, sent } = createScene();
    expect((await relay(webhook({ ...EVENT, type: 'analyze.task.ready', data: {} }))).status).toBe(200);
    expect(sent).toEqual([]);
  });

  it.each([
    'not json',
    '[]',
    '{}',
    { ...EVENT, id: '' },
    { ...EVENT, data: { id: '$(id)' } },
    { ...EVENT, data: null },
  ])('is rejected when it is invalid: %j', async (event) => {
    const { relay, sent } = createScene();
    expect((await relay(webhook(event))).status).toBe(400);
    expect(sent).toEqual([]);
  });
});

describe('a signature', () => {
  const body = JSON.stringify(EVENT);
  const valid = sign(body);
  it.each([
    ['that is missing', null],
    ['that is empty', ''],
    ['of another secret', sign(body, { secret: 'other' })],
    ['of another body', sign(`${body} `)],
    ['that is too old', sign(body, { at: NOW / 1000 - 301 })],
    ['that is too far ahead', sign(body, { at: NOW / 1000 + 301 })],
    ['with another time', valid.replace(/t=\d+/, `t=${NOW / 1000 - 1}`)],
    ['without a time', valid.replace(/t=\d+,/, '')],
    ['with an invalid time', valid.replace(/t=\d+/, 't=NaN')],
    ['that is cut short', valid.slice(0, -2)],
    ['that is not hexadecimal', `${valid.slice(0, -1)}g`],
    ['of another scheme only', valid.replace('v1=', 'v0=')],
  ])('%s gets a 401, and nothing is forwarded', async (_, header) => {
    const { relay, sent } = createScene();
    expect((await relay(webhook(EVENT, header))).status).toBe(401);
    expect(sent).toEqual([]);
  });

  it('is valid for five minutes', async () => {
    const { relay } = createScene();
    expect((await relay(webhook(EVENT, sign(body, { at: NOW / 1000 - 299 })))).status).toBe(202);
  });

  it.each([
    ['first', (other: string) => `${valid},${other}`],
    ['last', (other: string) => `${valid.split(',')[0]},${other},${valid.split(',')[1]}`],
    [
      'after one that is cut short',
      (other: string) => `${valid.split(',')[0]},${other.slice(0, 9)},${valid.split(',')[1]}`,
    ],
  ])('is valid if one of several is, %s', async (_, toHeader) => {
    const { relay } = createScene();
    const other = `v1=${'0'.repeat(64)}`;
    expect((await relay(webhook(EVENT, toHeader(other)))).status).toBe(202);
    expect((await relay(webhook(EVENT, `${valid.split(',')[0]},${other},${other}`))).status).toBe(401);
  });

  it('is valid with other parts and spaces', async () => {
    const { relay } = createScene();
    expect((await relay(webhook(EVENT, `${valid.replace(',', ', ')},v2=abc`))).status).toBe(202);
  });
});

describe('a repeated event', () => {
  it('is forwarded once', async () => {
    const { relay, sent } = createScene();
    const answers = await Promise.all([relay(webhook()), relay(webhook()), relay(webhook())]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 202]);
    expect((await relay(webhook())).status).toBe(200);
    expect(sent).toHaveLength(1);
  });

  it('is forwarded once per task, also under several IDs', async () => {
    const { relay, sent } = createScene();
    const other = { ...EVENT, id: 'whe_2' };
    const answers = await Promise.all([relay(webhook()), relay(webhook(other))]);
    expect(answers.map(({ status }) => status)).toEqual([202, 200]);
    expect((await relay(webhook({ ...other, id: 'whe_3' }))).status).toBe(200);
    expect(sent).toHaveLength(1);
    await relay(webhook({ ...EVENT, data: { ...EVENT.data, id: '65f000000000000000000002' } }));
    expect(sent).toHaveLength(2);
  });

  it.each([500, 401, 302, 'down' as const])('is forwarded after GitHub rejected it: %s', async (status) => {
    const { relay, sent } = createScene([status]);
    expect((await relay(webhook())).status).toBe(502);
    expect((await relay(webhook())).status).toBe(202);
    expect(sent).toHaveLength(2);
  });

  it('is not answered as known while the first is under way and then fails', async () => {
    const { relay, sent, hold } = createHeldScene([500]);
    const [first, second] = [relay(webhook()), relay(webhook({ ...EVENT, id: 'whe_2' }))];
    // Each of these takes as many steps as the second one needs to find the first one.
    for (let at = 0; at < 5; at++) await relay(webhook({ ...EVENT, type: 'analyze.task.ready' }));
    await hold();
    // A slow second one finds that the first has failed, and is forwarded.
    const answers = [(await first).status, (await second).status];
    expect([
      [502, 502],
      [502, 202],
    ]).toContainEqual(answers);
    expect((await relay(webhook())).status).toBe(answers[1] === 202 ? 200 : 202);
    expect(sent).toHaveLength(2);
  });

  it('is delivered again while another process forwards it, and known afterwards', async () => {
    const seen = rememberInMemory();
    const [one, two] = [createHeldScene([204], seen), createScene([], seen)];
    const first = one.relay(webhook());
    await one.started;
    expect((await two.relay(webhook())).status).toBe(503);
    await one.hold();
    expect((await first).status).toBe(202);
    expect((await two.relay(webhook())).status).toBe(200);
    expect(two.sent).toEqual([]);
  });

  it('is remembered up to a maximum number, and never forgotten while it is under way', () => {
    const seen = rememberInMemory(2);
    const claim = (id: string): string => String(seen.claim(id));
    const forward = (id: string): string => {
      const claimed = claim(id);
      if (claimed === 'claimed') seen.confirm(id);
      return claimed;
    };
    expect(claim('open')).toBe('claimed');
    const claims = ['claimed', 'claimed', 'forwarded', 'claimed', 'forwarded', 'claimed'];
    expect(['a', 'b', 'a', 'c', 'b', 'a'].map(forward)).toEqual(claims);
    expect(claim('open')).toBe('pending');
    seen.release('open');
    expect(claim('open')).toBe('claimed');
  });
});

describe('a request to the relay', () => {
  it('must be a POST', async () => {
    const { relay } = createScene();
    expect((await relay(new Request('https://relay.example/'))).status).toBe(405);
  });

  it('must be small', async () => {
    const { relay, sent } = createScene();
    expect((await relay(webhook('x'.repeat(64 * 1024 + 1)))).status).toBe(413);
    expect(sent).toEqual([]);
  });
});

it.each([{ secret: '' }, { token: '' }, { repository: 'octo' }, { repository: 'octo/videos/../x' }])(
  'the relay does not start with %j',
  (wrong) => {
    expect(() => createRelay({ secret: SECRET, repository: 'octo/videos', token: 'pat', ...wrong })).toThrow(TypeError);
  },
);
