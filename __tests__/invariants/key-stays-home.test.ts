import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { withBundleHarness } from '../support/bundle-harness.ts';
import { getRoutes, INGEST_METHODS, INGEST_REQUESTS } from '../support/ingest-methods.ts';

const KEY = 'tlk_CANARY0123456789';
const SIGNATURE = 'CANARYsignature/+=0123456789';
const TOKEN = 'CANARYtoken0123456789abcdef';

/** Everything that left the process but the commands that tell the runner what to mask. */
function visible(everything: string): string {
  return everything
    .split('\n')
    .filter((line) => !line.startsWith('::add-mask::'))
    .join('\n');
}

function signed(url: string): string {
  return `${url}?X-Amz-Signature=${encodeURIComponent(SIGNATURE)}&token=${TOKEN}&v=2#${TOKEN}`;
}

function expectNoCanary(text: string): void {
  expect(visible(text)).not.toMatch(/CANARY/);
  expect(visible(text)).not.toContain(Buffer.from(KEY).toString('base64'));
}

describe('a key and signatures that are repeated everywhere', () => {
  const env = { RUNNER_DEBUG: '1', CANARY: KEY, GITHUB_TOKEN: TOKEN };
  const echo = `key ${KEY}, ${encodeURIComponent(SIGNATURE)}, ${SIGNATURE}, ${signed('https://h.example/v.mp4')}, ${TOKEN}`;

  /** A rejection, an outage without and with a reason, a redirect, and an answer that is none. */
  const answers = [
    { kind: 'status', status: 400, body: JSON.stringify({ code: KEY, message: echo }) },
    { kind: 'status', status: 503, body: echo },
    { kind: 'status', status: 503, body: JSON.stringify({ message: echo }) },
    { kind: 'status', status: 307, headers: { location: `https://${KEY}.example/?k=${KEY}` }, body: echo },
    { kind: 'body', body: `{"_id": 1, "message": "${echo}"}` },
  ] as const;

  test.each(INGEST_METHODS)('do not show after bad answers to any POST of the road of %s', async (endpoint) => {
    const cells = INGEST_REQUESTS[endpoint].posts.flatMap((route) => answers.map((effect) => ({ route, effect })));
    const check = async ({ route, effect }: (typeof cells)[number]): Promise<void> => {
      await withBundleHarness({ assetReadyAtOnce: true }, async (harness) => {
        harness.simulator.fault({ route, effect });
        const result = await harness.run(
          { endpoint, api_key: KEY, video_url: signed(harness.video('a.mp4')), timeout_minutes: '0.05' },
          { env },
        );
        expect(getRoutes(harness.simulator)).toContain(route);
        expectNoCanary(result.everything);
        for (const secret of [KEY, SIGNATURE, TOKEN])
          expect(result.log).toContain(`::add-mask::${secret.replaceAll('%', '%25')}`);
      });
    };
    await Promise.all(cells.map(check));
  });

  test('do not show after a failed task, a wrong task, or a lost connection', async () => {
    await withBundleHarness({ failWhenUrlIncludes: 'a.mp4', failReason: echo }, async (harness) => {
      const failed = await harness.run({ api_key: KEY, video_url: signed(harness.video('a.mp4')) }, { env });
      expect(failed.outputs['status']).toBe('failed');
      expectNoCanary(failed.everything);
      harness.simulator.fault({ route: '*', effect: { kind: 'drop', at: 'before' } });
      const lost = await harness.run({ api_key: KEY, task_id: 'a'.repeat(24), timeout_minutes: '0.03' }, { env });
      expect(lost.code).toBe(1);
      expectNoCanary(lost.everything);
    });
  });

  test('do not show in the error about wrong inputs', async () => {
    await withBundleHarness({}, async (harness) => {
      const result = await harness.run(
        {
          api_key: `${KEY} with a space`,
          api_url: `https://user:${KEY}@api.example/v1.3?key=${KEY}`,
          index_id: `the index ${KEY}`,
          user_metadata: `{"k": ["${KEY}"]}`,
          video_url: `${signed('ftp://h.example/a.mp4')}\nhttps://u:${TOKEN}@h.example/b.mp4`,
        },
        { env },
      );
      expect(result.code).toBe(1);
      expectNoCanary(result.everything);
      expect(harness.simulator.requests).toHaveLength(0);
    });
  });

  test('reach nobody but the API, and the video only as the platform fetches it', async () => {
    const visitors: string[] = [];
    const other = createServer((request, response) => {
      visitors.push(`${request.method} ${request.url}`);
      response.end();
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const location = `http://localhost:${(other.address() as AddressInfo).port}/v1.3/tasks`;
    try {
      await withBundleHarness({}, async (harness) => {
        for (const status of [301, 302, 303, 307, 308]) {
          harness.simulator.fault({ route: '*', effect: { kind: 'status', status, headers: { location } } });
          await Promise.all([
            harness.run({ api_key: KEY, task_id: 'b'.repeat(24), wait: 'false' }),
            ...INGEST_METHODS.map((endpoint) => harness.run({ endpoint, api_key: KEY })),
          ]);
          harness.simulator.core.clearFaults();
        }
      });
      expect(visitors).toEqual([]);
    } finally {
      other.close();
    }
  });
});
