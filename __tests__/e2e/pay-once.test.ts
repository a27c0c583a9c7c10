import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import type { BundleHarness } from '../support/bundle-harness.ts';
import { withBundleHarness } from '../support/bundle-harness.ts';
import { filterPosts, getRoutes, INGEST_METHODS } from '../support/ingest-methods.ts';

const ON = { reuse: 'true', preflight: 'warn' };

function urls(harness: BundleHarness, count: number): string {
  return Array.from({ length: count }, (_, n) => harness.video(`${n}.mp4`)).join('\n');
}

/** Whole batches in a second run; `indexing/reuse.test.ts` plays larger ones. */
const BATCHES = {
  tasks: [
    ['one video', 1, {}],
    ['60 videos', 60, { listUserMetadata: true }],
  ],
  assets: [['one video', 1, {}]],
} as const;

describe.each(INGEST_METHODS)('a second run on the road of %s', (endpoint) => {
  test.each(BATCHES[endpoint])(
    'of %s makes no POST and ends green with the same ids, for a request per 50 and few more',
    async (_what, count, options) => {
      await withBundleHarness({ concurrency: 200, speed: 200, assetReadyAtOnce: true, ...options }, async (harness) => {
        const inputs = { ...ON, endpoint, video_url: urls(harness, count), max_in_flight: '60' };
        const first = await harness.run(inputs);
        expect(first.code).toBe(0);
        const before = harness.simulator.requests.length;
        const second = await harness.run(inputs);
        expect(second.code).toBe(0);
        expect(second.outputs).toMatchObject({
          status: 'ready',
          reused_count: String(count),
          ready_count: String(count),
          task_id: first.outputs['task_id'],
          video_id: first.outputs['video_id'],
          asset_id: first.outputs['asset_id'],
        });
        expect(second.results.map(({ video_id }) => video_id)).toEqual(first.results.map(({ video_id }) => video_id));
        const requests = getRoutes(harness.simulator).slice(before);
        expect(filterPosts(requests)).toEqual([]);
        // The task of the first video is looked for in vain where it came as an asset.
        const more = endpoint === 'assets' ? 3 : 2;
        expect(requests.length).toBeLessThanOrEqual(Math.ceil(count / 50) + more);
        expect(second.summary).toContain('reused');
      });
    },
    60_000,
  );

  test('finds everything, too, where lists tell no metadata and hide what is unfinished', async () => {
    await withBundleHarness({ listUnfinished: false, concurrency: 50, assetReadyAtOnce: true }, async (harness) => {
      const inputs = { ...ON, endpoint, video_url: urls(harness, 5) };
      await harness.run(inputs);
      const second = await harness.run(inputs);
      expect(second.outputs['reused_count']).toBe('5');
      expect(harness.simulator.core.tasks()).toHaveLength(5);
    });
  });

  test('takes over what the first has left under way', async () => {
    await withBundleHarness({ speed: 6 }, async (harness) => {
      const first = await harness.run({ ...ON, endpoint, wait: 'false' });
      const second = await harness.run({ ...ON, endpoint });
      expect(second.code).toBe(0);
      expect(second.outputs).toMatchObject({ status: 'ready', reused_count: '1', task_id: first.outputs['task_id'] });
      expect(harness.simulator.core.tasks()).toHaveLength(1);
    });
  });
});

describe('a second run', () => {
  test('does not pay again for what failed by its own fault, and does for what did not', async () => {
    await withBundleHarness({ failWhenUrlIncludes: 'bad', failReason: 'video_file_broken' }, async (harness) => {
      const inputs = { ...ON, video_url: harness.video('bad.mp4') };
      const first = await harness.run(inputs);
      const second = await harness.run(inputs);
      expect(second.code).toBe(1);
      expect(second.outputs).toMatchObject({
        status: 'failed',
        error_class: 'media',
        task_id: first.outputs['task_id'],
      });
      expect(harness.simulator.core.tasks()).toHaveLength(1);
      harness.simulator.core.setOptions({ failReason: 'Indexing failed. Please try again.' });
      await harness.run({ ...ON, video_url: harness.video('bad-luck.mp4') });
      await harness.run({ ...ON, video_url: harness.video('bad-luck.mp4') });
      expect(harness.simulator.core.tasks()).toHaveLength(3);
    });
  });

  test('indexes anew what has changed, and knows a link by another signature', async () => {
    let etag = '"one"';
    const host = createServer((_request, response) => {
      response.setHeader('etag', etag);
      response.setHeader('content-type', 'video/mp4');
      response.end(readFileSync('simulator/sample.mp4'));
    });
    await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
    const link = `http://127.0.0.1:${(host.address() as AddressInfo).port}/a.mp4`;
    try {
      await withBundleHarness({}, async (harness) => {
        await harness.run({ ...ON, video_url: `${link}?X-Amz-Signature=one&X-Amz-Date=1` });
        const again = await harness.run({ ...ON, video_url: `${link}?X-Amz-Signature=two&X-Amz-Date=2` });
        expect(again.outputs['reused_count']).toBe('1');
        etag = '"two"';
        const changed = await harness.run({ ...ON, video_url: link });
        expect(changed.outputs['reused_count']).toBe('0');
        expect(changed.log).toContain('its content has changed');
        expect(harness.simulator.core.tasks()).toHaveLength(2);
        for (const { userMetadata } of harness.simulator.core.tasks())
          expect(userMetadata['gha_version']).toMatch(/^[0-9a-f]{32}$/);
        // Its new version is under way, and hidden, beside the old one.
        harness.simulator.core.setOptions({ listUnfinished: false, indexingBaseSeconds: 600 });
        etag = '"three"';
        const left = await harness.run({ ...ON, video_url: link, wait: 'false' });
        const later = await harness.run({ ...ON, video_url: link, wait: 'false' });
        expect(later.outputs).toMatchObject({ task_id: left.outputs['task_id'], reused_count: '1' });
        expect(harness.simulator.core.tasks()).toHaveLength(3);
      });
    } finally {
      host.close();
    }
  });

  test('submits nothing when it cannot be told what is there', async () => {
    await withBundleHarness({}, async (harness) => {
      harness.simulator.fault({ route: 'GET /indexes/:id/indexed-assets', effect: { kind: 'status', status: 500 } });
      const result = await harness.run({ ...ON, timeout_minutes: '0.05' });
      expect(result.code).toBe(1);
      expect(result.outputs['status']).toBe('rejected');
      expect(result.log).toContain('reuse: false');
      expect(harness.simulator.core.tasks()).toHaveLength(0);
    });
  });

  test.each([
    ['key', { api_key: 'tlk_ofSomebodyElse' }, 'The API key is wrong'],
    ['index', { index_id: 'f'.repeat(24) }, 'No resource with this ID was found'],
  ])('names the wrong %s first, and offers nothing that would fail as well', async (_, inputs, message) => {
    await withBundleHarness({}, async (harness) => {
      harness.simulator.core.setOptions({ apiKeys: ['tlk_test'] });
      const { outputs, log } = await harness.run({ ...ON, ...inputs });
      expect(outputs['status']).toBe('rejected');
      expect(log).toContain(` rejected::${message}`);
      expect(log).not.toContain('reuse: false');
    });
  });
});

describe('preflight', () => {
  test('strict rejects a web page before it is submitted, warn says so and submits', async () => {
    await withBundleHarness({}, async (harness) => {
      const inputs = { video_url: harness.video('watch.html'), reuse: 'true' };
      const strict = await harness.run({ ...inputs, preflight: 'strict' });
      expect(strict.outputs).toMatchObject({ status: 'rejected', error_code: 'video_url_web_page' });
      expect(filterPosts(getRoutes(harness.simulator))).toEqual([]);
      const warned = await harness.run({ ...inputs, preflight: 'warn' });
      expect(warned.log).toMatch(/^::warning title=TwelveLabs%3A watch\.html::/m);
      expect(filterPosts(getRoutes(harness.simulator))).toHaveLength(1);
    });
  });

  test('a host that only the own network can reach is refused in every mode, in every spelling', async () => {
    await withBundleHarness({}, async (harness) => {
      const hosts = [
        '2130706433',
        '0x7f.1',
        '0177.0.0.1',
        '[::ffff:127.0.0.1]',
        'localhost.',
        '[::1]',
        '169.254.169.254',
      ];
      const result = await harness.run({
        ...ON,
        allow_private_urls: 'false',
        video_url: hosts.map((host, n) => `http://${host}:8080/${n}.mp4`).join('\n'),
      });
      expect(result.results.map(({ status, error }) => [status, error?.class])).toEqual(
        hosts.map(() => ['rejected', 'input']),
      );
      expect(harness.simulator.requests).toHaveLength(0);
    });
  });

  test('an index that is not there rejects everything before it is paid for', async () => {
    await withBundleHarness({}, async (harness) => {
      const result = await harness.run({ ...ON, reuse: 'false', index_id: 'f'.repeat(24) });
      expect(result.outputs).toMatchObject({ status: 'rejected', error_code: 'resource_not_exist' });
      expect(getRoutes(harness.simulator)).toEqual(['GET /indexes/:id']);
    });
  });
});

describe('the budget', () => {
  test('holds back everything when it is too small, and nothing that is there already', async () => {
    await withBundleHarness({}, async (harness) => {
      await harness.run({ ...ON, video_url: harness.video('a.mp4') });
      const inputs = {
        ...ON,
        video_url: `${harness.video('a.mp4')}\n${harness.video('b.mp4')}\n${harness.video('c.mp4')}`,
      };
      const small = await harness.run({ ...inputs, max_total_minutes: '0.33' });
      expect(small.code).toBe(1);
      expect(small.results.map(({ status }) => status)).toEqual(['ready', 'rejected', 'rejected']);
      expect(small.outputs['error_code']).toBe('');
      expect(small.results[1]?.error).toMatchObject({ code: 'budget_exceeded', class: 'quota' });
      expect(small.summary).toContain('Minutes of video: 0.2 reused, 0.3 not accepted or failed.');
      expect(harness.simulator.core.tasks()).toHaveLength(1);
      const enough = await harness.run({ ...inputs, max_total_minutes: '0.3334' });
      expect(enough.code).toBe(0);
      expect(enough.summary).toContain('Minutes of video: 0.3 indexed, 0.2 reused.');
    });
  });

  test('takes an unknown length for too much', async () => {
    await withBundleHarness({}, async (harness) => {
      const result = await harness.run({ ...ON, video_url: harness.video('page.html'), max_total_minutes: '100' });
      expect(result.outputs).toMatchObject({ status: 'rejected', error_code: 'budget_undetermined' });
      expect(filterPosts(getRoutes(harness.simulator))).toEqual([]);
    });
  });
});
