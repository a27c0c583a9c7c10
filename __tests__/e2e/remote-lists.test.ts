import type { RequestListener } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type BundleHarness, openBundleHarness } from '../support/bundle-harness.ts';
import { type HttpServer, startHttpServer } from '../support/http-server.ts';

let harness: BundleHarness;

beforeAll(async () => {
  harness = await openBundleHarness();
});
afterAll(() => harness.close());

async function withList(
  answer: RequestListener,
  use: (harness: BundleHarness, list: HttpServer) => Promise<void>,
): Promise<void> {
  const list = await startHttpServer(answer);
  try {
    await use(harness, list);
  } finally {
    await list.close();
  }
}

describe('a list at a URL', () => {
  /** Path, content type, and content, of a list with one video. */
  const lists: ReadonlyArray<readonly [path: string, type: string, content: (url: string) => string]> = [
    ['/list.csv', 'application/octet-stream', (url) => `name;url\nA;${url}\n`],
    ['/list.tsv', 'text/plain', (url) => `url\tname\n${url}\tA\n`],
    ['/list.txt?sig=1', 'text/plain', (url) => `${url}\n`],
    ['/list.json', 'text/plain', (url) => JSON.stringify([{ url }])],
    ['/list', 'text/csv; charset=utf-8', (url) => `url\n${url}\n`],
    ['/list', 'application/x-ndjson', (url) => `${JSON.stringify({ url })}\n`],
    ['/export?format=csv', 'text/plain', (url) => `url,name\n${url},A\n`],
    ['/export', 'text/plain', (url) => `${url}\n`],
    ['/export', '', (url) => `[{"url": "${url}"}]`],
    ['/export', '', (url) => `{"url": "${url}"}\n{"url": "${url}?b"}\n`],
    [
      '/feed',
      'application/rss+xml',
      (url) => `<rss><channel><item><enclosure url="${url}" type="video/mp4"/></item></channel></rss>`,
    ],
    [
      '/feed',
      'text/plain',
      (url) =>
        `<?xml version="1.0"?><rss><channel><item><enclosure url="${url}" type="video/mp4"/></item></channel></rss>`,
    ],
    [
      '/feed.json',
      'application/feed+json',
      (url) =>
        JSON.stringify({
          version: 'https://jsonfeed.org/version/1',
          items: [{ id: '1', attachments: [{ url, mime_type: 'video/mp4' }] }],
        }),
    ],
  ];
  test.each(lists)('is read from %s as %s', async (path, type, content) => {
    let url = '';
    await withList(
      (_request, response) => {
        response.writeHead(200, { 'content-type': type, etag: '"v1"' }).end(content(url));
      },
      async ({ run, video }, list) => {
        url = video('a.mp4');
        const result = await run({ video_url: '', wait: 'false', manifest: list.origin + path });
        expect(result.log).toContain('ETag "v1"');
        expect(result.outputs['status']).toBe('submitted');
        expect(result.code).toBe(0);
      },
    );
  });

  test('is requested again after a temporary error', async () => {
    let count = 0;
    let url = '';
    await withList(
      (_request, response) => {
        count += 1;
        response.writeHead(count === 1 ? 503 : 200).end(url);
      },
      async ({ run, video }, list) => {
        url = video('a.mp4');
        const inputs = { video_url: '', wait: 'false', manifest: `${list.origin}/list.txt` };
        expect((await run(inputs)).outputs['status']).toBe('submitted');
        expect(count).toBe(2);
      },
    );
  });

  const failures: ReadonlyArray<readonly [name: string, answer: RequestListener, message: RegExp]> = [
    ['404', (_request, response) => response.writeHead(404).end(), /HTTP 404.*a typo, or a list that was moved/],
    ['403', (_request, response) => response.writeHead(403).end(), /HTTP 403.*a signature that has expired/],
    [
      'a login page',
      (_request, response) =>
        response.writeHead(200, { 'content-type': 'text/html' }).end('<!DOCTYPE html><title>Log in</title>'),
      /the server sent text\/html.*a login page/,
    ],
    ['nothing', (_request, response) => response.end(), /this file is empty/],
    [
      'a redirect to something else',
      (_request, response) => response.writeHead(302, { location: 'ftp://x/' }).end(),
      /ftp: is neither http nor https/,
    ],
    [
      'a local file',
      (_request, response) => response.writeHead(200, { 'content-type': 'text/csv' }).end('file\nlist.mp4\n'),
      /only `url` in a list that is downloaded/,
    ],
  ];
  test.each(failures)('that is %s fails the step with a reason', async (_name, answer, message) => {
    await withList(answer, async ({ run, simulator }, list) => {
      const before = simulator.core.tasks().length;
      const manifest = `${list.origin}/list.csv?X-Amz-Signature=s3cr3tCANARY`;
      const result = await run({ video_url: '', manifest });
      expect(result.code).toBe(1);
      expect(result.log).toMatch(message);
      expect(result.everything.replace(/^::add-mask::.*$/gm, '')).not.toContain('s3cr3tCANARY');
      expect(simulator.core.tasks()).toHaveLength(before);
    });
  });

  test.each([
    ['http://lists.example/list.csv', /Expected an https URL/],
    ['https://127.0.0.1/list.csv', /Expected a URL with a public host/],
    ['https://user:hunter2@lists.example/list.csv', /Expected a URL without a user name or password/],
  ])('is not requested from %s', async (manifest, message) => {
    const result = await harness.run({ video_url: '', manifest, allow_private_urls: 'false' });
    expect(result.code).toBe(1);
    expect(result.log).toMatch(message);
    expect(result.everything).not.toContain('hunter2');
  });
});
