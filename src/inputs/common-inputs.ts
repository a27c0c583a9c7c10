import { existsSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { EnvironmentVariables } from '../github/environment.ts';
import type { Runner } from '../github/runner.ts';
import { findInvalidProxies } from '../http/proxies.ts';
import { getErrorMessage } from '../util/error.ts';
import { classifyHost } from '../util/host.ts';
import { reserveResultsFile } from '../util/results-file.ts';
import type { InputReader } from './input-reader.ts';

/** The inputs that all actions have. */
export interface CommonInputs {
  readonly apiKey: string;
  /** Without a slash at its end. */
  readonly apiUrl: string;
  readonly timeoutMs: number;
  readonly summary: boolean;
  readonly resultsFile: string;
}

/** Reads and checks the inputs that all actions have. */
export function readCommonInputs(
  read: InputReader,
  env: EnvironmentVariables,
  { uuid, defaultTimeoutMinutes }: { readonly uuid: string; readonly defaultTimeoutMinutes: number },
): CommonInputs {
  checkProxies(read, env);
  const apiUrl = checkApiUrl(read);
  const timeoutMinutes = read.number('timeout_minutes', { above: 0, atMost: 50_000 }) ?? defaultTimeoutMinutes;
  return {
    apiKey: checkApiKey(read, env, apiUrl),
    apiUrl,
    timeoutMs: timeoutMinutes * 60_000,
    summary: read.boolean('summary', true),
    resultsFile: checkResultsFile(read, env, uuid),
  };
}

/** The default path of the results, unique per step: a job may use this action more than once. */
export function getDefaultResultsFile(env: EnvironmentVariables, uuid: string): string {
  return join(getTemporaryFolder(env), `twelvelabs-results-${uuid}.json`);
}

function getTemporaryFolder(env: EnvironmentVariables): string {
  const folder = env['RUNNER_TEMP'] || tmpdir();
  return existsSync(folder) ? realpathSync(folder) : resolve(folder);
}

/** The API key, from the input or the variables that the official SDKs read; empty if there is none. */
export function readApiKey(readInput: Runner['input'], env: EnvironmentVariables): string {
  return (readInput('api_key') || env['TWELVE_LABS_API_KEY'] || env['TWELVELABS_API_KEY'] || '').trim();
}

/** A shorter text cannot be removed from what is published without damage to other text. */
const MIN_KEY_LENGTH = 8;

function checkApiKey(read: InputReader, env: EnvironmentVariables, apiUrl: string): string {
  const key = readApiKey((name) => read.text(name), env);
  if (key === '') {
    read.report({
      input: 'api_key',
      received: null,
      expected: 'a TwelveLabs API key, or one in the environment variable TWELVE_LABS_API_KEY',
      hint: 'no secret has that name, or the workflow run has no access to it: runs for pull requests from forks and by Dependabot do not get the secrets of the repository (Dependabot has secrets of its own)',
    });
  } else {
    const hint = findKeyMistake(key);
    const expected = 'the key itself: printable characters without spaces, quotes and line breaks';
    const isTooShort = key.length < MIN_KEY_LENGTH && !isLoopbackUrl(apiUrl);
    if (hint !== null) read.report({ input: 'api_key', received: '(hidden)', expected, hint });
    else if (isTooShort) {
      read.report({
        input: 'api_key',
        received: '(hidden)',
        expected: `at least ${MIN_KEY_LENGTH} characters (fewer only for an \`api_url\` of a loopback address)`,
        hint: 'a placeholder, or a part of the key',
      });
    }
  }
  return key;
}

/** What was pasted around the key; null if nothing was. */
function findKeyMistake(key: string): string | null {
  if (/[\r\n]/.test(key)) return 'a line break inside the key, or a file with several lines';
  if (/^["'`“”‘’]|["'`“”‘’]$/.test(key)) return 'quotes around the key, which became a part of the secret';
  if (/^(export\s+)?[A-Za-z_][A-Za-z0-9_]*\s*=/.test(key)) return 'NAME=key instead of the key';
  if (/^(bearer|x-api-key:?|api[_ -]?key:)\s/i.test(key)) return 'a header instead of the key';
  return /^[\x21-\x7e]+$/.test(key) ? null : 'the secret was pasted with additional characters';
}

/** A proxy that cannot be used would be bypassed. */
function checkProxies(read: InputReader, env: EnvironmentVariables): void {
  for (const { variable, received, hint } of findInvalidProxies(env)) {
    const expected =
      'an environment variable such as http://proxy.example:3128 or http://user:password@proxy.example:3128';
    read.report({ input: variable, received, expected, hint });
  }
}

/** Refuses every URL to which the API key must not be sent. */
function checkApiUrl(read: InputReader): string {
  const received = read.text('api_url') || 'https://api.twelvelabs.io/v1.3';
  const refuse = (hint: string): string => {
    read.report({
      input: 'api_url',
      received: received.replace(/[?#].*$/s, '').replace(/\/\/.*@/s, '//'),
      expected: 'an https URL, or an http URL of a loopback address, without user name, password, query or fragment',
      hint,
    });
    return received;
  };
  if (!URL.canParse(received)) return refuse('the scheme is missing, or an expression evaluated to nothing');
  const url = new URL(received);
  if (url.username !== '' || url.password !== '') return refuse('credentials in the URL; use `api_key` for the key');
  if (/[?#]/.test(received)) return refuse('a link copied from a browser; use the base URL only');
  const isSecure = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackUrl(received));
  if (!isSecure) return refuse('http would send the API key unencrypted');
  return url.href.replace(/\/+$/, '');
}

function isLoopbackUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && classifyHost(url.hostname) === 'loopback';
}

/** Creates the file: a step whose results cannot be written must fail before anything is sent. */
function checkResultsFile(read: InputReader, env: EnvironmentVariables, uuid: string): string {
  const received = read.text('results_file');
  const workspace = resolve(env['GITHUB_WORKSPACE'] || '.');
  const path = resolve(workspace, received || getDefaultResultsFile(env, uuid));
  try {
    return reserveResultsFile(path, [workspace, getTemporaryFolder(env)]);
  } catch (error) {
    read.report({
      input: 'results_file',
      received: received || path,
      expected: `the path of a writable file in the workspace or in RUNNER_TEMP (${getErrorMessage(error)})`,
      hint: 'a folder of that name, a symbolic link, or a path outside of what the job may write',
    });
    return path;
  }
}

/** IDs of TwelveLabs are 24 hexadecimal digits today. Other letters and lengths are accepted, but no path separators. */
const ID_PATTERN = /^[A-Za-z0-9_-]{1,100}$/;

/** `description`: which ID is expected. */
export function checkIndexId(read: InputReader, description: string): string {
  const received = read.text('index_id');
  if (!ID_PATTERN.test(received)) {
    read.report({
      input: 'index_id',
      received: received === '' ? null : received,
      expected: `${description}, 24 letters and digits`,
      hint:
        received === '' ? 'no variable or secret has that name' : 'the name or the URL of the index instead of its ID',
    });
  }
  return received;
}

/** The IDs of an input, one per line, each once. `what`: what they are IDs of, in the plural. */
export function readIds(read: InputReader, input: string, what: string): readonly string[] {
  const ids = [...new Set(read.lines(input))];
  for (const id of ids.filter((received) => !ID_PATTERN.test(received))) {
    read.report({
      input,
      received: id,
      expected: `IDs of ${what}, one per line, letters and digits`,
      hint: 'IDs separated by commas or spaces, or a URL instead of an ID',
    });
  }
  return ids;
}

const MAX_COLLECTION_LENGTH = 200;

/** The input `collection`; null if it is empty. */
export function readCollectionName(read: InputReader): string | null {
  const received = read.text('collection');
  if (received.length > MAX_COLLECTION_LENGTH || /\p{Cc}/u.test(received)) {
    read.report({
      input: 'collection',
      received,
      expected: `one line of up to ${MAX_COLLECTION_LENGTH} characters`,
      hint: 'a list of videos, or the output of an earlier step',
    });
  }
  return received || null;
}

/** Reports two inputs that exclude each other. `expected` names both. */
export function reportConflict(read: InputReader, input: string, received: string, expected: string): void {
  read.report({ input, received, expected: `${expected}, not both`, hint: 'a copied step that kept both' });
}

/** Names that TwelveLabs reserves for its own metadata (documented). */
export const RESERVED_METADATA_NAMES = [
  'duration',
  'filename',
  'fps',
  'height',
  'model_names',
  'size',
  'video_title',
  'width',
];

/** Which names are expected instead if `name` is not allowed in user metadata; null if it is allowed. */
export function checkMetadataName(name: string): string | null {
  if (RESERVED_METADATA_NAMES.includes(name)) {
    return `names other than ${RESERVED_METADATA_NAMES.join(', ')}, which are reserved by TwelveLabs`;
  }
  return name.startsWith('gha_') ? 'names that do not begin with gha_, which are reserved by this action' : null;
}
