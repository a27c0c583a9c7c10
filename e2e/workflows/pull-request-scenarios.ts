/** The life of pull requests, with the examples that belong together: plan, index, merge or close, and the sweep. */
import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { SimTask } from '../../simulator/core.ts';
import type { JsonObject } from '../../src/util/json.ts';
import type { RunReport } from './engine.ts';
import type { Environment } from './environment.ts';
import { createPullRequest, createPush, createSchedule, type PullRequestAction } from './events.ts';
import { REPOSITORY } from './github.ts';
import type { Scenario } from './scenario.ts';

type Files = Readonly<Record<string, Buffer>>;

const VIDEO = readFileSync('simulator/sample.mp4');
const OLD: Files = { 'videos/old.mp4': createVideo(1) };
const NEW: Files = { ...OLD, 'videos/new.mp4': createVideo(2) };
const MAIN = `${REPOSITORY} videos`;
const pullRequest = (number: number): string => `${REPOSITORY} pull request ${number}`;

const ALL = ['pull-request.yml', 'pull-request-closed.yml', 'sync.yml'];

export const pullRequestScenarios: readonly Scenario[] = [
  {
    name: 'a plan is shown for a branch, and nothing is changed',
    examples: ['plan.yml'],
    run: async (environment) => {
      await push(environment, OLD);
      const before = environment.simulator.requests.length;
      const run = await plan(environment, { ...OLD, 'videos/with a space.mp4': createVideo(3) });
      equal(run.code, 0);
      match(getOutput(run, 'Plan', 'Report the plan'), /^1 to index \([\d.]+ min\), 0 to delete$/);
      match(getOutput(run, 'Plan', 'List the changed files'), /^ {4}A\tvideos\/with a space\.mp4$/m);
      const renamed = await plan(environment, { 'videos/other.mp4': createVideo(4) });
      match(getOutput(renamed, 'Plan', 'Report the plan'), /^1 to index \([\d.]+ min\), 1 to delete$/);
      equal(environment.github.comments.length, 1);
      match(environment.github.comments[0]?.body ?? '', /to submit: new[\s\S]*to delete: no longer in the list/);
      const methods = environment.simulator.requests.slice(before).map(({ method }) => method);
      deepEqual([...new Set(methods)], ['GET']);
    },
  },
  {
    name: 'for a fork, the changed files are listed without a key',
    examples: ['plan.yml', 'pull-request.yml', 'pull-request-closed.yml'],
    run: async (environment) => {
      const options = { from: 'stranger/videos' };
      const planned = await environment.run({
        ...{ example: 'plan.yml', event: 'pull_request', payload: createPullRequest('opened', 43, options) },
        ...{ base: OLD, files: NEW, secrets: { TWELVE_LABS_API_KEY: '' } },
      });
      equal(planned.code, 0);
      match(getOutput(planned, 'Plan', 'List the changed files'), /^ {4}A\tvideos\/new\.mp4$/m);
      ok(!planned.job('Plan').steps.has('Plan'));
      for (const [example, payload] of [
        ['pull-request.yml', createPullRequest('opened', 43, options)],
        ['pull-request-closed.yml', createPullRequest('closed', 43, { ...options, merged: true })],
      ] as const) {
        const run = await environment.run({ example, event: 'pull_request', payload, base: OLD, files: NEW });
        deepEqual([run.code, [...run.jobs.values()].flatMap(({ steps }) => [...steps.keys()])], [0, []]);
      }
      equal(environment.simulator.requests.length, 0);
    },
  },
  {
    name: 'only what the pull request adds is indexed, and what a later commit removes is deleted',
    examples: ALL,
    run: async (environment) => {
      await push(environment, OLD);
      const opened = await change(environment, 'opened', 41, { ...NEW, 'videos/draft.mp4': createVideo(5) });
      equal(getOutput(opened, 'Index', 'Use the videos').split(/\s+/).length, 4); // `preview with` and two IDs
      deepEqual(getClaims(environment), [
        ['draft.mp4', [pullRequest(41)]],
        ['new.mp4', [pullRequest(41)]],
        ['old.mp4', [MAIN]],
      ]);
      await change(environment, 'synchronize', 41, NEW);
      deepEqual(
        getClaims(environment).map(([name]) => name),
        ['new.mp4', 'old.mp4'],
      );
      await change(environment, 'synchronize', 41, OLD);
      deepEqual(getClaims(environment), [['old.mp4', [MAIN]]]);
      equal(environment.simulator.core.tasks().length, 3);
    },
  },
  {
    name: 'the clean-up of a merge runs before main is pushed',
    examples: ALL,
    run: async (environment) => {
      await change(environment, 'opened', 41, NEW);
      await close(environment, 41, NEW, true);
      assertInMain(environment, 'new.mp4');
      await push(environment, NEW);
      assertInMain(environment, 'new.mp4');
    },
  },
  {
    name: 'main is pushed before the clean-up of a merge',
    examples: ALL,
    run: async (environment) => {
      await change(environment, 'opened', 41, NEW);
      await push(environment, NEW);
      await close(environment, 41, NEW, true);
      assertInMain(environment, 'new.mp4');
    },
  },
  {
    name: 'two pull requests have one video; one is closed for good, and the other one is merged',
    examples: ALL,
    run: async (environment) => {
      for (const number of [41, 42]) await change(environment, 'opened', number, NEW);
      await close(environment, 41, OLD, false);
      await sweep(environment, OLD, [toRow(41, { closedHoursAgo: 25 }), toRow(42, {})]);
      deepEqual(getClaims(environment), [
        ['new.mp4', [pullRequest(42)]],
        ['old.mp4', [MAIN]],
      ]);
      await close(environment, 42, NEW, true);
      assertInMain(environment, 'new.mp4');
    },
  },
  {
    name: 'a pull request is closed, reopened and merged, and its video is billed once',
    examples: ALL,
    run: async (environment) => {
      await change(environment, 'opened', 41, NEW);
      await close(environment, 41, OLD, false);
      await sweep(environment, OLD, [toRow(41, { closedHoursAgo: 23 })]);
      await change(environment, 'reopened', 41, NEW);
      deepEqual(
        getClaims(environment).find(([name]) => name === 'new.mp4'),
        ['new.mp4', [pullRequest(41)]],
      );
      await close(environment, 41, NEW, true);
      assertInMain(environment, 'new.mp4');
    },
  },
  {
    name: 'the videos of a pull request that stays closed are deleted, and its comment does not show them as searchable',
    examples: ALL,
    run: async (environment) => {
      await change(environment, 'opened', 41, NEW);
      const [video] = environment.simulator.core.tasks();
      const showsVideo = (): boolean =>
        environment.github.comments.some(({ body }) => body.includes(video?.videoId ?? '?'));
      await close(environment, 41, OLD, false);
      equal(showsVideo(), true);
      await sweep(environment, OLD, [toRow(41, { closedHoursAgo: 25 })]);
      deepEqual(getClaims(environment), [['old.mp4', [MAIN]]]);
      equal(showsVideo(), false);
      await sweep(environment, OLD, [toRow(41, { closedHoursAgo: 49 })]);
      deepEqual(getClaims(environment), [['old.mp4', [MAIN]]]);
    },
  },
  {
    name: 'what is merged into another branch stays while that branch may still be merged',
    examples: ALL,
    run: async (environment) => {
      await change(environment, 'opened', 41, NEW);
      const payload = createPullRequest('closed', 41, { merged: true, into: 'develop' });
      const closed = await environment.run({
        ...{ example: 'pull-request-closed.yml', event: 'pull_request' },
        ...{ payload, files: NEW },
      });
      equal(closed.code, 0);
      await sweep(environment, OLD, [toRow(41, { closedHoursAgo: 1, mergedInto: 'develop' })]);
      await change(environment, 'opened', 45, NEW);
      await sweep(environment, OLD, [toRow(41, { closedHoursAgo: 25, mergedInto: 'develop' }), toRow(45, {})]);
      await close(environment, 45, NEW, true);
      assertInMain(environment, 'new.mp4');
    },
  },
  {
    name: 'the claims of a merge stay until the main list has them',
    examples: ALL,
    run: async (environment) => {
      await change(environment, 'opened', 41, NEW);
      // The index of the main list does not exist.
      const closed = await environment.run({
        ...{ example: 'pull-request-closed.yml', event: 'pull_request' },
        payload: createPullRequest('closed', 41, { merged: true }),
        ...{ files: NEW, vars: { TWELVELABS_INDEX_ID: 'f'.repeat(24) } },
      });
      equal(closed.code, 1);
      ok(!closed.jobs.has('Release') || closed.job('Release').steps.size === 0);
      deepEqual(getClaims(environment), [['new.mp4', [pullRequest(41)]]]);
    },
  },
  {
    name: 'the nightly run releases what pull requests with a conflict left',
    examples: ALL,
    run: async (environment) => {
      await change(environment, 'opened', 41, NEW);
      await change(environment, 'opened', 42, { 'videos/other.mp4': createVideo(6) });
      await change(environment, 'opened', 43, { 'videos/merged.mp4': createVideo(7) });
      const files = { ...OLD, 'videos/merged.mp4': createVideo(7) };
      await sweep(environment, files, [
        toRow(41, { closedHoursAgo: 30 }),
        toRow(42, {}),
        toRow(43, { closedHoursAgo: 1, mergedInto: 'main' }),
        toRow(44, { closedHoursAgo: 30, from: 'stranger/videos' }),
      ]);
      deepEqual(getClaims(environment), [
        ['merged.mp4', [MAIN]],
        ['old.mp4', [MAIN]],
        ['other.mp4', [pullRequest(42)]],
      ]);
      equal(getTasks(environment, 'merged.mp4').length, 1);
      await sweep(environment, files, []);
      equal(getClaims(environment).length, 3);
    },
  },
];

/** A real video whose content differs from all others. */
function createVideo(number: number): Buffer {
  return Buffer.concat([VIDEO, Buffer.from([0, 0, 0, 12, ...Buffer.from('free'), 0, 0, 0, number])]);
}

interface RowOptions {
  /** Open without it. */
  readonly closedHoursAgo?: number;
  readonly mergedInto?: string;
  readonly from?: string;
}

/** A pull request as GitHub lists it. */
function toRow(number: number, { closedHoursAgo, mergedInto, from = REPOSITORY }: RowOptions): JsonObject {
  const closedAt =
    closedHoursAgo === undefined
      ? null
      : new Date(Date.now() - closedHoursAgo * 3_600_000).toISOString().replace(/\.\d+/, '');
  return {
    number,
    state: closedAt === null ? 'open' : 'closed',
    closed_at: closedAt,
    merged_at: mergedInto === undefined ? null : closedAt,
    head: { repo: { full_name: from } },
    base: { ref: mergedInto ?? 'main', repo: { full_name: REPOSITORY, default_branch: 'main' } },
  };
}

/** The nightly run. `files`: those of the main branch. */
async function sweep(environment: Environment, files: Files, pullRequests: readonly JsonObject[]): Promise<void> {
  environment.github.setPullRequests(pullRequests);
  const run = await environment.run({ example: 'sync.yml', event: 'schedule', payload: createSchedule(), files });
  equal(run.code, 0, run.log.slice(-2000));
}

async function push(environment: Environment, files: Files): Promise<void> {
  const run = await environment.run({ example: 'sync.yml', event: 'push', payload: createPush(), files });
  equal(run.code, 0, run.log.slice(-2000));
}

function plan(environment: Environment, files: Files): Promise<RunReport> {
  const payload = createPullRequest('opened', 40);
  return environment.run({ example: 'plan.yml', event: 'pull_request', payload, base: OLD, files });
}

async function change(
  environment: Environment,
  action: Exclude<PullRequestAction, 'closed'>,
  number: number,
  files: Files,
): Promise<RunReport> {
  const payload = createPullRequest(action, number);
  const run = await environment.run({
    ...{ example: 'pull-request.yml', event: 'pull_request', payload },
    ...{ base: OLD, files },
  });
  equal(run.code, 0, run.log.slice(-2000));
  return run;
}

/** `files`: those of the main branch. */
async function close(environment: Environment, number: number, files: Files, merged: boolean): Promise<void> {
  const payload = createPullRequest('closed', number, { merged });
  const run = await environment.run({ example: 'pull-request-closed.yml', event: 'pull_request', payload, files });
  equal(run.code, 0, run.log.slice(-2000));
}

function getTasks({ simulator }: Environment, name: string): readonly SimTask[] {
  return simulator.core.tasks().filter(({ filename }) => filename === name);
}

/** The videos of the index by name, with the collections that claim them. */
function getClaims({ simulator }: Environment): readonly (readonly [string, readonly unknown[]])[] {
  return simulator.core
    .tasks()
    .filter(({ videoDeleted }) => !videoDeleted)
    .map(({ filename, userMetadata }) => {
      const claims = Object.entries(userMetadata).filter(
        ([name, value]) => name.startsWith('gha_in_') && value !== null,
      );
      return [filename ?? '', claims.map(([, value]) => value).toSorted()] as const;
    })
    .toSorted(([a], [b]) => a.localeCompare(b));
}

/** Billed once, never deleted (one task, which still has its video), and claimed by the main list only. */
function assertInMain(environment: Environment, name: string): void {
  deepEqual(
    getTasks(environment, name).map(({ videoDeleted }) => videoDeleted),
    [false],
  );
  deepEqual(
    getClaims(environment).find(([video]) => video === name),
    [name, [MAIN]],
  );
}

function getOutput(run: RunReport, job: string, step: string): string {
  return run.step(job, step).output.trimEnd();
}
