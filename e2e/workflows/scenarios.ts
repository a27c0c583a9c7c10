/** What triggers each example, and what must be true afterwards. */
import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { startHttpServer } from '../../__tests__/support/http-server.ts';
import { createTemporaryFolder } from '../../__tests__/support/temporary-folder.ts';
import { waitUntil } from '../../__tests__/support/wait-until.ts';
import { asList, asObject, parseJson } from '../../src/util/json.ts';
import { type StorageServer, startStorageServer } from '../storage/minio.ts';
import { compositionScenarios } from './composition-scenarios.ts';
import type { RunReport } from './engine.ts';
import type { Environment } from './environment.ts';
import {
  createManualDispatch,
  createRelease,
  createReleasePublished,
  createRepositoryDispatch,
  createSchedule,
} from './events.ts';
import { pullRequestScenarios } from './pull-request-scenarios.ts';
import { simulatorDelivers } from './relay.ts';
import type { Scenario } from './scenario.ts';

const SUPPORT = resolve('__tests__/support');
const VIDEO = readFileSync('simulator/sample.mp4');
const DIGEST = `sha256:${createHash('sha256').update(VIDEO).digest('hex')}`;

export const scenarios: readonly Scenario[] = [
  {
    name: 'a later step uses the video ID',
    examples: ['use-video-id.yml'],
    run: async (environment) => {
      const run = await runManually(environment, 'use-video-id.yml', environment.video('intro.mp4'));
      equal(run.code, 0);
      const [task] = environment.simulator.core.tasks();
      equal(task?.status, 'ready');
      equal(getOutput(run, 'Index and use', 'Use its ID'), `searchable as ${task?.videoId}, 10 seconds long`);
    },
  },
  {
    name: 'a step with failure() reads the outputs, and continue-on-error takes another path',
    examples: ['on-failure.yml'],
    simulator: { failWhenUrlIncludes: 'broken', failReason: 'The video file is broken.' },
    run: async (environment) => {
      const run = await runManually(environment, 'on-failure.yml', environment.video('broken.mp4'));
      equal(run.code, 1);
      equal(run.job('Fail and report the reason').result, 'failure');
      equal(run.job('Continue without the video').result, 'success');
      const tasks = environment.simulator.core.tasks();
      deepEqual(
        tasks.map(({ status }) => status),
        ['failed', 'failed'],
      );
      const reason = getOutput(run, 'Fail and report the reason', 'Report the reason');
      match(reason, /^task [0-9a-f]{24} is failed: \w+ \(media\)$/);
      ok(tasks.some(({ id }) => reason.includes(id)));
      match(
        getOutput(run, 'Continue without the video', 'Without the video'),
        /^without the video: 1 cannot be indexed/,
      );
      ok(!run.job('Continue without the video').steps.has('With the video'));
    },
  },
  {
    name: 'continue-on-error takes the usual path when nothing fails',
    examples: ['on-failure.yml'],
    run: async (environment) => {
      const run = await runManually(environment, 'on-failure.yml', environment.video('intro.mp4'));
      equal(run.code, 0);
      ok(!run.job('Fail and report the reason').steps.has('Report the reason'));
      assertVideo(
        environment,
        /^with the video (\w+)$/.exec(getOutput(run, 'Continue without the video', 'With the video'))?.[1],
      );
    },
  },
  {
    name: 'a later job resumes a wait that an earlier job skipped',
    examples: ['no-wait-then-resume.yml'],
    run: async (environment) => {
      const urls = `${environment.video('one.mp4')}\n${environment.video('two.mp4')}`;
      const run = await runManually(environment, 'no-wait-then-resume.yml', urls);
      equal(run.code, 0);
      equal(run.step('Submit', 'Submit the videos').outputs['status'], 'submitted');
      const tasks = environment.simulator.core.tasks();
      equal(run.step('Submit', 'Submit the videos').outputs['task_ids'], tasks.map(({ id }) => id).join('\n'));
      equal(getOutput(run, 'Resume', 'Use the first video'), `2 searchable, the first as ${tasks[0]?.videoId}`);
      equal(tasks.length, 2);
    },
  },
  {
    name: 'a run is cancelled with a signal to the step',
    examples: ['cancel.yml'],
    simulator: { speed: 3 },
    run: async (environment) => {
      const run = start(environment, 'cancel.yml', environment.video('intro.mp4'));
      await run.printed('submitted: ');
      run.interruptStep();
      const report = await run.result;
      equal(report.code, 1);
      const { outcome, outputs, summary } = report.step('Index', 'Index the video');
      const [task] = environment.simulator.core.tasks();
      deepEqual([outcome, outputs['status'], outputs['task_id']], ['failure', 'cancelled', task?.id]);
      ok(summary.includes(task?.id ?? '?'));
      match(getOutput(report, 'Index', 'Report how to resume'), new RegExp(`resume with task_id: ${task?.id}$`));
      await assertEndsAs(environment, 'ready');
    },
  },
  {
    name: 'a run is cancelled with a signal to the engine, and the ID is reported',
    examples: ['cancel.yml'],
    simulator: { speed: 3 },
    run: async (environment) => {
      const run = start(environment, 'cancel.yml', environment.video('intro.mp4'));
      await run.printed('submitted: ');
      run.interrupt();
      const report = await run.result;
      equal(report.code, 1);
      const [task] = environment.simulator.core.tasks();
      match(getOutput(report, 'Index', 'Report how to resume'), new RegExp(`resume with task_id: ${task?.id}$`));
      await assertEndsAs(environment, 'ready');
    },
  },
  {
    name: 'the videos of a release are indexed',
    examples: ['release.yml'],
    run: async (environment) => {
      const asset = (id: number, name: string) => ({
        ...{
          id,
          name,
          state: 'uploaded',
          size: VIDEO.length,
          content_type: 'video/mp4',
          digest: DIGEST,
        },
        ...{
          url: `${environment.github.url}/repos/octo/videos/releases/assets/${id}`,
          updated_at: '2026-11-01T00:00:00Z',
        },
        browser_download_url: environment.video(name),
      });
      const release = createRelease('v2.0.0', [asset(1, 'tour.mp4'), asset(2, 'checksums.txt'), asset(3, 'intro.mp4')]);
      environment.github.publish(release);
      const run = await environment.run({
        example: 'release.yml',
        event: 'release',
        payload: createReleasePublished(release),
      });
      equal(run.code, 0);
      const tasks = environment.simulator.core.tasks();
      deepEqual(tasks.map(({ filename }) => filename).sort(), ['intro.mp4', 'tour.mp4']);
      const text = getOutput(run, 'Index', 'Use their IDs');
      const [, video, asset_id] =
        /^v2\.0\.0 has 2 searchable videos; the first is video (\w+), asset (\w+)$/.exec(text) ?? [];
      assertVideo(environment, video);
      ok(environment.simulator.core.assets().some(({ id }) => id === asset_id));
    },
  },
  {
    name: 'a schedule indexes only what is new',
    examples: ['schedule.yml'],
    simulator: { failWhenUrlIncludes: 'broken', failReason: 'The video file is broken.' },
    run: async (environment) => {
      const list = (...names: string[]) => ({
        'videos.csv': `url\n${names.map((one) => environment.video(one)).join('\n')}\n`,
      });
      const night = (...names: string[]) =>
        environment.run({
          example: 'schedule.yml',
          event: 'schedule',
          payload: createSchedule(),
          files: list(...names),
        });
      const first = await night('one.mp4', 'broken.mp4');
      equal(first.code, 1);
      match(
        getOutput(first, 'Index', 'Report the results'),
        /^1 searchable, 0 of them from earlier runs\nbroken\.mp4: \w+$/,
      );
      const second = await night('one.mp4', 'broken.mp4', 'two.mp4');
      match(
        getOutput(second, 'Index', 'Report the results'),
        /^2 searchable, 1 of them from earlier runs\nbroken\.mp4: \w+$/,
      );
      // Its host identifies no content, so that the broken video is tried again.
      equal(environment.simulator.core.tasks().length, 4);
    },
  },
  {
    name: 'a schedule indexes what is new or changed in a bucket',
    examples: ['bucket.yml'],
    run: async (environment) => {
      await withBucket(async (storage) => {
        const { AWS_ACCESS_KEY_ID: keyId = '', AWS_SECRET_ACCESS_KEY: secret = '' } = storage.root;
        const night = () =>
          environment.run({
            ...{ example: 'bucket.yml', event: 'schedule', payload: createSchedule() },
            secrets: { BUCKET_KEY_ID: keyId, BUCKET_SECRET: secret },
            vars: { BUCKET_REGION: 'us-east-1', BUCKET_ENDPOINT: storage.origin },
          });
        const report = async () => getOutput(await night(), 'Index', 'Report the results');
        equal(await report(), '2 searchable, 0 of them from earlier runs');
        await storage.put('my-bucket', 'library/b/two.mp4', Buffer.concat([VIDEO, Buffer.alloc(8)]));
        await storage.put('my-bucket', 'library/b/three.mp4', VIDEO);
        equal(await report(), '3 searchable, 1 of them from earlier runs');
        equal(environment.simulator.core.tasks().length, 4);
      });
    },
  },
  {
    name: 'a schedule indexes the new videos of a feed',
    examples: ['feed.yml'],
    run: async (environment) => {
      const items: string[] = [];
      const publish = (name: string): void => {
        const enclosure = `<enclosure url="${environment.video(`${name}.mp4`)}" type="video/mp4" length="1"/>`;
        items.push(`<item><title>Part ${name}</title><guid>part-${name}</guid>${enclosure}</item>`);
      };
      const feed = await startHttpServer((_request, response) => {
        response.setHeader('content-type', 'application/rss+xml');
        response.end(`<rss version="2.0"><channel>${items.join('')}<item><title>News</title></item></channel></rss>`);
      });
      try {
        const hour = () =>
          environment.run({
            ...{ example: 'feed.yml', event: 'schedule', payload: createSchedule() },
            vars: { FEED_URL: `${feed.origin}/feed.xml` },
          });
        publish('one');
        match(getOutput(await hour(), 'Index', 'List the videos'), /^Part one: [0-9a-f]{24}$/);
        publish('two');
        match(getOutput(await hour(), 'Index', 'List the videos'), /^Part one: [0-9a-f]{24}\nPart two: [0-9a-f]{24}$/);
        equal(environment.simulator.core.tasks().length, 2);
      } finally {
        await feed.close();
      }
    },
  },
  ...pullRequestScenarios,
  ...compositionScenarios,
  {
    name: 'a long list is indexed in shards',
    examples: ['shards.yml'],
    run: async (environment) => {
      const names = Array.from({ length: 12 }, (_, at) => `v${at}.mp4`);
      const run = await runShards(environment, names);
      equal(run.code, 0);
      deepEqual(
        environment.simulator.core
          .tasks()
          .map(({ filename }) => filename)
          .sort(),
        [...names].sort(),
      );
      for (const shard of [1, 2, 3])
        ok(environment.artifact(`twelvelabs-results-shard-${shard}`, `shard-${shard}.json`));
      const [first, ...ready] = getOutput(run, 'Use the results', 'Use the videos').split('\n');
      equal(first, '12 of 12 searchable, worst status: ready');
      deepEqual(ready.map((line) => line.split(' ')[0]).sort(), [...names].sort());
    },
  },
  {
    name: 'a long list with a broken video is indexed in shards',
    examples: ['shards.yml'],
    simulator: { failWhenUrlIncludes: 'broken', failReason: 'The video file is broken.' },
    run: async (environment) => {
      // Enough videos for each shard to have some.
      const names = Array.from({ length: 12 }, (_, at) => `v${at}.mp4`);
      const run = await runShards(environment, ['broken.mp4', ...names]);
      equal(run.code, 1);
      // The engine ends here; GitHub would run the job that uses the results.
      const { outputs, summary } = run.step('Ingest/Collect', 'Merge the results');
      deepEqual(
        { ...outputs },
        { status: 'failed', total_count: '13', ready_count: '12', reused_count: '0', failed_count: '1' },
      );
      match(summary, /### 12 of 13 videos are searchable/);
      const results = asList(parseJson(environment.artifact('twelvelabs-results', 'results.json'))).map(asObject);
      equal(results.filter((result) => result?.['status'] === 'failed').length, 1);
    },
  },
  ...Object.entries({
    'a shard that crashes': `export NODE_OPTIONS='--import ${SUPPORT}/preload-rejection.mjs'`,
    'a shard that is killed': `export NODE_OPTIONS='--import ${SUPPORT}/preload-kill.mjs'`,
    'a shard that finds a bad list': 'export INPUT_MANIFEST=bad.csv',
  }).map(
    ([name, fault]): Scenario => ({
      name: `the outputs and the conclusion agree after ${name}`,
      examples: ['shards.yml'],
      run: async (environment) => {
        const names = Array.from({ length: 12 }, (_, at) => `v${at}.mp4`);
        const run = await runShards(environment, names, `if [ "$INPUT_SHARD" = 2/3 ]; then ${fault}; fi`);
        equal(run.code, 1);
        equal(run.job('Ingest/Shard 2/3-2').result, 'failure');
        const { outputs, outcome } = run.step('Ingest/Collect', 'Merge the results');
        equal(outcome, 'failure');
        ok(
          ['unconfirmed', 'unknown', 'rejected', 'failed'].includes(outputs['status'] ?? ''),
          `status: ${outputs['status']}`,
        );
        ok(Number(outputs['ready_count']) < Number(outputs['total_count']));
        const results = asList(parseJson(environment.artifact('twelvelabs-results', 'results.json'))).map(asObject);
        equal(outputs['total_count'], String(results.length));
        ok(Number(outputs['ready_count']) < names.length);
        equal(outputs['ready_count'], String(results.filter((result) => result?.['status'] === 'ready').length));
      },
    }),
  ),
  {
    name: 'a webhook resumes what another workflow submitted',
    examples: ['webhook-submit.yml', 'webhook-resume.yml'],
    run: async (environment) => {
      const submitted = await runManually(environment, 'webhook-submit.yml', environment.video('intro.mp4'));
      equal(submitted.code, 0);
      const [task] = environment.simulator.core.tasks();
      equal(getOutput(submitted, 'Submit', 'Report the submission'), `submitted, the first as task ${task?.id}`);
      await assertEndsAs(environment, 'ready');
      const id = task?.id ?? '';
      equal(await environment.relay.deliver(id, 'ready', 'another secret'), 401);
      if (!simulatorDelivers) equal(await environment.relay.deliver(id, 'ready'), 202);
      await waitUntil(() => environment.github.dispatches.length > 0);
      equal(environment.github.dispatches.length, 1);
      const sent = environment.github.dispatches[0] ?? {};
      const payload = createRepositoryDispatch(sent);
      const resumed = await environment.run({ example: 'webhook-resume.yml', event: 'repository_dispatch', payload });
      equal(resumed.code, 0);
      equal(getOutput(resumed, 'Resume', 'Use the video'), `searchable as ${task?.videoId}`);
      equal(environment.simulator.core.tasks().length, 1);
    },
  },
  {
    name: 'a webhook of a failed task fails the run with the reason',
    examples: ['webhook-resume.yml'],
    simulator: { failWhenUrlIncludes: 'broken', failReason: 'The video file is broken.' },
    run: async (environment) => {
      await runManually(environment, 'webhook-submit.yml', environment.video('broken.mp4'));
      await assertEndsAs(environment, 'failed');
      if (!simulatorDelivers)
        equal(await environment.relay.deliver(environment.simulator.core.tasks()[0]?.id ?? '', 'failed'), 202);
      await waitUntil(() => environment.github.dispatches.length > 0);
      const payload = createRepositoryDispatch(environment.github.dispatches[0] ?? {});
      const resumed = await environment.run({ example: 'webhook-resume.yml', event: 'repository_dispatch', payload });
      equal(resumed.code, 1);
      equal(resumed.step('Resume', 'Wait for the task').outputs['error_class'], 'media');
      ok(!resumed.job('Resume').steps.has('Use the video'));
    },
  },
];

function runShards(environment: Environment, names: readonly string[], beforeBundle = ''): Promise<RunReport> {
  const files = {
    'videos.csv': `url\n${names.map((name) => environment.video(name)).join('\n')}\n`,
    'bad.csv': 'not a header\n',
  };
  const trigger = { example: 'shards.yml', event: 'workflow_dispatch', payload: createManualDispatch() };
  return environment.run({ ...trigger, files, beforeBundle });
}

function runManually(environment: Environment, example: string, videoUrl: string): Promise<RunReport> {
  return start(environment, example, videoUrl).result;
}

function start(environment: Environment, example: string, videoUrl: string): ReturnType<Environment['start']> {
  return environment.start({
    example,
    event: 'workflow_dispatch',
    payload: createManualDispatch({ video_url: videoUrl }),
  });
}

function getOutput(run: RunReport, job: string, step: string): string {
  return run.step(job, step).output.trim();
}

/** IDs of tasks, videos and assets have the same format. */
function assertVideo({ simulator }: Environment, id: string | undefined): void {
  ok(
    simulator.core.tasks().some(({ videoId }) => videoId === id),
    `${id} is not the ID of a video`,
  );
}

/** Waits until the only task of the platform has ended. */
async function assertEndsAs(environment: Environment, status: string): Promise<void> {
  await waitUntil(() => environment.simulator.core.tasks()[0]?.final === true);
  equal(environment.simulator.core.tasks()[0]?.status, status);
}

/** A storage server with a bucket that has two videos and what the example excludes. */
async function withBucket(use: (storage: StorageServer) => Promise<void>): Promise<void> {
  const executable = execFileSync('bash', ['scripts/install-storage-server.sh'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  }).trim();
  const folder = createTemporaryFolder();
  const storage = await startStorageServer(executable, folder.path);
  try {
    await storage.createBucket('my-bucket', false);
    for (const key of ['library/a/one.mp4', 'library/b/two.mp4', 'library/drafts/x.mp4', 'library/notes.txt'])
      await storage.put('my-bucket', key, VIDEO);
    await use(storage);
  } finally {
    await storage.close();
    folder.remove();
  }
}
