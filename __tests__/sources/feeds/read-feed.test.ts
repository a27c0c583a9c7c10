import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ManifestSource, readManifest } from '../../../src/sources/manifest/read-manifest.ts';
import { createSystemClock } from '../../../src/util/clock.ts';
import { createTemporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts';
import { FEEDS, HOSTILE_FEEDS } from './feeds.ts';

let workspace: TemporaryFolder;
beforeAll(() => {
  workspace = createTemporaryFolder();
});
afterAll(() => workspace.remove());

const ORIGIN = 'https://media.example/';

/** Replaces the placeholder of the feeds with the origin. */
function expand(text: string | Buffer): string | Buffer {
  return typeof text === 'string' ? text.replace(/(["'])X/g, `$1${ORIGIN}`) : text;
}

async function read(
  name: string,
  content: string | Buffer,
  maxItems: number | null = null,
): Promise<{ sources: readonly ManifestSource[]; notes: readonly string[] }> {
  workspace.write(name, expand(content));
  const notes: string[] = [];
  const note = (text: string): number => notes.push(text);
  const download = { clock: createSystemClock(), signal: new AbortController().signal, temporaryFolder: null };
  const options = {
    roots: { workspace: workspace.path, temporaryFolder: null },
    allowPrivateUrls: false,
    maxItems,
    note,
    download,
  };
  const sources: ManifestSource[] = [];
  for await (const batch of readManifest(name, options)) sources.push(...batch);
  return { sources, notes };
}

describe('a feed', () => {
  test.each(FEEDS)('is read: %s', async (name, ending, text, videos, note) => {
    const file = `feed.${ending}`;
    const { sources, notes } = await read(file, text);
    expect(notes).toEqual([`${file}: ${note}`]);
    expect(sources).toHaveLength(videos.length);
    const isBinary = typeof text !== 'string';
    for (const [index, { url, ...rest }] of videos.entries()) {
      expect(sources[index]).toMatchObject(rest);
      if (isBinary || name === 'a relative enclosure') continue;
      expect(sources[index]).toMatchObject({ url: ORIGIN + url, error: null });
    }
  });

  test('is limited to the newest items', async () => {
    const items = [1, 2, 3].map(
      (n) => `<item><pubDate>0${n} Jun 2025 00:00:00 GMT</pubDate><enclosure url="X${n}.mp4" type="video/mp4"/></item>`,
    );
    const { sources, notes } = await read('max.xml', `<rss><channel>${items.join('')}</channel></rss>`, 2);
    expect(sources.map(({ name }) => name)).toEqual(['3.mp4', '2.mp4']);
    expect(notes).toEqual(['max.xml: 3 items, 3 with a video, the newest 2 of which are taken.']);
  });

  test('reports an invalid link with the line of its item', async () => {
    const { sources } = await read(
      'line.xml',
      '<rss><channel>\n\n<item><enclosure url="https://10.0.0.1/1.mp4" type="video/mp4"/></item></channel></rss>',
    );
    expect(sources[0]?.error?.message).toMatch(/^line\.xml:3: This video URL is invalid/);
  });

  test('with 20,000 items does not block the process', async () => {
    const item = '<item><title>t</title><guid>g</guid><enclosure url="X1.mp4" type="video/mp4" length="5"/></item>';
    let ticks = 0;
    let isDone = false;
    const tick = (): void => {
      ticks += 1;
      if (!isDone) setImmediate(tick);
    };
    tick();
    const { sources } = await read('long.xml', `<rss><channel>${item.repeat(20_000)}</channel></rss>`);
    isDone = true;
    expect(sources).toHaveLength(20_000);
    // One turn for every 64 KiB of text.
    expect(ticks).toBeGreaterThan(25);
  });
});

describe('a hostile feed', () => {
  test.each(HOSTILE_FEEDS)('has no effect: %s', async (_, text, message) => {
    await expect(read('hostile.xml', text)).rejects.toThrow(message);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});
