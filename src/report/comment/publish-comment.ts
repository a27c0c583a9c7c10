import { createCommentClient } from '../../github/comments.ts';
import type { PullRequest } from '../../github/event.ts';
import { parsePullRequest } from '../../github/event.ts';
import { GitHubError } from '../../github/repository.ts';
import type { Runner } from '../../github/runner.ts';
import type { ErrorDetails } from '../../model/errors.ts';
import type { VideoResult } from '../../model/result.ts';
import type { Clock } from '../../util/clock.ts';
import { getErrorMessage } from '../../util/error.ts';
import type { JsonObject } from '../../util/json.ts';
import { escapeText } from '../escape.ts';
import { removeQueries } from '../redact.ts';
import type { CommentContext } from './comment.ts';
import { buildSection } from './comment.ts';
import type { UpsertResult } from './upsert-comment.ts';
import { upsertComment } from './upsert-comment.ts';

/** Keeps the comment on the pull request. Never rejects: a comment that cannot be written fails no step. */
export type PublishComment = (outcomes: readonly VideoResult[], problem: ErrorDetails | null) => Promise<void>;

export interface CommentDependencies {
  readonly runner: Runner;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly random: () => number;
  /** Aborts when the workflow is cancelled: a comment is not worth the seconds that are left then. */
  readonly cancelled: AbortSignal;
  /** Whether the step asks for a comment. */
  readonly isWanted: () => boolean;
  readonly readEvent: () => Promise<JsonObject | null>;
}

/** For everything that has to do with the comment. */
const COMMENT_TIMEOUT_MS = 10_000;
/** Longer than another job takes between reading the comment and writing it; then up to as much again, by chance. */
const VERIFY_DELAY_MS = 1_000;
const NOTICE_TITLE = 'TwelveLabs: no comment on the pull request';

export function createCommentPublisher(deps: CommentDependencies): PublishComment {
  const { runner, env, cancelled } = deps;
  return async (outcomes, problem) => {
    if (!deps.isWanted() || cancelled.aborted) return;
    const repository = env['GITHUB_REPOSITORY'] ?? '';
    const pullRequest = parsePullRequest(await deps.readEvent(), repository);
    if (pullRequest === null) {
      const event = escapeText(env['GITHUB_EVENT_NAME'] || 'unknown');
      runner.info(`No comment was written: this run is not for a pull request (its event is ${event}).`);
      return;
    }
    try {
      const kept = await publish(deps, pullRequest, buildContext(deps, pullRequest), outcomes, problem);
      runner.info(`${UPSERT_MESSAGES[kept]} pull request ${pullRequest.number}.`);
    } catch (error) {
      if (cancelled.aborted) return;
      runner.notice(escapeText(`${explainError(error)} ${suggestFix(error, deps, pullRequest)}`), NOTICE_TITLE);
    }
  };
}

const UPSERT_MESSAGES: Readonly<Record<UpsertResult, string>> = {
  created: 'The results are in a new comment on',
  updated: 'The results are in the comment on',
  unchanged: 'Nothing has changed for the comment on',
  superseded: 'A later run of this workflow has already written the comment on',
};

async function publish(
  { runner, env, clock, random, cancelled }: CommentDependencies,
  pullRequest: PullRequest,
  subject: CommentContext,
  outcomes: readonly VideoResult[],
  problem: ErrorDetails | null,
): Promise<UpsertResult> {
  const token = runner.input('github_token');
  if (token === '') throw new GitHubError(401, false);
  const over = new AbortController();
  void clock.sleep(COMMENT_TIMEOUT_MS, over.signal).then(() => over.abort());
  try {
    const access = {
      apiUrl: env['GITHUB_API_URL'] || 'https://api.github.com',
      token,
      repository: env['GITHUB_REPOSITORY'] ?? '',
      timeoutMs: COMMENT_TIMEOUT_MS,
      clock,
      signal: AbortSignal.any([cancelled, over.signal]),
    };
    const api = await createCommentClient(access, pullRequest.number);
    const pause = (): Promise<void> => clock.sleep(VERIFY_DELAY_MS * (1 + random()), access.signal);
    return await upsertComment(api, subject, buildSection(subject, outcomes, problem), pause);
  } finally {
    over.abort();
  }
}

/**
 * A job may use this action more than once, and run once for each value of a matrix, which nothing tells apart but
 * the inputs that such matrices are made for. The signature of a link is another one when the run is repeated.
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
    share: runner.input('shard'),
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
  if (!(error instanceof GitHubError)) return `Something is wrong with this action: ${getErrorMessage(error)}.`;
  if (error.isRateLimit) return 'The rate limit of GitHub is used up.';
  if (error.status === null) return 'GitHub gave no answer in time.';
  return `GitHub answered with status ${error.status}.`;
}

function suggestFix(error: unknown, { env }: CommentDependencies, { isFromFork }: PullRequest): string {
  const status = error instanceof GitHubError && !error.isRateLimit ? error.status : null;
  if (status === 401) return 'Check `github_token`; left out, it is the token of the workflow.';
  if (status !== 403 && status !== 404) return 'The results are in the job summary; the next run tries again.';
  const grant = 'give the job `permissions: pull-requests: write`';
  if (isFromFork) {
    return `A run for a pull request from a fork gets a token that may only read, whatever its permissions; the results are in the job summary. For branches of this repository, ${grant}.`;
  }
  if (env['GITHUB_ACTOR'] === 'dependabot[bot]') {
    return `Runs by Dependabot get a token that may only read unless the workflow says otherwise: ${grant}.`;
  }
  return `The token may not write comments here: ${grant}.`;
}
