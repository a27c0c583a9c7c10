import type { Clock } from '../clock.ts';
import { loadGitHub } from '../github.ts';
import { attemptRead } from './attempts.ts';

/** Where and as whom GitHub is asked. */
export interface GitHubAccess {
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

export interface Release {
  readonly id: number;
  readonly tag: string;
  readonly isDraft: boolean;
}

export interface Asset {
  readonly id: number;
  readonly name: string;
  readonly state: string;
  /** Bytes. */
  readonly size: number;
  readonly digest: string | null;
  readonly downloadUrl: string;
}

/** What is asked of GitHub about releases. Each rejects with a `GitHubError`. */
export interface ReleaseApi {
  byTag(tag: string): Promise<Release>;
  /** All of them, page by page. */
  assets(releaseId: number): Promise<readonly Asset[]>;
  isPrivate(): Promise<boolean>;
  /** Some of the latest. */
  recentTags(): Promise<readonly string[]>;
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

/** The real one, by `@actions/github`. */
export async function connectGitHub(access: GitHubAccess): Promise<ReleaseApi> {
  const { getOctokit } = await loadGitHub();
  const { repos } = getOctokit(access.token, { baseUrl: access.apiUrl, log: SILENT }).rest;
  const { owner, repo } = splitRepository(access.repository);
  const read = <Answer>(ask: (request: { signal: AbortSignal }) => Promise<{ data: Answer }>): Promise<Answer> =>
    attemptRead(() => once(ask, access), isPassing, access.clock, access.signal);
  return {
    byTag: async (tag) => {
      const { id, tag_name, draft } = await read((request) => repos.getReleaseByTag({ owner, repo, tag, request }));
      return { id, tag: tag_name, isDraft: draft };
    },
    assets: async (release_id) => {
      const all: Asset[] = [];
      for (let page = 1; ; page += 1) {
        const ask = { owner, repo, release_id, per_page: PAGE, page };
        const assets = await read((request) => repos.listReleaseAssets({ ...ask, request }));
        all.push(...assets.map(toAsset));
        if (assets.length < PAGE) return all;
      }
    },
    isPrivate: async () => (await read((request) => repos.get({ owner, repo, request }))).private,
    recentTags: async () => {
      const releases = await read((request) => repos.listReleases({ owner, repo, per_page: 10, request }));
      return releases.filter((release) => !release.draft).map((release) => release.tag_name);
    },
  };
}

/** The most that GitHub puts on one page. A release has at most 1,000 assets. */
const PAGE = 100;

/** Its warnings would go around our log. */
const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

function splitRepository(repository: string): { owner: string; repo: string } {
  const [owner = '', repo = ''] = repository.split('/');
  return { owner, repo };
}

async function once<Answer>(
  ask: (request: { signal: AbortSignal }) => Promise<{ data: Answer }>,
  { timeoutMs, signal }: GitHubAccess,
): Promise<Answer> {
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

function isPassing(error: unknown): boolean {
  return error instanceof GitHubError && (error.status === null || error.status >= 500);
}

interface AssetOfApi {
  readonly id: number;
  readonly name: string;
  readonly state: string;
  readonly size: number;
  readonly digest?: string | null;
  readonly browser_download_url: string;
}

function toAsset({ id, name, state, size, digest, browser_download_url }: AssetOfApi): Asset {
  return { id, name, state, size, digest: digest ?? null, downloadUrl: browser_download_url };
}
