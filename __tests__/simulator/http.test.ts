import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { get, type IncomingMessage, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from '@jest/globals';
import { pageWithOptions } from '../../scripts/simulator-tables.ts';
import { helpText, parseCommand } from '../../simulator/cli.ts';
import { defaultIndexId } from '../../simulator/options.ts';
import { type Simulator, startSimulator } from '../../simulator/server.ts';

const open: Simulator[] = [];
const children: ChildProcess[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await Promise.all(open.splice(0).map((simulator) => simulator.close()));
});

async function start(): Promise<Simulator> {
  const simulator = await startSimulator({ speed: 1000 });
  open.push(simulator);
  return simulator;
}

const headers = { 'x-api-key': 'k' };

/** What a raw client sees of an answer: the bytes, and how it ended. */
async function listen(
  simulator: Simulator,
  waitMs = 60_000,
): Promise<{ status: number | null; bytes: number; end: string }> {
  return new Promise((resolve) => {
    let status: number | null = null;
    let bytes = 0;
    const done = (end: string): void => resolve({ status, bytes, end });
    const client = get(`${simulator.url}/tasks`, { headers }, (response: IncomingMessage) => {
      status = response.statusCode ?? null;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      response.on('end', () => done('complete'));
      response.on('error', (error: NodeJS.ErrnoException) => done(error.code ?? 'error'));
    });
    client.on('error', (error: NodeJS.ErrnoException) => done(error.code ?? 'error'));
    client.setTimeout(waitMs, () => done('silence'));
  });
}

describe('faults on the wire', () => {
  test.each([
    ['drop', 'before', null, false, 'ECONNRESET'],
    ['drop', 'body', 200, true, 'ECONNRESET'],
    ['stall', 'headers', null, false, 'silence'],
    ['stall', 'body', 200, true, 'silence'],
  ] as const)('%s the response (%s)', async (kind, at, status, some, end) => {
    const simulator = await start();
    const effect = kind === 'drop' ? { kind, at: at as 'before' | 'body' } : { kind, at: at as 'headers' | 'body' };
    simulator.fault({ route: 'GET /tasks', processed: true, calls: [1], effect });
    const seen = await listen(simulator, kind === 'stall' ? 1000 : undefined);
    expect([seen.status, seen.bytes > 0, seen.end]).toEqual([status, some, end]);
    expect(simulator.requests[0]?.status).toBe(status);
    expect(await listen(simulator)).toMatchObject({ status: 200, end: 'complete' });
  });

  test('delay, redirect, return an error page, or return an empty, broken or large body', async () => {
    const simulator = await start();
    const rule = { route: 'GET /tasks' };
    const page = '<html>bad gateway</html>';
    simulator.fault({ ...rule, calls: [1], delayMs: 80, effect: { kind: 'none' } });
    simulator.fault({ ...rule, calls: [2], effect: { kind: 'status', status: 301, headers: { location: '/x' } } });
    simulator.fault({ ...rule, calls: [3], effect: { kind: 'status', status: 502, body: page } });
    simulator.fault({ ...rule, calls: [4], effect: { kind: 'body', body: '' } });
    simulator.fault({ ...rule, calls: [5], effect: { kind: 'body', body: '{"data":' } });
    simulator.fault({ ...rule, calls: [6], effect: { kind: 'bytes', count: 3_000_000 } });
    const seen: unknown[] = [];
    const from = performance.now();
    for (let n = 0; n < 6; n += 1) {
      const response = await fetch(`${simulator.url}/tasks`, { headers, redirect: 'manual' });
      seen.push([response.status, (await response.text()).length]);
      if (n === 0) expect(performance.now() - from).toBeGreaterThan(70);
    }
    expect(seen.slice(1)).toEqual([
      [301, 0],
      [502, page.length],
      [200, 0],
      [200, 8],
      [200, 3_000_000],
    ]);
  });
});

describe('uploads', () => {
  test('leave no task if the client disconnects', async () => {
    const simulator = await start();
    const type = 'multipart/form-data; boundary=b';
    const client = request(`${simulator.url}/tasks`, { method: 'POST', headers: { ...headers, 'content-type': type } });
    client.on('error', () => undefined);
    client.write(
      `--b\r\ncontent-disposition: form-data; name="video_file"; filename="a.mp4"\r\n\r\n${'x'.repeat(70_000)}`,
    );
    while (simulator.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    client.destroy();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(simulator.requests[0]?.status).toBeNull();
    expect(simulator.core.tasks()).toHaveLength(0);
  });

  test('are refused if the form is incomplete', async () => {
    const simulator = await start();
    const body = '--b\r\ncontent-disposition: form-data; name="index_id"\r\n\r\n0000';
    const type = 'multipart/form-data; boundary=b';
    const response = await fetch(`${simulator.url}/tasks`, {
      method: 'POST',
      body,
      headers: { ...headers, 'content-type': type },
    });
    expect(response.status).toBe(400);
  });

  test('go through a temporary file if they are large', async () => {
    const simulator = await start();
    const data = new FormData();
    data.set('index_id', defaultIndexId);
    data.set('video_file', new Blob([Buffer.alloc(20 * 1024 * 1024)]), 'big.mp4');
    const response = await fetch(`${simulator.url}/tasks`, { method: 'POST', body: data, headers });
    expect(response.status).toBe(201);
    expect(simulator.requests[0]?.bytes).toBeGreaterThan(20 * 1024 * 1024);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(simulator.core.tasks()[0]).toMatchObject({ filename: 'big.mp4', errorCode: 'video_file_broken' });
  });
});

test('a simulator that closes ends its connections', async () => {
  const simulator = await startSimulator();
  simulator.fault({ route: '*', effect: { kind: 'stall', at: 'headers' } });
  const waiting = listen(simulator, 5000);
  while (simulator.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await simulator.close();
  expect((await waiting).end).toBe('ECONNRESET');
});

test('a simulator answers a thousand requests in little time', async () => {
  const simulator = await start();
  const from = performance.now();
  for (let batch = 0; batch < 50; batch += 1) {
    const calls = Array.from({ length: 20 }, async () =>
      (await fetch(`${simulator.url}/tasks`, { headers })).arrayBuffer(),
    );
    await Promise.all(calls);
  }
  expect(simulator.requests).toHaveLength(1000);
  expect(performance.now() - from).toBeLessThan(30_000);
});

describe('the command line', () => {
  const parse = (...args: string[]): unknown => parseCommand(args);

  test('sets options, and refuses unknown flags and invalid values', () => {
    expect(
      parse('--port', '0', '--speed', '60', '--fail', 'bad', '--same-ids', 'true', '--retired', '/tasks,/x'),
    ).toEqual({
      help: false,
      quiet: false,
      port: 0,
      options: { speed: 60, failWhenUrlIncludes: 'bad', sameIds: true, retired: ['/tasks', '/x'] },
    });
    expect(() => parse('--sped', '60')).toThrow('--sped');
    expect(() => parse('--speed', 'fast')).toThrow('--speed');
    expect(() => parse('--plan', 'gold')).toThrow('plan');
    expect(() => parse('--same-ids', 'yes')).toThrow('--same-ids');
  });

  test('prints every flag with its values and default', () => {
    expect(helpText()).toContain('--other-spellings ignored|refused|match_nothing');
    expect(helpText()).toMatch(/--speed <number> .* Default: 1\./);
    expect(helpText()).not.toContain('--upload-headers');
  });

  test('has its flags in the README', async () => {
    const page = await readFile(new URL('../../simulator/README.md', import.meta.url), 'utf8');
    expect(pageWithOptions(page)).toBe(page);
  });

  test('starts a simulator that ends on SIGTERM and ignores SIGHUP', async () => {
    const main = fileURLToPath(new URL('../../simulator/main.ts', import.meta.url));
    const child = spawn(process.execPath, [main, '--port', '0', '--speed', '60'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    while (!output.includes('inspect ')) await once(child.stdout ?? child, 'data');
    const url = /http:\S+\/v1\.3/.exec(output)?.[0];
    expect(output).toContain(defaultIndexId);
    expect((await fetch(`${url}/indexes/${defaultIndexId}`, { headers })).status).toBe(200);
    while (!output.includes(`GET /indexes/${defaultIndexId} 200`)) await once(child.stdout ?? child, 'data');
    child.kill('SIGHUP');
    expect((await fetch(`${url}/indexes/${defaultIndexId}`, { headers })).status).toBe(200);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});
