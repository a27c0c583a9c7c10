import { retryRead } from '../http/retry.ts';
import type { Clock } from '../util/clock.ts';

/** Where and as whom GitHub is asked. */
export interface GitHubOptions {
  /** Base URL of the API (GITHUB_API_URL); the token goes to its origin only. */
  readonly apiUrl: string;
  readonly token: string;
  /** `owner/name`. */
  readonly repository: string;
  /** For each request. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** GitHub did not give what it was asked for; `status` is null when there was no answer. */
export class GitHubError extends Error {
  override readonly name = 'GitHubError';
  readonly status: number | null;
  readonly isRateLimit: boolean;

  constructor(status: number | null, isRateLimit: boolean, options?: ErrorOptions) {
    super(status === null ? 'no answer from GitHub' : `GitHub answered with ${status}`, options);
    this.status = status;
    this.isRateLimit = isRateLimit;
  }
}

type Rest = ReturnType<typeof import('@actions/github')['getOctokit']>['rest'];

/** One request to GitHub, to be sent with these options. */
export type GitHubRequest<Answer> = (request: { signal: AbortSignal }) => Promise<{ data: Answer }>;

/** A repository on GitHub, as one token sees it. */
export interface GitHubRepository {
  readonly rest: Rest;
  readonly owner: string;
  readonly repo: string;
  /** Asks up to three times, where an error may pass. Rejects with a `GitHubError`. */
  read<Answer>(ask: GitHubRequest<Answer>): Promise<Answer>;
  /** Asks once: what changes something must not happen twice. Rejects with a `GitHubError`. */
  write<Answer>(ask: GitHubRequest<Answer>): Promise<Answer>;
}

/** Creates a client of `@actions/github`, which is loaded only here: a run that does not use GitHub never pays for it. */
export async function createRepository(access: GitHubOptions): Promise<GitHubRepository> {
  const { getOctokit } = await import('@actions/github');
  const { rest } = getOctokit(access.token, { baseUrl: access.apiUrl, log: SILENT_LOG });
  const [owner = '', repo = ''] = access.repository.split('/');
  return {
    rest,
    owner,
    repo,
    read: (ask) => retryRead(() => sendOnce(ask, access), isRetryable, access.clock, access.signal),
    write: (ask) => sendOnce(ask, access),
  };
}

/** Its warnings would go around our log. */
const SILENT_LOG = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

async function sendOnce<Answer>(ask: GitHubRequest<Answer>, { timeoutMs, signal }: GitHubOptions): Promise<Answer> {
  try {
    const { data } = await ask({ signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]) });
    return data;
  } catch (error) {
    throw toGitHubError(error);
  }
}

/** Octokit gives a failure without an answer the status 500, but then it has no response. */
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
