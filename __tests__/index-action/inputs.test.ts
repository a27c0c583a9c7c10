import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import type { EnvironmentVariables } from '../../src/github/environment.ts';
import type { Inputs } from '../../src/index-action/inputs.ts';
import { buildOriginMetadata, readInputs } from '../../src/index-action/inputs.ts';
import { getDefaultResultsFile, readApiKey } from '../../src/inputs/common-inputs.ts';
import type { InvalidInput } from '../../src/inputs/input-reader.ts';
import { InputError } from '../../src/inputs/input-reader.ts';
import { createFakeRunner, getThrownError } from '../support/fixtures.ts';

const GOOD = { api_key: 'tlk_key', index_id: 'i1', video_url: 'https://example.com/a.mp4' };
const FOLDER = mkdtempSync(join(tmpdir(), 'inputs-'));
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

type Given = Readonly<Record<string, string>>;

function read(inputs: Given = {}, env: EnvironmentVariables = {}): Inputs {
  return readInputs(createFakeRunner({ ...GOOD, ...inputs }), { RUNNER_TEMP: FOLDER, ...env }, 'uuid');
}

function errorOf(inputs: Given, env: EnvironmentVariables = {}): InputError {
  const error = getThrownError(() => read(inputs, env));
  if (!(error instanceof InputError)) throw error;
  return error;
}

/** The one problem that these inputs have. */
function problemOf(inputs: Given, env: EnvironmentVariables = {}): InvalidInput {
  const { invalidInputs } = errorOf(inputs, env);
  expect(invalidInputs).toHaveLength(1);
  const [problem] = invalidInputs;
  if (problem === undefined) throw new Error('no problem');
  expect(problem.expected).not.toBe('');
  expect(problem.hint).not.toBe('');
  return problem;
}

describe('the defaults', () => {
  test('are those that the action declares', () => {
    const declared: Record<string, { default?: string }> = parse(readFileSync('action.yml', 'utf8')).inputs;
    const defaults = Object.fromEntries(
      Object.entries(declared).flatMap(([name, input]) =>
        input.default === undefined || input.default.startsWith('$') ? [] : [[name, input.default]],
      ),
    );
    expect(Object.keys(defaults).length).toBeGreaterThan(5);
    expect(read(defaults)).toEqual(read());
  });

  test('wait two hours, stream, sum up and fail when time runs out', () => {
    expect(read()).toMatchObject({
      apiUrl: 'https://api.twelvelabs.io/v1.3',
      wait: true,
      timeoutMs: 7_200_000,
      failOnTimeout: true,
      pollIntervalMs: null,
      userMetadata: {},
      enableVideoStream: true,
      language: null,
      maxInFlight: 5,
      summary: true,
      reuse: true,
      preflight: 'warn',
      maxTotalSeconds: null,
      shard: null,
    });
  });

  test('cannot be changed once read', () => {
    expect(Object.isFrozen(read())).toBe(true);
  });
});

describe('the API key', () => {
  test('comes from the input first, then from the two variables in their order', () => {
    const env = { TWELVE_LABS_API_KEY: 'one', TWELVELABS_API_KEY: 'two' };
    expect(readApiKey(createFakeRunner({ api_key: 'input' }), env)).toBe('input');
    expect(readApiKey(createFakeRunner({}), env)).toBe('one');
    expect(readApiKey(createFakeRunner({}), { ...env, TWELVE_LABS_API_KEY: '' })).toBe('two');
    expect(readApiKey(createFakeRunner({}), {})).toBe('');
    expect(read({ api_key: '' }, env).apiKey).toBe('one');
  });

  test('is taken without white space around it', () => {
    expect(readApiKey(createFakeRunner({}), { TWELVELABS_API_KEY: ' tlk\n' })).toBe('tlk');
  });

  test('that is missing names forks and Dependabot', () => {
    const problem = problemOf({ api_key: '' });
    expect(problem).toMatchObject({ input: 'api_key', received: null });
    expect(problem.hint).toMatch(/forks.*Dependabot/);
  });

  test.each(['two words', 'first\nsecond', 'schlüssel', 'nul\u0000'])(
    'of odd characters is refused unseen: %j',
    (key) => {
      const error = errorOf({ api_key: key });
      expect(error.invalidInputs).toMatchObject([{ input: 'api_key', received: '(hidden)' }]);
      expect(error.message).not.toContain(key.slice(-5));
    },
  );
});

describe('the base URL', () => {
  test.each([
    ['https://api.twelvelabs.io/v1.3/', 'https://api.twelvelabs.io/v1.3'],
    ['https://api.twelvelabs.io/v1.3///', 'https://api.twelvelabs.io/v1.3'],
    ['HTTPS://API.twelvelabs.io/v1.2', 'https://api.twelvelabs.io/v1.2'],
    ['https://gateway.example:8443/tl', 'https://gateway.example:8443/tl'],
    ['https://10.0.0.1/v1.3', 'https://10.0.0.1/v1.3'],
    ['http://127.0.0.1:8080/v1.3', 'http://127.0.0.1:8080/v1.3'],
    ['http://localhost:8080', 'http://localhost:8080'],
    ['http://[::1]:8080/v1.3', 'http://[::1]:8080/v1.3'],
  ])('%s is taken as %s', (received, taken) => {
    expect(read({ api_url: received }).apiUrl).toBe(taken);
  });

  test.each([
    'http://api.twelvelabs.io/v1.3',
    'http://10.0.0.1/v1.3',
    'http://localhost.example.com/v1.3',
    'http://127.0.0.1.example.com/v1.3',
    'ftp://127.0.0.1/v1.3',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'api.twelvelabs.io/v1.3',
    'https://',
    'https://user@api.twelvelabs.io',
    'https://user:hunter2@api.twelvelabs.io',
    'https://api.twelvelabs.io/v1.3?key=hunter2',
    'https://api.twelvelabs.io/v1.3#hunter2',
    'https://api.twelvelabs.io/v1.3?',
    'https://api.twelvelabs.io/v1.3#',
  ])('%s is refused', (received) => {
    const problem = problemOf({ api_url: received });
    expect(problem.input).toBe('api_url');
    expect(JSON.stringify(problem)).not.toContain('hunter2');
  });
});

describe('a boolean', () => {
  const NAMES = ['wait', 'fail_on_timeout', 'enable_video_stream', 'summary', 'allow_private_urls'] as const;

  test.each(['true', 'True', 'TRUE', 'false', 'False', 'FALSE'])('may be spelled %s', (received) => {
    const yes = received.toLowerCase() === 'true';
    const inputs = read(Object.fromEntries(NAMES.map((name) => [name, received])));
    expect(inputs).toMatchObject({ wait: yes, failOnTimeout: yes, enableVideoStream: yes, summary: yes });
  });

  test.each(['yes', 'no', 'on', 'off', '1', '0', 'tRUE', 'y', 'null', 'truee'])('may not be %s', (received) => {
    const { invalidInputs } = errorOf(Object.fromEntries(NAMES.map((name) => [name, received])));
    expect(invalidInputs.map(({ input }) => input).sort()).toEqual([...NAMES].sort());
    for (const problem of invalidInputs) expect(problem.received).toBe(received);
  });

  test('decides whether private addresses may be named', () => {
    const video_url = 'http://127.0.0.1/a.mp4';
    expect(read({ video_url }).videoUrls).toMatchObject([{ error: { code: 'video_url_invalid' } }]);
    expect(read({ video_url, allow_private_urls: 'true' }).videoUrls).toMatchObject([{ error: null }]);
  });
});

describe('a number', () => {
  test.each([
    ['5', 300_000],
    [' 5 ', 300_000],
    ['0.5', 30_000],
    ['50000', 3_000_000_000],
  ])('of minutes may be %j', (received, ms) => {
    expect(read({ timeout_minutes: received }).timeoutMs).toBe(ms);
  });

  test.each([
    '0',
    '-1',
    '1e3',
    '0x10',
    'Infinity',
    'NaN',
    '1,5',
    '.5',
    '5.',
    '30m',
    '5 0',
    '+5',
    '50000.1',
    '９',
    '9'.repeat(400),
  ])('of minutes may not be %s', (received) => {
    expect(problemOf({ timeout_minutes: received })).toMatchObject({ input: 'timeout_minutes', received });
  });

  test('of seconds between looks is from 1 to 3600, decimals allowed', () => {
    expect(read({ poll_interval_seconds: '1' }).pollIntervalMs).toBe(1_000);
    expect(read({ poll_interval_seconds: '2.5' }).pollIntervalMs).toBe(2_500);
    expect(read({ poll_interval_seconds: '3600' }).pollIntervalMs).toBe(3_600_000);
    for (const received of ['0', '0.9', '3600.5', '10s']) {
      expect(problemOf({ poll_interval_seconds: received }).input).toBe('poll_interval_seconds');
    }
  });

  test('of videos at once is whole and from 1 to 1000', () => {
    expect(read({ max_in_flight: '1' }).maxInFlight).toBe(1);
    expect(read({ max_in_flight: '1000' }).maxInFlight).toBe(1_000);
    for (const received of ['0', '1.5', '1001', '-3', 'many']) {
      expect(problemOf({ max_in_flight: received }).input).toBe('max_in_flight');
    }
  });
});

describe('user metadata', () => {
  test('is a flat object of strings, numbers and booleans', () => {
    const userMetadata = { project: 'intro', year: 2026, share: -0.5, draft: false, '': '', ünï: 'cödé' };
    expect(read({ user_metadata: JSON.stringify(userMetadata) }).userMetadata).toEqual(userMetadata);
    expect(read({ user_metadata: '{}' }).userMetadata).toEqual({});
  });

  test.each([
    '[]',
    'null',
    '"text"',
    '7',
    'true',
    'project: intro',
    "{'a': 1}",
    '{"a":1,}',
    '{"a":[1]}',
    '{"a":{"b":1}}',
    '{"a":null}',
    '{"a":1e999}',
    '{"a":1} {"b":2}',
    '{',
  ])('may not be %s', (received) => {
    expect(problemOf({ user_metadata: received })).toMatchObject({ input: 'user_metadata', received });
  });

  test.each(['duration', 'filename', 'fps', 'height', 'model_names', 'size', 'video_title', 'width'])(
    'may not set %s, which the platform sets',
    (name) => {
      const problem = problemOf({ user_metadata: JSON.stringify({ fine: 1, [name]: 'x' }) });
      expect(problem.expected).toContain(name);
      expect(problem.hint).toContain(JSON.stringify(name));
    },
  );

  test.each(['gha_submission', 'gha_', 'gha_anything'])('may not set %s, which this action sets', (name) => {
    expect(problemOf({ user_metadata: JSON.stringify({ [name]: 'x' }) }).expected).toContain('gha_');
  });

  test('named like a part of every object is only data', () => {
    const { userMetadata } = read({ user_metadata: '{"__proto__":"x","constructor":"y"}' });
    expect(Object.getPrototypeOf(userMetadata)).toBe(Object.prototype);
    expect(JSON.stringify({ ...userMetadata })).toBe('{"__proto__":"x","constructor":"y"}');
    expect(problemOf({ user_metadata: '{"__proto__":{"admin":true}}' }).input).toBe('user_metadata');
    expect('admin' in {}).toBe(false);
  });
});

describe('what to do', () => {
  test('may be several links, one per line, with any line ends and gaps', () => {
    const video_url = '\r\n https://example.com/a.mp4 \r\n\n\thttps://example.com/b.mp4\r\n';
    expect(read({ video_url }).videoUrls.map((source) => source.name)).toEqual(['a.mp4', 'b.mp4']);
  });

  test('tells links apart by their query', () => {
    expect(read({ video_url: 'https://e.com/v?id=1\nhttps://e.com/v?id=2' }).videoUrls).toHaveLength(2);
  });

  test('leaves a bad link to the results when it is the only thing wrong', () => {
    const { videoUrls } = read({ video_url: 'https://example.com/a.mp4\nnonsense' });
    expect(videoUrls).toMatchObject([{ error: null }, { error: { code: 'video_url_invalid' } }]);
  });

  test('tells of a bad link together with what else is wrong', () => {
    const { invalidInputs } = errorOf({ video_url: 'nonsense', wait: 'maybe' });
    expect(invalidInputs.map(({ input, received }) => [input, received])).toEqual([
      ['wait', 'maybe'],
      ['video_url', 'nonsense'],
    ]);
  });

  test('may be tasks that exist, each once, and then needs no index', () => {
    const { tasks, indexId } = read({ task_id: 't1\nt2\r\nt1', video_url: '', index_id: '' });
    expect(tasks).toEqual([
      { kind: 'task', taskId: 't1', name: 'task t1' },
      { kind: 'task', taskId: 't2', name: 'task t2' },
    ]);
    expect(indexId).toBeNull();
  });

  test.each(['t1, t2', 't1 t2', 'https://x/y', '../x', 'x'.repeat(101)])('is not a task id: %s', (task_id) => {
    expect(problemOf({ task_id, video_url: '' })).toMatchObject({ input: 'task_id', received: task_id });
  });

  test('is not both links and tasks', () => {
    expect(problemOf({ task_id: 't1' })).toMatchObject({ input: 'task_id', received: 't1' });
  });

  test('is not nothing', () => {
    expect(problemOf({ video_url: ' \n ' })).toMatchObject({ input: 'video_url', received: null });
  });

  test('needs an index for links', () => {
    expect(problemOf({ index_id: '' })).toMatchObject({ input: 'index_id', received: null });
  });

  test.each(['my index', 'a/b', 'https://x', 'ü', '..'])('needs an id as index, not %s', (index_id) => {
    expect(problemOf({ index_id })).toMatchObject({ input: 'index_id', received: index_id });
  });
});

describe('a language', () => {
  test('is a code', () => {
    expect(read({ language: 'en' }).language).toBe('en');
    expect(read({ language: 'pt-BR' }).language).toBe('pt-BR');
  });

  test.each(['English please', 'e', 'en_US', '日本'])('is not %s', (language) => {
    expect(problemOf({ language })).toMatchObject({ input: 'language', received: language });
  });
});

describe('the results file', () => {
  test('is looked for in the workspace, or where an absolute path says', () => {
    const inWorkspace = join(FOLDER, 'out', 'r.json');
    const elsewhere = join(FOLDER, 'abs', 'r.json');
    expect(read({ results_file: 'out/r.json' }, { GITHUB_WORKSPACE: FOLDER }).resultsFile).toBe(inWorkspace);
    expect(read({ results_file: elsewhere }, { GITHUB_WORKSPACE: FOLDER }).resultsFile).toBe(elsewhere);
  });

  test('is a file of this step alone in the temporary folder when nobody says', () => {
    const env = { RUNNER_TEMP: FOLDER, GITHUB_WORKSPACE: '/ws' };
    expect(read({}, env).resultsFile).toBe(getDefaultResultsFile(env, 'uuid'));
    expect(getDefaultResultsFile(env, 'uuid')).toMatch(/uuid.*\.json$/);
    expect(getDefaultResultsFile(env, 'uuid').startsWith(`${FOLDER}/`)).toBe(true);
    expect(getDefaultResultsFile(env, 'one')).not.toBe(getDefaultResultsFile(env, 'two'));
    expect(getDefaultResultsFile({}, 'one')).toMatch(/^\//);
  });

  test('that cannot be written is told before anything is paid for', () => {
    mkdirSync(join(FOLDER, 'taken'));
    const results_file = join(FOLDER, 'taken');
    expect(problemOf({ results_file })).toMatchObject({ input: 'results_file', received: results_file });
  });
});

test('where a submission comes from is told as far as it is known', () => {
  const event = { pull_request: { number: 42 }, release: { tag_name: 'v1' } };
  expect(buildOriginMetadata({ GITHUB_REPOSITORY: 'o/r', GITHUB_RUN_ID: '7', GITHUB_TOKEN: 'x' }, event, null)).toEqual(
    {
      gha_repository: 'o/r',
      gha_run_id: '7',
      gha_pull_request: '42',
      gha_release: 'v1',
    },
  );
  expect(buildOriginMetadata({ GITHUB_REPOSITORY: '' }, null, null)).toEqual({});
  expect(buildOriginMetadata({}, null, 'v0.9')).toEqual({ gha_release: 'v0.9' });
  expect(buildOriginMetadata({}, event, 'v0.9')).toMatchObject({ gha_release: 'v0.9' });
});

test('a budget needs a look at the videos', () => {
  expect(problemOf({ preflight: 'off', max_total_minutes: '60' })).toMatchObject({
    input: 'max_total_minutes',
    received: '60',
    expected: 'a budget only together with `preflight: warn` or `preflight: strict`',
  });
  expect(read({ preflight: 'warn', max_total_minutes: '0.5' }).maxTotalSeconds).toBe(30);
  expect(read({ preflight: 'off' }).maxTotalSeconds).toBe(null);
});

test('a bad link among other mistakes is told in the same words as they', () => {
  const error = errorOf({ video_url: 'ftp://example.com/a.mp4', wait: 'yes' });
  expect(error.message).toContain(
    'Input `video_url` is "ftp://example.com/a.mp4". Expected direct links to video files, one per line. ' +
      'Possible cause: its scheme is ftp:. Use an http or https link; the platform supports no other scheme.',
  );
});

describe('ten mistakes at once', () => {
  const TEN = {
    api_key: 'hunter2 hunter2',
    index_id: 'not an id',
    video_url: 'https://example.com/a.mp4?token=hunter2\nhttps://user:hunter2@example.com/b.mp4',
    wait: 'yes',
    timeout_minutes: '-1',
    fail_on_timeout: 'no',
    poll_interval_seconds: '0',
    user_metadata: '[]',
    enable_video_stream: 'on',
    language: 'English please',
    max_in_flight: '1e3',
    summary: '0',
    comment: 'yes',
    api_url: 'https://user:hunter2@api.example/?key=hunter2',
    allow_private_urls: 'never',
  };

  test('are all told, each with input, value, what is allowed and the usual cause', () => {
    const error = errorOf(TEN);
    expect(error.invalidInputs.map(({ input }) => input).sort()).toEqual(Object.keys(TEN).sort());
    const lines = error.message.split('\n');
    expect(lines).toHaveLength(error.invalidInputs.length);
    for (const line of lines) expect(line).toMatch(/^Input `[a-z_]+` is .+\. Expected .+\. Possible cause: .+\.$/);
    expect(error.message).toContain('Input `timeout_minutes` is "-1". Expected a number above 0 to 50000');
  });

  test('never tell a secret', () => {
    expect(errorOf(TEN).message).not.toContain('hunter2');
  });

  test.each([
    ['video_url', 'https://user:hun/hunter2@example.com/a.mp4'],
    ['video_url', 'user:hunter2@example.com/a.mp4'],
    ['video_url', 'https://example.com/a.mp4, https://user:hunter2@example.com/b.mp4'],
    ['video_url', 'https://example.com/a.mp4 https://example.com/b.mp4?sig=hunter2'],
    ['api_url', 'https://user:hun/hunter2@api.example/'],
  ])('never tell a secret from a malformed %s: %s', (name, value) => {
    expect(errorOf({ [name]: value, wait: 'maybe' }).message).not.toContain('hunter2');
  });

  test('of any length make a message of bearable length', () => {
    const long = 'x'.repeat(1e6);
    expect(errorOf({ wait: long, timeout_minutes: long, user_metadata: long }).message.length).toBeLessThan(3_000);
  });
});
