import type { ActionEnvironment } from '../github/environment.ts';
import type { AssetDownloadOptions } from '../github/release-download.ts';
import { locateReleaseAsset, openReleaseAsset } from '../github/release-download.ts';
import { SourceError } from '../model/errors.ts';
import type { FileSource, ReleaseAssetSource, VideoSource } from '../model/source.ts';
import { ApiError } from '../twelvelabs/errors.ts';
import type { VideoContent } from '../twelvelabs/tasks.ts';
import type { Clock } from '../util/clock.ts';
import { openVideoFile } from './open-file.ts';

const GITHUB_TIMEOUT_MS = 30_000;

/**
 * Opens the content of a file or of an asset of a private repository. Rejects with a `PlatformError` when it cannot be
 * had, so that it counts as a submission that was never sent.
 */
export function createContentOpener(
  { githubToken }: { readonly githubToken: string },
  place: ActionEnvironment,
  clock: Clock,
): (source: FileSource | ReleaseAssetSource) => Promise<VideoContent> {
  return async (source) => {
    try {
      const video =
        source.kind === 'file'
          ? await openVideoFile(source)
          : await openReleaseAsset(source, createDownloadOptions(githubToken, place, clock));
      return { kind: 'file', filename: source.name, ...video };
    } catch (error) {
      if (error instanceof SourceError) throw new ApiError('not_sent', error.details, { cause: error });
      throw error;
    }
  };
}

/** Tells where GitHub keeps an asset for the next minutes, readable without a token; null when it does not say. */
export function createAssetLocator(
  { githubToken }: { readonly githubToken: string },
  place: ActionEnvironment,
  clock: Clock,
): (entry: { readonly source: VideoSource }) => Promise<string | null> {
  return async ({ source }) => {
    if (source.kind !== 'release_asset') return null;
    try {
      return await locateReleaseAsset(source, createDownloadOptions(githubToken, place, clock));
    } catch (error) {
      if (error instanceof SourceError) return null;
      throw error;
    }
  };
}

function createDownloadOptions(token: string, place: ActionEnvironment, clock: Clock): AssetDownloadOptions {
  return { apiUrl: place.githubApiUrl, token, timeoutMs: GITHUB_TIMEOUT_MS, clock, signal: place.signal };
}
