import { type Asset, connectGitHub, type Release, type ReleaseApi } from '../github/releases.ts';
import { type GitHubAccess, GitHubError } from '../github/repository.ts';
import type { InputProblem } from '../inputs/input-reader.ts';
import type { Problem } from '../model/errors.ts';
import type { AssetSource } from '../model/source.ts';
import { asObject, type JsonObject, numberOf, textOf } from '../util/json.ts';
import { createMatcher, isExclusion } from './glob.ts';

/** The videos that `release_assets` names, and what is to be said about them. */
export interface FoundAssets {
  readonly sources: readonly AssetSource[];
  readonly problems: readonly InputProblem[];
}

/** Which release is meant, and where it is. */
export interface ReleaseOptions extends GitHubAccess {
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
  connect: (access: GitHubAccess) => Promise<ReleaseApi> = connectGitHub,
): Promise<FoundAssets> {
  const refused = refuse(options);
  if (refused !== null) return { sources: [], problems: [refused] };
  try {
    const api = await connect(options);
    const release = options.tag === null ? releaseOfEvent(options.event) : await byTag(options.tag, api);
    if ('allowed' in release) return { sources: [], problems: [release] };
    if (release.isDraft) return { sources: [], problems: [draft(release)] };
    const assets = await api.assets(release.id);
    const isPrivate = privacyInEvent(options) ?? (await api.isPrivate());
    return await pick(lines, assets, release, (asset) => toSource(asset, options, isPrivate));
  } catch (error) {
    if (error instanceof GitHubError) return { sources: [], problems: [problemOf(error, options)] };
    throw error;
  }
}

function refuse({ token, repository }: ReleaseOptions): InputProblem | null {
  if (token === '') {
    const allowed = 'a token that may read the repository; leave the input out to use the one of the workflow';
    return { input: 'github_token', given: null, allowed, cause: 'a secret that does not exist under that name' };
  }
  if (/^[^/\s]+\/[^/\s]+$/.test(repository)) return null;
  const allowed = 'a run in a repository: GITHUB_REPOSITORY is owner/name';
  return { input: 'release_assets', given: repository, allowed, cause: 'a run outside of GitHub Actions' };
}

function releaseOfEvent(event: JsonObject | null): Release | InputProblem {
  const release = asObject(event?.['release']);
  const id = numberOf(release?.['id']);
  if (release !== null && id !== null) {
    return { id, tag: textOf(release['tag_name']) ?? '', isDraft: release['draft'] === true };
  }
  const allowed = `a tag, because the event of this run names no release; for a pushed tag: \${{ github.ref_name }}`;
  const cause = 'a workflow that does not run `on: release` but on push, schedule or workflow_dispatch';
  return { input: 'release_tag', given: null, allowed, cause };
}

async function byTag(tag: string, api: ReleaseApi): Promise<Release | InputProblem> {
  try {
    return await api.byTag(tag);
  } catch (error) {
    if (!(error instanceof GitHubError) || error.status !== 404) throw error;
    const tags = await api.recentTags(); // 404 again when it is the token that may not see releases
    const there = tags.length === 0 ? 'there is none yet' : `the latest are ${tags.map(clean).join(', ')}`;
    const cause = 'a tag without a release, a release that is still a draft, or another spelling (v1.0 and 1.0)';
    return { input: 'release_tag', given: tag, allowed: `the tag of a published release; ${there}`, cause };
  }
}

function draft({ tag }: Release): InputProblem {
  const allowed = 'a published release; the assets of a draft have no lasting address';
  return {
    input: 'release_assets',
    given: tag,
    allowed,
    cause: 'a step before this one that creates the release with `draft: true`',
  };
}

/** Null where the event does not say it of this repository. */
function privacyInEvent({ event, repository }: ReleaseOptions): boolean | null {
  const told = asObject(event?.['repository']);
  const isThis = textOf(told?.['full_name'])?.toLowerCase() === repository.toLowerCase();
  return isThis && typeof told?.['private'] === 'boolean' ? told['private'] : null;
}

async function pick(
  lines: readonly string[],
  assets: readonly Asset[],
  release: Release,
  toSource: (asset: Asset) => AssetSource,
): Promise<FoundAssets> {
  const excluded = await Promise.all(lines.filter(isExclusion).map((line) => createMatcher(line.slice(1).trim())));
  const problems: InputProblem[] = [];
  const picked = new Set<Asset>();
  const patterns = lines.filter((line) => !isExclusion(line));
  if (patterns.length === 0) problems.push(onlyExclusions(lines));
  for (const line of patterns) {
    const matches = await createMatcher(line);
    // A name with brackets or a plus in it may be given as it is.
    const found = assets.filter(({ name }) => (name === line || matches(name)) && !excluded.some((no) => no(name)));
    for (const asset of found) picked.add(asset);
    if (found.length === 0) problems.push(noMatch(line, assets, release));
  }
  const sources = [...picked].toSorted((a, b) => (a.name < b.name ? -1 : 1)).map(toSource);
  return { sources, problems };
}

function onlyExclusions(lines: readonly string[]): InputProblem {
  const allowed = 'at least one pattern besides those that begin with ! (they only take away)';
  return {
    input: 'release_assets',
    given: lines.join(' '),
    allowed,
    cause: 'the line with the pattern came out empty',
  };
}

/** As many names as one takes in at a glance. */
const MOST_NAMES = 10;

function noMatch(given: string, assets: readonly Asset[], { tag }: Release): InputProblem {
  const names = assets.slice(0, MOST_NAMES).map(({ name }) => clean(name));
  const more = assets.length > MOST_NAMES ? ` and ${assets.length - MOST_NAMES} more` : '';
  const there = names.length === 0 ? 'has no assets' : `has ${names.join(', ')}${more}`;
  const cause =
    names.length === 0
      ? 'assets that are uploaded after the release is published; upload them to a draft and publish it then'
      : 'other upper and lower case, or a space, which GitHub turns into a point';
  const allowed = `patterns that match names of assets; release ${clean(tag)} ${there}`;
  return { input: 'release_assets', given, allowed, cause };
}

/** Somebody else's words, fit for a line of ours. */
function clean(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, ' ').slice(0, 100);
}

/**
 * GitHub's own server, whose public releases anybody can download. A server of GitHub Enterprise stands behind a
 * firewall or asks for a log-in more often than not, "public" or not; its assets are sent through this step.
 */
const OPEN_SERVER = 'https://github.com';

function toSource(asset: Asset, { apiUrl, repository }: ReleaseOptions, isPrivate: boolean): AssetSource {
  const { id, name, size, digest, downloadUrl } = asset;
  return {
    kind: 'asset',
    id,
    name,
    shown: downloadUrl,
    size,
    digest,
    // Made of what we know ourselves: this is where the token goes.
    apiUrl: `${apiUrl.replace(/\/+$/, '')}/repos/${repository}/releases/assets/${id}`,
    downloadUrl,
    isPublic: !isPrivate && URL.canParse(downloadUrl) && new URL(downloadUrl).origin === OPEN_SERVER,
    key: null,
    userMetadata: {},
    problem: problemOfAsset(asset),
  };
}

function problemOfAsset({ name, state, size }: Asset): Problem | null {
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

function problemOf({ status, isRateLimit }: GitHubError, { tag, apiUrl }: ReleaseOptions): InputProblem {
  if (isRateLimit) {
    const cause = "the token's rate limit is used up, for this repository or for the user";
    return { input: 'release_assets', given: tag, allowed: 'a later run', cause };
  }
  if (status === 401) {
    const cause = 'a token that has expired, or that belongs to another server';
    return { input: 'github_token', given: '(hidden)', allowed: `a token that ${new URL(apiUrl).host} accepts`, cause };
  }
  if (status === 403 || status === 404) {
    const cause = `GitHub answered with ${status}: the job's token may not read releases, or the repository is another one`;
    return { input: 'github_token', given: '(hidden)', allowed: PERMISSION, cause };
  }
  const what = status === null ? 'gave no answer' : `answered with ${status}`;
  const again = status === null || status >= 500 ? ', three times; see githubstatus.com and run the job again' : '';
  const cause = `GitHub's API at ${new URL(apiUrl).host} ${what}${again}`;
  return { input: 'release_assets', given: tag, allowed: "an answer of GitHub's API", cause };
}
