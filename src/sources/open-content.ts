import type { Place } from '../github/environment.ts';
import type { AssetAccess } from '../github/release-download.ts';
import { locateReleaseAsset, openReleaseAsset } from '../github/release-download.ts';
import { SourceError } from '../model/errors.ts';
import type { AssetSource, FileSource, Source } from '../model/source.ts';
import { PlatformError } from '../twelvelabs/errors.ts';
import type { Content } from '../twelvelabs/tasks.ts';
import type { Clock } from '../util/clock.ts';
import { openVideoFile } from './open-file.ts';

const GITHUB_TIMEOUT_MS = 30_000;

/**
 * Opens the content of a file or of an asset of a private repository. Rejects with a `PlatformError` when it cannot be
 * had, so that it counts as a submission that was never sent.
 */
export function contentOpener(
  { githubToken }: { readonly githubToken: string },
  place: Place,
  clock: Clock,
): (source: FileSource | AssetSource) => Promise<Content> {
  return async (source) => {
    try {
      const video =
        source.kind === 'file'
          ? await openVideoFile(source)
          : await openReleaseAsset(source, access(githubToken, place, clock));
      return { kind: 'file', filename: source.name, ...video };
    } catch (error) {
      if (error instanceof SourceError) throw new PlatformError('not_sent', error.problem, { cause: error });
      throw error;
    }
  };
}

/** Tells where GitHub keeps an asset for the next minutes, readable without a token; null when it does not say. */
export function assetLocator(
  { githubToken }: { readonly githubToken: string },
  place: Place,
  clock: Clock,
): (entry: { readonly source: Source }) => Promise<string | null> {
  return async ({ source }) => {
    if (source.kind !== 'asset') return null;
    try {
      return await locateReleaseAsset(source, access(githubToken, place, clock));
    } catch (error) {
      if (error instanceof SourceError) return null;
      throw error;
    }
  };
}

function access(token: string, place: Place, clock: Clock): AssetAccess {
  return { apiUrl: place.githubApiUrl, token, timeoutMs: GITHUB_TIMEOUT_MS, clock, signal: place.signal };
}
