import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { CommentClient } from '../../src/github/comments.ts';
import { createCommentClient } from '../../src/github/comments.ts';
import { createSystemClock } from '../../src/util/clock.ts';
import { type GitHubServer, startGitHubServer, TOKEN } from '../support/github-server.ts';

const PULL_REQUEST = 7;

let github: GitHubServer;
beforeAll(async () => {
  github = await startGitHubServer();
});
afterAll(() => github.close());
beforeEach(() => {
  Object.assign(github, { comments: [], tokenUser: 'Bot', viewer: 'complete' });
  github.seen.length = 0;
});

const connect = (token = TOKEN): Promise<CommentClient> =>
  createCommentClient(
    {
      apiUrl: github.apiUrl,
      token,
      repository: 'octo/videos',
      timeoutMs: 5_000,
      clock: createSystemClock(),
      signal: new AbortController().signal,
    },
    PULL_REQUEST,
  );

/** A token of an app, or of a person. */
const tokenOf = (author: string): string => (author.endsWith('Bot') ? TOKEN : `github_pat_${TOKEN}`);

const listMarked = (client: CommentClient): Promise<readonly { readonly id: number }[]> =>
  client.list((body) => body.startsWith('marker'));

const AUTHORS = ['Bot', 'OtherBot', 'OWNER', 'CONTRIBUTOR'] as const;

function addOneOfEach(): void {
  github.comments = AUTHORS.map((author, id) => ({ id, issue: PULL_REQUEST, body: 'marker', author }));
}

describe.each(AUTHORS)('The comments of a token of %s', (tokenUser) => {
  beforeEach(() => {
    github.tokenUser = tokenUser;
    addOneOfEach();
  });

  test.each(['complete', 'login'] as const)(
    'are those that its own user wrote, if GitHub tells (%s)',
    async (viewer) => {
      github.viewer = viewer;
      const own = AUTHORS.indexOf(tokenUser);
      expect(await listMarked(await connect(tokenOf(tokenUser)))).toEqual([{ id: own, body: 'marker' }]);
    },
  );

  test('are those of the token of a workflow if GitHub does not tell, and its own after it has created one', async () => {
    github.viewer = 'forbidden';
    const client = await connect(tokenOf(tokenUser));
    expect(await listMarked(client)).toEqual([{ id: AUTHORS.indexOf('Bot'), body: 'marker' }]);
    await client.create('marker of its own');
    const own = await listMarked(client);
    expect(own.map(({ id }) => id)).toEqual([AUTHORS.indexOf(tokenUser), expect.any(Number)]);
    expect(own).toHaveLength(2);
  });
});

test('The user of the token is asked for once, and only if a comment may be its own', async () => {
  const asked = (): number => github.seen.filter(({ path }) => path === '/api/graphql').length;
  github.comments = [{ id: 1, issue: PULL_REQUEST, body: 'something else' }];
  const client = await connect();
  expect([await listMarked(client), asked()]).toEqual([[], 0]);
  addOneOfEach();
  await listMarked(client);
  await listMarked(client);
  expect(asked()).toBe(1);
});
