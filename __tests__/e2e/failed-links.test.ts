import type { ServerResponse } from 'node:http';
import { expect, test } from '@jest/globals';
import { type BundleHarness, withBundleHarness } from '../support/bundle-harness.ts';
import { type HttpServer, serveWhole, startHttpServer } from '../support/http-server.ts';
import { INGEST_METHODS } from '../support/ingest-methods.ts';
import { readSampleVideo } from '../support/sample-video.ts';

/** How a link fails in the first night. */
const FAILURES: Readonly<Record<string, (response: ServerResponse) => void>> = {
  'not-found': (response) => respond(response, 404, 'Not found'),
  forbidden: (response) => respond(response, 403, 'Forbidden'),
  expired: (response) => respond(response, 403, '<Error><Message>Request has expired</Message></Error>'),
  login: (response) => respond(response, 200, '<!doctype html><title>Sign in</title>', 'text/html', '"login"'),
  broken: (response) => respond(response, 500, 'Internal error'),
  unavailable: (response) => respond(response, 503, 'Unavailable'),
  reset: (response) => response.destroy(),
};
/** This link works, and the platform could not access it all the same. */
const UNREACHED = 'unreached';
const NAMES = [...Object.keys(FAILURES), UNREACHED];

function respond(response: ServerResponse, status: number, body: string, type = 'text/plain', etag?: string): void {
  response.writeHead(status, { 'content-type': type, ...(etag === undefined ? {} : { etag }) });
  response.end(body);
}

/** A host on which most links fail until they are repaired. */
async function startFailingHost(): Promise<HttpServer & { repair(): void }> {
  let isRepaired = false;
  const serveVideo = serveWhole(readSampleVideo(), { 'content-type': 'video/mp4', etag: '"video"' });
  const server = await startHttpServer((request, response) => {
    const fail = FAILURES[request.url?.match(/^\/([a-z-]+)\.mp4/)?.[1] ?? ''];
    if (!isRepaired && fail) fail(response);
    else serveVideo(request, response);
  });
  const repair = (): void => {
    isRepaired = true;
  };
  return { ...server, repair };
}

async function runNights(
  harness: BundleHarness,
  inputs: Readonly<Record<string, string>>,
): Promise<readonly [first: StatusByName, second: StatusByName]> {
  const host = await startFailingHost();
  const video_url = NAMES.map((name) => `${host.origin}/${name}.mp4`).join('\n');
  const all = { ...inputs, video_url, reuse: 'true', poll_interval_seconds: '1' };
  harness.simulator.core.setOptions({ failWhenUrlIncludes: UNREACHED, failReason: 'Could not access the file.' });
  const first = await harness.run(all);
  expect(first.code).toBe(1);
  host.repair();
  harness.simulator.core.setOptions({ failWhenUrlIncludes: null });
  const second = await harness.run(all);
  await host.close();
  return [toStatuses(first.results), toStatuses(second.results)];
}

type StatusByName = Readonly<Record<string, string>>;

function toStatuses(results: Awaited<ReturnType<BundleHarness['run']>>['results']): StatusByName {
  return Object.fromEntries(
    NAMES.map((name, n) => [name, `${results[n]?.status} ${results[n]?.error?.class ?? ''}`.trim()]),
  );
}

async function expectRepaired(endpoint: string, preflight: string): Promise<void> {
  await withBundleHarness({ speed: 600, concurrency: 50 }, async (harness) => {
    const [first, second] = await runNights(harness, { endpoint, preflight });
    for (const name of NAMES) expect(`${name}: ${second[name]}`).toBe(`${name}: ready`);
    // Indexed assets state no reason, and the link itself works.
    const named = endpoint === 'assets' ? NAMES.filter((name) => name !== UNREACHED) : NAMES;
    for (const name of named) expect(`${name}: ${first[name]}`).toMatch(/(input|network)$/);
    const rejected = NAMES.filter((name) => first[name]?.startsWith('rejected'));
    const isStrict = preflight === 'strict';
    expect(rejected).toEqual(isStrict ? ['not-found', 'forbidden', 'expired', 'login'] : []);
  });
}

// Most of the time is spent waiting for the hosts, so both settings wait at the same time.
test.each(INGEST_METHODS)('with %s, a link that fails in one night is ready in the next one', async (endpoint) => {
  await Promise.all(['warn', 'strict'].map((preflight) => expectRepaired(endpoint, preflight)));
});

test.each(INGEST_METHODS)('with %s, a file that is broken is submitted once', async (endpoint) => {
  const broken = Buffer.concat([readSampleVideo().subarray(0, 200), Buffer.alloc(20_000)]);
  const server = await startHttpServer(serveWhole(broken, { 'content-type': 'video/mp4', etag: '"broken"' }));
  try {
    await withBundleHarness({ speed: 600 }, async (harness) => {
      const inputs = {
        endpoint,
        reuse: 'true',
        preflight: 'warn',
        poll_interval_seconds: '1',
        video_url: `${server.origin}/broken.mp4`,
      };
      for (let night = 1; night <= 3; night++) {
        const run = await harness.run(inputs);
        expect(run.outputs).toMatchObject({ status: 'failed', error_class: 'media' });
      }
      const posts = harness.simulator.requests.filter(({ method }) => method === 'POST');
      expect(posts).toHaveLength(1);
    });
  } finally {
    await server.close();
  }
});
