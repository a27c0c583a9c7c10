import { readAllRows } from '../http/pagination.ts';
import { asObject, parseNumber, parseText } from '../util/json.ts';
import type { GitHubOptions, GitHubRepository } from './repository.ts';
import { createRepository, GitHubError } from './repository.ts';

export interface Comment {
  readonly id: number;
  readonly body: string;
}

/** The comments of one pull request. Every method rejects with a `GitHubError`. */
export interface CommentClient {
  /** The comments that match and that the user of the token wrote, the oldest first. */
  list(fits: (body: string) => boolean): Promise<readonly Comment[]>;
  create(body: string): Promise<void>;
  update(id: number, body: string): Promise<void>;
  /** Resolves also if the comment was already deleted. */
  remove(id: number): Promise<void>;
}

/** The client, by `@actions/github`. */
export async function createCommentClient(access: GitHubOptions, pullRequest: number): Promise<CommentClient> {
  const repository = await createRepository(access);
  const { rest, owner, repo, readPage, write } = repository;
  const { issues } = rest;
  const issue_number = pullRequest; // comments of a pull request are comments of an issue
  let author: Author | null = null;
  const isOwn = async (user: CommentUser | null): Promise<boolean> => {
    author ??= (await readViewer(repository, access)) ?? WORKFLOW_TOKEN;
    return isSameUser(author, user);
  };
  return {
    list: async (fits) => {
      const comments = await readAllRows((page) =>
        readPage(page, (paging, request) => issues.listComments({ owner, repo, issue_number, ...paging, request })),
      );
      const own: Comment[] = [];
      for (const { id, body = '', user } of comments) if (fits(body) && (await isOwn(user))) own.push({ id, body });
      return own;
    },
    create: async (body) => {
      const { user } = await write((request) => issues.createComment({ owner, repo, issue_number, body, request }));
      if (user !== null) author = toAuthor(user);
    },
    update: async (comment_id, body) => {
      await write((request) => issues.updateComment({ owner, repo, comment_id, body, request }));
    },
    remove: async (comment_id) => {
      try {
        await write((request) => issues.deleteComment({ owner, repo, comment_id, request }));
      } catch (error) {
        if (!(error instanceof GitHubError && error.status === 404)) throw error;
      }
    },
  };
}

/** The user of a comment. */
interface CommentUser {
  readonly id: number;
  readonly login: string;
  readonly type: string;
}

/** The user that a token writes as. */
interface Author {
  /** Null if it is not known. */
  readonly id: number | null;
  /** Without the suffix of a bot, which GraphQL omits. */
  readonly login: string;
  readonly isBot: boolean;
}

/**
 * Who writes with the token of a workflow. It is assumed only if GitHub does not tell. Then a comment of another token is
 * not found, another one is created, and its author is known: the older comment is found, updated, and the new one removed.
 */
const WORKFLOW_TOKEN: Author = { id: null, login: 'github-actions', isBot: true };

/** The tokens of apps, that of a workflow included, begin with this. */
const APP_TOKEN_PREFIX = 'ghs_';

/** For a request that only identifies the author. */
const VIEWER_TIMEOUT_MS = 3_000;

/**
 * The user of the token, which only GraphQL tells for every kind of token: `GET /user` refuses that of a workflow. Null if
 * it cannot be read.
 */
async function readViewer({ graphql }: GitHubRepository, { token, signal }: GitHubOptions): Promise<Author | null> {
  const request = { signal: AbortSignal.any([signal, AbortSignal.timeout(VIEWER_TIMEOUT_MS)]) };
  try {
    const response = asObject(await graphql('query { viewer { login databaseId } }', { request }));
    const viewer = asObject(response?.['viewer']);
    const login = parseText(viewer?.['login']);
    const isBot = token.startsWith(APP_TOKEN_PREFIX);
    return login === null ? null : { id: parseNumber(viewer?.['databaseId']), login: removeBotSuffix(login), isBot };
  } catch {
    return null;
  }
}

function toAuthor({ id, login, type }: CommentUser): Author {
  return { id, login: removeBotSuffix(login), isBot: type === 'Bot' };
}

/** Only the author may have a comment edited: another user could change the results in it afterwards. */
function isSameUser(author: Author, user: CommentUser | null): boolean {
  if (user === null) return false;
  const { id, login, isBot } = toAuthor(user);
  return author.id === null ? author.login === login && author.isBot === isBot : author.id === id;
}

function removeBotSuffix(login: string): string {
  return login.replace(/\[bot\]$/, '');
}
