import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import {
  anchorsOf,
  asWorkflow,
  blocksOf,
  countTests,
  type Doc,
  problemsOfDocs,
  problemsOfLinks,
  problemsOfShell,
  problemsOfTests,
  problemsOfYaml,
  readDocs,
} from '../../scripts/docs-checker.ts';
import { buildErrorsPage, buildTroubleshootingTable } from '../../scripts/error-docs.ts';
import { type ManifestSource, readManifest } from '../../src/sources/manifest/read-manifest.ts';
import { onStage } from '../support/harness.ts';

const DOCS = readDocs();

function doc(path: string): Doc {
  const found = DOCS.find((one) => one.path === path);
  if (found === undefined) throw new Error(`no page ${path}`);
  return found;
}

test('what the documentation says exists: inputs, outputs, scripts, files, links, tests', () => {
  expect(DOCS.length).toBeGreaterThan(8);
  expect(DOCS.flatMap(blocksOf).length).toBeGreaterThan(20);
  expect(problemsOfDocs(DOCS)).toEqual([]);
});

describe('the checks see', () => {
  const yaml = (text: string): readonly string[] => problemsOfYaml({ place: 'x.md:1', text });
  const step = (input: string): string =>
    `- id: a\n  uses: OWNER/twelvelabs-index-action@v1\n  with:\n    ${input}: x\n`;
  const page = (text: string): Doc => ({ path: 'x.md', text });

  test.each([
    ['no YAML', 'a: [', /x\.md:1: .*flow/i],
    ['an input that does not exist', step('video_ulr'), /no input video_ulr/],
    ['an output that does not exist', `${step('video_url')}- run: echo \${{ steps.a.outputs.id }}`, /no output id/],
    ['an output of a step that does not exist', `- run: echo \${{ steps.b.outputs.video_id }}`, /no step b/],
    ['an output of the step before the block', `- run: echo \${{ steps.index.outputs.vid }}`, /no output vid/],
  ])('%s', (_what, text, problem) => {
    expect(yaml(text).join()).toMatch(problem);
  });

  test('nothing wrong with what is right', () => {
    expect(yaml(`${step('video_url')}- run: echo \${{ steps.a.outputs.video_id }}`)).toEqual([]);
    expect(
      yaml(`- id: b\n  uses: other/action@v1\n  with:\n    any: x\n- run: echo \${{ steps.b.outputs.y }}`),
    ).toEqual([]);
  });

  test('scripts and files that do not exist', () => {
    const shell = (text: string): readonly string[] => problemsOfShell({ place: 'x', language: 'sh', text }, '.');
    expect(shell('npm ci && npm test\nnpm run demo\n.ci/run\nnode simulator/main.ts --port 1\nnpm start\n')).toEqual(
      [],
    );
    expect(shell('npm run dmo\nnode scripts/none.ts x\n')).toEqual([
      'x: there is no npm script dmo',
      'x: there is no file scripts/none.ts',
    ]);
  });

  test('links and anchors that lead nowhere', () => {
    const text =
      '# The `a` & b: c\n## Twice\n## Twice\n[x](#the-a--b-c) [x](#twice-1) [x](README.md#inputs) [x](https://e.com)';
    expect(problemsOfLinks(page(text))).toEqual([]);
    expect(problemsOfLinks(page('[x](#no)\n[x](no.md)\n[x](README.md#no)\n```\n[x](in-code.md)\n```'))).toEqual([
      'x.md:1: x.md has no heading #no',
      'x.md:2: there is no no.md',
      'x.md:3: README.md has no heading #no',
    ]);
  });

  test('tests that do not exist', () => {
    const named = (title: string): readonly string[] =>
      problemsOfTests(page(`[\`x\`](__tests__/repository/docs.test.ts): "${title}"`));
    expect(named('nothing wrong with what is right')).toEqual([]);
    expect(named('no YAML')).toEqual([]);
    expect(named('nothing wrong with what is')).toHaveLength(1);
  });

  test('a block as the workflow that it is a part of', () => {
    expect(asWorkflow(`- run: echo \${{ needs.one.outputs.id }}`)).toMatch(/one:[\s\S]*id: x[\s\S]*needs:\s+- one/);
    expect(asWorkflow('permissions: {}')).toMatch(/permissions: {}[\s\S]*jobs:/);
    expect(asWorkflow('some: thing')).toBeNull();
  });
});

describe('docs/threat-model.md', () => {
  test('names what shows each defence', () => {
    const rows = doc('docs/threat-model.md')
      .text.split('\n')
      .filter((line) => /^\| .* \| .* \| .* \|$/.test(line));
    const threats = rows.filter((line) => !/^\| (threat|---) /.test(line));
    expect(threats.length).toBeGreaterThan(30);
    for (const line of threats)
      if (!line.includes('`npm run check:')) expect([line, countTests(line) > 0]).toEqual([line, true]);
  });
});

describe('README.md', () => {
  const { text } = doc('README.md');

  test('has the sections that people look for, in their order', () => {
    const order = [
      ...['in-60-seconds', 'inputs', 'outputs', 'statuses', 'how-it-waits', 'how-it-reuses', 'how-it-stops', 'recipes'],
      ...['permissions-and-secrets', 'limits-and-costs', 'runners', 'troubleshooting', 'versions-and-pinning'],
      ...['security', 'contributing', 'license'],
    ];
    const anchors = [...anchorsOf({ path: 'README.md', text: text.replace(/^### .*$/gm, '') })];
    expect(anchors.filter((anchor) => anchor !== 'twelvelabs-index')).toEqual(order);
  });

  test('has the troubleshooting table of the error catalog', () => {
    expect(text).toContain(buildTroubleshootingTable());
  });
});

describe('docs/errors.md', () => {
  test('lists every error of the catalog', () => {
    expect(doc('docs/errors.md').text).toBe(buildErrorsPage());
  });
});

describe('what the documentation promises', () => {
  test('the 60 seconds: a first id, and the same one again without a submission', async () => {
    await onStage({}, async (stage) => {
      const inputs = { video_url: '', video_file: 'simulator/sample.mp4', reuse: 'true', preflight: 'warn' };
      const inWorkspace = { env: { GITHUB_WORKSPACE: process.cwd() } };
      const first = await stage.run(inputs, inWorkspace);
      expect([first.code, first.outputs['reused_count']]).toEqual([0, '0']);
      const second = await stage.run(inputs, inWorkspace);
      expect([second.code, second.outputs['reused_count']]).toEqual([0, '1']);
      expect(second.outputs['video_id']).toBe(first.outputs['video_id']);
      expect(second.outputs['video_id']).toMatch(/^[0-9a-f]{24}$/);
      expect(stage.simulator.core.tasks()).toHaveLength(1);
    });
  });

  test('a budget that is too small submits nothing', async () => {
    await onStage({}, async (stage) => {
      const video_url = `${stage.video('a.mp4')}\n${stage.video('b.mp4')}`;
      const result = await stage.run({ video_url, preflight: 'warn', max_total_minutes: '0.3' }); // 20 s are more
      expect(result.code).toBe(1);
      expect(result.outputs).toMatchObject({ status: 'rejected', error_code: 'budget_exceeded', error_class: 'quota' });
      expect(stage.simulator.core.tasks()).toEqual([]);
    });
  });

  test('a share link is refused before it is submitted, with what to use instead', async () => {
    await onStage({}, async (stage) => {
      const result = await stage.run({ video_url: 'https://www.youtube.com/watch?v=x', preflight: 'strict' });
      expect(result.outputs).toMatchObject({ status: 'rejected', error_code: 'video_url_share_link' });
      expect(result.log).toContain('use the original file');
      expect(stage.simulator.core.tasks()).toEqual([]);
    });
  });
});

describe('docs/manifests.md', () => {
  const folder = mkdtempSync(join(tmpdir(), 'manifests-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const lists = blocksOf(doc('docs/manifests.md')).filter(({ language }) => language !== 'yaml');

  test('shows every format', () => {
    expect(lists.map(({ language }) => language).sort()).toEqual(['csv', 'json', 'jsonl', 'text']);
  });

  test.each(lists)('shows a list that can be read: $language', async ({ language, text }) => {
    const name = `list.${language.replace('text', 'txt')}`;
    writeFileSync(join(folder, name), text);
    const notes: string[] = [];
    const options = { workspace: folder, allowPrivateUrls: false, note: (note: string) => notes.push(note) };
    const found: ManifestSource[] = [];
    for await (const run of readManifest(name, options)) found.push(...run);
    expect(found.map(({ error }) => error)).toEqual([null, null]);
    expect(found.map(({ kind }) => kind)).toEqual(['url', 'url']);
    expect(notes).toEqual([]);
  });
});
