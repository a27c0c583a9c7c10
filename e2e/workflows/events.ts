/** Payloads of GitHub's events, reduced to the parts that workflows and actions read. */
import type { JsonObject } from '../../src/util/json.ts';
import { REPOSITORY } from './github.ts';

const [owner = '', name = ''] = REPOSITORY.split('/');
const sender = { login: 'mona', id: 2, type: 'User' };
const repository = {
  id: 1,
  name,
  full_name: REPOSITORY,
  private: false,
  default_branch: 'main',
  owner: { login: owner, id: 3, type: 'Organization' },
};

export function createManualDispatch(inputs: Readonly<Record<string, string>> = {}): JsonObject {
  return { ref: 'refs/heads/main', workflow: '.github/workflows/example.yml', inputs, repository, sender };
}

export function createSchedule(): JsonObject {
  return { schedule: '17 3 * * *', repository };
}

export function createRelease(tag: string, assets: readonly JsonObject[]): JsonObject {
  return { id: 77, tag_name: tag, name: tag, draft: false, prerelease: false, target_commitish: 'main', assets };
}

export function createReleasePublished(release: JsonObject): JsonObject {
  return { action: 'published', release, repository, sender };
}

export function createPush(): JsonObject {
  return { ref: 'refs/heads/main', before: '2'.repeat(40), after: '3'.repeat(40), repository, sender };
}

export type PullRequestAction = 'opened' | 'synchronize' | 'reopened' | 'closed';

interface PullRequestOptions {
  /** The repository of its branch. */
  readonly from?: string;
  readonly merged?: boolean;
  readonly into?: string;
}

export function createPullRequest(
  action: PullRequestAction,
  number: number,
  { from = REPOSITORY, merged = false, into = 'main' }: PullRequestOptions = {},
): JsonObject {
  const head = { ref: 'new-videos', sha: '1'.repeat(40), repo: { full_name: from, fork: from !== REPOSITORY } };
  const base = { ref: into, sha: '2'.repeat(40), repo: { full_name: REPOSITORY } };
  const state = action === 'closed' ? 'closed' : 'open';
  return {
    action,
    number,
    pull_request: { number, state, merged, head, base, user: sender },
    repository,
    sender,
  };
}

/** `repository_dispatch`: its `event_type` is the action of the event. */
export function createRepositoryDispatch(sent: JsonObject): JsonObject {
  return { action: sent['event_type'], branch: 'main', client_payload: sent['client_payload'], repository, sender };
}
