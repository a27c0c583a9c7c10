import { describe, expect, test } from '@jest/globals';
import type { StartOptions } from '../../simulator/server.ts';
import { type BundleHarness, INDEX_ID, withBundleHarness } from '../support/bundle-harness.ts';
import { filterPosts, getRoutes, INGEST_METHODS, INGEST_REQUESTS } from '../support/ingest-methods.ts';
import { waitUntil } from '../support/wait-until.ts';

const ALL_OUTPUTS = [
  'asset_id',
  'deleted_count',
  'duration',
  'error_class',
  'error_code',
  'error_message',
  'failed_count',
  'hls_url',
  'ready_count',
  'results',
  'results_file',
  'reused_count',
  'reused_minutes',
  'status',
  'submitted_count',
  'submitted_minutes',
  'task_id',
  'task_ids',
  'thumbnail_url',
  'total_count',
  'video_id',
  'video_ids',
];

/** What holds however a step ends: complete outputs that agree with each other, a summary, an empty stderr. */
function expectComplete(result: Awaited<ReturnType<BundleHarness['run']>>): void {
  expect(Object.keys(result.outputs).sort()).toEqual(ALL_OUTPUTS.toSorted());
  expect(JSON.parse(result.outputs['results'] ?? '')).toEqual(result.results);
  expect(result.outputs['total_count']).toBe(String(result.results.length));
  expect(result.summary).toMatch(/^### (✅|📨|⏳|❓|🚫|❌|🔍|ℹ️) \S/u);
  expect(result.stderr).toBe('');
  expect(result.log.split('\n').at(-2)).toMatch(/\.$/);
}

describe.each(INGEST_METHODS)('a run with %s', (endpoint) => {
  const { posts, billed, status: statusRequest } = INGEST_REQUESTS[endpoint];
  const withFastAssets = <T>(options: StartOptions, play: (harness: BundleHarness) => Promise<T>): Promise<T> =>
    withBundleHarness({ assetReadyAtOnce: true, ...options }, play);

  test.concurrent('succeeds with IDs, metadata and each POST once when the video is ready', async () => {
    await withFastAssets({ assetReadyAtOnce: false, assetSeconds: 10 }, async (harness) => {
      const result = await harness.run({ endpoint });
      expectComplete(result);
      expect(result.code).toBe(0);
      const [item] = harness.simulator.core.tasks();
      expect(result.outputs).toMatchObject({
        status: 'ready',
        task_id: item?.id,
        video_id: item?.videoId,
        asset_id: harness.simulator.core.assets()[0]?.id,
        total_count: '1',
        ready_count: '1',
        failed_count: '0',
        duration: '10',
        error_code: '',
        error_class: '',
      });
      expect(result.outputs['task_id'] === result.outputs['video_id']).toBe(endpoint === 'assets');
      expect(result.outputs['hls_url']).toMatch(/^https:.*m3u8$/);
      expect(result.results[0]).toMatchObject({
        source: harness.video('sample.mp4'),
        name: 'sample.mp4',
        status: 'ready',
        index_id: INDEX_ID,
        width: 640,
        height: 360,
        reused: false,
        error: null,
      });
      expect(Date.parse(result.results[0]?.ready_at ?? '')).toBeGreaterThanOrEqual(
        Date.parse(result.results[0]?.submitted_at ?? ''),
      );
      expect(filterPosts(getRoutes(harness.simulator))).toEqual(posts);
      expect(result.log).toContain(`[1/1] submitted: sample.mp4; video ${item?.videoId}; task ${item?.id}`);
      expect(result.log).toContain('::add-mask::tlk_test_key_0001');
      expect(result.summary).toContain('| ✅\u00a0searchable');
    });
  });

  test.concurrent('succeeds with status submitted without waiting, and only checks that its record can be found again', async () => {
    await withFastAssets({ createStatus: 200 }, async (harness) => {
      const result = await harness.run({ endpoint, wait: 'false' });
      expectComplete(result);
      expect(result.code).toBe(0);
      expect(result.outputs).toMatchObject({ status: 'submitted', ready_count: '0', failed_count: '0' });
      expect(result.outputs['task_id']).toBe(harness.simulator.core.tasks()[0]?.id);
      const lookup = 'GET /indexes/:id/indexed-assets';
      expect(getRoutes(harness.simulator)).toEqual([...posts, lookup, lookup]);
    });
  });

  test.concurrent('writes the IDs to the output file before the first status request', async () => {
    await withFastAssets({}, async (harness) => {
      harness.simulator.fault({ route: statusRequest, effect: { kind: 'stall', at: 'headers' } });
      const step = harness.start({ endpoint });
      await waitUntil(() => getRoutes(harness.simulator).includes(statusRequest));
      const outputs = step.outputsNow();
      step.kill('SIGKILL');
      await step.result;
      const [item] = harness.simulator.core.tasks();
      expect(outputs).toEqual({ task_id: item?.id, video_id: item?.videoId });
    });
  });

  test.concurrent('fails with advice, and with the reason if the platform returns one, when indexing fails', async () => {
    await withFastAssets({ failWhenUrlIncludes: 'bad' }, async (harness) => {
      harness.simulator.core.setOptions({ failReason: 'video_file_broken: no frame could be decoded' });
      const result = await harness.run({ endpoint, video_url: harness.video('bad.mp4') });
      // Indexed assets have no field for it (documented).
      const hasReason = endpoint === 'tasks';
      expectComplete(result);
      expect(result.code).toBe(1);
      expect(result.outputs).toMatchObject({
        status: 'failed',
        failed_count: '1',
        error_code: hasReason ? 'video_file_broken' : 'task_failed',
        error_class: hasReason ? 'media' : 'platform',
      });
      const reason = hasReason ? 'no frame could be decoded' : 'TwelveLabs gave no reason';
      expect(result.results[0]?.error?.message).toContain(reason);
      expect(result.log).toMatch(new RegExp(`::error title=TwelveLabs%3A bad\\.mp4 failed::.*${reason}`));
      expect(result.summary).toContain(reason);
      expect(result.summary).toContain('#### Needs action');
    });
  });

  test.concurrent('fails with the error code of the platform after one billed POST when the submission is rejected', async () => {
    await withFastAssets({}, async (harness) => {
      const body = JSON.stringify({ error: { code: 'video_filesize_too_large', message: 'no' } });
      harness.simulator.fault({ route: billed, effect: { kind: 'status', status: 400, body } });
      const result = await harness.run({ endpoint });
      expectComplete(result);
      expect(result.code).toBe(1);
      expect(result.outputs).toMatchObject({ status: 'rejected', task_id: '', video_id: '', error_class: 'media' });
      expect(getRoutes(harness.simulator)).toEqual(posts);
    });
  });

  test.concurrent('fails with the IDs at its timeout, and a later run resumes the wait', async () => {
    await withFastAssets({}, async (harness) => {
      harness.simulator.fault({ route: statusRequest, effect: { kind: 'stall', at: 'headers' } });
      const first = await harness.run({ endpoint, timeout_minutes: '0.1', poll_interval_seconds: '1' });
      expectComplete(first);
      expect(first.code).toBe(1);
      expect(first.outputs).toMatchObject({ status: 'timed_out', error_code: 'wait_timed_out', failed_count: '0' });
      expect(first.outputs['task_id']).toBe(harness.simulator.core.tasks()[0]?.id);
      expect(first.results[0]?.error?.message).toContain('Indexing continues on TwelveLabs');
      expect(first.log).toContain('Wait for it in a later run with the input `task_id`');

      harness.simulator.core.clearFaults();
      const task_id = first.outputs['task_id'] ?? '';
      const resumed = await harness.run({ task_id, index_id: INDEX_ID, poll_interval_seconds: '1' });
      expectComplete(resumed);
      expect(resumed.code).toBe(0);
      expect(resumed.outputs).toMatchObject({ status: 'ready', video_id: first.outputs['video_id'], duration: '10' });
      expect(resumed.results[0]).toMatchObject({ source: null, name: 'sample.mp4', index_id: INDEX_ID });
      expect(filterPosts(getRoutes(harness.simulator))).toEqual(posts);
    });
  });

  test.concurrent('reports each of several videos, and a bad one does not stop the others', async () => {
    await withFastAssets({ failWhenUrlIncludes: 'broken' }, async (harness) => {
      const urls = [
        harness.video('a.mp4'),
        'https://user:pw@example.com/b.mp4',
        harness.video('broken.mp4'),
        harness.video('d.mp4'),
      ];
      const result = await harness.run({ endpoint, video_url: urls.join('\n') });
      expectComplete(result);
      expect(result.code).toBe(1);
      expect(result.results.map(({ name, status }) => `${name} ${status}`)).toEqual([
        'a.mp4 ready',
        'b.mp4 rejected',
        'broken.mp4 failed',
        'd.mp4 ready',
      ]);
      expect(result.outputs).toMatchObject({ status: 'failed', total_count: '4', ready_count: '2', failed_count: '2' });
      expect(result.outputs['task_id']).toBe(result.results[0]?.task_id);
      expect(harness.simulator.core.tasks()).toHaveLength(3);
      expect(result.everything).not.toContain('pw@');
      expect(result.log.match(/^::error /gm)).toHaveLength(2);
      const rows = result.summary.split('\n').filter((line) => /^\| .*`[a-z]+\.mp4`/.test(line));
      expect(rows.map((row) => /`([a-z]+)\.mp4`/.exec(row)?.[1])).toEqual(['broken', 'b', 'a', 'd']);
      expect(result.summary).toContain('### ❌ 2 of 4 videos are searchable; 1 not accepted; 1 failed');
    });
  });

  test.concurrent('fails for all videos after one request when the API key is rejected', async () => {
    await withFastAssets({ apiKeys: ['another'] }, async (harness) => {
      const urls = ['a', 'b', 'c'].map((name) => harness.video(`${name}.mp4`)).join('\n');
      const result = await harness.run({ endpoint, video_url: urls, max_in_flight: '1' });
      expectComplete(result);
      expect(result.code).toBe(1);
      expect(result.outputs).toMatchObject({ status: 'rejected', error_class: 'auth', failed_count: '3' });
      expect(harness.simulator.requests).toHaveLength(1);
    });
  });
});

test.concurrent('a submission contains what the inputs specify', async () => {
  await withBundleHarness({}, async (harness) => {
    await harness.run({
      wait: 'false',
      enable_video_stream: 'False',
      user_metadata: '{"project": "über \\"x\\"\\r\\n", "year": 2026, "final": true}',
    });
    const [request] = harness.simulator.requests;
    expect(request?.headers).toMatchObject({
      'x-api-key': 'tlk_test_key_0001',
      'user-agent': 'twelvelabs-index-action',
    });
    expect(request?.fields).toMatchObject({
      index_id: INDEX_ID,
      video_url: harness.video('sample.mp4'),
      enable_video_stream: 'false',
    });
    expect(JSON.parse(request?.fields['user_metadata'] ?? '')).toEqual({
      project: 'über "x"\r\n',
      year: 2026,
      final: true,
      gha_source: expect.stringMatching(/^[0-9a-f]{32}$/),
      gha_submission: expect.stringMatching(/^[0-9a-f-]{36}$/),
      gha_repository: 'octo/videos',
      gha_run_id: '42',
      gha_in_c4b0d6c2: 'octo/videos',
      gha_names_c4b0d6c2: '["final","project","year"]',
    });
    expect(request?.fields).not.toHaveProperty('language');
  });
});

test.concurrent('a submission contains the language when it is set', async () => {
  await withBundleHarness({ unknownFields: 'ignore' }, async (harness) => {
    await harness.run({ wait: 'false', language: 'en' });
    expect(harness.simulator.requests[0]?.fields['language']).toBe('en');
  });
});

test.concurrent('a rejected submission fails the step with the error class after one POST', async () => {
  await withBundleHarness({ fetchOn: 'create', errorShape: 'nested' }, async (harness) => {
    const result = await harness.run({ video_url: harness.video('page.html') });
    expectComplete(result);
    expect(result.code).toBe(1);
    expect(result.outputs).toMatchObject({ status: 'rejected', task_id: '', video_id: '', error_class: 'media' });
    expect(getRoutes(harness.simulator)).toEqual(['POST /tasks']);
  });
});

test.concurrent('a timeout with `fail_on_timeout: false` succeeds with status timed_out', async () => {
  await withBundleHarness({ speed: 1 }, async (harness) => {
    const result = await harness.run({ timeout_minutes: '0.1', fail_on_timeout: 'false' });
    expectComplete(result);
    expect(result.code).toBe(0);
    expect(result.outputs['status']).toBe('timed_out');
    expect(result.results[0]?.error?.message).toMatch(/\(observed: [a-z]+ ×\d+(, [a-z]+ ×\d+)*\)/);
    expect(result.log).toContain('::warning title=TwelveLabs%3A sample.mp4 timed_out::');
  });
});

test.concurrent('a run that only resumes a video without a task names `index_id` at once and in its error, and finds it with that', async () => {
  await withBundleHarness({ assetReadyAtOnce: true }, async (harness) => {
    const submitted = await harness.run({ endpoint: 'assets', wait: 'false' });
    const task_id = submitted.outputs['task_ids'] ?? '';
    const step = harness.start({ task_id, timeout_minutes: '1', poll_interval_seconds: '1' });
    await waitUntil(() => step.logNow().includes(`No task ${task_id} was found.`));
    expect(step.logNow()).toContain('also set `index_id`');
    step.kill('SIGINT');
    await step.result;
    const once = await harness.run({ task_id, wait: 'false' });
    expect(once.results[0]?.error?.hint).toContain('also set `index_id`');
    const resumed = await harness.run({ task_id, index_id: INDEX_ID });
    expect(resumed.outputs).toMatchObject({ status: 'ready', video_id: task_id });
  });
});

test.concurrent('an unknown task ID is rejected without a POST', async () => {
  await withBundleHarness({}, async (harness) => {
    const result = await harness.run({ task_id: 'f'.repeat(24), wait: 'false' });
    expectComplete(result);
    expect(result.code).toBe(1);
    expect(result.outputs).toMatchObject({ status: 'rejected', error_code: 'resource_not_exist' });
    expect(getRoutes(harness.simulator)).toEqual(['GET /tasks/:id']);
  });
});

test.concurrent('a missing API key is an error that mentions forks and Dependabot, before anything is sent', async () => {
  await withBundleHarness({}, async (harness) => {
    const result = await harness.run({ api_key: '' });
    expectComplete(result);
    expect(result.code).toBe(1);
    expect(result.outputs).toMatchObject({ status: 'rejected', error_code: 'input_invalid', error_class: 'input' });
    expect(result.log).toMatch(/forks.*Dependabot/);
    expect(harness.simulator.requests).toHaveLength(0);
  });
});

test.concurrent('an API key from the environment is used and masked', async () => {
  await withBundleHarness({ apiKeys: ['tlk_environment_1'] }, async (harness) => {
    const result = await harness.run(
      { api_key: '', wait: 'false' },
      { env: { TWELVE_LABS_API_KEY: 'tlk_environment_1' } },
    );
    expect(result.code).toBe(0);
    expect(result.log).toContain('::add-mask::tlk_environment_1');
  });
});

test.concurrent('all wrong inputs are reported in one error before anything is sent', async () => {
  const wrong = {
    index_id: 'my index',
    video_url: 'not a link',
    wait: 'yes',
    timeout_minutes: '30m',
    fail_on_timeout: '0',
    poll_interval_seconds: '0',
    user_metadata: '{nested: true}',
    enable_video_stream: 'on',
    max_in_flight: '2.5',
    allow_private_urls: 'maybe',
    summary: 'TRue',
    api_url: 'http://api.example.com/v1.3',
  };
  await withBundleHarness({}, async (harness) => {
    const result = await harness.run(wrong);
    expectComplete(result);
    expect(result.code).toBe(1);
    expect(result.log.match(/^::error /gm)).toHaveLength(1);
    const [error = ''] = /^::error .*$/m.exec(result.log) ?? [];
    for (const [input, value] of Object.entries(wrong)) {
      expect(error).toContain(`Input \`${input}\` is ${JSON.stringify(value)}. Expected `);
    }
    expect(error.match(/Possible cause: /g)).toHaveLength(Object.keys(wrong).length);
    expect(harness.simulator.requests).toHaveLength(0);
  });
});
