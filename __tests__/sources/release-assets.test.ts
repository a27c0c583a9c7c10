import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { openReleaseAsset } from '../../src/github/release-download.ts';
import { SourceError } from '../../src/model/errors.ts';
import type { ReleaseAssetSource } from '../../src/model/source.ts';
import { type FoundReleaseAssets, findReleaseAssets, type ReleaseOptions } from '../../src/sources/release-assets.ts';
import { type Clock, createSystemClock } from '../../src/util/clock.ts';
import { type GitHubServer, startGitHubServer, TOKEN, toRelease } from '../support/github-server.ts';

let github: GitHubServer;

beforeAll(async () => {
  github = await startGitHubServer();
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

/** Skips the short pauses between attempts; long timeouts are real. */
const clockWithoutPauses: Clock = {
  ...createSystemClock(),
  sleep: (ms, signal) => createSystemClock().sleep(ms < 10_000 ? 0 : ms, signal),
};

function options(changes: Partial<ReleaseOptions> = {}): ReleaseOptions {
  return {
    apiUrl: github.apiUrl,
    token: TOKEN,
    repository: 'octo/videos',
    timeoutMs: 20_000,
    clock: clockWithoutPauses,
    signal: new AbortController().signal,
    tag: null,
    event: { release: toRelease(github.releases[0] ?? { id: 0, tag: '', assets: [] }, github) },
    ...changes,
  };
}

function formatErrors({ invalidInputs }: FoundReleaseAssets): string {
  return invalidInputs.map(({ input, expected, hint }) => `${input} | ${expected} | ${hint}`).join('\n');
}

const names = ({ sources }: FoundReleaseAssets): string[] => sources.map(({ name }) => name);

describe('findReleaseAssets', () => {
  test('finds the matching assets of the release in the event, sorted by name', async () => {
    const found = await findReleaseAssets(['outro.*', '*.mp4', '!notes*'], options());
    expect(formatErrors(found)).toBe('');
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

  test('lists the assets from the API, because assets may be uploaded after the event', async () => {
    const event = { release: { id: 1, tag_name: 'v1', draft: false, assets: [] } };
    expect(names(await findReleaseAssets(['*.mp4'], options({ event })))).toEqual(['intro.mp4', 'outro.mp4']);
  });

  test('prefers release_tag over the event, and works without an event', async () => {
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

  test('marks assets of a private repository as not public, by the event or else by the API', async () => {
    github.isPrivate = true;
    expect((await findReleaseAssets(['in*'], options())).sources[0]?.isPublic).toBe(false);
    const asked = github.seen.length;
    const event = { ...options().event, repository: { full_name: 'Octo/videos', private: true } };
    expect((await findReleaseAssets(['in*'], options({ event }))).sources[0]?.isPublic).toBe(false);
    expect(github.seen.length - asked).toBe(1);
  });

  test('reports an asset whose upload is not complete, and finds the others', async () => {
    const found = await findReleaseAssets(['*.mov', 'in*'], options());
    expect(found.sources.map(({ error }) => error?.code ?? null)).toEqual([null, 'release_asset_incomplete']);
    expect(found.sources[1]?.error?.message).toContain('"late.mov" is not completely uploaded');
  });

  test('distinguishes an exclusion from an extended pattern', async () => {
    expect(names(await findReleaseAssets(['!(*.mp4|*.mov)'], options()))).toEqual(['notes.pdf']);
    expect(formatErrors(await findReleaseAssets(['!*.pdf'], options()))).toContain(
      'at least one pattern that does not begin with !',
    );
  });

  test('retries after two server errors', async () => {
    github.failures = [502, 503];
    expect(names(await findReleaseAssets(['in*'], options()))).toEqual(['intro.mp4']);
  });

  test('sends the token to the API only', async () => {
    await findReleaseAssets(['*'], options({ tag: 'v1' }));
    expect(
      github.seen.every(({ server, authorization }) => server === 'api' && authorization === `token ${TOKEN}`),
    ).toBe(true);
  });
});

describe('findReleaseAssets with an error', () => {
  const cases: ReadonlyArray<readonly [string, () => Promise<FoundReleaseAssets>, RegExp]> = [
    [
      'an event without a release',
      () => findReleaseAssets(['*'], options({ event: { ref: 'refs/heads/main' } })),
      /release_tag \| .*has no release.*github\.ref_name.*\| .*on: release/,
    ],
    [
      'an unknown tag',
      () => findReleaseAssets(['*'], options({ tag: '1' })),
      /release_tag \| .*the latest are v1, v3 \| .*a draft release/,
    ],
    [
      'a draft',
      () => findReleaseAssets(['*'], options({ event: { release: { id: 2, tag_name: 'x', draft: true } } })),
      /a published release.*draft: true/,
    ],
    [
      'a pattern without a match',
      () => findReleaseAssets(['*.avi'], options()),
      /release v1 contains intro\.mp4, outro\.mp4, notes\.pdf, late\.mov/,
    ],
    [
      'a release without assets',
      () => findReleaseAssets(['*'], options({ tag: 'v3' })),
      /release v3 is empty \| .*upload them to a draft/,
    ],
    [
      'a missing token',
      () => findReleaseAssets(['*'], options({ token: '' })),
      /github_token \| a token with read access/,
    ],
    [
      'an invalid token',
      () => findReleaseAssets(['*'], options({ token: 'ghs_old' })),
      /github_token \| a token that 127\.0\.0\.1.* accepts \| .*expired/,
    ],
    [
      'a missing permission',
      () => findReleaseAssets(['*'], options({ repository: 'octo/other' })),
      /contents: read.*404/,
    ],
    [
      'a server error',
      () => {
        github.failures = [500, 500, 500];
        return findReleaseAssets(['*'], options());
      },
      /responded with HTTP 500 three times/,
    ],
    [
      'a server that does not respond',
      () => findReleaseAssets(['*'], options({ apiUrl: 'http://127.0.0.1:9' })),
      /did not respond three times/,
    ],
  ];
  test.each(cases)('reports %s', async (_, find, message) => {
    const found = await find();
    expect(found.sources).toEqual([]);
    expect(formatErrors(found)).toMatch(message);
    expect(formatErrors(found)).not.toContain('ghs_');
  });
});

describe('openReleaseAsset', () => {
  async function findIntro(): Promise<ReleaseAssetSource> {
    const [source] = (await findReleaseAssets(['in*'], options())).sources;
    if (source === undefined) throw new Error('no asset');
    github.seen.length = 0;
    return source;
  }

  async function getError(work: Promise<unknown>): Promise<unknown> {
    return work.then(
      () => null,
      (error: unknown) => (error instanceof SourceError ? error.details : error),
    );
  }

  test('follows the redirect to storage without the token', async () => {
    github.isPrivate = true;
    const { stream, size } = await openReleaseAsset(await findIntro(), options());
    expect(size).toBe(300_000);
    expect((await buffer(stream)).equals(Buffer.alloc(300_000, 'intro'))).toBe(true);
    expect(github.seen.map(({ server, authorization }) => [server, authorization])).toEqual([
      ['api', `Bearer ${TOKEN}`],
      ['storage', undefined],
    ]);
    expect(github.seen.map(({ accept }) => accept)).toEqual(Array(2).fill('application/octet-stream'));
  });

  test('never sends the token to an address that is not under the API', async () => {
    const source = { ...(await findIntro()), apiUrl: `${github.storageUrl}/bucket/11` };
    await buffer((await openReleaseAsset(source, options())).stream);
    expect(github.seen.map(({ authorization }) => authorization)).toEqual([undefined]);
  });

  test('rejects an asset whose size changed', async () => {
    const problem = await getError(openReleaseAsset({ ...(await findIntro()), size: 5 }, options()));
    expect(problem).toMatchObject({
      class: 'input',
      message: expect.stringContaining('has 300000 bytes, but had 5'),
    });
  });

  test('reports a deleted asset', async () => {
    const source = { ...(await findIntro()), apiUrl: `${github.apiUrl}/repos/octo/videos/nowhere` };
    expect(await getError(openReleaseAsset(source, options()))).toMatchObject({ class: 'auth' });
  });

  test('rejects a transfer that is cut off', async () => {
    github.storage = 'cut';
    const { stream } = await openReleaseAsset(await findIntro(), options());
    await expect(buffer(stream)).rejects.toThrow();
  });

  test('requests the storage at most three times if it does not respond', async () => {
    github.storage = 'silent';
    const problem = await getError(
      openReleaseAsset(await findIntro(), options({ timeoutMs: 60, clock: systemClockWithShortPauses() })),
    );
    expect(problem).toMatchObject({
      class: 'network',
      message: expect.stringContaining('no complete response within'),
    });
    expect(github.seen.filter(({ server }) => server === 'storage')).toHaveLength(3);
  });

  test('ends a stalled transfer when the signal aborts', async () => {
    github.storage = 'stalled';
    const stop = new AbortController();
    const { stream } = await openReleaseAsset(await findIntro(), options({ signal: stop.signal }));
    setTimeout(() => stop.abort(), 50);
    await expect(buffer(stream)).rejects.toThrow('abort');
  });

  test('stops waiting for a response when the signal aborts', async () => {
    github.storage = 'silent';
    const stop = new AbortController();
    const source = await findIntro();
    setTimeout(() => stop.abort(), 50);
    const problem = await getError(openReleaseAsset(source, options({ signal: stop.signal })));
    expect(problem).toMatchObject({ message: expect.stringContaining('cancelled') });
  });
});

function systemClockWithShortPauses(): Clock {
  return { ...createSystemClock(), sleep: (ms, signal) => createSystemClock().sleep(Math.min(ms, 60), signal) };
}
