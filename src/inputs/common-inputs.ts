import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { EnvironmentVariables } from '../github/environment.ts';
import type { Runner } from '../github/runner.ts';
import { classifyHost } from '../util/host.ts';
import { writeResultsFile } from '../util/results-file.ts';
import type { InputReader } from './input-reader.ts';

/** Ids of the platform are 24 hexadecimal digits; longer ones and other letters would not be wrong as such. */
export const ID_PATTERN = /^[A-Za-z0-9_-]{1,100}$/;

/** Where the results go if nobody says, unique per step: a job may use this action more than once. */
export function getDefaultResultsFile(env: EnvironmentVariables, uuid: string): string {
  return join(env['RUNNER_TEMP'] || tmpdir(), `twelvelabs-results-${uuid}.json`);
}

/** The API key, from the input or the variables that the platform's own SDKs read; empty if there is none. */
export function readApiKey(runner: Runner, env: EnvironmentVariables): string {
  return (runner.input('api_key') || env['TWELVE_LABS_API_KEY'] || env['TWELVELABS_API_KEY'] || '').trim();
}

/** `key`, reported if it is missing or cannot be one. */
export function checkApiKey(read: InputReader, key: string): string {
  if (key === '') {
    read.report({
      input: 'api_key',
      received: null,
      expected: 'a TwelveLabs API key, or one in the environment variable TWELVE_LABS_API_KEY',
      hint: 'the secret does not exist under that name, or the workflow gets no secrets: runs for pull requests from forks and for Dependabot have none of the repository (Dependabot has a store of its own)',
    });
  } else if (!/^[\x21-\x7e]+$/.test(key)) {
    read.report({
      input: 'api_key',
      received: '(hidden)',
      expected: 'printable characters without spaces or line breaks',
      hint: 'the secret was pasted with something around it',
    });
  }
  return key;
}

/** The input `api_url`, or the public API, without a slash at its end; reported if the key would not be safe there. */
export function checkApiUrl(read: InputReader): string {
  const given = read.text('api_url') || 'https://api.twelvelabs.io/v1.3';
  const expected = 'an https URL, or an http URL of a loopback address, without user name, password, query or fragment';
  const refuse = (hint: string): string => {
    const shown = given.replace(/[?#].*$/s, '').replace(/\/\/.*@/s, '//');
    read.report({ input: 'api_url', received: shown, expected, hint });
    return given;
  };
  if (!URL.canParse(given)) return refuse('the scheme is missing, or an expression came out empty');
  const url = new URL(given);
  if (url.username !== '' || url.password !== '') return refuse('credentials; the key belongs into `api_key`');
  if (/[?#]/.test(given)) return refuse('a link copied from a browser; give the base URL only');
  const secure = url.protocol === 'https:' || (url.protocol === 'http:' && classifyHost(url.hostname) === 'loopback');
  if (!secure) return refuse('http would carry the API key over the network in clear');
  return url.href.replace(/\/+$/, '');
}

/** The results must have a place before anything is sent: they are all that a user gets to know. Writes an empty list. */
export function checkResultsFile(read: InputReader, env: EnvironmentVariables, uuid: string): string {
  const given = read.text('results_file');
  const path = resolve(env['GITHUB_WORKSPACE'] || '.', given || getDefaultResultsFile(env, uuid));
  try {
    writeResultsFile(path, []);
  } catch (error) {
    read.report({
      input: 'results_file',
      received: given || path,
      expected: `the path of a file that can be written (${error instanceof Error ? error.message : String(error)})`,
      hint: 'a folder of that name, or a path outside of what the job may write',
    });
  }
  return path;
}
