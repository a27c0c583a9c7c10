import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { onStage, routesOf } from '../support/harness.ts';
import { FACTS, ROADS } from '../support/ingest-methods.ts';

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

  test.each(ROADS)('do not show after bad answers to any POST of the road of %s', async (endpoint) => {
    const cells = FACTS[endpoint].posts.flatMap((route) => answers.map((effect) => ({ route, effect })));
    const check = async ({ route, effect }: (typeof cells)[number]): Promise<void> => {
      await onStage({ assetReadyAtOnce: true }, async (stage) => {
        stage.simulator.fault({ route, effect });
        const result = await stage.run(
          { endpoint, api_key: KEY, video_url: signed(stage.video('a.mp4')), timeout_minutes: '0.05' },
          { env },
        );
        expect(routesOf(stage.simulator)).toContain(route);
        expectNoCanary(result.everything);
        for (const secret of [KEY, SIGNATURE, TOKEN])
          expect(result.log).toContain(`::add-mask::${secret.replaceAll('%', '%25')}`);
      });
    };
    await Promise.all(cells.map(check));
  });

  test('do not show after a failed task, a wrong task, or a lost connection', async () => {
    await onStage({ failWhenUrlIncludes: 'a.mp4', failReason: echo }, async (stage) => {
      const failed = await stage.run({ api_key: KEY, video_url: signed(stage.video('a.mp4')) }, { env });
      expect(failed.outputs['status']).toBe('failed');
      expectNoCanary(failed.everything);
      stage.simulator.fault({ route: '*', effect: { kind: 'drop', at: 'before' } });
      const lost = await stage.run({ api_key: KEY, task_id: 'a'.repeat(24), timeout_minutes: '0.03' }, { env });
      expect(lost.code).toBe(1);
      expectNoCanary(lost.everything);
    });
  });

  test('do not show in the error about wrong inputs', async () => {
    await onStage({}, async (stage) => {
      const result = await stage.run(
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
      expect(stage.simulator.requests).toHaveLength(0);
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
      await onStage({}, async (stage) => {
        for (const status of [301, 302, 303, 307, 308]) {
          stage.simulator.fault({ route: '*', effect: { kind: 'status', status, headers: { location } } });
          await Promise.all([
            stage.run({ api_key: KEY, task_id: 'b'.repeat(24), wait: 'false' }),
            ...ROADS.map((endpoint) => stage.run({ endpoint, api_key: KEY })),
          ]);
          stage.simulator.core.clearFaults();
        }
      });
      expect(visitors).toEqual([]);
    } finally {
      other.close();
    }
  });
});
