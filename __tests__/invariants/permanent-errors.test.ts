import { describe, expect, test } from '@jest/globals';
import type { HttpRequest, HttpResponse } from '../../src/http/transport.ts';
import { TransportError } from '../../src/http/transport.ts';
import { createMemoryHarness } from '../support/memory-harness.ts';

const MINUTE = 60_000;

/** More than one, so that an error that concerns all of them must end the step before each has met it. */
const VIDEO_IDS = ['a', 'b', 'c', 'd', 'e', 'f'].map((letter) => letter.repeat(24));

const ACTIONS = [
  { action: 'the main action, indexing', run: 'run', inputs: videos('off') },
  { action: 'the main action, with lookups', run: 'run', inputs: videos('strict') },
  {
    action: 'the main action, polling a task',
    run: 'run',
    inputs: { task_id: VIDEO_IDS[0] ?? '', wait: 'true' },
  },
  {
    action: 'the delete action, by ID',
    run: 'runDelete',
    inputs: { index_id: 'f'.repeat(24), video_id: VIDEO_IDS.join('\n') },
  },
  {
    action: 'the delete action, by metadata',
    run: 'runDelete',
    inputs: { index_id: 'f'.repeat(24), where: '{"pr": "42"}' },
  },
] as const;

function videos(preflight: string): Readonly<Record<string, string>> {
  return {
    video_url: VIDEO_IDS.map((id) => `https://videos.invalid/${id}.mp4`).join('\n'),
    reuse: String(preflight !== 'off'),
    max_in_flight: '2',
  };
}

function respond(status: number): () => HttpResponse {
  return () => ({ status, headers: { location: 'https://elsewhere.invalid/' }, body: '', bodyError: null });
}

function fail(code: string): () => never {
  return () => {
    const cause = Object.assign(new Error(code), { code });
    throw new TransportError(code, false, { cause });
  };
}

const ERRORS = [
  ...[301, 302, 307, 308].map((status) => ({ name: `HTTP ${status}`, answer: respond(status) })),
  { name: 'an invalid certificate', answer: fail('DEPTH_ZERO_SELF_SIGNED_CERT') },
  { name: 'HTTP 401', answer: respond(401) },
  { name: 'HTTP 403', answer: respond(403) },
];

async function countRequests(
  { run, inputs }: (typeof ACTIONS)[number],
  answer: () => HttpResponse,
): Promise<{ requests: number; succeeded: boolean; tookMs: number }> {
  const harness = createMemoryHarness();
  let requests = 0;
  const send = async (_request: HttpRequest): Promise<HttpResponse> => {
    requests += 1;
    await harness.clock.sleep(20);
    return answer();
  };
  const { succeeded, tookMs } = await harness[run]({ timeout_minutes: '60', ...inputs }, { send });
  return { requests, succeeded, tookMs };
}

describe.each(ACTIONS)('$action', (action) => {
  test.each(ERRORS)('ends within a handful of requests after $name', async ({ answer }) => {
    const { requests, succeeded, tookMs } = await countRequests(action, answer);
    expect(succeeded).toBe(false);
    expect(requests).toBeGreaterThan(0);
    expect(requests).toBeLessThanOrEqual(8);
    expect(tookMs).toBeLessThan(MINUTE);
  });

  test('ends some minutes after the first request when the host cannot be resolved', async () => {
    const { requests, succeeded, tookMs } = await countRequests(action, fail('ENOTFOUND'));
    expect(succeeded).toBe(false);
    expect(requests).toBeLessThanOrEqual(60);
    expect(tookMs).toBeGreaterThan(5 * MINUTE);
    expect(tookMs).toBeLessThan(20 * MINUTE);
  });
});

test('an API that cannot be reached ends the submissions of all videos after one timeout', async () => {
  const { run } = createMemoryHarness();
  const links = Array.from({ length: 40 }, (_, at) => `https://videos.example/${at}.mp4`).join('\n');
  const send = async (): Promise<never> => {
    throw new TransportError('connect ECONNREFUSED', false);
  };
  const { results, tookMs } = await run({ video_url: links, max_in_flight: '4' }, { send });
  const statuses = Map.groupBy(results, ({ status }) => status);
  // At least one is rejected, so that the step fails also with `fail_on_timeout: false`.
  expect([...statuses.keys()].toSorted()).toEqual(['not_submitted', 'rejected']);
  expect(statuses.get('not_submitted')?.length).toBeGreaterThanOrEqual(36);
  // Five minutes, and the pause between two attempts.
  expect(tookMs).toBeLessThan(7 * 60_000);
});
