import type { Collection } from '../existing/collection.ts';
import { createCollection, namePullRequestCollection } from '../existing/collection.ts';
import type { ActionEnvironment, EnvironmentVariables } from '../github/environment.ts';
import type { PruneMode } from '../plan/removals.ts';
import type { JsonObject } from '../util/json.ts';
import { asObject, parseNumber, parseText } from '../util/json.ts';
import type { Inputs } from './inputs.ts';

/** The collection of a run, and what happens to videos that its list no longer uses. */
export interface CollectionSettings {
  readonly collection: Collection | null;
  readonly prune: PruneMode;
}

/**
 * The collection that the author named, or else that of the pull request, or else that of the repository. All workflows of
 * a repository share the last one, so it is never pruned. Null outside of GitHub Actions.
 */
export function chooseCollection(
  { collection: name, prune, reuse }: Pick<Inputs, 'collection' | 'prune' | 'reuse'>,
  { repository, event }: Pick<ActionEnvironment, 'repository' | 'event'>,
): CollectionSettings {
  const pullRequest = parseNumber(asObject(event?.['pull_request'])?.['number']);
  const own =
    name ?? (repository !== null && pullRequest !== null ? namePullRequestCollection(repository, pullRequest) : null);
  const chosen = own ?? repository;
  return {
    collection: chosen === null ? null : createCollection(chosen),
    prune: own === null || !reuse ? 'off' : (prune ?? 'report'),
  };
}

/**
 * The origin of a submission, as metadata: with it videos can be found, and deleted, by repository, run, pull request or
 * release. `event` is the payload of the event that started the workflow; `releaseTag` overrides its release.
 */
export function buildOriginMetadata(
  env: EnvironmentVariables,
  event: JsonObject | null,
  releaseTag: string | null,
): Readonly<Record<string, string>> {
  const pullRequest = parseNumber(asObject(event?.['pull_request'])?.['number']);
  const known = {
    gha_repository: env['GITHUB_REPOSITORY'],
    gha_run_id: env['GITHUB_RUN_ID'],
    gha_pull_request: pullRequest?.toString(),
    gha_release: releaseTag ?? parseText(asObject(event?.['release'])?.['tag_name']),
  };
  return Object.fromEntries(Object.entries(known).flatMap(([name, value]) => (value ? [[name, value]] : [])));
}
