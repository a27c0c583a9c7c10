import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import {
  checkDocs,
  checkLinks,
  checkShell,
  checkTestNames,
  checkYaml,
  countTestNames,
  type Doc,
  getAnchors,
  parseBlocks,
  readDocs,
  toWorkflow,
} from '../../scripts/docs-checker.ts';
import { buildErrorsPage, buildTroubleshootingTable } from '../../scripts/error-docs.ts';
import { type ManifestSource, readManifest } from '../../src/sources/manifest/read-manifest.ts';
import { createSystemClock } from '../../src/util/clock.ts';
import { withBundleHarness } from '../support/bundle-harness.ts';
import { createVideoResult } from '../support/fixtures.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

const DOCS = readDocs();

function doc(path: string): Doc {
  const found = DOCS.find((one) => one.path === path);
  if (found === undefined) throw new Error(`no page ${path}`);
  return found;
}

test('the documentation names only inputs, outputs, scripts, files, links and tests that exist', () => {
  expect(DOCS.length).toBeGreaterThan(8);
  expect(DOCS.flatMap(parseBlocks).length).toBeGreaterThan(20);
  expect(checkDocs(DOCS)).toEqual([]);
});

describe('the checks of the documentation', () => {
  const yaml = (text: string): readonly string[] => checkYaml({ place: 'x.md:1', text });
  const step = (input: string): string =>
    `- id: a\n  uses: __OWNER__/twelvelabs-index-action@v1\n  with:\n    ${input}: x\n`;
  const page = (text: string): Doc => ({ path: 'x.md', text });

  test.each([
    ['invalid YAML', 'a: [', /x\.md:1: .*flow/i],
    ['an input that does not exist', step('video_ulr'), /no input video_ulr/],
    ['an output that does not exist', `${step('video_url')}- run: echo \${{ steps.a.outputs.id }}`, /no output id/],
    ['an output of a step that does not exist', `- run: echo \${{ steps.b.outputs.video_id }}`, /no step b/],
    ['an unknown output of the step before the block', `- run: echo \${{ steps.index.outputs.vid }}`, /no output vid/],
  ])('report %s', (_what, text, problem) => {
    expect(yaml(text).join()).toMatch(problem);
  });

  test('accept correct YAML', () => {
    expect(yaml(`${step('video_url')}- run: echo \${{ steps.a.outputs.video_id }}`)).toEqual([]);
    expect(
      yaml(`- id: b\n  uses: other/action@v1\n  with:\n    any: x\n- run: echo \${{ steps.b.outputs.y }}`),
    ).toEqual([]);
  });

  test('report scripts and files that do not exist', () => {
    const shell = (text: string): readonly string[] => checkShell({ place: 'x', language: 'sh', text }, '.');
    expect(shell('npm ci && npm test\nnpm run demo\n.ci/run\nnode simulator/main.ts --port 1\nnpm start\n')).toEqual(
      [],
    );
    expect(shell('npm run dmo\nnode scripts/none.ts x\n')).toEqual([
      'x: there is no npm script dmo',
      'x: there is no file scripts/none.ts',
    ]);
  });

  test('report links to missing files and headings', () => {
    const text =
      '# The `a` & b: c\n## Twice\n## Twice\n[x](#the-a--b-c) [x](#twice-1) [x](README.md#inputs) [x](https://e.com)';
    expect(checkLinks(page(text))).toEqual([]);
    expect(checkLinks(page('[x](#no)\n[x](no.md)\n[x](README.md#no)\n```\n[x](in-code.md)\n```'))).toEqual([
      'x.md:1: x.md has no heading #no',
      'x.md:2: there is no no.md',
      'x.md:3: README.md has no heading #no',
    ]);
  });

  test('report tests that do not exist', () => {
    const named = (title: string): readonly string[] =>
      checkTestNames(page(`[\`x\`](__tests__/repository/docs.test.ts): "${title}"`));
    expect(named('accept correct YAML')).toEqual([]);
    expect(named('invalid YAML')).toEqual([]);
    expect(named('accept correct')).toHaveLength(1);
  });

  test('complete a YAML block to the workflow that it belongs to', () => {
    expect(toWorkflow(`- run: echo \${{ needs.one.outputs.id }}`)).toMatch(/one:[\s\S]*id: x[\s\S]*needs:\s+- one/);
    expect(toWorkflow('permissions: {}')).toMatch(/permissions: {}[\s\S]*jobs:/);
    expect(toWorkflow('some: thing')).toBeNull();
  });
});

describe('docs/threat-model.md', () => {
  test('names a test or a check for each defense', () => {
    const rows = doc('docs/threat-model.md')
      .text.split('\n')
      .filter((line) => /^\| .* \| .* \| .* \|$/.test(line));
    const threats = rows.filter((line) => !/^\| (Threat|---) /.test(line));
    expect(threats.length).toBeGreaterThan(30);
    for (const line of threats)
      if (!line.includes('`npm run check:')) expect([line, countTestNames(line) > 0]).toEqual([line, true]);
  });
});

describe('README.md', () => {
  const { text } = doc('README.md');

  test('has the expected sections in the expected order', () => {
    const order = [
      ...['which-source', 'what-will-happen-to-my-index', 'what-will-it-cost', 'why-is-it-red'],
      ...['quick-start', 'inputs', 'outputs', 'statuses', 'recipes', 'permissions-and-secrets'],
      ...['documentation', 'security', 'contributing', 'license'],
    ];
    const anchors = [...getAnchors({ path: 'README.md', text: text.replace(/^####? .*$/gm, '') })];
    expect(anchors.filter((anchor) => anchor !== 'twelvelabs-index')).toEqual(order);
  });

  test('describes exactly the fields of a result', () => {
    const [, fields = ''] =
      /`\{(source, name[^`]*?), error: \{code, message, hint, class\} \| null\}`/.exec(text) ?? [];
    expect([...fields.split(/,\s+/), 'error'].toSorted()).toEqual(Object.keys(createVideoResult()).toSorted());
  });

  test('lists every page of docs', () => {
    const pages = readdirSync('docs').filter((name) => name.endsWith('.md'));
    const section = /\n## Documentation\n([\s\S]*?)\n## /.exec(text)?.[1] ?? '';
    expect(pages.filter((page) => !section.includes(`(docs/${page})`))).toEqual([]);
  });

  test('states that this is not a product of TwelveLabs, and shows dry_run and prune, before the first section', () => {
    const [beginning = ''] = text.split('\n## ');
    expect(beginning).toContain('not a product of TwelveLabs');
    expect(beginning).toMatch(/^ {4}prune: /m);
    expect(beginning).toMatch(/^ {4}dry_run: /m);
  });
});

describe('docs/troubleshooting.md', () => {
  test('has the table of the error catalog', () => {
    expect(doc('docs/troubleshooting.md').text).toContain(buildTroubleshootingTable());
  });
});

describe('docs/errors.md', () => {
  test('lists every error of the catalog', () => {
    expect(doc('docs/errors.md').text).toBe(buildErrorsPage());
  });
});

describe('CONTRIBUTING.md', () => {
  const { text } = doc('CONTRIBUTING.md');

  test('describes exactly the layers and entry points of src', () => {
    const [, tree = ''] = /^src\/\n((?: {2}.*\n)+)/m.exec(text) ?? [];
    const names = [...tree.matchAll(/^ {2}(\S+\/?)(?: {2}(\S+\.ts))?/gm)].flatMap(([, ...found]) =>
      found.filter(Boolean),
    );
    const entries = readdirSync('src', { withFileTypes: true });
    const expected = entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name));
    expect(names.toSorted()).toEqual(expected.toSorted());
  });

  test('names only files that exist in the table of changes, and at most two code files per change', () => {
    const [, table = ''] = /\n## To change …\n([\s\S]*?)\n## /.exec(text) ?? [];
    const rows = [...table.matchAll(/^\| (?!Change|---)([^|]*) \| ([^|]*) \| ([^|]*) ?\|$/gm)];
    expect(rows.length).toBeGreaterThan(8);
    for (const [row, change = '', code = ''] of rows) {
      const paths = [...row.matchAll(/`([\w.-]*\/?[\w./-]+\.(?:ts|yml|md)|[\w-]+\/)`/g)].map(([, path = '']) => path);
      expect([change, paths.filter((path) => !existsSync(path))]).toEqual([change, []]);
      expect([change, [...code.matchAll(/`[^`]+`/g)].length <= 2]).toEqual([change, true]);
    }
  });
});

describe('the behavior that the documentation promises', () => {
  test('the quick start outputs a video ID, and the same one again without a submission', async () => {
    await withBundleHarness({}, async (harness) => {
      const inputs = { video_url: '', video_file: 'simulator/sample.mp4', reuse: 'true', preflight: 'warn' };
      const inWorkspace = { env: { GITHUB_WORKSPACE: process.cwd() } };
      const first = await harness.run(inputs, inWorkspace);
      expect([first.code, first.outputs['reused_count']]).toEqual([0, '0']);
      const second = await harness.run(inputs, inWorkspace);
      expect([second.code, second.outputs['reused_count']]).toEqual([0, '1']);
      expect(second.outputs['video_id']).toBe(first.outputs['video_id']);
      expect(second.outputs['video_id']).toMatch(/^[0-9a-f]{24}$/);
      expect(harness.simulator.core.tasks()).toHaveLength(1);
    });
  });

  test('a budget that is too small submits nothing', async () => {
    await withBundleHarness({}, async (harness) => {
      const video_url = `${harness.video('a.mp4')}\n${harness.video('b.mp4')}`;
      const result = await harness.run({ video_url, preflight: 'warn', max_total_minutes: '0.3' }); // 20 s are more
      expect(result.code).toBe(1);
      expect(result.outputs).toMatchObject({ status: 'rejected', error_code: 'budget_exceeded', error_class: 'quota' });
      expect(harness.simulator.core.tasks()).toEqual([]);
    });
  });

  test('a share link is refused before it is submitted, with what to use instead', async () => {
    await withBundleHarness({}, async (harness) => {
      const result = await harness.run({ video_url: 'https://www.youtube.com/watch?v=x', preflight: 'strict' });
      expect(result.outputs).toMatchObject({ status: 'rejected', error_code: 'video_url_share_link' });
      expect(result.log).toContain('use the original file');
      expect(harness.simulator.core.tasks()).toEqual([]);
    });
  });
});

describe('docs/manifests.md', () => {
  const folder = createTemporaryFolder().path;
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const lists = parseBlocks(doc('docs/manifests.md')).filter(({ language }) => language !== 'yaml');

  test('shows every format', () => {
    expect(lists.map(({ language }) => language).sort()).toEqual(['csv', 'json', 'jsonl', 'text']);
  });

  test.each(lists)('shows a valid list in the format $language', async ({ language, text }) => {
    const name = `list.${language.replace('text', 'txt')}`;
    writeFileSync(join(folder, name), text);
    const notes: string[] = [];
    const download = { clock: createSystemClock(), signal: new AbortController().signal, temporaryFolder: null };
    const note = (text: string): number => notes.push(text);
    const options = {
      roots: { workspace: folder, temporaryFolder: null },
      allowPrivateUrls: false,
      maxItems: null,
      note,
      download,
    };
    const found: ManifestSource[] = [];
    for await (const run of readManifest(name, options)) found.push(...run);
    expect(found.map(({ error }) => error)).toEqual([null, null]);
    expect(found.map(({ kind }) => kind)).toEqual(['url', 'url']);
    expect(notes).toEqual([]);
  });
});
