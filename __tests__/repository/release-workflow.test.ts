import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { asList, asObject, type JsonObject } from '../../src/util/json.ts';
import { createTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

const SHA = 'a'.repeat(40);
const workflow = asObject(parse(readFileSync('.github/workflows/release.yml', 'utf8')));

function readSteps(job: string): JsonObject[] {
  return asList(asObject(asObject(workflow?.['jobs'])?.[job])?.['steps']).map((step) => asObject(step) ?? {});
}

interface ReleaseState {
  readonly tags?: readonly string[];
  readonly drafts?: readonly string[];
  readonly draft?: { readonly isDraft: boolean; readonly targetCommitish: string };
  readonly changelog?: string;
  readonly tagged?: string;
  readonly ref?: string;
}

let folder: TemporaryFolder;
beforeEach(() => {
  folder = createTemporaryFolder();
});
afterEach(() => folder.remove());

/** Answers the questions of the workflow, and notes every call. */
function writeGh({ tags = [], drafts = [], draft, tagged = SHA }: ReleaseState): void {
  const lines = (values: readonly string[]): string => values.map((value) => `echo '${value}'`).join('; ') || ':';
  const script = [
    '#!/bin/sh',
    `echo "$@" >> '${join(folder.path, 'calls')}'`,
    'case "$*" in',
    `  *matching-refs*) ${lines(tags.map((tag) => `refs/tags/${tag}`))} ;;`,
    `  'release list'*) ${lines(drafts)} ;;`,
    `  'release view'*) echo '${JSON.stringify(draft)}' ;;`,
    `  *commits/*) echo ${tagged} ;;`,
    'esac',
  ];
  chmodSync(join(folder.path, folder.write('bin/gh', `${script.join('\n')}\n`)), 0o755);
}

function runStep(job: string, name: string, version: string, state: ReleaseState = {}) {
  writeGh(state);
  folder.write('CHANGELOG.md', state.changelog ?? `# Changelog\n\n## ${version}\n\n- New.\n\n## 0.9.0\n\n- Old.\n`);
  const script = String(readSteps(job).find((step) => step['name'] === name)?.['run']);
  const { status, stdout } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
    cwd: folder.path,
    encoding: 'utf8',
    env: {
      ...{ PATH: `${join(folder.path, 'bin')}:${process.env['PATH']}`, RUNNER_TEMP: folder.path, VERSION: version },
      ...{ DEFAULT_BRANCH: 'main', GITHUB_REF: state.ref ?? 'refs/heads/main', GITHUB_SHA: SHA },
      GITHUB_REPOSITORY: 'octo/action',
    },
  });
  const calls = join(folder.path, 'calls');
  return { status, stdout, calls: existsSync(calls) ? readFileSync(calls, 'utf8').trim().split('\n') : [] };
}

describe('the version check', () => {
  const check = (version: string, state: ReleaseState = {}) => runStep('verify', 'Check the version', version, state);

  it.each(['1.0.0', '1.2.3-rc.1', '10.20.30'])('accepts %s', (version) => {
    expect(check(version).status).toBe(0);
  });

  it.each(['', 'v1.0.0', '1.0', '01.0.0', '1.0.0-', '1.0.0-rc..1', '1.0.0-rc.', '1.0.0 --latest', '1.0.0\n2.0.0'])(
    'refuses %j',
    (version) => {
      expect(check(version).status).toBe(1);
    },
  );

  it.each(['## 1.0.0-rc.1', '## 1.0.00', '## 11.0.0', '### 1.0.0', '## Unreleased', 'see ## 1.0.0', '## 1x0x0'])(
    'does not take the heading %j for the one of 1.0.0',
    (heading) => {
      expect(check('1.0.0', { changelog: `${heading}\n` }).status).toBe(1);
    },
  );

  it('refuses a tag or a draft that exists already, and another branch', () => {
    expect(check('1.0.0', { tags: ['v1.0.0'] }).status).toBe(1);
    expect(check('1.0.0', { tags: ['v1.0.0-rc.1', 'v1.0.01'] }).status).toBe(0);
    expect(check('1.0.0', { drafts: ['v0.9.0', 'v1.0.0'] }).status).toBe(1);
    expect(check('1.0.0', { ref: 'refs/heads/other' }).status).toBe(1);
  });
});

it('the draft has the notes of its version only, and the SBOM', () => {
  const changelog = '## Unreleased\n\n- Next.\n\n## 1.0.0 (2026-12-01)\n\n- New.\n\n## 1.0.0-rc.1\n\n- Candidate.\n';
  const { status, calls } = runStep('draft', 'Draft the release', '1.0.0', { changelog });
  expect(status).toBe(0);
  expect(calls.join()).toMatch(/^release create v1\.0\.0 .*--draft --target a{40} .*dist\/sbom\.cdx\.json$/);
  expect(readFileSync(join(folder.path, 'notes.md'), 'utf8')).toBe('\n- New.\n\n');
});

describe('publishing', () => {
  const publish = (state: ReleaseState) => runStep('publish', 'Publish the verified commit', '1.0.0', state);
  const draft = { isDraft: true, targetCommitish: SHA };

  it('looks for the tag before it publishes', () => {
    const { status, calls } = publish({ draft });
    expect(status).toBe(0);
    expect(calls.map((call) => call.split(' ').slice(0, 2).join(' '))).toEqual([
      'release view',
      'api repos/octo/action/git/matching-refs/tags/v1.0.0',
      'release edit',
      'api repos/octo/action/commits/v1.0.0',
    ]);
  });

  it.each([
    ['a tag that exists already', { draft, tags: ['v1.0.0'] }],
    ['a draft for another commit', { draft: { ...draft, targetCommitish: 'b'.repeat(40) } }],
    ['a release that is published already', { draft: { ...draft, isDraft: false } }],
  ])('publishes nothing with %s', (_, state) => {
    const { status, calls } = publish(state);
    expect(status).toBe(1);
    expect(calls.filter((call) => call.startsWith('release edit'))).toEqual([]);
  });

  it('fails if the tag points elsewhere', () => {
    expect(publish({ draft, tagged: 'b'.repeat(40) }).status).toBe(1);
  });
});

describe('the major tag', () => {
  const move = (state: ReleaseState) => runStep('publish', 'Move the major tag', '1.2.3', state).calls;

  it('is created for the first release, and moved by later ones', () => {
    expect(move({ tags: ['v1.2.3'] }).at(-1)).toMatch(/--method POST .*ref=refs\/tags\/v1 /);
    expect(move({ tags: ['v1', 'v1.2.3'] }).at(-1)).toMatch(/--method PATCH .*\/refs\/tags\/v1 /);
  });

  it('is moved after publication, and never for a pre-release', () => {
    const steps = readSteps('publish');
    expect(steps.map(({ name }) => name)).toEqual(['Publish the verified commit', 'Move the major tag']);
    expect(steps[1]?.['if']).toBe('$' + "{{ !contains(inputs.version, '-') }}");
  });
});

it('a release needs all checks, the owner and an approval, in this order', () => {
  const jobs = asObject(workflow?.['jobs']) ?? {};
  expect(Object.entries(jobs).map(([name, job]) => [name, asObject(job)?.['needs'] ?? null])).toEqual([
    ['verify', null],
    ['draft', 'verify'],
    ['publish', 'draft'],
  ]);
  expect(asObject(jobs['publish'])?.['environment']).toBe('release');
  const scripts = readSteps('verify').map(({ run }) => run);
  expect(scripts).toEqual(expect.arrayContaining(['node scripts/set-owner.ts --check', '.ci/run']));
});
