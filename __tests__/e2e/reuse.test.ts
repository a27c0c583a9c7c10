import { describe, expect, test } from '@jest/globals';
import { type BundleHarness, withBundleHarness } from '../support/bundle-harness.ts';
import { serveWhole, startHttpServer } from '../support/http-server.ts';
import { filterPosts, getRoutes, INGEST_METHODS } from '../support/ingest-methods.ts';
import { readSampleVideo } from '../support/sample-video.ts';

// Fixed intervals are shorter than the default ones, which have tests of their own.
const INPUTS = { reuse: 'true', preflight: 'warn', poll_interval_seconds: '1' };

function createUrls(harness: BundleHarness, count: number): string {
  return Array.from({ length: count }, (_, n) => harness.video(`${n}.mp4`)).join('\n');
}

/** Batches of a second run; `plan/reuse.test.ts` has larger ones. */
const BATCHES = {
  tasks: [
    ['one video', 1, {}],
    ['60 videos', 60, { listUserMetadata: true }],
  ],
  assets: [['one video', 1, {}]],
} as const;

describe.each(INGEST_METHODS)('a second run with %s', (endpoint) => {
  test.concurrent.each(BATCHES[endpoint])(
    'of %s succeeds with the same IDs and no POST, with one request per 50 videos and a few more',
    async (_what, count, options) => {
      await withBundleHarness({ concurrency: 200, speed: 200, assetReadyAtOnce: true, ...options }, async (harness) => {
        const inputs = { ...INPUTS, endpoint, video_url: createUrls(harness, count), max_in_flight: '60' };
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
        // A task of the first video is searched for in vain if it was submitted as an asset.
        const more = endpoint === 'assets' ? 3 : 2;
        expect(requests.length).toBeLessThanOrEqual(Math.ceil(count / 50) + more);
        expect(second.summary).toContain('reused');
      });
    },
  );

  test.concurrent('finds every video when lists contain neither metadata nor pending videos', async () => {
    await withBundleHarness({ listUnfinished: false, concurrency: 50, assetReadyAtOnce: true }, async (harness) => {
      const inputs = { ...INPUTS, endpoint, video_url: createUrls(harness, 5) };
      await harness.run(inputs);
      const second = await harness.run(inputs);
      expect(second.outputs['reused_count']).toBe('5');
      expect(harness.simulator.core.tasks()).toHaveLength(5);
    });
  });

  test.concurrent('adopts what the first run left pending', async () => {
    await withBundleHarness({ speed: 6 }, async (harness) => {
      const first = await harness.run({ ...INPUTS, endpoint, wait: 'false' });
      const second = await harness.run({ ...INPUTS, endpoint });
      expect(second.code).toBe(0);
      expect(second.outputs).toMatchObject({ status: 'ready', reused_count: '1', task_id: first.outputs['task_id'] });
      expect(harness.simulator.core.tasks()).toHaveLength(1);
    });
  });
});

describe('a second run', () => {
  test.concurrent('submits nothing again when the server sends another ETag with each response', async () => {
    let count = 0;
    const server = await startHttpServer((request, response) => {
      count += 1;
      serveWhole(readSampleVideo(), { etag: `"${count}"`, 'content-type': 'video/mp4' })(request, response);
    });
    try {
      await withBundleHarness({ speed: 600 }, async (harness) => {
        const inputs = { ...INPUTS, video_url: `${server.origin}/a.mp4` };
        await harness.run(inputs);
        for (let night = 2; night <= 3; night++)
          expect((await harness.run(inputs)).outputs).toMatchObject({ status: 'ready', reused_count: '1' });
        expect(harness.simulator.core.tasks()).toHaveLength(1);
      });
    } finally {
      await server.close();
    }
  });

  test.concurrent('indexes changed content again, and recognizes a URL with another signature', async () => {
    let etag = '"one"';
    const server = await startHttpServer((request, response) =>
      serveWhole(readSampleVideo(), { etag, 'content-type': 'video/mp4' })(request, response),
    );
    const url = `${server.origin}/a.mp4`;
    try {
      await withBundleHarness({}, async (harness) => {
        await harness.run({ ...INPUTS, video_url: `${url}?X-Amz-Signature=one&X-Amz-Date=1` });
        const again = await harness.run({ ...INPUTS, video_url: `${url}?X-Amz-Signature=two&X-Amz-Date=2` });
        expect(again.outputs['reused_count']).toBe('1');
        etag = '"two"';
        const changed = await harness.run({ ...INPUTS, video_url: url });
        expect(changed.outputs['reused_count']).toBe('0');
        expect(changed.log).toContain('content changed since it was indexed');
        expect(harness.simulator.core.tasks()).toHaveLength(2);
        for (const { userMetadata } of harness.simulator.core.tasks())
          expect(userMetadata['gha_version']).toMatch(/^[0-9a-f]{32}$/);
        // The new version is pending and hidden, beside the old one.
        harness.simulator.core.setOptions({ listUnfinished: false, indexingBaseSeconds: 600 });
        etag = '"three"';
        const left = await harness.run({ ...INPUTS, video_url: url, wait: 'false' });
        const later = await harness.run({ ...INPUTS, video_url: url, wait: 'false' });
        expect(later.outputs).toMatchObject({ task_id: left.outputs['task_id'], reused_count: '1' });
        expect(harness.simulator.core.tasks()).toHaveLength(3);
      });
    } finally {
      await server.close();
    }
  });

  test.concurrent('submits nothing when the index cannot be read', async () => {
    await withBundleHarness({}, async (harness) => {
      harness.simulator.fault({ route: 'GET /indexes/:id/indexed-assets', effect: { kind: 'status', status: 500 } });
      const result = await harness.run({ ...INPUTS, timeout_minutes: '0.1' });
      expect(result.code).toBe(1);
      expect(result.outputs['status']).toBe('rejected');
      expect(result.log).toContain('reuse: false');
      expect(harness.simulator.core.tasks()).toHaveLength(0);
    });
  });

  test.concurrent.each([
    ['key', { api_key: 'tlk_ofSomebodyElse' }, 'The API key is wrong'],
    ['index', { index_id: 'f'.repeat(24) }, 'No resource with this ID was found'],
  ])('reports the wrong %s without advice that would fail, too', async (_, inputs, message) => {
    await withBundleHarness({}, async (harness) => {
      harness.simulator.core.setOptions({ apiKeys: ['tlk_test_key_0001'] });
      const { outputs, log } = await harness.run({ ...INPUTS, ...inputs });
      expect(outputs['status']).toBe('rejected');
      expect(log).toContain(` rejected::${message}`);
      expect(log).not.toContain('reuse: false');
    });
  });
});

describe('the preflight check', () => {
  test.concurrent('rejects a web page with `strict`, and warns and submits it with `warn`', async () => {
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

  test.concurrent('rejects private hosts in every spelling', async () => {
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
        ...INPUTS,
        allow_private_urls: 'false',
        video_url: hosts.map((host, n) => `http://${host}:8080/${n}.mp4`).join('\n'),
      });
      expect(result.results.map(({ status, error }) => [status, error?.class])).toEqual(
        hosts.map(() => ['rejected', 'input']),
      );
      expect(harness.simulator.requests).toHaveLength(0);
    });
  });

  test.concurrent('rejects every video before submission if the index does not exist', async () => {
    await withBundleHarness({}, async (harness) => {
      const result = await harness.run({ ...INPUTS, reuse: 'false', index_id: 'f'.repeat(24) });
      expect(result.outputs).toMatchObject({ status: 'rejected', error_code: 'resource_not_exist' });
      expect(getRoutes(harness.simulator)).toEqual(['GET /indexes/:id']);
    });
  });
});

describe('the budget', () => {
  test.concurrent('rejects all new videos when it is too small, and reuses existing videos', async () => {
    await withBundleHarness({}, async (harness) => {
      await harness.run({ ...INPUTS, video_url: harness.video('a.mp4') });
      const inputs = {
        ...INPUTS,
        video_url: `${harness.video('a.mp4')}\n${harness.video('b.mp4')}\n${harness.video('c.mp4')}`,
      };
      const small = await harness.run({ ...inputs, max_total_minutes: '0.33' });
      expect(small.code).toBe(1);
      expect(small.results.map(({ status }) => status)).toEqual(['ready', 'rejected', 'rejected']);
      expect(small.outputs['error_code']).toBe('budget_exceeded');
      expect(small.results[1]?.error).toMatchObject({ code: 'budget_exceeded', class: 'quota' });
      expect(small.summary).toContain('Minutes of video: 0.2 reused, 0.3 not accepted or failed.');
      expect(harness.simulator.core.tasks()).toHaveLength(1);
      const enough = await harness.run({ ...inputs, max_total_minutes: '0.3334' });
      expect(enough.code).toBe(0);
      expect(enough.summary).toContain('Minutes of video: 0.3 indexed, 0.2 reused.');
    });
  });

  test.concurrent('rejects a video of unknown duration', async () => {
    await withBundleHarness({}, async (harness) => {
      const result = await harness.run({ ...INPUTS, video_url: harness.video('page.html'), max_total_minutes: '100' });
      expect(result.outputs).toMatchObject({ status: 'rejected', error_code: 'budget_undetermined' });
      expect(filterPosts(getRoutes(harness.simulator))).toEqual([]);
    });
  });
});
