import { describe, expect, test } from '@jest/globals';
import { withBundleHarness } from '../support/bundle-harness.ts';
import { startHttpServer } from '../support/http-server.ts';
import { getRoutes, INGEST_METHODS, INGEST_REQUESTS } from '../support/ingest-methods.ts';

const KEY = 'tlk_CANARY0123456789';
const SIGNATURE = 'CANARYsignature/+=0123456789';
const TOKEN = 'CANARYtoken0123456789abcdef';

/** Everything that left the process, except the commands that register values to mask. */
function removeMaskCommands(everything: string): string {
  return everything
    .split('\n')
    .filter((line) => !line.startsWith('::add-mask::'))
    .join('\n');
}

function signUrl(url: string): string {
  return `${url}?X-Amz-Signature=${encodeURIComponent(SIGNATURE)}&token=${TOKEN}&v=2#${TOKEN}`;
}

function expectNoCanary(text: string): void {
  expect(removeMaskCommands(text)).not.toMatch(/CANARY/);
  expect(removeMaskCommands(text)).not.toContain(Buffer.from(KEY).toString('base64'));
}

describe('an API key and signatures that the platform repeats everywhere', () => {
  const env = { RUNNER_DEBUG: '1', CANARY: KEY, GITHUB_TOKEN: TOKEN };
  const echo = `key ${KEY}, ${encodeURIComponent(SIGNATURE)}, ${SIGNATURE}, ${signUrl('https://h.example/v.mp4')}, ${TOKEN}`;

  /** A rejection, an outage without and with a reason, a redirect, and an invalid response. */
  const answers = [
    { kind: 'status', status: 400, body: JSON.stringify({ code: KEY, message: echo }) },
    { kind: 'status', status: 503, body: echo },
    { kind: 'status', status: 503, body: JSON.stringify({ message: echo }) },
    { kind: 'status', status: 307, headers: { location: `https://${KEY}.example/?k=${KEY}` }, body: echo },
    { kind: 'body', body: `{"_id": 1, "message": "${echo}"}` },
  ] as const;

  test.each(INGEST_METHODS)('are masked after invalid responses to any POST of %s', async (endpoint) => {
    const cases = INGEST_REQUESTS[endpoint].posts.flatMap((route) => answers.map((effect) => ({ route, effect })));
    const check = async ({ route, effect }: (typeof cases)[number]): Promise<void> => {
      await withBundleHarness({ assetReadyAtOnce: true }, async (harness) => {
        harness.simulator.fault({ route, effect });
        const result = await harness.run(
          { endpoint, api_key: KEY, video_url: signUrl(harness.video('a.mp4')), timeout_minutes: '0.15' },
          { env },
        );
        expect(getRoutes(harness.simulator)).toContain(route);
        expectNoCanary(result.everything);
        for (const secret of [KEY, SIGNATURE, TOKEN])
          expect(result.log).toContain(`::add-mask::${secret.replaceAll('%', '%25')}`);
      });
    };
    await Promise.all(cases.map(check));
  });

  test('are masked after a failed task, a wrong task, or a lost connection', async () => {
    await withBundleHarness({ failWhenUrlIncludes: 'a.mp4', failReason: echo }, async (harness) => {
      const failed = await harness.run({ api_key: KEY, video_url: signUrl(harness.video('a.mp4')) }, { env });
      expect(failed.outputs['status']).toBe('failed');
      expectNoCanary(failed.everything);
      harness.simulator.fault({ route: '*', effect: { kind: 'drop', at: 'before' } });
      const lost = await harness.run({ api_key: KEY, task_id: 'a'.repeat(24), timeout_minutes: '0.03' }, { env });
      expect(lost.code).toBe(1);
      expectNoCanary(lost.everything);
    });
  });

  test('are masked in the error about wrong inputs', async () => {
    await withBundleHarness({}, async (harness) => {
      const result = await harness.run(
        {
          api_key: `${KEY} with a space`,
          api_url: `https://user:${KEY}@api.example/v1.3?key=${KEY}`,
          index_id: `the index ${KEY}`,
          user_metadata: `{"k": ["${KEY}"]}`,
          video_url: `${signUrl('ftp://h.example/a.mp4')}\nhttps://u:${TOKEN}@h.example/b.mp4`,
        },
        { env },
      );
      expect(result.code).toBe(1);
      expectNoCanary(result.everything);
      expect(harness.simulator.requests).toHaveLength(0);
    });
  });

  test('are sent only to the API', async () => {
    const other = await startHttpServer((_request, response) => response.end());
    const location = `http://localhost:${other.port}/v1.3/tasks`;
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
      expect(other.requests).toHaveLength(0);
    } finally {
      await other.close();
    }
  });
});
