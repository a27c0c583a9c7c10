import type { CommentClient } from '../../github/comments.ts';
import { createCommentClient } from '../../github/comments.ts';
import type { PullRequest } from '../../github/event.ts';
import { GitHubError } from '../../github/repository.ts';
import type { Runner } from '../../github/runner.ts';
import type { VideoResult } from '../../model/result.ts';
import type { Clock } from '../../util/clock.ts';
import { getErrorMessage } from '../../util/error.ts';
import { escapeText } from '../escape.ts';
import { removeQueries } from '../redact.ts';
import type { ReportFacts } from '../summary.ts';
import type { CommentContext } from './comment.ts';
import { buildSection } from './comment.ts';
import type { UpsertResult } from './upsert-comment.ts';
import { upsertComment } from './upsert-comment.ts';

/** Creates or updates the comment on the pull request. Never rejects: a comment that cannot be written fails no step. */
export type PublishComment = (results: readonly VideoResult[], facts: ReportFacts) => Promise<void>;

/** When the comment is written. With `on-failure`, a step that succeeds only updates one that exists. */
export type CommentMode = 'always' | 'on-failure' | 'never';

export interface CommentDependencies {
  readonly runner: Runner;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly random: () => number;
  /** Aborts when the workflow is cancelled. Then no comment is written, as only seconds are left. */
  readonly cancelled: AbortSignal;
  /** The input `comment`. */
  readonly mode: () => CommentMode;
  /** The pull request to comment on; null if there is none. */
  readonly findPullRequest: () => Promise<PullRequest | null>;
}

/** For all requests together. */
const COMMENT_TIMEOUT_MS = 10_000;
/** Longer than another job takes between reading and writing the comment. Up to as much again is added at random. */
const VERIFY_DELAY_MS = 1_000;
const NOTICE_TITLE = 'TwelveLabs: no comment on the pull request';

export function createCommentPublisher(deps: CommentDependencies): PublishComment {
  return createCommentWriter(deps, async (api, pullRequest, pause, results, facts) => {
    const context = buildContext(deps, pullRequest);
    const section = buildSection(context, results, facts);
    const isCreated = deps.mode() === 'always' || !facts.isSuccess;
    return UPSERT_MESSAGES[await upsertComment(api, context, section, pause, isCreated)];
  });
}

/** Writes comments with a client. Resolves with what to log, before the name of the pull request. */
type WriteComments<Args extends readonly unknown[]> = (
  api: CommentClient,
  pullRequest: PullRequest,
  pause: () => Promise<void>,
  ...args: Args
) => Promise<string>;

/** Wraps what writes comments on the pull request. Never rejects: a comment that fails fails no step. */
export function createCommentWriter<Args extends readonly unknown[]>(
  deps: CommentDependencies,
  write: WriteComments<Args>,
): (...args: Args) => Promise<void> {
  const { runner, env, cancelled } = deps;
  return async (...args) => {
    if (deps.mode() === 'never' || cancelled.aborted) return;
    const pullRequest = await deps.findPullRequest();
    if (pullRequest === null) {
      const event = escapeText(env['GITHUB_EVENT_NAME'] || 'unknown');
      runner.info(`Skipped the comment: this run was not triggered by a pull request (event: ${event}).`);
      return;
    }
    try {
      const message = await connect(deps, pullRequest, (api, pause) => write(api, pullRequest, pause, ...args));
      runner.info(`${message} pull request ${pullRequest.number}.`);
    } catch (reason) {
      if (cancelled.aborted) return;
      runner.notice(escapeText(`${explainError(reason)} ${suggestFix(reason, deps, pullRequest)}`), NOTICE_TITLE);
    }
  };
}

const UPSERT_MESSAGES: Readonly<Record<UpsertResult, string>> = {
  created: 'Created the comment on',
  updated: 'Updated the comment on',
  unchanged: 'No change to the comment on',
  not_needed: 'The step succeeded: no comment is needed on',
  superseded: 'Skipped the comment: a later run of this workflow has already updated it on',
};

async function connect<T>(
  { runner, env, clock, random, cancelled }: CommentDependencies,
  pullRequest: PullRequest,
  use: (api: CommentClient, pause: () => Promise<void>) => Promise<T>,
): Promise<T> {
  const token = runner.input('github_token');
  if (token === '') throw new GitHubError(401, false);
  const timeout = new AbortController();
  void clock.sleep(COMMENT_TIMEOUT_MS, timeout.signal).then(() => timeout.abort());
  try {
    const connection = {
      apiUrl: env['GITHUB_API_URL'] || 'https://api.github.com',
      token,
      repository: env['GITHUB_REPOSITORY'] ?? '',
      timeoutMs: COMMENT_TIMEOUT_MS,
      clock,
      signal: AbortSignal.any([cancelled, timeout.signal]),
    };
    const api = await createCommentClient(connection, pullRequest.number);
    const pause = (): Promise<void> => clock.sleep(VERIFY_DELAY_MS * (1 + random()), connection.signal);
    return await use(api, pause);
  } finally {
    timeout.abort();
  }
}

/**
 * A job may use this action more than once, and run once for each value of a matrix. Only the inputs differ then. The
 * queries of links are removed because a signature changes when the run is repeated.
 */
function buildContext({ runner, env }: CommentDependencies, { commit }: PullRequest): CommentContext {
  const server = (env['GITHUB_SERVER_URL'] || 'https://github.com').replace(/\/+$/, '');
  const workflow = env['GITHUB_WORKFLOW'] ?? '';
  const [path = ''] = (env['GITHUB_WORKFLOW_REF'] ?? '').split('@');
  return {
    workflow,
    workflowId: path || workflow,
    run: /^\d{1,15}$/.test(env['GITHUB_RUN_NUMBER'] ?? '') ? Number(env['GITHUB_RUN_NUMBER']) : 0,
    job: env['GITHUB_JOB'] ?? '',
    shard: runner.input('shard'),
    parts: [env['GITHUB_ACTION'] ?? '', ...DISTINGUISHING_INPUTS.map((name) => removeQueries(runner.input(name)))],
    repositoryUrl: `${server}/${env['GITHUB_REPOSITORY'] ?? ''}`,
    commit: commit ?? (env['GITHUB_SHA'] || null),
    runId: env['GITHUB_RUN_ID'] || null,
  };
}

const DISTINGUISHING_INPUTS = [
  'index_id',
  'shard',
  'video_url',
  'video_file',
  'manifest',
  'release_assets',
  'release_tag',
  'task_id',
] as const;

function explainError(error: unknown): string {
  if (!(error instanceof GitHubError)) return `Internal error: ${getErrorMessage(error)}.`;
  if (error.isRateLimit) return 'The GitHub rate limit is exceeded.';
  if (error.status === null) return 'GitHub did not respond in time.';
  return `GitHub responded with HTTP status ${error.status}.`;
}

function suggestFix(error: unknown, { env }: CommentDependencies, { isFromFork }: PullRequest): string {
  const status = error instanceof GitHubError && !error.isRateLimit ? error.status : null;
  if (status === 401) return 'Check `github_token`. Its default is the token of the workflow.';
  if (status !== 403 && status !== 404) return 'The results are in the job summary. The next run retries the comment.';
  const grant = 'give the job `permissions: pull-requests: write`';
  if (isFromFork) {
    return `Workflow runs for pull requests from forks get a read-only token, regardless of their permissions. The results are in the job summary. For branches of this repository, ${grant}.`;
  }
  if (env['GITHUB_ACTOR'] === 'dependabot[bot]') {
    return `Workflow runs by Dependabot get a read-only token by default: ${grant}.`;
  }
  return `The token is not allowed to write comments: ${grant}.`;
}
