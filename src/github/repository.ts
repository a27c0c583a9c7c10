import type { Page } from '../http/pagination.ts';
import { retry } from '../http/retry.ts';
import type { Clock } from '../util/clock.ts';

/** Access to the API of GitHub. */
export interface GitHubOptions {
  /** Base URL of the API (GITHUB_API_URL); the token is sent to its origin only. */
  readonly apiUrl: string;
  readonly token: string;
  /** `owner/name`. */
  readonly repository: string;
  /** For each request. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** A failed request to GitHub; `status` is null if there was no response. */
export class GitHubError extends Error {
  override readonly name = 'GitHubError';
  readonly status: number | null;
  readonly isRateLimit: boolean;

  constructor(status: number | null, isRateLimit: boolean, options?: ErrorOptions) {
    super(status === null ? 'no response from GitHub' : `GitHub responded with ${status}`, options);
    this.status = status;
    this.isRateLimit = isRateLimit;
  }
}

type Octokit = ReturnType<typeof import('@actions/github')['getOctokit']>;
type Rest = Octokit['rest'];

/** One request to GitHub, sent with these options. */
export type GitHubRequest<Answer> = (request: { signal: AbortSignal }) => Promise<{ data: Answer }>;

/** One request for a page of a list, sent with these parameters and options. */
type GitHubPageRequest<Row> = (
  paging: { readonly per_page: number; readonly page: number },
  request: { signal: AbortSignal },
) => Promise<{ data: Row[] }>;

/** A repository on GitHub, with the permissions of one token. */
export interface GitHubRepository {
  readonly rest: Rest;
  readonly graphql: Octokit['graphql'];
  readonly owner: string;
  readonly repo: string;
  /** Sends a request that only reads, with up to three attempts. Rejects with a `GitHubError`. */
  read<Answer>(ask: GitHubRequest<Answer>): Promise<Answer>;
  /** Reads one page of a list, with up to three attempts. Rejects with a `GitHubError`. */
  readPage<Row>(page: number, ask: GitHubPageRequest<Row>): Promise<Page<Row>>;
  /** Sends a request once, because it changes something. Rejects with a `GitHubError`. */
  write<Answer>(ask: GitHubRequest<Answer>): Promise<Answer>;
}

/** Creates a client of `@actions/github`, which is loaded only here: a run that does not use GitHub never pays for it. */
export async function createRepository(access: GitHubOptions): Promise<GitHubRepository> {
  const { getOctokit } = await import('@actions/github');
  const { rest, graphql } = getOctokit(access.token, { baseUrl: access.apiUrl, log: SILENT_LOG });
  const [owner = '', repo = ''] = access.repository.split('/');
  const read: GitHubRepository['read'] = (ask) =>
    retry(() => sendOnce(ask, access), { ...access, isRetryable, maxAttempts: MAX_ATTEMPTS });
  return {
    rest,
    graphql,
    owner,
    repo,
    read,
    // GitHub's lists name no number of pages: a page that is not full is the last.
    readPage: async (page, ask) => {
      const rows = await read((request) => ask({ per_page: PAGE_SIZE, page }, request));
      return { rows, totalPages: rows.length < PAGE_SIZE ? page : page + 1 };
    },
    write: (ask) => sendOnce(ask, access),
  };
}

/** The maximum number of rows on a page of GitHub. */
const PAGE_SIZE = 100;

/** GitHub occasionally responds with 502, rarely twice in a row. */
const MAX_ATTEMPTS = 3;

/** Its warnings would bypass the log of this action. */
const SILENT_LOG = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

async function sendOnce<Answer>(ask: GitHubRequest<Answer>, { timeoutMs, signal }: GitHubOptions): Promise<Answer> {
  try {
    const { data } = await ask({ signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]) });
    return data;
  } catch (error) {
    throw toGitHubError(error);
  }
}

/** Octokit gives an error without a response the status 500, but no `response`. */
function toGitHubError(cause: unknown): GitHubError {
  const { status, response } = cause as { status?: unknown; response?: { headers?: Record<string, unknown> } };
  if (typeof status !== 'number' || response === undefined) return new GitHubError(null, false, { cause });
  const { headers = {} } = response;
  const isRateLimit =
    status === 429 || (status === 403 && (headers['x-ratelimit-remaining'] === '0' || 'retry-after' in headers));
  return new GitHubError(status, isRateLimit, { cause });
}

function isRetryable(error: unknown): boolean {
  return error instanceof GitHubError && (error.status === null || error.status >= 500);
}
