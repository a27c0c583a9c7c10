import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { asList, asObject, parseJson } from '../../src/util/json.ts';

/** The scripts of the reusable workflow, run as the runner runs them. */
function script(job: string, step: string): string {
  const workflow = asObject(parse(readFileSync('.github/workflows/ingest.yml', 'utf8')));
  const steps = asList(asObject(asObject(workflow?.['jobs'])?.[job])?.['steps']).map(asObject);
  return String(steps.find((one) => one?.['name'] === step)?.['run']);
}

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ingest-'));
  mkdirSync(join(folder, 'shards'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function run(text: string, env: Readonly<Record<string, string>>): number {
  const files = { GITHUB_OUTPUT: join(folder, 'output'), GITHUB_STEP_SUMMARY: join(folder, 'summary') };
  try {
    execFileSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', text], {
      cwd: folder,
      env: { PATH: process.env['PATH'], ...files, ...env },
      stdio: 'ignore',
    });
    return 0;
  } catch {
    return 1;
  }
}

function outputs(): Record<string, string> {
  const lines = readFileSync(join(folder, 'output'), 'utf8').trim().split('\n');
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

function collect(shares: readonly (readonly object[] | string | null)[]) {
  shares.forEach((share, at) => {
    const text = typeof share === 'string' ? share : JSON.stringify(share);
    if (share !== null) writeFileSync(join(folder, 'shards', `shard-${at + 1}.json`), text);
  });
  const SHARDS = JSON.stringify(shares.map((_, at) => ({ number: at + 1, shard: `${at + 1}/${shares.length}` })));
  const code = run(script('collect', 'Merge the results'), { SHARDS });
  const results = asList(parseJson(readFileSync(join(folder, 'results.json'), 'utf8'))).map(asObject);
  return { code, outputs: outputs(), results, summary: readFileSync(join(folder, 'summary'), 'utf8') };
}

const video = (name: string, status = 'ready', more = {}) => ({
  name,
  status,
  reused: false,
  task_id: 't1',
  error: null,
  ...more,
});

it('lists as many shares as are asked for', () => {
  expect(run(script('plan', 'List the shards'), { COUNT: '2' })).toBe(0);
  expect(parseJson(outputs()['shards'] ?? '')).toEqual([
    { number: 1, shard: '1/2' },
    { number: 2, shard: '2/2' },
  ]);
});

it.each(['0', '257', '-1', '1.5', 'x', '', '$(id)', '1\n2'])('refuses %j shares', (COUNT) => {
  expect(run(script('plan', 'List the shards'), { COUNT })).toBe(1);
});

it('puts the shares together in order, those of more than nine as well', () => {
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

it('takes an empty share for what it is', () => {
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
  [['ready', 'a status of tomorrow'], 'failed', '0'],
])('of %j the worst is %s', (statuses, status, failed) => {
  const { code, outputs } = collect([statuses.map((one, at) => video(`v${at}`, one))]);
  expect([code, outputs['status'], outputs['failed_count']]).toEqual([0, status, failed]);
});

it.each([null, '', '{"half', '{}'])('is red, and not ready, when a share left %j', (share) => {
  const { code, outputs, results } = collect([[video('a')], share]);
  expect([code, outputs['status'], outputs['total_count'], results.length]).toEqual([1, 'unconfirmed', '1', 1]);
});

it('is red, and still tells the worst, when a share left nothing', () => {
  expect(collect([[video('a', 'failed')], null]).outputs['status']).toBe('failed');
});

it('tells of each video that is not searchable why, and what to do', () => {
  const error = { message: 'It is broken.', hint: 'Mend it.' };
  const { summary } = collect([[video('a'), video('b', 'failed', { error })], [video('c', 'timed_out')]]);
  expect(summary).toContain('### 1 of 3 videos are searchable');
  expect(summary).toContain('<td>b</td><td>failed</td><td>t1</td><td>It is broken. <b>Mend it.</b></td>');
  expect(summary).toContain('<td>c</td><td>timed_out</td>');
  expect(summary).not.toContain('<td>a</td>');
});

it('takes names and messages as data', () => {
  const name = '<img src=x>\n\n## | `x` @mona';
  const { summary } = collect([
    [video(name, 'failed', { error: { message: '::error::<i>\n::stop-commands::x', hint: '<i>' } })],
  ]);
  expect(summary).toContain('&lt;img src=x&gt; ## | `x` @mona');
  expect(summary).not.toMatch(/<img|<i>|^::|\n\n.*\n\n/m);
});
