import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { BundleHarness, Step, StepResult } from '../support/bundle-harness.ts';
import { INDEX_ID, openBundleHarness } from '../support/bundle-harness.ts';
import { type GitHubServer, startGitHubServer, TOKEN } from '../support/github-server.ts';
import { createInjectionStrings } from '../support/injection-strings.ts';
import { countElements } from '../support/render-markdown.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';
import { waitUntil } from '../support/wait-until.ts';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';
const PULL_REQUEST = 7;

let github: GitHubServer;
let harness: BundleHarness;
const folder = createTemporaryFolder();

/** A task that is ready: a run that waits for it is short and always has the same results. */
let task_id = '';

beforeAll(async () => {
  [github, harness] = await Promise.all([startGitHubServer(), openBundleHarness()]);
  task_id = (await run({ inputs: { comment: 'false' } })).outputs['task_id'] ?? '';
});
afterAll(async () => {
  await Promise.all([github.close(), harness.close()]);
  folder.remove();
});
beforeEach(() => {
  Object.assign(github, {
    comments: [],
    commentAccess: 'write',
    tokenUser: 'Bot',
    viewer: 'complete',
    silent: false,
    together: 0,
    failures: [],
  });
  github.seen.length = 0;
});

const NEXT_RUN = { GITHUB_RUN_ID: '43', GITHUB_RUN_NUMBER: '6' };

interface Scene {
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** The repository that the pull request comes from. */
  readonly from?: string;
  readonly event?: object;
}

function start({ inputs = {}, env = {}, from = 'octo/videos', event }: Scene = {}): Step {
  const pullRequest = { number: PULL_REQUEST, head: { sha: COMMIT, repo: { full_name: from } } };
  const eventFile = folder.write('event.json', JSON.stringify(event ?? { pull_request: pullRequest }));
  return harness.start(
    { comment: 'true', github_token: TOKEN, ...inputs },
    {
      env: {
        GITHUB_API_URL: github.apiUrl,
        GITHUB_EVENT_PATH: join(folder.path, eventFile),
        GITHUB_EVENT_NAME: 'pull_request',
        GITHUB_WORKFLOW: 'Videos',
        GITHUB_WORKFLOW_REF: 'octo/videos/.github/workflows/videos.yml@refs/pull/7/merge',
        GITHUB_RUN_NUMBER: '5',
        GITHUB_JOB: 'index',
        GITHUB_ACTION: '__octo_index',
        ...env,
      },
    },
  );
}

const run = (scene: Scene = {}): Promise<StepResult> => start(scene).result;
/** Without those that ask for the user of the token. */
const methods = (): string[] => github.seen.filter(({ path }) => path !== '/api/graphql').map(({ method }) => method);
const body = (at = 0): string => github.comments[at]?.body ?? '';

describe('the comment on a pull request', () => {
  test('is created once, is not touched while nothing changes, and is updated when something changes', async () => {
    await run({ inputs: { task_id, comment: 'false' } });
    expect(github.seen).toEqual([]);

    const first = await run({ inputs: { task_id } });
    expect([first.code, methods()]).toEqual([0, ['GET', 'POST', 'GET']]);
    expect(github.comments.map(({ issue }) => issue)).toEqual([PULL_REQUEST]);
    expect(body()).toMatch(/^<!-- twelvelabs-index-action [0-9a-f]{32} 5 -->\n### TwelveLabs index\n/);
    expect(body()).toContain(`https://github.com/octo/videos/commit/${COMMIT}`);
    expect(body()).toContain('https://github.com/octo/videos/actions/runs/42');
    expect(first.log).toContain(`Created the comment on pull request ${PULL_REQUEST}.`);

    const second = await run({ inputs: { task_id } });
    expect([second.code, methods().slice(3)]).toEqual([0, ['GET']]);
    expect(second.log).toContain('No change to the comment');

    const before = body();
    const third = await run({ inputs: { task_id }, env: NEXT_RUN });
    expect([third.code, methods().slice(4)]).toEqual([0, ['GET', 'PATCH', 'GET']]);
    expect(github.comments).toHaveLength(1);
    expect(body()).toBe(before.replace(' 5 -->', ' 6 -->').replaceAll('/runs/42', '/runs/43').replace('`42`', '`43`'));
  });

  const sections = (): readonly string[] => [...body().matchAll(/^#### Job `.*?`.*?: /gm)].map(([all]) => all);

  test('exists once for each workflow, with a section for each step of the latest run', async () => {
    for (const GITHUB_JOB of ['watch', 'index']) await run({ inputs: { task_id }, env: { GITHUB_JOB } });
    await run({ inputs: { task_id, index_id: INDEX_ID } });
    expect(github.comments).toHaveLength(1);
    expect(sections()).toEqual(['index', 'index', 'watch'].map((job) => `#### Job \`${job}\`: `));

    await run({ inputs: { task_id }, env: NEXT_RUN });
    expect([github.comments.length, sections()]).toEqual([1, ['#### Job `index`: ']]);
    const late = await run({ inputs: { task_id }, env: { GITHUB_JOB: 'watch' } });
    expect(late.log).toContain('a later run of this workflow has already updated it');
    expect(sections()).toEqual(['#### Job `index`: ']);

    const GITHUB_WORKFLOW_REF = 'octo/videos/.github/workflows/others.yml@refs/pull/7/merge';
    await run({ inputs: { task_id }, env: { GITHUB_WORKFLOW_REF } });
    expect(github.comments).toHaveLength(2);
  });

  test('exists once even if two jobs write it at the same time', async () => {
    github.together = 2;
    const jobs = ['index', 'watch'].map((GITHUB_JOB) => run({ inputs: { task_id }, env: { GITHUB_JOB } }));
    for (const { code, log } of await Promise.all(jobs)) {
      expect([code, log]).toEqual([0, expect.not.stringContaining('::notice')]);
    }
    expect(methods().slice(0, 4)).toEqual(['GET', 'GET', 'POST', 'POST']);
    expect(github.comments).toHaveLength(1);
    expect(sections()).toEqual(['#### Job `index`: ', '#### Job `watch`: ']);
  });

  test('is found on a later page, and a comment by another user is never changed', async () => {
    await run({ inputs: { task_id } });
    const ours = { ...github.comments[0], id: 5_000, issue: PULL_REQUEST, body: body() };
    const others = Array.from({ length: 250 }, (_, n) => ({ id: n, issue: PULL_REQUEST, body: 'nice' }));
    const stranger = { ...ours, id: 4_000, author: 'CONTRIBUTOR' as const };
    const owner = { ...ours, id: 5_001, author: 'OWNER' as const };
    github.comments = [stranger, ...others, ours, owner];
    github.seen.length = 0;
    await run({ inputs: { task_id }, env: NEXT_RUN });
    expect(methods()).toEqual(['GET', 'GET', 'GET', 'PATCH', 'GET', 'GET', 'GET']);
    expect(github.comments).toHaveLength(253);
    for (const { body } of [stranger, owner]) expect(body).not.toContain('/runs/43');
    expect(ours.body).toContain('/runs/43');
  });

  test('is that of its own user even if GitHub does not tell who that is, and an imitation is never edited', async () => {
    Object.assign(github, { viewer: 'forbidden', tokenUser: 'OWNER' });
    const inputs = { task_id, github_token: `github_pat_${TOKEN}` };
    await run({ inputs });
    const [own] = github.comments;
    const imitation = { id: 1, issue: PULL_REQUEST, body: body(), author: 'CONTRIBUTOR' as const };
    github.comments.unshift({ ...imitation });
    await run({ inputs, env: NEXT_RUN });
    expect(github.comments).toEqual([imitation, { ...own, body: expect.stringContaining('/runs/43') }]);
  });

  test('is not frozen by a planted run number, and is updated after a step that succeeds if it is for failures only', async () => {
    await run({ inputs: { task_id, comment: 'on-failure' } });
    expect([github.comments.length, methods()]).toEqual([0, ['GET']]);
    await run({ inputs: { video_url: 'ftp://x/a.mp4', comment: 'on-failure' } });
    expect(body()).toContain('❌');
    const [comment] = github.comments;
    if (comment) comment.body = comment.body.replace(' 5 -->', ' 99999 -->');
    await run({ inputs: { task_id, comment: 'on-failure' }, env: NEXT_RUN });
    expect(github.comments).toHaveLength(1);
    expect(body()).toContain(' 6 -->');
    expect(body()).toContain('✅');
  });

  test('is written when a video fails and when the inputs are wrong', async () => {
    const failed = await run({ inputs: { video_url: 'ftp://x/a.mp4' } });
    expect([failed.code, failed.outputs['status']]).toEqual([1, 'rejected']);
    expect(body()).toContain('#### Needs action');
    const wrong = await run({ inputs: { wait: 'maybe' } });
    expect(wrong.code).toBe(1);
    expect(github.comments).toHaveLength(1);
    expect(body()).toContain('❌ Nothing was submitted');
  });

  test('has the same elements with injection strings as with ordinary names', async () => {
    const names = createInjectionStrings(20).map(
      (text, n) => `${n}-${encodeURIComponent(text.toWellFormed()).slice(0, 90)}`,
    );
    const video_url = (list: readonly string[]): string =>
      list.map((name) => harness.video(`${name.replace(/%[^%]{0,1}$/, '')}.mp4`)).join('\n');
    const inputs = { wait: 'false', max_in_flight: '20' };
    const env = { GITHUB_WORKFLOW: '--> <b>@octocat</b>' };
    await run({ inputs: { ...inputs, video_url: video_url(names) }, env });
    const harmless = names.map((_, n) => `v${n}`);
    await run({ inputs: { ...inputs, video_url: video_url(harmless) }, env: { GITHUB_WORKFLOW_REF: 'another' } });
    expect(countElements(body(0))).toEqual(countElements(body(1)));
    expect(countElements(body(0))).toMatchObject({ tr: 21, sub: 1 });
  });
});

describe('a comment that cannot be written does not fail the step, and a notice names the solution', () => {
  const NOTICE = '::notice title=TwelveLabs%3A no comment on the pull request::';

  async function runAndGetNotice(scene: Scene = {}): Promise<string> {
    const result = await run({ ...scene, inputs: { task_id, ...scene.inputs } });
    expect([result.code, result.outputs['status'], result.stderr]).toEqual([0, 'ready', '']);
    expect(github.comments).toEqual([]);
    expect(result.everything).not.toContain(TOKEN);
    const notices = result.log.split('\n').filter((line) => line.startsWith('::notice'));
    expect(notices).toHaveLength(1);
    expect(notices[0]?.startsWith(NOTICE)).toBe(true);
    return notices[0]?.slice(NOTICE.length) ?? '';
  }

  test('names the permission when the token can only read, or has no access', async () => {
    github.commentAccess = 'read';
    const grant = 'give the job `permissions: pull-requests: write`.';
    expect(await runAndGetNotice()).toBe(
      `GitHub responded with HTTP status 403. The token is not allowed to write comments: ${grant}`,
    );
    github.commentAccess = 'none';
    expect(await runAndGetNotice()).toContain(grant);
    expect(methods()).toEqual(['GET', 'POST', 'GET']); // a refusal is not asked again
  });

  test('explains the token of a pull request from a fork or by Dependabot', async () => {
    github.commentAccess = 'read';
    expect(await runAndGetNotice({ from: 'fork/videos' })).toContain('from forks get a read-only token');
    const dependabot = await runAndGetNotice({ env: { GITHUB_ACTOR: 'dependabot[bot]' } });
    expect(dependabot).toContain('Workflow runs by Dependabot get a read-only token');
  });

  test('names the input when the token is missing or invalid', async () => {
    expect(await runAndGetNotice({ inputs: { github_token: '' } })).toContain('Check `github_token`');
    expect(github.seen).toEqual([]);
    expect(await runAndGetNotice({ inputs: { github_token: 'ghs_old' } })).toContain('Check `github_token`');
  });

  test('announces another attempt when GitHub fails or cannot be reached', async () => {
    github.failures = [502, 502, 502, 502];
    expect(await runAndGetNotice()).toContain('The next run retries the comment');
    github.failures = [];
    expect(await runAndGetNotice({ env: { GITHUB_API_URL: 'http://127.0.0.1:9' } })).toContain(
      'did not respond in time',
    );
  });

  test('gives up when GitHub does not respond', async () => {
    github.silent = true;
    expect(await runAndGetNotice()).toContain('did not respond in time');
  });

  test('does not delay a cancellation', async () => {
    github.silent = true;
    const step = start({ inputs: { task_id } });
    await waitUntil(() => github.seen.length > 0);
    step.kill('SIGINT');
    const result = await step.result;
    expect(result.log).not.toContain('did not respond in time');
    expect(result.outputs['status']).toBe('ready');
  });

  test('logs one line when the event has no pull request', async () => {
    const result = await run({
      inputs: { task_id },
      event: { ref: 'refs/heads/main' },
      env: { GITHUB_EVENT_NAME: 'push' },
    });
    expect(result.code).toBe(0);
    expect(result.log).toContain('Skipped the comment: this run was not triggered by a pull request (event: push).');
    expect(result.log).not.toContain('::notice');
    expect(github.seen).toEqual([]);
  });
});

test('a comment never shows a deleted video as searchable, and lives on when the pull request is indexed again', async () => {
  const url = harness.video('short-lived.mp4');
  const indexed = await run({ inputs: { video_url: url, index_id: INDEX_ID } });
  const videoId = indexed.outputs['video_id'] ?? '?';
  expect(body()).toContain(videoId);
  github.comments.push({ id: 1, issue: PULL_REQUEST, body: `A stranger writes ${videoId}` });
  const remove = async (event: object, inputs: Readonly<Record<string, string>>): Promise<string> => {
    const eventFile = folder.write('event.json', JSON.stringify(event));
    const env = { GITHUB_API_URL: github.apiUrl, GITHUB_EVENT_PATH: join(folder.path, eventFile) };
    const { result } = harness.startDelete({ comment: 'true', github_token: TOKEN, ...inputs }, { env });
    return (await result).log;
  };
  const marker = body().split('\n')[0];
  const ofPullRequest = { pull_request: { number: PULL_REQUEST } };
  expect(await remove(ofPullRequest, { video_id: videoId })).toContain(
    `Updated the comment on pull request ${PULL_REQUEST}.`,
  );
  expect(body()).toContain('deleted |');
  expect(body()).not.toContain(videoId);
  expect(body().split('\n')[0]).toBe(marker);
  expect(github.comments.at(-1)?.body).toContain(videoId);
  await run({ inputs: { video_url: url, index_id: INDEX_ID }, env: NEXT_RUN });
  expect(github.comments).toHaveLength(2);
  expect(body()).toContain('searchable');

  // The nightly run belongs to no pull request, but the name of the collection tells it.
  const nightly = await remove({ schedule: '17 3 * * *' }, { collection: `octo/videos pull request ${PULL_REQUEST}` });
  expect(nightly).toContain(`Updated the comment on pull request ${PULL_REQUEST}.`);
  expect(body()).toContain('deleted |');
  expect(await remove({}, { collection: `octo/other pull request ${PULL_REQUEST}` })).toContain('Skipped the comment');
});
