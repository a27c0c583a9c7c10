import type { FetchedVideo } from './fetch-video.ts';
import { brokenVideo, type VideoFault } from './media-rules.ts';
import type { Asset } from './models.ts';
import type { Platform } from './platform.ts';

/**
 * Takes an asset from `processing` to `ready` or `failed`, once its bytes were inspected and not before
 * `assetSeconds` are over. Assets have no limits on length and resolution (documented): only the models do. Resolves
 * when the inspection has ended, which may be before the status changes. An audio file fails here, which is stricter
 * than the platform.
 */
export async function processAsset(platform: Platform, asset: Asset, inspection: Promise<FetchedVideo>): Promise<void> {
  const { assetSeconds, assetReadyAtOnce } = platform.options;
  const earliest = assetReadyAtOnce ? 0 : platform.times.now() + assetSeconds * 1000;
  const found = await inspection.catch(
    (): FetchedVideo => ({ kind: 'fault', filename: asset.filename, fault: brokenVideo }),
  );
  const now = platform.times.now();
  platform.pipeline.advance(now);
  if (includes(asset, platform.options.stuckAssetWhenIncludes)) return;
  if (earliest <= now) conclude(platform, asset, found);
  else platform.scheduler.plan(earliest, () => conclude(platform, asset, found));
}

function conclude(platform: Platform, asset: Asset, found: FetchedVideo): void {
  if (found.kind === 'fault') platform.assets.setFailed(asset, describeFault(platform, found.fault));
  else if (includes(asset, platform.options.failAssetWhenIncludes)) {
    platform.assets.setFailed(asset, 'The file failed a playability check.');
  } else platform.assets.setReady(asset, found.facts);
}

/** The kinds of messages are documented; their texts are no contract. */
function describeFault({ options }: Platform, { code, message, kind }: VideoFault): string | null {
  if (kind === 'access') {
    return options.fetchFailure === 'failed_without_reason' ? null : 'The platform could not access the file.';
  }
  return code === brokenVideo.code ? 'The file is corrupted or its format is not supported.' : message;
}

function includes({ url, filename }: Asset, text: string | null): boolean {
  return text !== null && (url ?? filename).includes(text);
}
