import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { openReleaseAsset } from '../../src/github/release-download.ts';
import { SourceError } from '../../src/model/errors.ts';
import type { ReleaseAssetSource } from '../../src/model/source.ts';
import { type FoundReleaseAssets, findReleaseAssets, type ReleaseOptions } from '../../src/sources/release-assets.ts';
import { type Clock, createSystemClock } from '../../src/util/clock.ts';
import { type FakeGitHub, fakeGitHub, releaseOf, TOKEN } from '../support/github-server.ts';

let github: FakeGitHub;

beforeAll(async () => {
  github = await fakeGitHub();
});
afterAll(() => github.close());
beforeEach(() => {
  github.seen.length = 0;
  github.isPrivate = false;
  github.failures = [];
  github.storage = 'whole';
  github.releases = [
    {
      id: 1,
      tag: 'v1',
      assets: [
        { id: 11, name: 'intro.mp4', content: Buffer.alloc(300_000, 'intro') },
        { id: 12, name: 'outro.mp4', content: Buffer.alloc(100, 'outro') },
        { id: 13, name: 'notes.pdf', content: Buffer.from('pdf') },
        { id: 14, name: 'late.mov', content: Buffer.alloc(10), state: 'open' },
      ],
    },
    { id: 2, tag: 'v2-draft', assets: [], draft: true },
    { id: 3, tag: 'v3', assets: [] },
  ];
});

/** Sleeps at once, so that attempts need no patience; long waits really wait. */
const hasty: Clock = {
  ...createSystemClock(),
  sleep: (ms, signal) => createSystemClock().sleep(ms < 10_000 ? 0 : ms, signal),
};

function options(changes: Partial<ReleaseOptions> = {}): ReleaseOptions {
  return {
    apiUrl: github.apiUrl,
    token: TOKEN,
    repository: 'octo/videos',
    timeoutMs: 20_000,
    clock: hasty,
    signal: new AbortController().signal,
    tag: null,
    event: { release: releaseOf(github.releases[0] ?? { id: 0, tag: '', assets: [] }, github) },
    ...changes,
  };
}

function told({ invalidInputs }: FoundReleaseAssets): string {
  return invalidInputs.map(({ input, expected, hint }) => `${input} | ${expected} | ${hint}`).join('\n');
}

const names = ({ sources }: FoundReleaseAssets): string[] => sources.map(({ name }) => name);

describe('finding', () => {
  test('takes the assets of the release in the event that match, sorted', async () => {
    const found = await findReleaseAssets(['outro.*', '*.mp4', '!notes*'], options());
    expect(told(found)).toBe('');
    expect(names(found)).toEqual(['intro.mp4', 'outro.mp4']);
    expect(found.sources[0]).toMatchObject({
      kind: 'release_asset',
      id: 11,
      size: 300_000,
      digest: expect.stringMatching(/^sha256:/),
      isPublic: true,
      error: null,
      downloadUrl: 'https://github.com/octo/videos/releases/download/v1/intro.mp4',
    });
  });

  test('the list comes from the API: the event knows no asset that was uploaded after it', async () => {
    const event = { release: { id: 1, tag_name: 'v1', draft: false, assets: [] } };
    expect(names(await findReleaseAssets(['*.mp4'], options({ event })))).toEqual(['intro.mp4', 'outro.mp4']);
  });

  test('release_tag wins over the event, and works without one', async () => {
    expect(names(await findReleaseAssets(['in*'], options({ tag: 'v1', event: null })))).toEqual(['intro.mp4']);
  });

  test('reads all pages', async () => {
    const assets = Array.from({ length: 250 }, (_, n) => ({
      id: 1000 + n,
      name: `${n}.mp4`,
      content: Buffer.from('x'),
    }));
    github.releases = [{ id: 1, tag: 'v1', assets }];
    expect((await findReleaseAssets(['*'], options({ tag: 'v1' }))).sources).toHaveLength(250);
    expect(github.seen.filter(({ path }) => path.includes('/assets?'))).toHaveLength(3);
  });

  test('assets of a private repository are not public; the event says so, else the API', async () => {
    github.isPrivate = true;
    expect((await findReleaseAssets(['in*'], options())).sources[0]?.isPublic).toBe(false);
    const asked = github.seen.length;
    const event = { ...options().event, repository: { full_name: 'Octo/videos', private: true } };
    expect((await findReleaseAssets(['in*'], options({ event }))).sources[0]?.isPublic).toBe(false);
    expect(github.seen.length - asked).toBe(1);
  });

  test('an asset that is still being uploaded is told and stops no other', async () => {
    const found = await findReleaseAssets(['*.mov', 'in*'], options());
    expect(found.sources.map(({ error }) => error?.code ?? null)).toEqual([null, 'release_asset_incomplete']);
    expect(found.sources[1]?.error?.message).toContain('"late.mov" is not uploaded completely');
  });

  test('a pattern may be an exclusion or begin with an extended one', async () => {
    expect(names(await findReleaseAssets(['!(*.mp4|*.mov)'], options()))).toEqual(['notes.pdf']);
    expect(told(await findReleaseAssets(['!*.pdf'], options()))).toContain('at least one pattern besides');
  });

  test('outlives two bad answers', async () => {
    github.failures = [502, 503];
    expect(names(await findReleaseAssets(['in*'], options()))).toEqual(['intro.mp4']);
  });

  test('the token goes to the API', async () => {
    await findReleaseAssets(['*'], options({ tag: 'v1' }));
    expect(
      github.seen.every(({ server, authorization }) => server === 'api' && authorization === `token ${TOKEN}`),
    ).toBe(true);
  });
});

describe('what goes wrong is told', () => {
  const cases: ReadonlyArray<readonly [string, () => Promise<FoundReleaseAssets>, RegExp]> = [
    [
      'no release in the event',
      () => findReleaseAssets(['*'], options({ event: { ref: 'refs/heads/main' } })),
      /release_tag \| .*names no release.*github\.ref_name.*\| .*on: release/,
    ],
    [
      'no such tag',
      () => findReleaseAssets(['*'], options({ tag: '1' })),
      /release_tag \| .*the latest are v1, v3 \| .*still a draft/,
    ],
    [
      'a draft',
      () => findReleaseAssets(['*'], options({ event: { release: { id: 2, tag_name: 'x', draft: true } } })),
      /a published release.*draft: true/,
    ],
    [
      'no match',
      () => findReleaseAssets(['*.avi'], options()),
      /release v1 has intro\.mp4, outro\.mp4, notes\.pdf, late\.mov/,
    ],
    [
      'no assets',
      () => findReleaseAssets(['*'], options({ tag: 'v3' })),
      /release v3 has no assets \| .*upload them to a draft/,
    ],
    ['no token', () => findReleaseAssets(['*'], options({ token: '' })), /github_token \| a token that may read/],
    [
      'a bad token',
      () => findReleaseAssets(['*'], options({ token: 'ghs_old' })),
      /github_token \| a token that 127\.0\.0\.1.* accepts \| .*expired/,
    ],
    ['no permission', () => findReleaseAssets(['*'], options({ repository: 'octo/other' })), /contents: read.*404/],
    [
      'a server that fails',
      () => {
        github.failures = [500, 500, 500];
        return findReleaseAssets(['*'], options());
      },
      /answered with 500, three times/,
    ],
    [
      'nobody there',
      () => findReleaseAssets(['*'], options({ apiUrl: 'http://127.0.0.1:9' })),
      /gave no answer, three times/,
    ],
  ];
  test.each(cases)('%s', async (_, find, message) => {
    const found = await find();
    expect(found.sources).toEqual([]);
    expect(told(found)).toMatch(message);
    expect(told(found)).not.toContain('ghs_');
  });
});

describe('streaming', () => {
  async function intro(): Promise<ReleaseAssetSource> {
    const [source] = (await findReleaseAssets(['in*'], options())).sources;
    if (source === undefined) throw new Error('no asset');
    github.seen.length = 0;
    return source;
  }

  async function failureOf(work: Promise<unknown>): Promise<unknown> {
    return work.then(
      () => null,
      (error: unknown) => (error instanceof SourceError ? error.details : error),
    );
  }

  test('follows the redirect to storage without the token', async () => {
    github.isPrivate = true;
    const { stream, size } = await openReleaseAsset(await intro(), options());
    expect(size).toBe(300_000);
    expect((await buffer(stream)).equals(Buffer.alloc(300_000, 'intro'))).toBe(true);
    expect(github.seen.map(({ server, authorization }) => [server, authorization])).toEqual([
      ['api', `Bearer ${TOKEN}`],
      ['storage', undefined],
    ]);
    expect(github.seen.map(({ accept }) => accept)).toEqual(Array(2).fill('application/octet-stream'));
  });

  test('never sends the token to an address that is not under the API', async () => {
    const source = { ...(await intro()), apiUrl: `${github.storageUrl}/bucket/11` };
    await buffer((await openReleaseAsset(source, options())).stream);
    expect(github.seen.map(({ authorization }) => authorization)).toEqual([undefined]);
  });

  test('an asset with another size than announced is refused', async () => {
    const problem = await failureOf(openReleaseAsset({ ...(await intro()), size: 5 }, options()));
    expect(problem).toMatchObject({
      class: 'input',
      message: expect.stringContaining('has 300000 bytes, but had 5'),
    });
  });

  test('an asset that is gone', async () => {
    const source = { ...(await intro()), apiUrl: `${github.apiUrl}/repos/octo/videos/nowhere` };
    expect(await failureOf(openReleaseAsset(source, options()))).toMatchObject({ class: 'auth' });
  });

  test('a transfer that is cut off errors', async () => {
    github.storage = 'cut';
    const { stream } = await openReleaseAsset(await intro(), options());
    await expect(buffer(stream)).rejects.toThrow();
  });

  test('storage that is silent is given up, and three times at most', async () => {
    github.storage = 'silent';
    const problem = await failureOf(
      openReleaseAsset(await intro(), options({ timeoutMs: 60, clock: systemClockWithShortPauses() })),
    );
    expect(problem).toMatchObject({
      class: 'network',
      message: expect.stringContaining('no complete response within'),
    });
    expect(github.seen.filter(({ server }) => server === 'storage')).toHaveLength(3);
  });

  test('a signal ends a transfer that stalls', async () => {
    github.storage = 'stalled';
    const stop = new AbortController();
    const { stream } = await openReleaseAsset(await intro(), options({ signal: stop.signal }));
    setTimeout(() => stop.abort(), 50);
    await expect(buffer(stream)).rejects.toThrow('abort');
  });

  test('a signal ends the wait for an answer', async () => {
    github.storage = 'silent';
    const stop = new AbortController();
    const source = await intro();
    setTimeout(() => stop.abort(), 50);
    const problem = await failureOf(openReleaseAsset(source, options({ signal: stop.signal })));
    expect(problem).toMatchObject({ message: expect.stringContaining('cancelled') });
  });
});

function systemClockWithShortPauses(): Clock {
  return { ...createSystemClock(), sleep: (ms, signal) => createSystemClock().sleep(Math.min(ms, 60), signal) };
}
