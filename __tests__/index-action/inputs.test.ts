import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import type { EnvironmentVariables } from '../../src/github/environment.ts';
import type { Inputs } from '../../src/index-action/inputs.ts';
import { readCommentMode, readInputs } from '../../src/index-action/inputs.ts';
import { buildOriginMetadata } from '../../src/index-action/origin.ts';
import { getDefaultResultsFile, readApiKey } from '../../src/inputs/common-inputs.ts';
import type { InvalidInput } from '../../src/inputs/input-reader.ts';
import { InputError, InputReader } from '../../src/inputs/input-reader.ts';
import { createFakeRunner, getThrownError } from '../support/fixtures.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

const GOOD = { api_key: 'tlk_test_key', index_id: 'i1', video_url: 'https://example.com/a.mp4' };
const FOLDER = createTemporaryFolder().path;
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

type InputValues = Readonly<Record<string, string>>;

function read(inputs: InputValues = {}, env: EnvironmentVariables = {}): Inputs {
  return readInputs(createFakeRunner({ ...GOOD, ...inputs }), { RUNNER_TEMP: FOLDER, ...env }, 'uuid');
}

function getRejection(inputs: InputValues, env: EnvironmentVariables = {}): InputError {
  const error = getThrownError(() => read(inputs, env));
  if (!(error instanceof InputError)) throw error;
  return error;
}

/** The only invalid one of these inputs. */
function invalidInputOf(inputs: InputValues, env: EnvironmentVariables = {}): InvalidInput {
  const { invalidInputs } = getRejection(inputs, env);
  expect(invalidInputs).toHaveLength(1);
  const [invalidInput] = invalidInputs;
  if (invalidInput === undefined) throw new Error('all inputs are valid');
  expect(invalidInput.expected).not.toBe('');
  expect(invalidInput.hint).not.toBe('');
  return invalidInput;
}

test.each([
  ['', 'never'],
  ['true', 'always'],
  ['TRUE', 'always'],
  ['always', 'always'],
  ['on-failure', 'on-failure'],
  ['False', 'never'],
  ['never', 'never'],
])('the input `comment` %j means %s', (comment, mode) => {
  expect(readCommentMode(new InputReader(createFakeRunner({ comment })))).toBe(mode);
});

describe('The defaults', () => {
  test('are those that action.yml declares', () => {
    const declared: Record<string, { default?: string }> = parse(readFileSync('action.yml', 'utf8')).inputs;
    const defaults = Object.fromEntries(
      Object.entries(declared).flatMap(([name, input]) =>
        input.default === undefined || input.default.startsWith('$') ? [] : [[name, input.default]],
      ),
    );
    expect(Object.keys(defaults).length).toBeGreaterThan(5);
    expect(read(defaults)).toEqual(read());
  });

  test('wait two hours, enable streaming and the summary, and fail on a timeout', () => {
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

  test('cannot be changed', () => {
    expect(Object.isFrozen(read())).toBe(true);
  });
});

describe('The API key', () => {
  test('is read from the input first, then from the two environment variables in order', () => {
    const env = { TWELVE_LABS_API_KEY: 'tlk_the_one', TWELVELABS_API_KEY: 'two' };
    expect(readApiKey(createFakeRunner({ api_key: 'input' }).input, env)).toBe('input');
    expect(readApiKey(createFakeRunner({}).input, env)).toBe('tlk_the_one');
    expect(readApiKey(createFakeRunner({}).input, { ...env, TWELVE_LABS_API_KEY: '' })).toBe('two');
    expect(readApiKey(createFakeRunner({}).input, {})).toBe('');
    expect(read({ api_key: '' }, env).apiKey).toBe('tlk_the_one');
  });

  test('is trimmed', () => {
    expect(readApiKey(createFakeRunner({}).input, { TWELVELABS_API_KEY: ' tlk\n' })).toBe('tlk');
  });

  test('causes an error that names forks and Dependabot if it is missing', () => {
    const invalidInput = invalidInputOf({ api_key: '' });
    expect(invalidInput).toMatchObject({ input: 'api_key', received: null });
    expect(invalidInput.hint).toMatch(/forks.*Dependabot/);
  });

  test.each(['two words', 'first\nsecond', 'schlüssel', 'nul\u0000'])(
    'is refused without being shown if it contains unprintable characters: %j',
    (key) => {
      const error = getRejection({ api_key: key });
      expect(error.invalidInputs).toMatchObject([{ input: 'api_key', received: '(hidden)' }]);
      expect(error.message).not.toContain(key.slice(-5));
    },
  );
});

test('An API key of fewer than eight characters is accepted only for a loopback address', () => {
  expect(invalidInputOf({ api_key: 'any' })).toMatchObject({ input: 'api_key', received: '(hidden)' });
  expect(read({ api_key: 'any', api_url: 'http://127.0.0.1:8080/v1.3' }).apiKey).toBe('any');
});

describe('The base URL', () => {
  test.each([
    ['https://api.twelvelabs.io/v1.3/', 'https://api.twelvelabs.io/v1.3'],
    ['https://api.twelvelabs.io/v1.3///', 'https://api.twelvelabs.io/v1.3'],
    ['HTTPS://API.twelvelabs.io/v1.2', 'https://api.twelvelabs.io/v1.2'],
    ['https://gateway.example:8443/tl', 'https://gateway.example:8443/tl'],
    ['https://10.0.0.1/v1.3', 'https://10.0.0.1/v1.3'],
    ['http://127.0.0.1:8080/v1.3', 'http://127.0.0.1:8080/v1.3'],
    ['http://localhost:8080', 'http://localhost:8080'],
    ['http://[::1]:8080/v1.3', 'http://[::1]:8080/v1.3'],
  ])('%s is normalized to %s', (received, taken) => {
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
  ])('is refused if it is unsafe: %s', (received) => {
    const invalidInput = invalidInputOf({ api_url: received });
    expect(invalidInput.input).toBe('api_url');
    expect(JSON.stringify(invalidInput)).not.toContain('hunter2');
  });
});

describe('A boolean', () => {
  const NAMES = ['wait', 'fail_on_timeout', 'enable_video_stream', 'summary', 'allow_private_urls'] as const;

  test.each(['true', 'True', 'TRUE', 'false', 'False', 'FALSE'])('can be %s', (received) => {
    const yes = received.toLowerCase() === 'true';
    const inputs = read(Object.fromEntries(NAMES.map((name) => [name, received])));
    expect(inputs).toMatchObject({ wait: yes, failOnTimeout: yes, enableVideoStream: yes, summary: yes });
  });

  test.each(['yes', 'no', 'on', 'off', '1', '0', 'tRUE', 'y', 'null', 'truee'])('cannot be %s', (received) => {
    const { invalidInputs } = getRejection(Object.fromEntries(NAMES.map((name) => [name, received])));
    expect(invalidInputs.map(({ input }) => input).sort()).toEqual([...NAMES].sort());
    for (const invalidInput of invalidInputs) expect(invalidInput.received).toBe(received);
  });

  test('allows or refuses private addresses', () => {
    const video_url = 'http://127.0.0.1/a.mp4';
    expect(read({ video_url }).videoUrls).toMatchObject([{ error: { code: 'video_url_invalid' } }]);
    expect(read({ video_url, allow_private_urls: 'true' }).videoUrls).toMatchObject([{ error: null }]);
  });
});

describe('A number', () => {
  test.each([
    ['5', 300_000],
    [' 5 ', 300_000],
    ['0.5', 30_000],
    ['50000', 3_000_000_000],
  ])('of minutes can be %j', (received, ms) => {
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
  ])('of minutes cannot be %s', (received) => {
    expect(invalidInputOf({ timeout_minutes: received })).toMatchObject({ input: 'timeout_minutes', received });
  });

  test('of seconds between polls is from 1 to 3600, with decimals', () => {
    expect(read({ poll_interval_seconds: '1' }).pollIntervalMs).toBe(1_000);
    expect(read({ poll_interval_seconds: '2.5' }).pollIntervalMs).toBe(2_500);
    expect(read({ poll_interval_seconds: '3600' }).pollIntervalMs).toBe(3_600_000);
    for (const received of ['0', '0.9', '3600.5', '10s']) {
      expect(invalidInputOf({ poll_interval_seconds: received }).input).toBe('poll_interval_seconds');
    }
  });

  test('of concurrent videos is an integer from 1 to 1000', () => {
    expect(read({ max_in_flight: '1' }).maxInFlight).toBe(1);
    expect(read({ max_in_flight: '1000' }).maxInFlight).toBe(1_000);
    for (const received of ['0', '1.5', '1001', '-3', 'many']) {
      expect(invalidInputOf({ max_in_flight: received }).input).toBe('max_in_flight');
    }
  });
});

describe('User metadata', () => {
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
  ])('cannot be %s', (received) => {
    expect(invalidInputOf({ user_metadata: received })).toMatchObject({ input: 'user_metadata', received });
  });

  test.each(['duration', 'filename', 'fps', 'height', 'model_names', 'size', 'video_title', 'width'])(
    'cannot set %s, which TwelveLabs reserves',
    (name) => {
      const invalidInput = invalidInputOf({ user_metadata: JSON.stringify({ fine: 1, [name]: 'x' }) });
      expect(invalidInput.expected).toContain(name);
      expect(invalidInput.hint).toContain(JSON.stringify(name));
    },
  );

  test.each(['gha_submission', 'gha_', 'gha_anything'])('cannot set %s, which this action reserves', (name) => {
    expect(invalidInputOf({ user_metadata: JSON.stringify({ [name]: 'x' }) }).expected).toContain('gha_');
  });

  test('treats the names of object properties as data', () => {
    const { userMetadata } = read({ user_metadata: '{"__proto__":"x","constructor":"y"}' });
    expect(Object.getPrototypeOf(userMetadata)).toBe(Object.prototype);
    expect(JSON.stringify({ ...userMetadata })).toBe('{"__proto__":"x","constructor":"y"}');
    expect(invalidInputOf({ user_metadata: '{"__proto__":{"admin":true}}' }).input).toBe('user_metadata');
    expect('admin' in {}).toBe(false);
  });
});

describe('The video sources', () => {
  test('can be several links, one per line, with any line breaks and empty lines', () => {
    const video_url = '\r\n https://example.com/a.mp4 \r\n\n\thttps://example.com/b.mp4\r\n';
    expect(read({ video_url }).videoUrls.map((source) => source.name)).toEqual(['a.mp4', 'b.mp4']);
  });

  test('distinguish links by their query', () => {
    expect(read({ video_url: 'https://e.com/v?id=1\nhttps://e.com/v?id=2' }).videoUrls).toHaveLength(2);
  });

  test('leave an invalid link to the results if the other inputs are valid', () => {
    const { videoUrls } = read({ video_url: 'https://example.com/a.mp4\nnonsense' });
    expect(videoUrls).toMatchObject([{ error: null }, { error: { code: 'video_url_invalid' } }]);
  });

  test('report an invalid link together with other invalid inputs', () => {
    const { invalidInputs } = getRejection({ video_url: 'nonsense', wait: 'maybe' });
    expect(invalidInputs.map(({ input, received }) => [input, received])).toEqual([
      ['wait', 'maybe'],
      ['video_url', 'nonsense'],
    ]);
  });

  test('can be existing tasks, each once, and then need no index', () => {
    const { tasks, indexId } = read({ task_id: 't1\nt2\r\nt1', video_url: '', index_id: '' });
    expect(tasks).toEqual([
      { kind: 'task', taskId: 't1', name: 'task t1' },
      { kind: 'task', taskId: 't2', name: 'task t2' },
    ]);
    expect(indexId).toBeNull();
  });

  test.each(['t1, t2', 't1 t2', 'https://x/y', '../x', 'x'.repeat(101)])(
    'cannot be a task with the ID %s',
    (task_id) => {
      expect(invalidInputOf({ task_id, video_url: '' })).toMatchObject({ input: 'task_id', received: task_id });
    },
  );

  test('cannot be both links and tasks', () => {
    expect(invalidInputOf({ task_id: 't1' })).toMatchObject({ input: 'task_id', received: 't1' });
  });

  test('cannot be empty', () => {
    expect(invalidInputOf({ video_url: ' \n ' })).toMatchObject({ input: 'video_url', received: null });
  });

  test('need an index for links', () => {
    expect(invalidInputOf({ index_id: '' })).toMatchObject({ input: 'index_id', received: null });
  });

  test.each(['my index', 'a/b', 'https://x', 'ü', '..'])('need the ID of an index, not %s', (index_id) => {
    expect(invalidInputOf({ index_id })).toMatchObject({ input: 'index_id', received: index_id });
  });
});

describe('The language', () => {
  test('is a language code', () => {
    expect(read({ language: 'en' }).language).toBe('en');
    expect(read({ language: 'pt-BR' }).language).toBe('pt-BR');
  });

  test.each(['English please', 'e', 'en_US', '日本'])('cannot be %s', (language) => {
    expect(invalidInputOf({ language })).toMatchObject({ input: 'language', received: language });
  });
});

describe('The results file', () => {
  test('is relative to the workspace, or absolute', () => {
    const inWorkspace = join(FOLDER, 'out', 'r.json');
    const elsewhere = join(FOLDER, 'abs', 'r.json');
    expect(read({ results_file: 'out/r.json' }, { GITHUB_WORKSPACE: FOLDER }).resultsFile).toBe(inWorkspace);
    expect(read({ results_file: elsewhere }, { GITHUB_WORKSPACE: FOLDER }).resultsFile).toBe(elsewhere);
  });

  test('is by default a file in the temporary folder, unique per step', () => {
    const env = { RUNNER_TEMP: FOLDER, GITHUB_WORKSPACE: '/ws' };
    expect(read({}, env).resultsFile).toBe(getDefaultResultsFile(env, 'uuid'));
    expect(getDefaultResultsFile(env, 'uuid')).toMatch(/uuid.*\.json$/);
    expect(getDefaultResultsFile(env, 'uuid').startsWith(`${FOLDER}/`)).toBe(true);
    expect(getDefaultResultsFile(env, 'one')).not.toBe(getDefaultResultsFile(env, 'two'));
    expect(getDefaultResultsFile({}, 'one')).toMatch(/^\//);
  });

  test('is reported before anything is sent if it cannot be written', () => {
    mkdirSync(join(FOLDER, 'taken'));
    const results_file = join(FOLDER, 'taken');
    expect(invalidInputOf({ results_file })).toMatchObject({ input: 'results_file', received: results_file });
  });
});

test('The origin of a submission contains what is known', () => {
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

test('A budget needs the preflight check', () => {
  expect(invalidInputOf({ preflight: 'off', max_total_minutes: '60' })).toMatchObject({
    input: 'max_total_minutes',
    received: '60',
    expected: 'a budget only with `preflight: warn` or `preflight: strict`',
  });
  expect(read({ preflight: 'warn', max_total_minutes: '0.5' }).maxTotalSeconds).toBe(30);
  expect(read({ preflight: 'off' }).maxTotalSeconds).toBe(null);
});

test('An invalid link is reported in the same form as other invalid inputs', () => {
  const error = getRejection({ video_url: 'ftp://example.com/a.mp4', wait: 'yes' });
  expect(error.message).toContain(
    'Input `video_url` is "ftp://example.com/a.mp4". Expected direct links to video files, one per line. ' +
      'Possible cause: Line 1: its scheme is ftp: "ftp://example.com/a.mp4". Use an http or https link; TwelveLabs supports no other scheme.',
  );
});

describe('The errors of many invalid inputs', () => {
  const INVALID = {
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

  test('contain input, received value, expected values and possible cause for each', () => {
    const error = getRejection(INVALID);
    expect(error.invalidInputs.map(({ input }) => input).sort()).toEqual(Object.keys(INVALID).sort());
    const lines = error.message.split('\n');
    expect(lines).toHaveLength(error.invalidInputs.length);
    for (const line of lines) expect(line).toMatch(/^Input `[a-z_]+` is .+\. Expected .+\. Possible cause: .+\.$/);
    expect(error.message).toContain('Input `timeout_minutes` is "-1". Expected a number above 0 to 50000');
  });

  test('never contain a secret', () => {
    expect(getRejection(INVALID).message).not.toContain('hunter2');
  });

  test.each([
    ['video_url', 'https://user:hun/hunter2@example.com/a.mp4'],
    ['video_url', 'user:hunter2@example.com/a.mp4'],
    ['video_url', 'https://example.com/a.mp4, https://user:hunter2@example.com/b.mp4'],
    ['video_url', 'https://example.com/a.mp4 https://example.com/b.mp4?sig=hunter2'],
    ['api_url', 'https://user:hun/hunter2@api.example/'],
  ])('never contain a secret of a malformed %s: %s', (name, value) => {
    expect(getRejection({ [name]: value, wait: 'maybe' }).message).not.toContain('hunter2');
  });

  test('have a limited length for long inputs', () => {
    const long = 'x'.repeat(1e6);
    expect(getRejection({ wait: long, timeout_minutes: long, user_metadata: long }).message.length).toBeLessThan(3_000);
  });
});
