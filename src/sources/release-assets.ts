import type { ActionEnvironment } from '../github/environment.ts';
import { createReleaseClient, type Release, type ReleaseAsset, type ReleaseClient } from '../github/releases.ts';
import { GitHubError, type GitHubOptions } from '../github/repository.ts';
import { InputError, type InvalidInput } from '../inputs/input-reader.ts';
import type { ErrorDetails } from '../model/errors.ts';
import type { ReleaseAssetSource } from '../model/source.ts';
import { asObject, type JsonObject, parseNumber, parseText } from '../util/json.ts';
import { createExclusionsOnlyError, createMatcher, formatContents, splitPatterns } from './glob.ts';

/** The videos that `release_assets` names. */
export interface FoundReleaseAssets {
  readonly sources: readonly ReleaseAssetSource[];
  readonly invalidInputs: readonly InvalidInput[];
}

/** The release, and the repository that it belongs to. */
export interface ReleaseOptions extends GitHubOptions {
  /** `release_tag`; null when it is empty. */
  readonly tag: string | null;
  /** The event that started the workflow; see `readEvent`. */
  readonly event: JsonObject | null;
}

const GITHUB_TIMEOUT_MS = 30_000;

export function createGitHubOptions(token: string, environment: ActionEnvironment): GitHubOptions {
  const { githubApiUrl, repository, clock, signal } = environment;
  return { apiUrl: githubApiUrl, token, repository: repository ?? '', timeoutMs: GITHUB_TIMEOUT_MS, clock, signal };
}

/**
 * Finds the assets of a release whose names match the lines of `release_assets`; lines with `!` exclude assets. The
 * event only identifies the release: assets are often uploaded after it was sent, so that the list comes from the API.
 * Sorted by name. Rejects only on a bug: expected failures are returned as invalid inputs.
 */
export async function findReleaseAssets(
  lines: readonly string[],
  options: ReleaseOptions,
  connect: (options: GitHubOptions) => Promise<ReleaseClient> = createReleaseClient,
): Promise<FoundReleaseAssets> {
  try {
    checkOptions(options);
    const client = await connect(options);
    const release = options.tag === null ? getEventRelease(options.event) : await getReleaseByTag(options.tag, client);
    if (release.isDraft) throw createDraftError(release);
    const assets = await client.listAssets(release.id);
    const isPrivate = getEventPrivacy(options) ?? (await client.isPrivate());
    const { matches, invalidInputs } = await matchAssets(lines, assets, release);
    return { sources: matches.map((asset) => toSource(asset, options, isPrivate)), invalidInputs };
  } catch (error) {
    if (error instanceof InputError) return { sources: [], invalidInputs: error.invalidInputs };
    if (error instanceof GitHubError) return { sources: [], invalidInputs: [toInvalidInput(error, options)] };
    throw error;
  }
}

function createInputError(input: string, received: string | null, expected: string, hint: string): InputError {
  return new InputError([{ input, received, expected, hint }]);
}

function checkOptions({ token, repository }: ReleaseOptions): void {
  if (token === '') {
    const expected = 'a token with read access to the repository; omit the input to use the token of the workflow';
    throw createInputError('github_token', null, expected, 'a secret that does not exist under this name');
  }
  if (/^[^/\s]+\/[^/\s]+$/.test(repository)) return;
  const expected = 'a run in a repository, where GITHUB_REPOSITORY is `owner/name`';
  throw createInputError('release_assets', repository, expected, 'a run outside of GitHub Actions');
}

function getEventRelease(event: JsonObject | null): Release {
  const release = asObject(event?.['release']);
  const id = parseNumber(release?.['id']);
  if (release !== null && id !== null)
    return { id, tag: parseText(release['tag_name']) ?? '', isDraft: release['draft'] === true };
  const expected = `a tag, because the event of this run has no release; for a pushed tag: \${{ github.ref_name }}`;
  const hint = 'a workflow that runs on push, schedule or workflow_dispatch instead of `on: release`';
  throw createInputError('release_tag', null, expected, hint);
}

async function getReleaseByTag(tag: string, client: ReleaseClient): Promise<Release> {
  try {
    return await client.getByTag(tag);
  } catch (error) {
    if (!(error instanceof GitHubError) || error.status !== 404) throw error;
    const tags = await client.listRecentTags(); // 404 again if the token cannot read releases
    const latest = tags.length === 0 ? 'there is none yet' : `the latest are ${tags.map(sanitize).join(', ')}`;
    const hint = 'a tag without a release, a draft release, or a different spelling (v1.0 and 1.0)';
    throw createInputError('release_tag', tag, `the tag of a published release; ${latest}`, hint);
  }
}

function createDraftError({ tag }: Release): InputError {
  const expected = 'a published release, because the assets of a draft have no permanent address';
  const hint = 'an earlier step that creates the release with `draft: true`';
  return createInputError('release_assets', tag, expected, hint);
}

/** Whether the repository is private according to the event; null if the event does not describe this repository. */
function getEventPrivacy({ event, repository }: ReleaseOptions): boolean | null {
  const described = asObject(event?.['repository']);
  const isThis = parseText(described?.['full_name'])?.toLowerCase() === repository.toLowerCase();
  return isThis && typeof described?.['private'] === 'boolean' ? described['private'] : null;
}

async function matchAssets(
  lines: readonly string[],
  assets: readonly ReleaseAsset[],
  release: Release,
): Promise<{ readonly matches: readonly ReleaseAsset[]; readonly invalidInputs: readonly InvalidInput[] }> {
  const { include, exclude } = splitPatterns(lines);
  const exclusions = await Promise.all(exclude.map(createMatcher));
  const candidates = assets.filter(({ name }) => !exclusions.some((isExcluded) => isExcluded(name)));
  const invalidInputs: InvalidInput[] = [];
  const matched = new Set<ReleaseAsset>();
  if (include.length === 0) invalidInputs.push(createExclusionsOnlyError('release_assets', lines));
  for (const line of include) {
    const matches = await createMatcher(line);
    // A name with brackets or a plus in it may be written as it is.
    const found = candidates.filter(({ name }) => name === line || matches(name));
    for (const asset of found) matched.add(asset);
    if (found.length === 0) invalidInputs.push(createNoMatch(line, assets, release));
  }
  return { matches: [...matched].toSorted((a, b) => (a.name < b.name ? -1 : 1)), invalidInputs };
}

function createNoMatch(received: string, assets: readonly ReleaseAsset[], { tag }: Release): InvalidInput {
  const contents = formatContents(assets.map(({ name }) => sanitize(name)));
  const hint =
    assets.length === 0
      ? 'assets that are uploaded after the release is published; upload them to a draft, then publish it'
      : 'different upper and lower case, or a space, which GitHub replaces with a period';
  const expected = `patterns that match names of assets; release ${sanitize(tag)} ${contents}`;
  return { input: 'release_assets', received, expected, hint, isEmpty: true };
}

/** Makes a name from GitHub safe for one line of a message. */
function sanitize(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, ' ').slice(0, 100);
}

/**
 * The server whose public releases can be downloaded by anyone. A GitHub Enterprise server is usually behind a firewall
 * or a login, so that its assets are uploaded by this step even if they are "public".
 */
const PUBLIC_SERVER = 'https://github.com';

function toSource(asset: ReleaseAsset, { apiUrl, repository }: ReleaseOptions, isPrivate: boolean): ReleaseAssetSource {
  const { id, name, size, digest, downloadUrl } = asset;
  return {
    kind: 'release_asset',
    id,
    name,
    displayName: downloadUrl,
    size,
    digest,
    // Built from trusted values, because the token is sent there.
    apiUrl: `${apiUrl.replace(/\/+$/, '')}/repos/${repository}/releases/assets/${id}`,
    downloadUrl,
    isPublic: !isPrivate && URL.canParse(downloadUrl) && new URL(downloadUrl).origin === PUBLIC_SERVER,
    key: null,
    userMetadata: {},
    error: checkAsset(asset),
  };
}

function checkAsset({ name, state, size }: ReleaseAsset): ErrorDetails | null {
  if (state === 'uploaded' && size > 0) return null;
  const predicate = state === 'uploaded' ? 'is empty' : 'is not completely uploaded';
  return {
    code: 'release_asset_incomplete',
    message: `The release asset ${JSON.stringify(name)} ${predicate}.`,
    hint: 'Upload it to a draft, then publish the release, or run this step again after the upload (`release_tag`).',
    class: 'input',
  };
}

function toInvalidInput({ status, isRateLimit }: GitHubError, { tag, apiUrl }: ReleaseOptions): InvalidInput {
  const { host } = new URL(apiUrl);
  const token = { input: 'github_token', received: '(hidden)' };
  const release = { input: 'release_assets', received: tag };
  if (isRateLimit)
    return {
      ...release,
      expected: 'a later run',
      hint: 'an exhausted rate limit of the token, the repository or the user',
    };
  if (status === 401) {
    const hint = 'a token that has expired, or that belongs to another server';
    return { ...token, expected: `a token that ${host} accepts`, hint };
  }
  if (status === 403 || status === 404) {
    const hint = `a token of the job that cannot read releases, or another repository; GitHub responded with HTTP ${status}`;
    return { ...token, expected: '`permissions: contents: read` in the job, and a token of this repository', hint };
  }
  const response = status === null ? 'did not respond' : `responded with HTTP ${status}`;
  const attempts = status === null || status >= 500 ? ' three times; see githubstatus.com and run the job again' : '';
  return { ...release, expected: "a response from GitHub's API", hint: `${host} ${response}${attempts}` };
}
