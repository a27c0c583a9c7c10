import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { withBundleHarness } from '../support/bundle-harness.ts';
import { type DnsServer, startDnsServer } from '../support/dns-server.ts';
import { waitUntil } from '../support/wait-until.ts';

/** Generous for a busy machine; a single lookup of the system takes longer. */
const MAX_SUBMISSION_MS = 25_000;

describe('forty links whose name servers never answer', () => {
  let names: DnsServer;
  beforeAll(async () => {
    names = await startDnsServer(() => 'silent');
  });
  afterAll(() => names.close());

  const links = Array.from({ length: 40 }, (_, at) => `https://v${at}.silent.example/clip.mp4`);
  const inputs = { video_url: links.join('\n'), video_file: 'good.mp4', preflight: 'strict', max_in_flight: '50' };
  const options = (): { preload: string; env: Record<string, string>; prepare: (folder: string) => void } => ({
    preload: 'preload-dns.mjs',
    env: { DNS_SERVER: names.address },
    prepare: (folder) => cpSync('simulator/sample.mp4', join(folder, 'good.mp4')),
  });

  test('do not delay a file beside them', async () => {
    await withBundleHarness({}, async (harness) => {
      const started = performance.now();
      const step = harness.start(inputs, options());
      const submitted = new Promise<number>((resolve) => {
        const timer = setInterval(() => {
          if (harness.simulator.core.tasks().length === 0) return;
          clearInterval(timer);
          resolve(performance.now() - started);
        }, 50);
      });
      expect(await Promise.race([submitted, step.result])).toBeLessThan(MAX_SUBMISSION_MS);
      const { results } = await step.result;
      expect(results.find(({ name }) => name === 'good.mp4')).toMatchObject({ status: 'ready' });
      expect(results.filter(({ status }) => status === 'unconfirmed')).toEqual([]);
    });
  });

  test('do not delay the end of a step that is cancelled', async () => {
    await withBundleHarness({}, async (harness) => {
      const step = harness.start(inputs, options());
      const asked = names.questions.length;
      await waitUntil(() => names.questions.length > asked);
      const cancelled = performance.now();
      step.kill('SIGTERM');
      const { results, code } = await step.result;
      expect(performance.now() - cancelled).toBeLessThan(MAX_SUBMISSION_MS);
      expect([code, results.length]).toEqual([1, 41]);
    });
  });
});
