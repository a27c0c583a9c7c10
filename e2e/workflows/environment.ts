/** What an example needs: a user's repository, the platform, a server of videos, GitHub, and the engine. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseDocument } from 'yaml';
import { startVideoServer } from '../../__tests__/support/http-server.ts';
import { createTemporaryFolder } from '../../__tests__/support/temporary-folder.ts';
import { type Simulator, type StartOptions, startSimulator } from '../../simulator/server.ts';
import type { JsonObject } from '../../src/util/json.ts';
import { type Run, type RunReport, startRun } from './engine.ts';
import { ACTION, type Example, OWN_REPOSITORY, readExample } from './example.ts';
import { type GitHub, REPOSITORY, startGitHub, TOKEN } from './github.ts';
import { type Relay, startRelay, webhookOptions } from './relay.ts';

export const KEY = 'tlk_e2eWorkflowKey';
const INDEX_ID = '000000000000000000000001';
const FAKE_ACTIONS = 'e2e/workflows/fake-actions';

export interface Trigger {
  /** File name in `examples`, or in `folder`. */
  readonly example: string;
  readonly folder?: string;
  readonly event: string;
  readonly payload: JsonObject;
  /** Other files of the user's repository. */
  readonly files?: Readonly<Record<string, string | Buffer>>;
  /** If set, the files of a first commit; `files` are then those of the second one, as the merge of a pull request. */
  readonly base?: Readonly<Record<string, string | Buffer>>;
  /** Further secrets and variables of the user's repository. */
  readonly secrets?: Readonly<Record<string, string>>;
  readonly vars?: Readonly<Record<string, string>>;
  /** A shell script that runs before the bundle of each step, in the same process. */
  readonly beforeBundle?: string;
}

export interface Environment {
  readonly simulator: Simulator;
  readonly github: GitHub;
  readonly relay: Relay;
  video(name: string): string;
  start(what: Trigger): Run;
  run(what: Trigger): Promise<RunReport>;
  /** A file of an artifact that a run has uploaded. */
  artifact(name: string, file: string): string;
  /** The logs of all runs so far. */
  logs(): Promise<string>;
  close(): Promise<void>;
}

export async function openEnvironment(options: StartOptions = {}): Promise<Environment> {
  const [videos, github] = await Promise.all([startVideoServer(), startGitHub()]);
  const relay = await startRelay(github.url);
  const platform = { plan: 'unlimited', concurrency: 25, speed: 60, seed: 7, apiKeys: [KEY] } as const;
  const simulator = await startSimulator({ ...platform, ...webhookOptions(relay.url), ...options });
  const folder = createTemporaryFolder();
  const action = join(folder.path, 'action');
  copyAction(action, simulator.url);
  const artifacts = join(folder.path, 'artifacts');
  mkdirSync(artifacts);
  const runs: Run[] = [];
  const start = (what: Trigger): Run => {
    const scratch = join(folder.path, `run-${runs.length}`);
    const workspace = join(scratch, 'workspace');
    const workflow = join('.github', 'workflows', what.example);
    const file = join(what.folder ?? 'examples', what.example);
    const example = readExample(file);
    assertStarts(what, example);
    // The engine runs one run at a time anyway, and refuses this key, which is newer.
    const text = readFileSync(file, 'utf8').replace(/^ {2}queue: max\n/m, '');
    const own = { [workflow]: text };
    writeRepository(workspace, what.base && { ...own, ...what.base }, { ...own, ...what.files });
    github.grant(example.permissions);
    const run = startRun({
      ...{ workspace, scratch, workflow, event: what.event, payload: what.payload },
      secrets: { TWELVE_LABS_API_KEY: KEY, GITHUB_TOKEN: TOKEN, ...what.secrets },
      vars: { TWELVELABS_INDEX_ID: INDEX_ID, API_URL: simulator.url, ACTION: action, ...what.vars },
      programs: writePrograms(join(scratch, 'bin'), what.beforeBundle ?? ''),
      env: { GITHUB_API_URL: github.url, E2E_ARTIFACTS: artifacts, E2E_WORKSPACE: workspace },
      repositories: findRepositories(action),
    });
    runs.push(run);
    return run;
  };
  return {
    ...{ simulator, github, relay },
    video: (name) => `${videos.origin}/${name}`,
    start,
    run: (what) => start(what).result,
    artifact: (name, file) => readFileSync(join(artifacts, name, file), 'utf8'),
    logs: async () => (await Promise.all(runs.map(({ result }) => result))).map(({ log }) => log).join('\n'),
    close: async () => {
      await Promise.all([simulator.close(), videos.close(), github.close(), relay.close()]);
      folder.remove();
    },
  };
}

/** The engine runs a workflow for any event; GitHub only for those that its `on` lists. */
function assertStarts({ example, event, payload }: Trigger, { triggers }: Example): void {
  const types = triggers[event];
  if (types === undefined || (types !== null && !types.includes(payload['action'])))
    throw new Error(`${example} is not started by ${event} ${payload['action'] ?? ''}`);
}

/**
 * Copies the tracked files of this repository, as `uses` would fetch them. Two defaults differ, so that the examples
 * run unchanged: the platform is the simulator, and videos may come from the loopback interface.
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
  // A reusable workflow passes on the default of its own input.
  const reusable = join(target, '.github', 'workflows', 'ingest.yml');
  const text = readFileSync(reusable, 'utf8').replace('https://api.twelvelabs.io/v1.3', apiUrl);
  // The engine does not support the newer syntax.
  writeFileSync(reusable, text.replace(`uses: ${OWN_REPOSITORY} `, `uses: ${ACTION}@v1 `));
}

type Files = Readonly<Record<string, string | Buffer>>;

/** A repository with one commit, or with two if there are files of a base branch. */
function writeRepository(folder: string, base: Files | undefined, files: Files): void {
  mkdirSync(folder, { recursive: true });
  const git = (...command: string[]): void => {
    execFileSync('git', ['-c', 'user.name=e2e', '-c', 'user.email=e2e@example.com', ...command], { cwd: folder });
  };
  git('init', '--quiet', '--initial-branch', 'main');
  git('remote', 'add', 'origin', `https://github.com/${REPOSITORY}`);
  const commits = base === undefined ? [files] : [base, files];
  let previous: Files = {};
  for (const commit of commits) {
    for (const path of Object.keys(previous)) rmSync(join(folder, path));
    for (const [path, content] of Object.entries(commit)) {
      mkdirSync(join(folder, dirname(path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    git('add', '--all');
    git('commit', '--quiet', '--allow-empty', '--message', 'Change');
    previous = commit;
  }
}

/** A `node` that runs a script first. The engine asks `node` for its path, and starts that for each step. */
function writePrograms(folder: string, beforeBundle: string): string {
  mkdirSync(folder, { recursive: true });
  const askedForPath = 'case "$*" in *process.execPath*) echo "$0"; exit;; esac';
  const script = ['#!/bin/sh', askedForPath, beforeBundle, `exec '${process.execPath}' "$@"`, ''].join('\n');
  writeFileSync(join(folder, 'node'), script, { mode: 0o755 });
  return folder;
}

/** The local folder for each repository that the examples and the reusable workflow use. */
function findRepositories(action: string): Record<string, string> {
  const folders: Readonly<Record<string, string>> = {
    [ACTION]: action,
    'actions/checkout': join(process.cwd(), FAKE_ACTIONS, 'checkout'),
    'actions/upload-artifact': join(process.cwd(), FAKE_ACTIONS, 'upload-artifact'),
    'actions/download-artifact': join(process.cwd(), FAKE_ACTIONS, 'download-artifact'),
  };
  const files = ['.github/workflows/ingest.yml', ...listExamples().map((name) => join('examples', name))];
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
export function listExamples(): string[] {
  const tracked = execFileSync('git', ['ls-files', '-z', 'examples/*.yml'], { encoding: 'utf8' }).split('\0');
  return tracked.filter(Boolean).map((path) => path.slice('examples/'.length));
}
