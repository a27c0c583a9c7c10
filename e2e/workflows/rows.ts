/** One row per example: what triggers it, and what must be true afterwards, seen from outside. */
import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { StartOptions } from '../../simulator/server.ts';
import { asList, asObject, parseJson } from '../../src/util/json.ts';
import type { RunReport } from './engine.ts';
import { dispatchedByHand, pullRequest, releaseOf, releasePublished, repositoryDispatch, scheduled } from './events.ts';
import { simulatorDelivers } from './relay.ts';
import type { World } from './world.ts';

export interface Row {
  readonly name: string;
  readonly examples: readonly string[];
  readonly simulator?: StartOptions;
  play(world: World): Promise<void>;
}

const VIDEO = readFileSync('simulator/sample.mp4');
const DIGEST = `sha256:${createHash('sha256').update(VIDEO).digest('hex')}`;

export const rows: readonly Row[] = [
  {
    name: 'a later step uses the video id',
    examples: ['use-video-id.yml'],
    play: async (world) => {
      const run = await byHand(world, 'use-video-id.yml', world.video('intro.mp4'));
      equal(run.code, 0);
      const [task] = world.simulator.core.tasks();
      equal(task?.status, 'ready');
      equal(said(run, 'Index and use', 'Use its id'), `searchable as ${task?.videoId}, 10 seconds long`);
    },
  },
  {
    name: 'failure() reads the outputs; continue-on-error goes another way',
    examples: ['on-failure.yml'],
    simulator: { failWhenUrlIncludes: 'broken', failReason: 'The video file is broken.' },
    play: async (world) => {
      const run = await byHand(world, 'on-failure.yml', world.video('broken.mp4'));
      equal(run.code, 1);
      equal(run.job('Red, and says why').result, 'failure');
      equal(run.job('Green, and goes another way').result, 'success');
      const tasks = world.simulator.core.tasks();
      deepEqual(
        tasks.map(({ status }) => status),
        ['failed', 'failed'],
      );
      const why = said(run, 'Red, and says why', 'Say why');
      match(why, /^task [0-9a-f]{24} is failed: \w+ \(media\)$/);
      ok(tasks.some(({ id }) => why.includes(id)));
      match(said(run, 'Green, and goes another way', 'Without the video'), /^without the video: 1 cannot be indexed/);
      ok(!run.job('Green, and goes another way').steps.has('With the video'));
    },
  },
  {
    name: 'continue-on-error goes the usual way when nothing fails',
    examples: ['on-failure.yml'],
    play: async (world) => {
      const run = await byHand(world, 'on-failure.yml', world.video('intro.mp4'));
      equal(run.code, 0);
      ok(!run.job('Red, and says why').steps.has('Say why'));
      isVideoOf(world, /^with the video (\w+)$/.exec(said(run, 'Green, and goes another way', 'With the video'))?.[1]);
    },
  },
  {
    name: 'no wait, then a later job resumes',
    examples: ['no-wait-then-resume.yml'],
    play: async (world) => {
      const urls = `${world.video('one.mp4')}\n${world.video('two.mp4')}`;
      const run = await byHand(world, 'no-wait-then-resume.yml', urls);
      equal(run.code, 0);
      equal(run.step('Submit', 'Hand the videos to the platform').outputs['status'], 'submitted');
      const tasks = world.simulator.core.tasks();
      equal(run.step('Submit', 'Collect the task ids').outputs['task_ids'], tasks.map(({ id }) => id).join('\n'));
      equal(said(run, 'Resume', 'Use the first one'), `2 searchable, the first as ${tasks[0]?.videoId}`);
      equal(tasks.length, 2);
    },
  },
  {
    name: 'a cancelled run: the runner asks the step to stop',
    examples: ['cancel.yml'],
    simulator: { speed: 3 },
    play: async (world) => {
      const run = start(world, 'cancel.yml', world.video('intro.mp4'));
      await run.printed('submitted as task');
      run.interruptStep();
      const report = await run.result;
      equal(report.code, 1);
      const { outcome, outputs, summary } = report.step('Index', 'Put the video into the index');
      const [task] = world.simulator.core.tasks();
      deepEqual([outcome, outputs['status'], outputs['task_id']], ['failure', 'cancelled', task?.id]);
      ok(summary.includes(task?.id ?? '?'));
      match(said(report, 'Index', 'Say how to go on'), new RegExp(`resume with task_id: ${task?.id}$`));
      await endsAs(world, 'ready');
    },
  },
  {
    name: 'a cancelled run: the engine stops at once, and the id is left all the same',
    examples: ['cancel.yml'],
    simulator: { speed: 3 },
    play: async (world) => {
      const run = start(world, 'cancel.yml', world.video('intro.mp4'));
      await run.printed('submitted as task');
      run.interrupt();
      const report = await run.result;
      equal(report.code, 1);
      const [task] = world.simulator.core.tasks();
      match(said(report, 'Index', 'Say how to go on'), new RegExp(`resume with task_id: ${task?.id}$`));
      await endsAs(world, 'ready');
    },
  },
  {
    name: 'the videos of a release',
    examples: ['release.yml'],
    play: async (world) => {
      const asset = (id: number, name: string) => ({
        ...{
          id,
          name,
          state: 'uploaded',
          size: VIDEO.length,
          content_type: 'video/mp4',
          digest: DIGEST,
        },
        ...{ url: `${world.github.url}/repos/octo/videos/releases/assets/${id}`, updated_at: '2026-11-01T00:00:00Z' },
        browser_download_url: world.video(name),
      });
      const release = releaseOf('v2.0.0', [asset(1, 'tour.mp4'), asset(2, 'checksums.txt'), asset(3, 'intro.mp4')]);
      world.github.publish(release);
      const run = await world.run({ example: 'release.yml', event: 'release', payload: releasePublished(release) });
      equal(run.code, 0);
      const tasks = world.simulator.core.tasks();
      deepEqual(tasks.map(({ filename }) => filename).sort(), ['intro.mp4', 'tour.mp4']);
      const text = said(run, 'Index', 'Use their ids');
      const [, video, asset_id] =
        /^v2\.0\.0 has 2 searchable videos; the first is video (\w+), asset (\w+)$/.exec(text) ?? [];
      isVideoOf(world, video);
      ok(world.simulator.core.assets().some(({ id }) => id === asset_id));
    },
  },
  {
    name: 'night after night',
    examples: ['schedule.yml'],
    simulator: { failWhenUrlIncludes: 'broken', failReason: 'The video file is broken.' },
    play: async (world) => {
      const list = (...names: string[]) => ({
        'videos.csv': `url\n${names.map((one) => world.video(one)).join('\n')}\n`,
      });
      const night = (...names: string[]) =>
        world.run({ example: 'schedule.yml', event: 'schedule', payload: scheduled(), files: list(...names) });
      const first = await night('one.mp4', 'broken.mp4');
      equal(first.code, 1);
      match(
        said(first, 'Index', 'Tell what happened'),
        /^1 searchable, 0 of them from earlier nights\nbroken\.mp4: \w+$/,
      );
      const second = await night('one.mp4', 'broken.mp4', 'two.mp4');
      match(
        said(second, 'Index', 'Tell what happened'),
        /^2 searchable, 1 of them from earlier nights\nbroken\.mp4: \w+$/,
      );
      equal(world.simulator.core.tasks().length, 3);
    },
  },
  {
    name: 'the videos of a pull request, and the clean-up',
    examples: ['pull-request.yml'],
    play: async (world) => {
      const event = (action: 'opened' | 'closed', number: number) =>
        world.run({
          ...{ example: 'pull-request.yml', event: 'pull_request', payload: pullRequest(action, number) },
          files: { [`videos/new-${number}.mp4`]: VIDEO },
        });
      for (const number of [41, 42]) {
        const opened = await event('opened', number);
        equal(opened.code, 0);
        isVideoOf(world, /^preview with video (\w+)$/.exec(said(opened, 'Index', 'Use the first one'))?.[1]);
        ok(!opened.jobs.has('Clean up'));
      }
      deepEqual(
        world.github.comments.map(({ issue }) => issue),
        [41, 42],
      );
      await event('opened', 42);
      equal(world.github.comments.length, 2);
      const closed = await event('closed', 42);
      equal(closed.code, 0);
      ok(!closed.jobs.has('Index'));
      const left = world.simulator.core.tasks().filter(({ videoDeleted }) => !videoDeleted);
      deepEqual(
        left.map(({ userMetadata }) => String(userMetadata['gha_pull_request'])),
        ['41'],
      );
    },
  },
  {
    name: 'a pull request from a fork is left alone',
    examples: ['pull-request.yml'],
    play: async (world) => {
      const payload = pullRequest('opened', 43, 'stranger/videos');
      const run = await world.run({ example: 'pull-request.yml', event: 'pull_request', payload });
      equal(run.code, 0);
      deepEqual(
        [...run.jobs.values()].flatMap(({ steps }) => [...steps.keys()]),
        [],
      );
      equal(world.simulator.requests.length, 0);
    },
  },
  {
    name: 'a long list in shares',
    examples: ['shards.yml'],
    play: async (world) => {
      const names = Array.from({ length: 12 }, (_, at) => `v${at}.mp4`);
      const run = await sharded(world, names);
      equal(run.code, 0);
      deepEqual(
        world.simulator.core
          .tasks()
          .map(({ filename }) => filename)
          .sort(),
        [...names].sort(),
      );
      for (const share of [1, 2, 3]) ok(world.artifact(`twelvelabs-results-share-${share}`, `share-${share}.json`));
      const [first, ...ready] = said(run, 'Use the results', 'Use them').split('\n');
      equal(first, '12 of 12 searchable, the worst is ready');
      deepEqual(ready.map((line) => line.split(' ')[0]).sort(), [...names].sort());
    },
  },
  {
    name: 'a long list in shares, one video of it broken',
    examples: ['shards.yml'],
    simulator: { failWhenUrlIncludes: 'broken', failReason: 'The video file is broken.' },
    play: async (world) => {
      const run = await sharded(world, ['broken.mp4', 'a.mp4', 'b.mp4', 'c.mp4']);
      equal(run.code, 1);
      // The engine ends here, where GitHub would go on to the job that uses the results.
      const { outputs, summary } = run.step('Ingest/Collect', 'Put them together');
      deepEqual(
        { ...outputs },
        { status: 'failed', total_count: '4', ready_count: '3', reused_count: '0', failed_count: '1' },
      );
      match(summary, /### 3 of 4 videos are searchable/);
      const results = asList(parseJson(world.artifact('twelvelabs-results', 'results.json'))).map(asObject);
      deepEqual(results.map((result) => result?.['status']).sort(), ['failed', 'ready', 'ready', 'ready']);
    },
  },
  {
    name: 'the whole way round: submit, webhook, relay, resume',
    examples: ['webhook-submit.yml', 'webhook-resume.yml'],
    play: async (world) => {
      const submitted = await byHand(world, 'webhook-submit.yml', world.video('intro.mp4'));
      equal(submitted.code, 0);
      const [task] = world.simulator.core.tasks();
      equal(said(submitted, 'Submit', 'Say what was submitted'), `submitted, the first as task ${task?.id}`);
      await endsAs(world, 'ready');
      const id = task?.id ?? '';
      equal(await world.relay.deliver(id, 'ready', 'another secret'), 401);
      if (!simulatorDelivers) equal(await world.relay.deliver(id, 'ready'), 202);
      await until(() => world.github.dispatches.length > 0);
      equal(world.github.dispatches.length, 1);
      const sent = world.github.dispatches[0] ?? {};
      const payload = repositoryDispatch(sent);
      const resumed = await world.run({ example: 'webhook-resume.yml', event: 'repository_dispatch', payload });
      equal(resumed.code, 0);
      equal(said(resumed, 'Resume', 'Use the video'), `searchable as ${task?.videoId}`);
      equal(world.simulator.core.tasks().length, 1);
    },
  },
  {
    name: 'a webhook of a failed task ends red, with the reason',
    examples: ['webhook-resume.yml'],
    simulator: { failWhenUrlIncludes: 'broken', failReason: 'The video file is broken.' },
    play: async (world) => {
      await byHand(world, 'webhook-submit.yml', world.video('broken.mp4'));
      await endsAs(world, 'failed');
      if (!simulatorDelivers)
        equal(await world.relay.deliver(world.simulator.core.tasks()[0]?.id ?? '', 'failed'), 202);
      await until(() => world.github.dispatches.length > 0);
      const payload = repositoryDispatch(world.github.dispatches[0] ?? {});
      const resumed = await world.run({ example: 'webhook-resume.yml', event: 'repository_dispatch', payload });
      equal(resumed.code, 1);
      equal(resumed.step('Resume', 'Take the task up again').outputs['error_class'], 'media');
      ok(!resumed.job('Resume').steps.has('Use the video'));
    },
  },
];

function sharded(world: World, names: readonly string[]): Promise<RunReport> {
  const files = { 'videos.csv': `url\n${names.map((name) => world.video(name)).join('\n')}\n` };
  return world.run({ example: 'shards.yml', event: 'workflow_dispatch', payload: dispatchedByHand(), files });
}

function byHand(world: World, example: string, videoUrl: string): Promise<RunReport> {
  return start(world, example, videoUrl).result;
}

function start(world: World, example: string, videoUrl: string): ReturnType<World['start']> {
  return world.start({ example, event: 'workflow_dispatch', payload: dispatchedByHand({ video_url: videoUrl }) });
}

function said(run: RunReport, job: string, step: string): string {
  return run.step(job, step).said.trim();
}

/** Ids of tasks, videos and assets look the same. */
function isVideoOf({ simulator }: World, id: string | undefined): void {
  ok(
    simulator.core.tasks().some(({ videoId }) => videoId === id),
    `${id} is no video`,
  );
}

/** Waits until the platform has come to an end with its only task. */
async function endsAs(world: World, status: string): Promise<void> {
  await until(() => world.simulator.core.tasks()[0]?.final === true);
  equal(world.simulator.core.tasks()[0]?.status, status);
}

async function until(isTrue: () => boolean): Promise<void> {
  for (let left = 150; left > 0 && !isTrue(); left--) await new Promise((resolve) => setTimeout(resolve, 100));
  ok(isTrue(), `in vain waited for ${isTrue}`);
}
