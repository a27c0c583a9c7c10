import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { asList, asObject, parseJson } from '../../src/util/json.ts';
import { createTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

/** The script of a step of the reusable workflow. */
function readScript(job: string, step: string): string {
  const workflow = asObject(parse(readFileSync('.github/workflows/ingest.yml', 'utf8')));
  const steps = asList(asObject(asObject(workflow?.['jobs'])?.[job])?.['steps']).map(asObject);
  return String(steps.find((one) => one?.['name'] === step)?.['run']);
}

let folder: TemporaryFolder;

beforeEach(() => {
  folder = createTemporaryFolder();
  mkdirSync(join(folder.path, 'shards'));
});
afterEach(() => folder.remove());

function run(script: string, env: Readonly<Record<string, string>>): number {
  const files = { GITHUB_OUTPUT: join(folder.path, 'output'), GITHUB_STEP_SUMMARY: join(folder.path, 'summary') };
  try {
    execFileSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
      cwd: folder.path,
      env: { PATH: process.env['PATH'], ...files, ...env },
      stdio: 'ignore',
    });
    return 0;
  } catch {
    return 1;
  }
}

function outputs(): Record<string, string> {
  const lines = readFileSync(join(folder.path, 'output'), 'utf8').trim().split('\n');
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

interface ShardFiles {
  readonly results: readonly object[] | string | null;
  /** `steps.<id>.outcome`; null if the job was lost before it could keep it. */
  readonly outcome: string | null;
}

interface CollectOptions {
  /** `needs.index.result`; by default what the outcomes lead to. */
  readonly jobs?: string;
  readonly failOnTimeout?: boolean;
}

/** A list of results stands for a shard that succeeded with them. */
function collect(
  shards: readonly (readonly object[] | ShardFiles)[],
  { jobs, failOnTimeout = true }: CollectOptions = {},
) {
  const files = shards.map((shard) => ('outcome' in shard ? shard : { results: shard, outcome: 'success' }));
  files.forEach(({ results, outcome }, at) => {
    const text = typeof results === 'string' ? results : JSON.stringify(results);
    if (results !== null) folder.write(`shards/shard-${at + 1}.json`, text);
    if (outcome !== null) folder.write(`shards/shard-${at + 1}.outcome`, `${outcome}\n`);
  });
  const SHARDS = JSON.stringify(shards.map((_, at) => ({ number: at + 1, shard: `${at + 1}/${shards.length}` })));
  const JOBS = jobs ?? (files.every(({ outcome }) => outcome === 'success') ? 'success' : 'failure');
  const env = { SHARDS, JOBS, FAIL_ON_TIMEOUT: String(failOnTimeout) };
  const code = run(readScript('collect', 'Merge the results'), env);
  const results = asList(parseJson(readFileSync(join(folder.path, 'results.json'), 'utf8'))).map(asObject);
  return { code, outputs: outputs(), results, summary: readFileSync(join(folder.path, 'summary'), 'utf8') };
}

const video = (name: string, status = 'ready', more = {}) => ({
  name,
  status,
  reused: false,
  task_id: 't1',
  error: null,
  ...more,
});

it('the plan job lists the requested number of shards', () => {
  expect(run(readScript('plan', 'List the shards'), { COUNT: '2' })).toBe(0);
  expect(parseJson(outputs()['shards'] ?? '')).toEqual([
    { number: 1, shard: '1/2' },
    { number: 2, shard: '2/2' },
  ]);
});

it.each(['0', '257', '-1', '1.5', 'x', '', '$(id)', '1\n2'])(
  'the plan job rejects %j as the number of shards',
  (COUNT) => {
    expect(run(readScript('plan', 'List the shards'), { COUNT })).toBe(1);
  },
);

it('the collect job merges the shards in order, more than nine as well', () => {
  const names = Array.from({ length: 11 }, (_, at) => `v${at}`);
  const { code, results, outputs } = collect(names.map((name) => [video(name, 'ready', { reused: name === 'v3' })]));
  expect(code).toBe(0);
  expect(results.map((result) => result?.['name'])).toEqual(names);
  expect(outputs).toEqual({
    status: 'ready',
    total_count: '11',
    ready_count: '11',
    reused_count: '1',
    failed_count: '0',
  });
});

it('the collect job accepts an empty shard', () => {
  const { code, outputs, summary } = collect([[video('a')], []]);
  expect([code, outputs['status'], outputs['total_count']]).toEqual([0, 'ready', '1']);
  expect(summary).not.toContain('<table>');
});

it.each([
  [['ready', 'submitted'], 'submitted', '0', 0],
  [['ready', 'planned'], 'planned', '0', 0],
  [['timed_out', 'ready'], 'timed_out', '0', 1],
  [['cancelled', 'unknown'], 'cancelled', '0', 1],
  [['not_submitted', 'timed_out'], 'not_submitted', '0', 1],
  [['rejected', 'unconfirmed'], 'rejected', '2', 1],
  [['failed', 'rejected', 'ready'], 'failed', '2', 1],
  [['ready', 'a future status'], 'failed', '0', 1],
])('the collect job reports the worst status of %j as %s, and fails unless it is good', (statuses, ...expected) => {
  const { code, outputs } = collect([statuses.map((one, at) => video(`v${at}`, one))]);
  expect([outputs['status'], outputs['failed_count'], code]).toEqual(expected);
});

it.each(['timed_out', 'not_submitted'])('the collect job accepts %s with fail_on_timeout: false', (status) => {
  const { code, outputs } = collect([[video('a'), video('b', status)]], { failOnTimeout: false });
  expect([code, outputs['status']]).toEqual([0, status]);
});

it.each([
  ['left no file', null, 'success'],
  ['left no file and no outcome', null, null],
  ['left the empty file of a step that was killed', '', 'failure'],
  ['left half a file', '{"half', 'failure'],
  ['left an object', '{}', 'success'],
  ['left results without a status', '[{"name": "a"}]', 'success'],
  ['left results whose status is a list', '[{"name": "a", "status": ["ready"]}]', 'success'],
  ['failed with an empty list', [], 'failure'],
  ['failed although its videos are ready', [video('b')], 'failure'],
  ['was cancelled although its videos are ready', [video('b')], 'cancelled'],
  ['has no outcome although its videos are ready', [video('b')], null],
  ['was skipped', null, 'skipped'],
])('the collect job fails and is unconfirmed when a shard %s', (_, results, outcome) => {
  const { code, outputs, results: merged } = collect([[video('a')], { results, outcome }]);
  expect([code, outputs['status'], outputs['failed_count']]).toEqual([1, 'unconfirmed', '1']);
  expect(outputs['total_count']).toBe(String(merged.length));
  expect(merged.filter((result) => result?.['status'] === 'unconfirmed')).toMatchObject([{ name: 'Shard 2' }]);
  expect(merged[0]).toMatchObject({ name: 'a', status: 'ready' });
});

it('the collect job fails when nothing arrived from any shard', () => {
  const lost = { results: null, outcome: null };
  const { code, outputs } = collect([lost, lost]);
  expect([code, outputs['status'], outputs['total_count'], outputs['failed_count']]).toEqual([
    1,
    'unconfirmed',
    '2',
    '2',
  ]);
});

it('the collect job fails when the job of a shard failed after its step', () => {
  const { code, outputs } = collect([[video('a')], [video('b')]], { jobs: 'failure' });
  expect([code, outputs['status'], outputs['ready_count'], outputs['failed_count']]).toEqual([
    1,
    'unconfirmed',
    '2',
    '1',
  ]);
});

it('the collect job adds nothing when the results explain why a shard failed', () => {
  const { code, outputs } = collect([[video('a')], { results: [video('b', 'failed')], outcome: 'failure' }]);
  expect([code, outputs['status'], outputs['total_count'], outputs['failed_count']]).toEqual([1, 'failed', '2', '1']);
});

it('the collect job reports the worst status when another shard left nothing', () => {
  expect(collect([[video('a', 'failed')], { results: null, outcome: null }]).outputs['status']).toBe('failed');
});

it('the workflow is not ready, and has a failure, if the collect job has no outputs', () => {
  const workflow = asObject(parse(readFileSync('.github/workflows/ingest.yml', 'utf8')));
  const outputs = asObject(asObject(asObject(workflow?.['on'])?.['workflow_call'])?.['outputs']);
  const getValue = (name: string): unknown => asObject(outputs?.[name])?.['value'];
  expect(getValue('status')).toMatch(/collect\.outputs\.status \|\| 'unconfirmed' /);
  expect(getValue('failed_count')).toMatch(/collect\.outputs\.failed_count \|\| '1' /);
});

it('the summary has the error and the solution of each video that is not searchable', () => {
  const error = { message: 'It is broken.', hint: 'Replace it.' };
  const { summary } = collect([[video('a'), video('b', 'failed', { error })], [video('c', 'timed_out')]]);
  expect(summary).toContain('### 1 of 3 videos are searchable');
  expect(summary).toContain('<td>b</td><td>failed</td><td>t1</td><td>It is broken. <b>Replace it.</b></td>');
  expect(summary).toContain('<td>c</td><td>timed_out</td>');
  expect(summary).not.toContain('<td>a</td>');
});

it('the summary escapes names and messages', () => {
  const name = '<img src=x>\n\n## | `x` @mona';
  const { summary } = collect([
    [video(name, 'failed', { error: { message: '::error::<i>\n::stop-commands::x', hint: '<i>' } })],
  ]);
  expect(summary).toContain('&lt;img src=x&gt; ## | `x` @mona');
  expect(summary).not.toMatch(/<img|<i>|^::|\n\n.*\n\n/m);
});
