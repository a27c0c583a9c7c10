import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { seededRandom } from '../../simulator/random.ts';
import { InputError } from '../../src/inputs/input-reader.ts';
import { readManifest } from '../../src/sources/manifest/read-manifest.ts';
import { createSystemClock } from '../../src/util/clock.ts';
import { withBundleHarness } from '../support/bundle-harness.ts';
import { createMemoryHarness } from '../support/memory-harness.ts';
import { runHostileKinds } from '../support/run-hostile-kinds.ts';
import { createTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

const HOUR_MS = 3_600_000;
/** A quiet machine needs less than two seconds; a step that hangs needs minutes. */
const HANG_MS = 10_000;
const COUNT = 10_000;
const STATUSES = ['ready', 'submitted', 'timed_out', 'unknown', 'cancelled', 'unconfirmed', 'rejected', 'failed'];

let workspace: TemporaryFolder;
beforeAll(() => {
  workspace = createTemporaryFolder();
});
afterAll(() => workspace.remove());

test(
  'every kind of hostile lists, names, responses and video files harms nothing but itself',
  async () => {
    expect(await runHostileKinds(1)).toEqual([]);
  },
  HOUR_MS,
);

const LISTS = {
  'list.json': JSON.stringify({ videos: ['https://v.example/a.mp4', { url: 'https://v.example/b.mp4', key: 'k' }] }),
  'list.jsonl': '{"url":"https://v.example/a.mp4","user_metadata":{"a":1}}\n"https://v.example/b.mp4"\n',
  'list.csv': 'url,name,user_metadata\nhttps://v.example/a.mp4,"A ""b"", c",\nhttps://v.example/b.mp4,,"{""a"":1}"\n',
  'list.txt': '# all\nhttps://v.example/a.mp4 # one\n\nhttps://v.example/b.mp4?x=1\n',
};

/** Removes, repeats and inserts pieces of a text. */
function mutate(text: string, random: () => number): string {
  let mutated = text;
  for (let count = 1 + Math.floor(random() * 4); count > 0; count -= 1) {
    const at = Math.floor(random() * (mutated.length + 1));
    const length = Math.floor(random() * 8);
    const inserted = INSERTED[Math.floor(random() * INSERTED.length)] ?? '';
    mutated = mutated.slice(0, at) + inserted.repeat(1 + Math.floor(random() * 3)) + mutated.slice(at + length);
  }
  return mutated;
}

const INSERTED = [
  '',
  '"',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '\\',
  '\n',
  '\r',
  '\u0000',
  '\ufeff',
  '\ud800',
  '9',
  '-',
  'null',
  '%',
  '::',
];

test(
  '10,000 mutated lists are read or refused, and nothing else',
  async () => {
    const random = seededRandom(13);
    const names = Object.entries(LISTS);
    const options = {
      roots: { workspace: workspace.path, temporaryFolder: null },
      allowPrivateUrls: false,
      maxItems: null,
      note: () => {},
      download: { clock: createSystemClock(), signal: new AbortController().signal, temporaryFolder: null },
    };
    for (let run = 0; run < COUNT; run += 1) {
      const [name, text] = names[run % names.length] ?? ['', ''];
      workspace.write(name, mutate(text, random));
      try {
        for await (const sources of readManifest(name, options)) expect(Array.isArray(sources)).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
      }
    }
  },
  HOUR_MS,
);

test(
  '10,000 mutated responses end every run with one result, and no video is created twice',
  async () => {
    const random = seededRandom(17);
    for (let run = 0; run < COUNT; run += 1) {
      const { core, run: start } = createMemoryHarness();
      const { results, outputs } = await start(
        { timeout_minutes: '5' },
        {
          mutate: (body) => (random() < 0.3 ? mutate(body, random) : body),
        },
      );
      expect(results).toHaveLength(1);
      expect(STATUSES).toContain(outputs['status']);
      expect(core.tasks().length).toBeLessThanOrEqual(1);
    }
  },
  HOUR_MS,
);

test(
  '500 cancels of 20,000 videos with little memory lose nothing',
  async () => {
    const random = seededRandom(19);
    const links = Array.from({ length: 20_000 }, (_, at) => `https://v.example/${at}.mp4`).join('\n');
    await withBundleHarness({ concurrency: 1_000 }, async (harness) => {
      for (let run = 0; run < 500; run += 1) {
        const step = harness.start(
          { video_url: '', manifest: 'list.txt', max_in_flight: '200' },
          {
            env: { NODE_OPTIONS: '--max-old-space-size=160' },
            prepare: (folder) => writeFileSync(join(folder, 'list.txt'), links),
          },
        );
        await new Promise((resolve) => setTimeout(resolve, 500 + random() * 3_000));
        const cancelled = performance.now();
        step.kill(run % 2 === 0 ? 'SIGINT' : 'SIGTERM');
        const { results, code } = await step.result;
        expect(performance.now() - cancelled).toBeLessThan(HANG_MS);
        if (code !== null && results.length > 0) expect(results).toHaveLength(20_000);
        expect(code).not.toBe(0);
      }
    });
  },
  HOUR_MS,
);
