/** What an example needs around it: a user's repository, the platform, a host of videos, GitHub, and the engine. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseDocument } from 'yaml';
import { startVideoServer } from '../../__tests__/support/http-server.ts';
import type { Simulator, StartOptions } from '../../simulator/server.ts';
import { startSimulator } from '../../simulator/server.ts';
import type { JsonObject } from '../../src/util/json.ts';
import { type Run, type RunReport, startRun } from './engine.ts';
import { ACTION, type Example, readExample } from './example.ts';
import { type GitHub, REPOSITORY, startGitHub, TOKEN } from './github.ts';
import { type Relay, startRelay, webhookOptions } from './relay.ts';

export const KEY = 'tlk_e2eWorkflowKey';
const INDEX_ID = '000000000000000000000001';
const STAND_INS = 'e2e/workflows/stand-ins';

export interface Triggered {
  /** File name in `examples`. */
  readonly example: string;
  readonly event: string;
  readonly payload: JsonObject;
  /** Other files of the user's repository. */
  readonly files?: Readonly<Record<string, string | Buffer>>;
}

export interface World {
  readonly simulator: Simulator;
  readonly github: GitHub;
  readonly relay: Relay;
  video(name: string): string;
  start(what: Triggered): Run;
  run(what: Triggered): Promise<RunReport>;
  /** A file of an artifact that a run has kept. */
  artifact(name: string, file: string): string;
  /** The logs of all runs so far. */
  logs(): Promise<string>;
  close(): Promise<void>;
}

export async function openWorld(options: StartOptions = {}): Promise<World> {
  const [files, github] = await Promise.all([startVideoServer(), startGitHub()]);
  const relay = await startRelay(github.url);
  const platform = { plan: 'unlimited', concurrency: 25, speed: 60, seed: 7, apiKeys: [KEY] } as const;
  const simulator = await startSimulator({ ...platform, ...webhookOptions(relay.url), ...options });
  const folder = mkdtempSync(join(tmpdir(), 'workflows-'));
  const action = join(folder, 'action');
  copyAction(action, simulator.url);
  const artifacts = join(folder, 'artifacts');
  mkdirSync(artifacts);
  const runs: Run[] = [];
  const start = (what: Triggered): Run => {
    const scratch = join(folder, `run-${runs.length}`);
    const workspace = join(scratch, 'workspace');
    const workflow = join('.github', 'workflows', what.example);
    const example = readExample(join('examples', what.example));
    mustStart(what, example);
    writeRepository(workspace, { [workflow]: readFileSync(join('examples', what.example)), ...what.files });
    github.grant(example.permissions);
    const run = startRun({
      ...{ workspace, scratch, workflow, event: what.event, payload: what.payload },
      secrets: { TWELVE_LABS_API_KEY: KEY, GITHUB_TOKEN: TOKEN },
      vars: { TWELVELABS_INDEX_ID: INDEX_ID },
      env: { GITHUB_API_URL: github.url, E2E_ARTIFACTS: artifacts },
      repositories: repositories(action),
    });
    runs.push(run);
    return run;
  };
  return {
    ...{ simulator, github, relay },
    video: (name) => `${files.origin}/${name}`,
    start,
    run: (what) => start(what).result,
    artifact: (name, file) => readFileSync(join(artifacts, name, file), 'utf8'),
    logs: async () => (await Promise.all(runs.map(({ result }) => result))).map(({ log }) => log).join('\n'),
    close: async () => {
      await Promise.all([simulator.close(), files.close(), github.close(), relay.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The engine plays any event; GitHub only those that a workflow names. */
function mustStart({ example, event, payload }: Triggered, { triggers }: Example): void {
  const types = triggers[event];
  if (types === undefined || (types !== null && !types.includes(payload['action'])))
    throw new Error(`${example} is not started by ${event} ${payload['action'] ?? ''}`);
}

/**
 * The tracked files of this repository, as `uses` would fetch them. Only two defaults differ: the platform is the
 * simulated one, and videos may come from loopback. So the examples need not know of either.
 */
function copyAction(target: string, apiUrl: string): void {
  const tracked = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' }).split('\0').filter(Boolean);
  for (const path of tracked) {
    mkdirSync(join(target, dirname(path)), { recursive: true });
    if (existsSync(path)) cpSync(path, join(target, path));
  }
  for (const path of ['action.yml', 'delete/action.yml']) {
    if (!existsSync(join(target, path))) continue;
    const metadata = parseDocument(readFileSync(join(target, path), 'utf8'));
    for (const [input, value] of Object.entries({ api_url: apiUrl, allow_private_urls: 'true' }))
      if (metadata.hasIn(['inputs', input])) metadata.setIn(['inputs', input, 'default'], value);
    writeFileSync(join(target, path), metadata.toString());
  }
  // A reusable workflow hands the default of its own input on.
  const reusable = join(target, '.github', 'workflows', 'ingest.yml');
  writeFileSync(reusable, readFileSync(reusable, 'utf8').replace('https://api.twelvelabs.io/v1.3', apiUrl));
}

function writeRepository(folder: string, files: Readonly<Record<string, string | Buffer>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  const git = (...command: string[]): void => {
    execFileSync('git', ['-c', 'user.name=e2e', '-c', 'user.email=e2e@example.com', ...command], { cwd: folder });
  };
  git('init', '--quiet', '--initial-branch', 'main');
  git('remote', 'add', 'origin', `https://github.com/${REPOSITORY}`);
  git('add', '.');
  git('commit', '--quiet', '--message', 'Start');
}

/** What stands in for each repository that examples and the reusable workflow use. */
function repositories(action: string): Record<string, string> {
  const folders: Readonly<Record<string, string>> = {
    [ACTION]: action,
    'actions/upload-artifact': join(process.cwd(), STAND_INS, 'upload-artifact'),
    'actions/download-artifact': join(process.cwd(), STAND_INS, 'download-artifact'),
  };
  const files = ['.github/workflows/ingest.yml', ...examples().map((name) => join('examples', name))];
  const entries = files.flatMap((file) =>
    readExample(file).references.flatMap((reference) => {
      const [path = '', ref = ''] = reference.split('@');
      const repository = path.split('/').slice(0, 2).join('/');
      const folder = folders[repository];
      return folder === undefined ? [] : [[`${repository}@${ref}`, folder] as const];
    }),
  );
  return Object.fromEntries(entries);
}

/** File names of all example workflows. */
export function examples(): string[] {
  const tracked = execFileSync('git', ['ls-files', '-z', 'examples/*.yml'], { encoding: 'utf8' }).split('\0');
  return tracked.filter(Boolean).map((path) => path.slice('examples/'.length));
}
