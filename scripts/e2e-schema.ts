/**
 * Lets Schemathesis judge the simulator: it makes thousands of right and wrong requests out of the description of the
 * API, and checks that wrong ones are refused and that every response is as described.
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDescription, resolveVariants } from '../judge/description.ts';
import { type StartOptions, startSimulator } from '../simulator/server.ts';

const VERSION = '4.32.5';
const API_KEY = 'tlk_schemathesis';
const RESPONSES = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
  'missing_required_header',
  'ignored_auth',
];
/** In a form everything is text, so "of another type" is no fault there. */
const FORMS = ['POST /tasks', 'POST /assets', 'POST /search'];

/** The default variant, and one in which every disputed point is the other way around. */
const VARIANTS: Readonly<Record<string, StartOptions>> = {
  'default options': {},
  'other variants': {
    createStatus: 200,
    patchStatus: 200,
    videoIdOnCreate: false,
    metadataField: 'metadata',
    listUserMetadata: true,
    validatingAssets: true,
    errorShape: 'nested',
    errorReason: 'object',
  },
};

const program = install();
const folder = mkdtempSync(join(tmpdir(), 'schemathesis-'));
try {
  for (const [name, options] of Object.entries(VARIANTS)) {
    console.log(`\n=== ${name}`);
    if (!(await judge(options))) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function judge(options: StartOptions): Promise<boolean> {
  const simulator = await startSimulator({ plan: 'unlimited', apiKeys: [API_KEY], ...options });
  try {
    const description = join(folder, 'api.json');
    writeFileSync(description, JSON.stringify(resolveVariants(readDescription(), { ...simulator.core.options })));
    const all = await run(description, simulator.url, ['--checks', RESPONSES.join(',')]);
    const skipped = FORMS.flatMap((name) => ['--exclude-name', name]);
    const wrong = await run(description, simulator.url, ['--checks', 'negative_data_rejection', ...skipped]);
    return all && wrong;
  } finally {
    await simulator.close();
  }
}

/** Only a failure prints more than the summary. The seed makes every run the same. */
function run(description: string, url: string, more: readonly string[]): Promise<boolean> {
  const bounds = ['--phases', 'coverage,fuzzing', '--max-examples', '25', '--seed', '1', '--continue-on-failure'];
  const output = ['--no-color', '--warnings', 'off'];
  const args = ['run', description, '--url', url, '-H', `x-api-key: ${API_KEY}`, ...bounds, ...output, ...more];
  const child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      console.log(code === 0 ? text.slice(text.indexOf('Test cases:')).trim() : text);
      resolve(code === 0);
    });
  });
}

/** Installs Schemathesis once per version, into a cache folder outside the repository. */
function install(): string {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const environment = join(cache, 'twelvelabs-index-action', `schemathesis-${VERSION}`);
  const installed = join(environment, 'bin/schemathesis');
  if (existsSync(installed)) return installed;
  mkdirSync(environment, { recursive: true });
  execFileSync('python3', ['-m', 'venv', environment], { stdio: 'inherit' });
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `schemathesis==${VERSION}`];
  execFileSync(join(environment, 'bin/python'), pip, { stdio: 'inherit' });
  return installed;
}
