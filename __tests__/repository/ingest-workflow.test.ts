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

function collect(shards: readonly (readonly object[] | string | null)[]) {
  shards.forEach((shard, at) => {
    const text = typeof shard === 'string' ? shard : JSON.stringify(shard);
    if (shard !== null) folder.write(`shards/shard-${at + 1}.json`, text);
  });
  const SHARDS = JSON.stringify(shards.map((_, at) => ({ number: at + 1, shard: `${at + 1}/${shards.length}` })));
  const code = run(readScript('collect', 'Merge the results'), { SHARDS });
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
  [['ready', 'submitted'], 'submitted', '0'],
  [['timed_out', 'ready'], 'timed_out', '0'],
  [['cancelled', 'unknown'], 'cancelled', '0'],
  [['rejected', 'unconfirmed'], 'rejected', '2'],
  [['failed', 'rejected', 'ready'], 'failed', '2'],
  [['ready', 'a future status'], 'failed', '0'],
])('the collect job reports the worst status of %j as %s', (statuses, status, failed) => {
  const { code, outputs } = collect([statuses.map((one, at) => video(`v${at}`, one))]);
  expect([code, outputs['status'], outputs['failed_count']]).toEqual([0, status, failed]);
});

it.each([null, '', '{"half', '{}'])('the collect job fails and is not ready when a shard left %j', (shard) => {
  const { code, outputs, results } = collect([[video('a')], shard]);
  expect([code, outputs['status'], outputs['total_count'], results.length]).toEqual([1, 'unconfirmed', '1', 1]);
});

it('the collect job fails and reports the worst status when a shard left nothing', () => {
  expect(collect([[video('a', 'failed')], null]).outputs['status']).toBe('failed');
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
