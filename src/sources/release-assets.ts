import { createReleaseClient, type Release, type ReleaseAsset, type ReleaseClient } from '../github/releases.ts';
import { GitHubError, type GitHubOptions } from '../github/repository.ts';
import type { InvalidInput } from '../inputs/input-reader.ts';
import type { ErrorDetails } from '../model/errors.ts';
import type { ReleaseAssetSource } from '../model/source.ts';
import { asObject, type JsonObject, parseNumber, parseText } from '../util/json.ts';
import { createMatcher, isExclusion } from './glob.ts';

/** The videos that `release_assets` names, and what is to be said about them. */
export interface FoundReleaseAssets {
  readonly sources: readonly ReleaseAssetSource[];
  readonly invalidInputs: readonly InvalidInput[];
}

/** Which release is meant, and where it is. */
export interface ReleaseOptions extends GitHubOptions {
  /** `release_tag`; null when it is empty. */
  readonly tag: string | null;
  /** What started the workflow; see `readEvent`. */
  readonly event: JsonObject | null;
}

/**
 * Finds the assets of a release whose names match the lines of `release_assets`; `!` takes away again. The event is
 * asked only which release it is about: assets are often uploaded after it was sent, so that the list comes from the
 * API. Sorted by name. Never rejects but for a bug: what goes wrong becomes a problem.
 */
export async function findReleaseAssets(
  lines: readonly string[],
  options: ReleaseOptions,
  connect: (access: GitHubOptions) => Promise<ReleaseClient> = createReleaseClient,
): Promise<FoundReleaseAssets> {
  const refused = checkPrerequisites(options);
  if (refused !== null) return { sources: [], invalidInputs: [refused] };
  try {
    const api = await connect(options);
    const release = options.tag === null ? getEventRelease(options.event) : await getReleaseByTag(options.tag, api);
    if ('expected' in release) return { sources: [], invalidInputs: [release] };
    if (release.isDraft) return { sources: [], invalidInputs: [createDraftRelease(release)] };
    const assets = await api.listAssets(release.id);
    const isPrivate = getEventPrivacy(options) ?? (await api.isPrivate());
    return await matchAssets(lines, assets, release, (asset) => toSource(asset, options, isPrivate));
  } catch (error) {
    if (error instanceof GitHubError) return { sources: [], invalidInputs: [toInvalidInput(error, options)] };
    throw error;
  }
}

function checkPrerequisites({ token, repository }: ReleaseOptions): InvalidInput | null {
  if (token === '') {
    const expected = 'a token that may read the repository; leave the input out to use the one of the workflow';
    return { input: 'github_token', received: null, expected, hint: 'a secret that does not exist under that name' };
  }
  if (/^[^/\s]+\/[^/\s]+$/.test(repository)) return null;
  const allowed = 'a run in a repository: GITHUB_REPOSITORY is owner/name';
  return { input: 'release_assets', received: repository, expected: allowed, hint: 'a run outside of GitHub Actions' };
}

function getEventRelease(event: JsonObject | null): Release | InvalidInput {
  const release = asObject(event?.['release']);
  const id = parseNumber(release?.['id']);
  if (release !== null && id !== null) {
    return { id, tag: parseText(release['tag_name']) ?? '', isDraft: release['draft'] === true };
  }
  const expected = `a tag, because the event of this run names no release; for a pushed tag: \${{ github.ref_name }}`;
  const hint = 'a workflow that does not run `on: release` but on push, schedule or workflow_dispatch';
  return { input: 'release_tag', received: null, expected, hint };
}

async function getReleaseByTag(tag: string, api: ReleaseClient): Promise<Release | InvalidInput> {
  try {
    return await api.getByTag(tag);
  } catch (error) {
    if (!(error instanceof GitHubError) || error.status !== 404) throw error;
    const tags = await api.listRecentTags(); // 404 again when it is the token that may not see releases
    const there = tags.length === 0 ? 'there is none yet' : `the latest are ${tags.map(sanitize).join(', ')}`;
    const hint = 'a tag without a release, a release that is still a draft, or another spelling (v1.0 and 1.0)';
    return { input: 'release_tag', received: tag, expected: `the tag of a published release; ${there}`, hint };
  }
}

function createDraftRelease({ tag }: Release): InvalidInput {
  const expected = 'a published release; the assets of a draft have no lasting address';
  return {
    input: 'release_assets',
    received: tag,
    expected,
    hint: 'a step before this one that creates the release with `draft: true`',
  };
}

/** Null where the event does not say it of this repository. */
function getEventPrivacy({ event, repository }: ReleaseOptions): boolean | null {
  const told = asObject(event?.['repository']);
  const isThis = parseText(told?.['full_name'])?.toLowerCase() === repository.toLowerCase();
  return isThis && typeof told?.['private'] === 'boolean' ? told['private'] : null;
}

async function matchAssets(
  lines: readonly string[],
  assets: readonly ReleaseAsset[],
  release: Release,
  toSource: (asset: ReleaseAsset) => ReleaseAssetSource,
): Promise<FoundReleaseAssets> {
  const excluded = await Promise.all(lines.filter(isExclusion).map((line) => createMatcher(line.slice(1).trim())));
  const invalidInputs: InvalidInput[] = [];
  const picked = new Set<ReleaseAsset>();
  const patterns = lines.filter((line) => !isExclusion(line));
  if (patterns.length === 0) invalidInputs.push(createOnlyExclusions(lines));
  for (const line of patterns) {
    const matches = await createMatcher(line);
    // A name with brackets or a plus in it may be given as it is.
    const found = assets.filter(({ name }) => (name === line || matches(name)) && !excluded.some((no) => no(name)));
    for (const asset of found) picked.add(asset);
    if (found.length === 0) invalidInputs.push(createNoMatch(line, assets, release));
  }
  const sources = [...picked].toSorted((a, b) => (a.name < b.name ? -1 : 1)).map(toSource);
  return { sources, invalidInputs: invalidInputs };
}

function createOnlyExclusions(lines: readonly string[]): InvalidInput {
  const expected = 'at least one pattern besides those that begin with ! (they only take away)';
  return {
    input: 'release_assets',
    received: lines.join(' '),
    expected,
    hint: 'the line with the pattern came out empty',
  };
}

/** As many names as one takes in at a glance. */
const MAX_NAMES = 10;

function createNoMatch(received: string, assets: readonly ReleaseAsset[], { tag }: Release): InvalidInput {
  const names = assets.slice(0, MAX_NAMES).map(({ name }) => sanitize(name));
  const more = assets.length > MAX_NAMES ? ` and ${assets.length - MAX_NAMES} more` : '';
  const there = names.length === 0 ? 'has no assets' : `has ${names.join(', ')}${more}`;
  const hint =
    names.length === 0
      ? 'assets that are uploaded after the release is published; upload them to a draft and publish it then'
      : 'other upper and lower case, or a space, which GitHub turns into a point';
  const expected = `patterns that match names of assets; release ${sanitize(tag)} ${there}`;
  return { input: 'release_assets', received, expected, hint };
}

/** Somebody else's words, fit for a line of ours. */
function sanitize(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, ' ').slice(0, 100);
}

/**
 * GitHub's own server, whose public releases anybody can download. A server of GitHub Enterprise stands behind a
 * firewall or asks for a log-in more often than not, "public" or not; its assets are sent through this step.
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
    // Made of what we know ourselves: this is where the token goes.
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
  const why = state === 'uploaded' ? 'is empty' : 'is not uploaded completely';
  return {
    code: 'release_asset_incomplete',
    message: `The release asset ${JSON.stringify(name)} ${why}.`,
    hint: 'Upload it to a draft and publish the release then, or run this step again after the upload (`release_tag`).',
    class: 'input',
  };
}

const PERMISSION = '`permissions: contents: read` in the job, and a token of this repository';

function toInvalidInput({ status, isRateLimit }: GitHubError, { tag, apiUrl }: ReleaseOptions): InvalidInput {
  if (isRateLimit) {
    const hint = "the token's rate limit is used up, for this repository or for the user";
    return { input: 'release_assets', received: tag, expected: 'a later run', hint };
  }
  if (status === 401) {
    const cause = 'a token that has expired, or that belongs to another server';
    return {
      input: 'github_token',
      received: '(hidden)',
      expected: `a token that ${new URL(apiUrl).host} accepts`,
      hint: cause,
    };
  }
  if (status === 403 || status === 404) {
    const cause = `GitHub answered with ${status}: the job's token may not read releases, or the repository is another one`;
    return { input: 'github_token', received: '(hidden)', expected: PERMISSION, hint: cause };
  }
  const what = status === null ? 'gave no answer' : `answered with ${status}`;
  const again = status === null || status >= 500 ? ', three times; see githubstatus.com and run the job again' : '';
  const cause = `GitHub's API at ${new URL(apiUrl).host} ${what}${again}`;
  return { input: 'release_assets', received: tag, expected: "an answer of GitHub's API", hint: cause };
}
