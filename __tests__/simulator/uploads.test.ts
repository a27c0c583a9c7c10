import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { defaultIndexId } from '../../simulator/options.ts';
import { type Simulator, type StartOptions, startSimulator } from '../../simulator/server.ts';
import { signature } from '../../simulator/webhooks.ts';

const open: { close(): Promise<void> }[] = [];
let sample: Buffer<ArrayBuffer>;

beforeAll(async () => {
  sample = await readFile(new URL('../../simulator/sample.mp4', import.meta.url));
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

async function start(options: StartOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator({ speed: 1000, seed: 7, chunkSize: 100_000, ...options });
  open.push(simulator);
  return simulator;
}

interface Part {
  readonly chunk_index: number;
  readonly url: string;
  readonly expires_at: string;
}

interface Body {
  _id?: string;
  upload_id?: string;
  asset_id?: string;
  upload_urls?: Part[];
  upload_headers?: Record<string, string>;
  chunk_size?: number;
  total_chunks?: number;
  status?: string;
  start_index?: number;
  count?: number;
  data?: Body[];
  uploaded_chunks?: { index: number; status: string }[];
  error?: { code: string; message: string; details: unknown[] };
}

async function call(
  simulator: Simulator,
  method: string,
  path: string,
  body?: object,
): Promise<{ status: number; body: Body }> {
  const json = body instanceof FormData || body === undefined ? {} : { 'content-type': 'application/json' };
  const sent = body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) };
  const response = await fetch(simulator.url + path, { method, headers: { 'x-api-key': 'k', ...json }, ...sent });
  const answer = await response.text();
  return { status: response.status, body: answer === '' ? {} : JSON.parse(answer) };
}

const sessions = '/assets/multipart-uploads';
const type = { 'content-type': 'application/octet-stream' };

/** A session for so many bytes. */
async function session(simulator: Simulator, size = sample.length, more: object = {}): Promise<Required<Body>> {
  const { status, body } = await call(simulator, 'POST', sessions, {
    filename: 'up.mp4',
    type: 'video',
    total_size: size,
    ...more,
  });
  expect(status).toBe(201);
  return body as Required<Body>;
}

/** The bytes of a part of the sample. */
function slice(index: number, size = 100_000): Buffer<ArrayBuffer> {
  return sample.subarray((index - 1) * size, index * size);
}

async function put(url: string, bytes: Buffer<ArrayBuffer>, headers: Record<string, string> = type): Promise<Response> {
  return fetch(url, { method: 'PUT', body: bytes, headers });
}

const proofOf = (bytes: Buffer): string => createHash('md5').update(bytes).digest('hex');

function proven(index: number, changes: object = {}): object {
  return {
    chunk_index: index,
    proof: proofOf(slice(index)),
    proof_type: 'etag',
    chunk_size: slice(index).length,
    ...changes,
  };
}

async function until(done: () => Promise<boolean> | boolean): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    if (await done()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('it did not happen');
}

async function assetEnd(simulator: Simulator, id: string | undefined): Promise<Body> {
  let last: Body = {};
  await until(async () => {
    last = (await call(simulator, 'GET', `/assets/${id}`)).body;
    return last.status === 'ready' || last.status === 'failed';
  });
  return last;
}

function form(fields: Record<string, string>, bytes: Buffer<ArrayBuffer>, name = 'local.mp4'): FormData {
  const data = new FormData();
  for (const [field, value] of Object.entries(fields)) data.set(field, value);
  data.set('file', new Blob([bytes]), name);
  return data;
}

describe('assets over HTTP', () => {
  test('come from a real file and a real URL', async () => {
    const simulator = await start();
    const files = createServer((_, response) => void response.end(sample));
    await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve));
    open.push({ close: async () => void files.close() });
    const url = `http://127.0.0.1:${(files.address() as AddressInfo).port}/from%20far.mp4`;
    const far = new FormData();
    far.set('method', 'url');
    far.set('url', url);
    const both = [form({ method: 'direct' }, sample), far, form({ method: 'direct' }, Buffer.from('text'), 'a.mp4')];
    const made = await Promise.all(both.map((data) => call(simulator, 'POST', '/assets', data)));
    const ended = await Promise.all(made.map(({ body }) => assetEnd(simulator, body._id)));
    expect(made.map(({ body }) => body.status)).toEqual(['processing', 'processing', 'processing']);
    expect(ended).toEqual([
      expect.objectContaining({ method: 'direct', status: 'ready', filename: 'local.mp4', size: sample.length }),
      expect.objectContaining({ method: 'url', status: 'ready', filename: 'from far.mp4', duration: 10 }),
      expect.objectContaining({ status: 'failed', error: { message: expect.any(String) } }),
    ]);
  });

  test('are refused above 200 MB without keeping the file', async () => {
    const simulator = await start();
    const { port } = new URL(simulator.url);
    const headers = { 'x-api-key': 'k', 'content-type': 'multipart/form-data; boundary=b' };
    const answer = new Promise<string>((resolve, reject) => {
      const client = request({ port, path: '/v1.3/assets', method: 'POST', headers }, (response) =>
        resolve(text(response)),
      );
      client.on('error', reject);
      client.write('--b\r\ncontent-disposition: form-data; name="method"\r\n\r\ndirect\r\n');
      client.write('--b\r\ncontent-disposition: form-data; name="file"; filename="big.mp4"\r\n\r\n');
      const block = Buffer.alloc(1_000_000);
      let sent = 0;
      const more = (): void => {
        while (sent < 201) {
          sent += 1;
          if (!client.write(block)) return void client.once('drain', more);
        }
        client.end('\r\n--b--\r\n');
      };
      more();
    });
    expect(JSON.parse(await answer)).toMatchObject({ error: { code: 'video_filesize_too_large' } });
    expect(simulator.requests[0]?.bytes).toBeGreaterThan(201e6);
    expect(simulator.core.assets()).toEqual([]);
  }, 30_000);
});

describe('a multipart upload', () => {
  test('goes from a session over its parts to an asset that can be indexed', async () => {
    const simulator = await start({ showReservedAssets: false });
    const metadata = { user_metadata: { gha_source: 's' } };
    const begun = await session(simulator, sample.length, metadata);
    expect(begun).toMatchObject({ chunk_size: 100_000, total_chunks: 3, upload_headers: type });
    expect(begun.upload_urls.map(({ chunk_index }) => chunk_index)).toEqual([1, 2, 3]);
    expect(new URL(begun.upload_urls[0]?.url ?? '').origin).not.toBe(new URL(simulator.url).origin);
    expect((await call(simulator, 'GET', `/assets/${begun.asset_id}`)).status).toBe(404);
    for (const { chunk_index, url } of [...begun.upload_urls].reverse()) {
      const { status, headers } = await put(url, slice(chunk_index));
      expect([status, headers.get('etag')]).toEqual([200, `"${proofOf(slice(chunk_index))}"`]);
    }
    const path = `${sessions}/${begun.upload_id}`;
    const first = await call(simulator, 'POST', path, { completed_chunks: [proven(3), proven(1)] });
    expect(first.body).toMatchObject({ processed_chunks: 2, duplicate_chunks: 0, total_completed: 2 });
    const half = await call(simulator, 'GET', `${path}?page_limit=2&page=1`);
    expect(half.body).toMatchObject({
      status: 'active',
      uploaded_chunks: [
        { index: 1, status: 'completed' },
        { index: 2, status: 'pending' },
      ],
      chunks_completed: 2,
      chunks_pending: 1,
      chunks_failed: 0,
      uploaded_size: sample.length - 100_000,
      total_size: sample.length,
      page_info: { total_results: 3, total_page: 2 },
    });
    const quoted = proven(2, { proof: `"${proofOf(slice(2))}"` });
    const last = await call(simulator, 'POST', path, { completed_chunks: [quoted, proven(1)] });
    expect(last.body).toMatchObject({ processed_chunks: 1, duplicate_chunks: 1, total_completed: 3 });
    await until(async () => (await call(simulator, 'GET', path)).body.status === 'completed');
    const asset = await assetEnd(simulator, begun.asset_id);
    expect(asset).toMatchObject({
      method: 'multipart',
      status: 'ready',
      filename: 'up.mp4',
      duration: 10,
      ...metadata,
    });
    const made = await call(simulator, 'POST', `/indexes/${defaultIndexId}/indexed-assets`, {
      asset_id: begun.asset_id,
    });
    expect(made.status).toBe(202);
    expect((await call(simulator, 'POST', path, { completed_chunks: [proven(1)] })).body.error?.code).toBe(
      'upload_completed',
    );
    expect(simulator.storageRequests).toHaveLength(3);
    for (const { method, headers, status } of simulator.storageRequests) {
      expect([method, headers['x-api-key'], status]).toEqual(['PUT', undefined, 200]);
    }
  });

  test('returns up to 50 more URLs on request, and none for reported parts', async () => {
    const simulator = await start({ initialUrls: 1, chunkSize: 1000 });
    const begun = await session(simulator, 100_000);
    expect([begun.upload_urls.length, begun.total_chunks]).toEqual([1, 100]);
    const path = `${sessions}/${begun.upload_id}`;
    const ask = (start: number, count: number): Promise<{ status: number; body: Body }> =>
      call(simulator, 'POST', `${path}/presigned-urls`, { start, count });
    const bytes = Buffer.alloc(1000);
    await put(begun.upload_urls[0]?.url ?? '', bytes);
    const proof = { chunk_index: 1, proof: proofOf(bytes), proof_type: 'etag', chunk_size: 1000 };
    await call(simulator, 'POST', path, { completed_chunks: [proof] });
    const { body } = await ask(1, 50);
    expect([body.start_index, body.upload_urls?.length, body.upload_urls?.[0]?.chunk_index]).toEqual([1, 49, 2]);
    for (const [from, count] of [
      [1, 51],
      [0, 1],
      [101, 1],
      [100, 2],
    ] as const) {
      expect((await ask(from, count)).status).toBe(400);
    }
    expect((await put(body.upload_urls?.[0]?.url ?? '', bytes)).status).toBe(200);
  });

  test.each([
    [{ total_size: 10e9 + 1 }, 'total_size'],
    [{ total_size: 0 }, 'total_size'],
    [{ type: 'film' }, 'type'],
    [{ filename: '' }, 'filename'],
    [{ user_metadata: '{}' }, 'user_metadata'],
    [{ size: 5 }, 'size'],
  ])('is refused with %j', async (changes, name) => {
    const simulator = await start();
    const wanted = { filename: 'a.mp4', type: 'video', total_size: 10, ...changes };
    const { status, body } = await call(simulator, 'POST', sessions, wanted);
    expect([status, body.error?.message.includes(name)]).toEqual([400, true]);
  });

  test('discards a report with missing or wrong parts, and names them', async () => {
    const simulator = await start();
    const begun = await session(simulator);
    const path = `${sessions}/${begun.upload_id}`;
    await put(begun.upload_urls[0]?.url ?? '', slice(1));
    await put(begun.upload_urls[1]?.url ?? '', slice(2));
    const wrong = [proven(1), proven(2, { proof: 'x' }), proven(3)];
    const refused = await call(simulator, 'POST', path, { completed_chunks: wrong });
    expect([refused.status, refused.body.error?.message]).toEqual([400, 'Parts are missing or incorrect: 2, 3.']);
    expect((await call(simulator, 'GET', path)).body).toMatchObject({ chunks_completed: 0, chunks_failed: 2 });
    simulator.core.setOptions({ chunkReports: 'once' });
    const few = await call(simulator, 'POST', path, { completed_chunks: [proven(1)] });
    expect(few.body.error?.details).toEqual([2, 3].map((chunk_index) => ({ chunk_index, message: 'missing' })));
    for (const bad of [
      undefined,
      [],
      [null],
      [proven(4)],
      [proven(1, { proof_type: 'md5' })],
      [proven(1, { chunk_size: '1' })],
    ]) {
      expect((await call(simulator, 'POST', path, { completed_chunks: bad })).status).toBe(400);
    }
    const size = await call(simulator, 'POST', path, { completed_chunks: [proven(1, { chunk_size: 1 })] });
    expect(size.status).toBe(400);
  });

  test('can fail at its end', async () => {
    const simulator = await start({ failUploadWhenIncludes: 'bad', chunkSize: 1_000_000 });
    const begun = await session(simulator, sample.length, { filename: 'bad.mp4' });
    await put(begun.upload_urls[0]?.url ?? '', sample);
    const chunk = { chunk_index: 1, proof: proofOf(sample), proof_type: 'etag', chunk_size: sample.length };
    const path = `${sessions}/${begun.upload_id}`;
    expect((await call(simulator, 'POST', path, { completed_chunks: [chunk] })).status).toBe(200);
    await until(async () => (await call(simulator, 'GET', path)).body.status === 'failed');
    expect((await call(simulator, 'GET', `/assets/${begun.asset_id}`)).status).toBe(404);
  });

  test('counts parts that arrived, or only reported ones', async () => {
    const simulator = await start();
    const begun = await session(simulator);
    await put(begun.upload_urls[0]?.url ?? '', slice(1));
    const path = `${sessions}/${begun.upload_id}`;
    expect((await call(simulator, 'GET', path)).body).toMatchObject({ chunks_completed: 0, uploaded_size: 0 });
    simulator.core.setOptions({ chunkStatus: 'arrived', showReservedAssets: true });
    expect((await call(simulator, 'GET', path)).body).toMatchObject({ chunks_completed: 1, uploaded_size: 100_000 });
    expect((await call(simulator, 'GET', `/assets/${begun.asset_id}`)).body.status).toBe('processing');
  });

  test('is listed while it is unfinished, without a name', async () => {
    const simulator = await start();
    const begun = await session(simulator);
    const { body } = await call(simulator, 'GET', sessions);
    expect(body.data).toEqual([
      {
        upload_id: begun.upload_id,
        status: 'active',
        total_size: sample.length,
        chunk_size: 100_000,
        total_chunks: 3,
        created_at: expect.any(String),
        expires_at: expect.any(String),
      },
    ]);
    simulator.core.setOptions({ listUploads: false });
    expect((await call(simulator, 'GET', sessions)).status).toBe(404);
  });

  test('has the facts of the option, or of its first bytes, when it is not kept', async () => {
    const simulator = await start({ chunkSize: 3_000_000 });
    const size = 20_000_000;
    const upload = async (): Promise<Body> => {
      const begun = await session(simulator, size);
      const bytes = Buffer.alloc(size);
      sample.copy(bytes);
      const parts = begun.upload_urls.map(async ({ chunk_index, url }) => {
        const part = bytes.subarray((chunk_index - 1) * 3e6, chunk_index * 3e6);
        const response = await put(url, part);
        return { chunk_index, proof: response.headers.get('etag'), proof_type: 'etag', chunk_size: part.length };
      });
      await call(simulator, 'POST', `${sessions}/${begun.upload_id}`, { completed_chunks: await Promise.all(parts) });
      await until(async () => (await call(simulator, 'GET', `/assets/${begun.asset_id}`)).status === 200);
      return assetEnd(simulator, begun.asset_id);
    };
    expect(await upload()).toMatchObject({ status: 'ready', duration: 10, size });
    simulator.core.setOptions({ uploadFacts: { duration: 600, size: 1000 } });
    expect(await upload()).toMatchObject({ status: 'ready', duration: 600, size: 1000 });
  });
});

describe('the storage', () => {
  async function refusal(response: Promise<Response>): Promise<[number, string | undefined]> {
    const { status, headers } = await response.then(async (answer) => {
      expect(answer.headers.get('content-type')).toBe('application/xml');
      return { status: answer.status, headers: /<Code>(\w+)</.exec(await answer.text())?.[1] };
    });
    return [status, headers];
  }

  test('refuses a used, forged, expired or unsigned URL, and a part of another size', async () => {
    const simulator = await start();
    const begun = await session(simulator);
    const [one = '', two = '', three = ''] = begun.upload_urls.map(({ url }) => url);
    expect(await refusal(put(one, slice(2).subarray(1)))).toEqual([400, 'IncompleteBody']);
    expect(await refusal(put(one, sample))).toEqual([400, 'EntityTooLarge']);
    expect((await put(one, slice(1))).status).toBe(200);
    expect(await refusal(put(one, slice(1)))).toEqual([403, 'AccessDenied']);
    expect(await refusal(put(two, slice(2), { 'content-type': 'video/mp4' }))).toEqual([403, 'SignatureDoesNotMatch']);
    expect(await refusal(put(two.replace('.2?', '.3?'), slice(3)))).toEqual([403, 'AccessDenied']);
    expect(await refusal(put(three.replace(/.$/, '_'), slice(3)))).toEqual([403, 'AccessDenied']);
    expect(await refusal(fetch(two, { headers: type }))).toEqual([403, 'AccessDenied']);
    const stream = new ReadableStream({
      start: (controller) => {
        controller.enqueue(slice(2));
        controller.close();
      },
    });
    const unsized = fetch(two, { method: 'PUT', body: stream, headers: type, duplex: 'half' } as RequestInit);
    expect(await refusal(unsized)).toEqual([411, 'MissingContentLength']);
    simulator.core.setOptions({ urlSpentBy: 'attempt' });
    await put(two, slice(1).subarray(5));
    expect(await refusal(put(two, slice(2)))).toEqual([403, 'AccessDenied']);
  });

  test('lets URLs and sessions expire in real time, and accepts new URLs', async () => {
    const simulator = await start({ urlLifeSeconds: 0.05, uploadLifeSeconds: 0.4 });
    const begun = await session(simulator);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(await refusal(put(begun.upload_urls[0]?.url ?? '', slice(1)))).toEqual([403, 'AccessDenied']);
    const path = `${sessions}/${begun.upload_id}`;
    simulator.core.setOptions({ urlLifeSeconds: 5 });
    const more = await call(simulator, 'POST', `${path}/presigned-urls`, { start: 1, count: 2 });
    const [one, two] = more.body.upload_urls ?? [];
    expect((await put(one?.url ?? '', slice(1))).status).toBe(200);
    await until(async () => (await call(simulator, 'GET', path)).body.status === 'expired');
    expect(await refusal(put(two?.url ?? '', slice(2)))).toEqual([403, 'AccessDenied']);
    expect((await call(simulator, 'POST', path, { completed_chunks: [proven(1)] })).body.error?.code).toBe(
      'upload_expired',
    );
  });

  test('fails some of the parts in three ways, and accepts them when they are repeated', async () => {
    const simulator = await start({ partFailureRate: 0.5, chunkSize: 2000, initialUrls: 200 });
    const begun = await session(simulator, sample.length);
    const outcomes = new Map<string, number>();
    for (const { chunk_index, url } of begun.upload_urls) {
      for (let done = false; !done; ) {
        const outcome = await put(url, slice(chunk_index, 2000)).then(
          async (response) => {
            await response.text();
            return String(response.status);
          },
          () => 'reset',
        );
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
        done = outcome === '200';
      }
    }
    expect([...outcomes.keys()].sort()).toEqual(['200', '500', '503', 'reset']);
    const failed = simulator.storageRequests.filter(({ status }) => status !== 200).length;
    expect(failed / simulator.storageRequests.length).toBeCloseTo(0.5, 0);
  });

  test('obeys fault rules of its own route', async () => {
    const simulator = await start();
    const begun = await session(simulator);
    const [one = '', two = ''] = begun.upload_urls.map(({ url }) => url);
    simulator.fault({ route: 'PUT /_storage/:key', calls: [1], effect: { kind: 'status', status: 502 } });
    simulator.fault({
      route: 'PUT /_storage/:key',
      calls: [2],
      processed: true,
      effect: { kind: 'drop', at: 'before' },
    });
    expect((await put(one, slice(1))).status).toBe(502);
    await expect(put(one, slice(1))).rejects.toThrow('fetch failed');
    expect(await refusal(put(one, slice(1)))).toEqual([403, 'AccessDenied']);
    expect((await put(two, slice(2))).status).toBe(200);
    expect(simulator.storageRequests.map(({ status }) => status)).toEqual([502, null, 403, 200]);
  });

  test('limits each connection, so that parallel parts are faster', async () => {
    const simulator = await start({ bytesPerSecondPerConnection: 500_000, chunkSize: 50_000 });
    const begun = await session(simulator, 200_000);
    const from = performance.now();
    await Promise.all(begun.upload_urls.map(({ url }) => put(url, Buffer.alloc(50_000))));
    const parallel = performance.now() - from;
    const again = performance.now();
    await call(simulator, 'POST', '/assets', form({ method: 'direct' }, Buffer.alloc(200_000)));
    const single = performance.now() - again;
    expect(single).toBeGreaterThan(390);
    expect(parallel).toBeGreaterThan(95);
    expect(single).toBeGreaterThan(parallel);
  });
});

describe('webhooks', () => {
  interface ReceivedCall {
    readonly at: string;
    readonly signed: string;
    readonly body: string;
  }

  async function listener(answers: number[]): Promise<{ url: string; received: ReceivedCall[] }> {
    const received: ReceivedCall[] = [];
    const server = createServer(async (incoming: IncomingMessage, response) => {
      const [, at = '', signed = ''] =
        /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(incoming.headers['tl-signature'])) ?? [];
      received.push({ at, signed, body: await text(incoming) });
      response.writeHead(answers.shift() ?? 200).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    open.push({
      close: async () => {
        server.closeAllConnections();
        server.close();
      },
    });
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, received };
  }

  test('are sent when a task ends, signed, and again when they were not accepted', async () => {
    const { url, received } = await listener([500]);
    const simulator = await start({ webhookUrl: url, webhookSecret: 'whsec', failWhenUrlIncludes: 'bad' });
    const seeded = simulator.core.addTask();
    const good = simulator.core.addTask({ status: 'indexing', duration: 30 });
    await until(() => received.length === 2);
    const bad = simulator.core.addTask({ status: 'indexing', url: 'https://x.example/bad.mp4' });
    await until(() => received.length === 3);
    const [first, second, third] = received;
    expect(first?.body).toBe(second?.body);
    expect(first?.body).not.toContain(seeded.id);
    expect(second?.signed).toBe(signature('whsec', Number(second?.at), second?.body ?? ''));
    expect(Math.abs(Number(second?.at) - Date.now() / 1000)).toBeLessThan(5);
    expect(JSON.parse(second?.body ?? '')).toEqual({
      id: expect.stringMatching(/^whe_/),
      created_at: expect.any(String),
      type: 'index.task.ready',
      data: {
        id: good.id,
        metadata: { duration: 30 },
        status: 'ready',
        models: [{ name: 'marengo3.0', options: ['visual', 'audio'] }],
        tags: [],
      },
    });
    expect(JSON.parse(third?.body ?? '')).toMatchObject({ type: 'index.task.failed', data: { id: bad.id } });
  });

  test('are not sent for tasks that ended before there was a URL', async () => {
    const { url, received } = await listener([]);
    const simulator = await start();
    simulator.core.addTask({ status: 'indexing' });
    await until(() => simulator.core.tasks()[0]?.final === true);
    await new Promise((resolve) => setTimeout(resolve, 40));
    simulator.core.setOptions({ webhookUrl: url });
    const later = simulator.core.addTask({ status: 'indexing' });
    await until(() => received.length > 0);
    expect(received.map(({ body }) => JSON.parse(body).data.id)).toEqual([later.id]);
  });
});

test('the control routes return assets and requests to the storage', async () => {
  const simulator = await start();
  const begun = await session(simulator);
  await put(begun.upload_urls[0]?.url ?? '', slice(1));
  const base = simulator.url.replace('/v1.3', '/_simulator');
  const json = async (path: string): Promise<unknown> => (await fetch(base + path)).json();
  expect(await json('/assets')).toEqual([expect.objectContaining({ id: begun.asset_id, status: 'reserved' })]);
  expect(await json('/storage-requests')).toEqual([
    expect.objectContaining({ method: 'PUT', bytes: 100_000, status: 200 }),
  ]);
});
