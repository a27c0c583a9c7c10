import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { parseBlocks } from '../../scripts/docs-checker.ts';
import { asList, asObject, type JsonObject } from '../../src/util/json.ts';
import { INDEX_ID, withBundleHarness } from '../support/bundle-harness.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

/** A step of docs/recipes.md. */
function readStep(name: string): JsonObject {
  const page = { path: 'docs/recipes.md', text: readFileSync('docs/recipes.md', 'utf8') };
  const blocks = parseBlocks(page).filter(({ language }) => language === 'yaml');
  const steps = blocks.flatMap(({ text }) => asList(parse(text)).map((step) => asObject(step) ?? {}));
  const found = steps.find((step) => step['name'] === name);
  if (found === undefined) throw new Error(`there is no step ${name}`);
  return found;
}

/** Runs the script of a step as the runner does: its `env` as the test gives it, and `https://api…` at the simulator. */
async function runStep(name: string, env: Readonly<Record<string, string>>, api: string, cwd = '.'): Promise<string> {
  const step = readStep(name);
  expect(Object.keys(asObject(step['env']) ?? {}).toSorted()).toEqual(Object.keys(env).toSorted());
  const script = String(step['run']).replaceAll('https://api.twelvelabs.io/v1.3', api);
  const shell = ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script];
  const { stdout } = await promisify(execFile)('bash', shell, { cwd, env: { PATH: process.env['PATH'], ...env } });
  return stdout;
}

describe('the recipes', () => {
  it('search one video, with the ID that the action outputs', async () => {
    await withBundleHarness({}, async (harness) => {
      const indexed = await harness.run({
        video_url: ['opens-a-box.mp4', 'another-box.mp4'].map(harness.video).join('\n'),
      });
      expect(indexed.code).toBe(0);
      const env = { TWELVE_LABS_API_KEY: 'tlk_test_key_0001', INDEX_ID, VIDEO_ID: indexed.outputs['video_id'] ?? '' };
      const search = (query: string) => runStep('Search', { ...env, QUERY: query }, harness.simulator.url);
      expect(await search('a person opens a box')).toBe('1: 0 s to 6 s\n');
      expect(await search('somebody sings')).toBe('');
      await expect(
        runStep('Search', { ...env, INDEX_ID: '0'.repeat(24), QUERY: 'box' }, harness.simulator.url),
      ).rejects.toThrow(/4\d\d/);
    });
  });

  it('write a table of the videos of a run', async () => {
    await withBundleHarness({}, async (harness) => {
      const { results } = await harness.run({ video_url: ['good.mp4', 'page.html'].map(harness.video).join('\n') });
      const folder = createTemporaryFolder();
      folder.write('results.json', JSON.stringify(results));
      await runStep('Write a table', { RESULTS_FILE: 'results.json' }, '', folder.path);
      const table = readFileSync(join(folder.path, 'videos-indexed.csv'), 'utf8');
      folder.remove();
      const good = results.find(({ name }) => name === 'good.mp4');
      expect(table).toBe(`"good.mp4","${good?.video_id}","${good?.asset_id}",10\n`);
    });
  });
});
