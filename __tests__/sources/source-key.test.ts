import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createErrorDetails } from '../../src/model/errors.ts';
import type { FileSource, ReleaseAssetSource, UrlSource } from '../../src/model/source.ts';
import { canonicalizeUrl } from '../../src/sources/canonical-url.ts';
import { createSourceCollector, type DeduplicatedSources } from '../../src/sources/deduplicate.ts';
import { isInShard, parseShard, type Shard } from '../../src/sources/shard.ts';
import { getSourceKey, hashSourceKey, type IndexableSource } from '../../src/sources/source-key.ts';
import { parseVideoUrl } from '../../src/sources/video-url.ts';

const hex = (length: number): fc.Arbitrary<string> => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`));

/** The query parameters that services add to sign a link; their values change with every signature. */
const signatures: ReadonlyArray<fc.Arbitrary<Record<string, string>>> = [
  fc.record({
    'X-Amz-Algorithm': fc.constant('AWS4-HMAC-SHA256'),
    'X-Amz-Credential': hex(20),
    'X-Amz-Date': fc.constantFrom('20261123T000000Z', '20261124T000000Z'),
    'X-Amz-Expires': fc.constantFrom('60', '3600'),
    'X-Amz-SignedHeaders': fc.constant('host'),
    'X-Amz-Security-Token': hex(40),
    'X-Amz-Signature': hex(64),
  }),
  fc.record({ AWSAccessKeyId: hex(20), Signature: hex(28), Expires: hex(10) }),
  fc.record({ 'X-Goog-Algorithm': fc.constant('GOOG4'), 'X-Goog-Date': hex(16), 'X-Goog-Signature': hex(64) }),
  fc.record({ GoogleAccessId: hex(20), Signature: hex(28), Expires: hex(10) }),
  fc.record({
    sv: hex(4),
    se: hex(10),
    st: hex(10),
    sr: fc.constant('b'),
    sp: fc.constant('r'),
    spr: fc.constant('https'),
    sip: hex(8),
    skoid: hex(16),
    sktid: hex(16),
    skt: hex(10),
    ske: hex(10),
    sks: hex(1),
    skv: hex(4),
    sig: hex(44),
  }),
  fc.record({ Policy: hex(80), Signature: hex(60), 'Key-Pair-Id': hex(14) }),
  fc.record({ Expires: hex(10), Signature: hex(60), 'Key-Pair-Id': hex(14) }),
  fc.record({ token: hex(32), expires: hex(10) }),
  fc.record({ md5: hex(22), expires: hex(10) }),
  fc.record({ hdnea: hex(50) }),
  fc.record({ ex: hex(8), is: hex(8), hm: hex(64) }),
  fc.record({
    'q-sign-algorithm': fc.constant('sha1'),
    'q-ak': hex(12),
    'q-sign-time': hex(20),
    'q-signature': hex(40),
  }),
];

/** Parameters that may identify the video. */
const ordinary = fc.uniqueArray(
  fc.tuple(
    fc.constantFrom('id', 'v', 'video', 'file', 'q', 'lang', 'version', 't', 'p', 'versionId', 'quality'),
    hex(4),
  ),
  { selector: ([name]) => name, maxLength: 5 },
);

function link(pairs: ReadonlyArray<readonly [string, string]>, fragment = ''): string {
  const query = pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  return `https://cdn.example.com/videos/a%20b.mp4${query === '' ? '' : `?${query}`}${fragment}`;
}

function shuffle<Item>(items: readonly Item[], ranks: readonly number[]): Item[] {
  return items
    .map((item, index) => ({ item, rank: ranks[index] ?? 0 }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

const ranks = fc.array(fc.integer(), { minLength: 40, maxLength: 40 });

describe('canonicalizeUrl', () => {
  test('ignores signatures, the fragment and the order of parameters', () => {
    fc.assert(
      fc.property(
        ordinary,
        fc.constantFrom(...signatures).chain((one) => fc.tuple(one, one)),
        ranks,
        ranks,
        (pairs, [one, two], first, second) => {
          const a = link(shuffle([...pairs, ...Object.entries(one)], first), '#t=10');
          const b = link(shuffle([...pairs, ...Object.entries(two)], second));
          expect(canonicalizeUrl(a)).toBe(canonicalizeUrl(b));
          expect(canonicalizeUrl(a)).toBe(canonicalizeUrl(link(pairs)));
        },
      ),
    );
  });

  test('keeps every other parameter', () => {
    fc.assert(
      fc.property(
        ordinary,
        fc.constantFrom(...signatures).chain((one) => one),
        fc.nat(),
        (pairs, signature, at) => {
          fc.pre(pairs.length > 0);
          const changed = pairs.map(
            ([name, value], index) => [name, index === at % pairs.length ? `${value}x` : value] as const,
          );
          const sign = Object.entries(signature);
          expect(canonicalizeUrl(link([...changed, ...sign]))).not.toBe(canonicalizeUrl(link([...pairs, ...sign])));
        },
      ),
    );
  });

  test('does not change a canonical URL', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (url) => {
        expect(canonicalizeUrl(canonicalizeUrl(url))).toBe(canonicalizeUrl(url));
      }),
    );
  });

  test.each([
    ['?id=5', '?id=5'],
    ['?se=1&sp=2&st=3', '?se=1&sp=2&st=3'], // not a signature of Azure
    ['?policy=public', '?policy=public'],
    ['?hash=abc', '?hash=abc'],
    ['?e=1', '?e=1'],
    ['?a=2&a=1', '?a=2&a=1'], // repeated names keep their order
    ['?b&a=%2B', '?a=%2B&b'],
    ['?', ''],
    ['?SIG=x&Sv=y&sp=r&id=5', '?id=5'],
    ['?versionId=7&X-Amz-Signature=x&response-content-disposition=attachment', '?versionId=7'],
  ])('converts the query %s to %s', (query, kept) => {
    expect(canonicalizeUrl(`https://example.com/a.mp4${query}`)).toBe(`https://example.com/a.mp4${kept}`);
  });

  test('returns text that is not a URL unchanged', () => {
    expect(canonicalizeUrl('nonsense?sig=1')).toBe('nonsense?sig=1');
  });
});

function url(text: string, changes: Partial<UrlSource> = {}): UrlSource {
  return { ...parseVideoUrl(text, false), ...changes };
}

const file: FileSource = {
  kind: 'file',
  path: '/w/videos/a.mp4',
  displayName: 'videos/a.mp4',
  name: 'a.mp4',
  size: 1,
  key: null,
  userMetadata: {},
  error: null,
};
const asset: ReleaseAssetSource = {
  ...file,
  kind: 'release_asset',
  id: 1,
  digest: null,
  apiUrl: 'https://api.github.com/x',
  downloadUrl: 'https://github.com/o/r/releases/download/v1/a.mp4',
  isPublic: true,
};

describe('getSourceKey', () => {
  test('prefers the key over the address, and distinguishes a key from an address', () => {
    expect(getSourceKey(url('https://a.example/1', { key: 'k' }), 'o/r')).toBe(
      getSourceKey({ ...file, key: 'k' }, 'o/r'),
    );
    expect(getSourceKey(url('https://a.example/1', { key: 'https://a.example/2' }), null)).not.toBe(
      getSourceKey(url('https://a.example/2'), null),
    );
  });

  test('belongs to the repository if it is a key, unless the key is shared on purpose', () => {
    const [own, shared] = [url('https://a.example/1', { key: 'k' }), url('https://a.example/1', { key: 'shared:k' })];
    expect(getSourceKey(own, 'o/r')).not.toBe(getSourceKey(own, 'o/s'));
    expect(getSourceKey(shared, 'o/r')).toBe(getSourceKey(shared, 'o/s'));
    expect(getSourceKey(own, null)).not.toBe(getSourceKey(shared, null));
  });

  test('includes the repository in the source key of a path', () => {
    expect(getSourceKey(file, 'o/r')).not.toBe(getSourceKey(file, 'o/s'));
    expect(getSourceKey(file, 'o/r')).toBe(getSourceKey({ ...file, path: '/elsewhere/videos/a.mp4', size: 2 }, 'o/r'));
  });

  test('treats an asset and its link as the same video, and assets of two releases as two videos', () => {
    expect(getSourceKey(asset, 'o/r')).toBe(getSourceKey(url(asset.downloadUrl), null));
    expect(getSourceKey(asset, 'o/r')).not.toBe(
      getSourceKey({ ...asset, downloadUrl: asset.downloadUrl.replace('v1', 'v2') }, 'o/r'),
    );
  });

  test('returns stable hashes, because they are stored in indexes', () => {
    expect(hashSourceKey(getSourceKey(url('https://cdn.example.com/a.mp4?b=2&a=1&token=x#t'), null))).toBe(
      '0ff071280282681f6c3cd09b5fca28f4',
    );
    expect(hashSourceKey(getSourceKey(file, 'o/r'))).toBe('ef3bc7ca84cbc7683a0035916529ab31');
    expect(hashSourceKey(getSourceKey({ ...file, key: 'k1' }, 'o/r'))).toBe('d1e4670aa520012d216982a251ca1ca2');
  });
});

function collect(
  sources: readonly IndexableSource[],
  repository: string | null,
  shard: Shard | null = null,
): DeduplicatedSources {
  const collector = createSourceCollector(shard, repository);
  for (const source of sources) collector.add(source);
  return collector.result();
}

describe('createSourceCollector', () => {
  test('keeps each video once, in the order of the list, and counts duplicates', () => {
    const { sources, duplicates } = collect(
      [url('https://a.example/1?token=1'), file, url('https://a.example/1?token=2#x'), { ...file }, { ...file }],
      'o/r',
    );
    expect(sources.map((source) => source.displayName)).toEqual(['https://a.example/1', 'videos/a.mp4']);
    expect([...duplicates]).toEqual([
      ['https://a.example/1', 2],
      ['videos/a.mp4', 3],
    ]);
  });

  test('reports the second of two different videos with the same key', () => {
    const { sources, duplicates } = collect(
      [
        url('https://a.example/1', { key: 'k' }),
        url('https://a.example/2', { key: 'k' }),
        url('https://a.example/1?sig=2', { key: 'k' }),
      ],
      null,
    );
    expect(duplicates.size).toBe(1);
    expect(sources.map((source) => source.error?.message ?? null)).toEqual([
      null,
      'The key "k" is already used by another video: https://a.example/1.',
    ]);
  });

  test('keeps all rows that name no video', () => {
    const error = createErrorDetails('manifest_row_invalid');
    const rows: IndexableSource[] = ['l.csv:2', 'l.csv:3'].map((name) => ({
      kind: 'invalid_row',
      displayName: name,
      name,
      error,
    }));
    expect(collect(rows, null).sources).toEqual(rows);
  });
});

describe('a shard', () => {
  const split = (sources: readonly IndexableSource[], count: number): IndexableSource[][] =>
    Array.from({ length: count }, (_, index) => {
      const { sources: kept, otherShardsCount } = collect(sources, 'o/r', { index: index + 1, count });
      expect(kept.length + otherShardsCount).toBeLessThanOrEqual(sources.length);
      return [...kept];
    });

  const videos = fc
    .uniqueArray(fc.nat(), { maxLength: 60 })
    .map((ids) => ids.map((id) => url(`https://a.example/${id}.mp4`)));

  test('contains each video in exactly one of n shards, also after a new video is added', () => {
    fc.assert(
      fc.property(videos, fc.integer({ min: 1, max: 12 }), (sources, count) => {
        const before = split(sources, count);
        expect(
          before
            .flat()
            .map(({ displayName }) => displayName)
            .toSorted(),
        ).toEqual(sources.map(({ displayName }) => displayName).toSorted());
        const after = split([url('https://a.example/new.mp4'), ...sources], count);
        for (const [index, shard] of before.entries()) {
          expect(after[index]?.filter(({ displayName }) => !displayName.endsWith('new.mp4'))).toEqual(shard);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('has about the same size as the other shards', () => {
    const counts = Array<number>(8).fill(0);
    for (let n = 0; n < 8_000; n += 1) {
      const hash = hashSourceKey(`url:https://a.example/${n}.mp4`);
      const index = counts.findIndex((_, position) => isInShard(hash, { index: position + 1, count: 8 }));
      counts[index] = (counts[index] ?? 0) + 1;
    }
    expect(Math.min(...counts)).toBeGreaterThan(900);
    expect(Math.max(...counts)).toBeLessThan(1_100);
  });

  test.each([
    ['1/1', 1, 1],
    ['3/4', 3, 4],
    ['256/256', 256, 256],
  ])('is parsed from %s', (received, index, count) => {
    expect(parseShard(received)).toEqual({ shard: { index, count }, invalidInput: null });
  });

  test.each([
    ['3', /without "\/n"/],
    ['0/4', /counts from 0/],
    ['5/4', /more jobs/],
    ['1/0', /more jobs/],
    ['1/300', /at most 256 jobs/],
    ['/4', /evaluated to an empty string/],
    ['1 / 4', /evaluated to an empty string/],
    ['-1/4', /evaluated to an empty string/],
  ])('is not parsed from %s', (received, hint) => {
    const { shard, invalidInput } = parseShard(received);
    expect(shard).toBeNull();
    expect(invalidInput?.hint).toMatch(hint);
    expect(invalidInput).toMatchObject({ input: 'shard', received });
  });
});
