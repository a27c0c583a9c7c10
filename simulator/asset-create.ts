import { jsonReply, type Reply } from './api.ts';
import { processAsset } from './asset-processing.ts';
import { serializeAsset } from './asset-serializers.ts';
import { ApiError, invalid, missing } from './errors.ts';
import { type FetchedVideo, getFilename } from './fetch-video.ts';
import { isPlaylistUrl } from './hls.ts';
import { assetLimits } from './limits.ts';
import type { Asset } from './models.ts';
import type { Platform } from './platform.ts';
import {
  booleanField,
  type Form,
  type RequestContext,
  rejectUnknownNames,
  requireForm,
  urlField,
} from './request-context.ts';
import { readUpload } from './submit.ts';
import { parseUserMetadata } from './user-metadata.ts';

const fields = ['method', 'file', 'url', 'filename', 'enable_hls', 'enable_thumbnail', 'user_metadata'];

/**
 * `POST /assets`: accepts a file, or fetches one (documented, with its fields and limits). The response does not wait
 * for it to be processed, nor for a `url` to be fetched, unless `assetReadyAtOnce`.
 */
export async function createAsset(platform: Platform, context: RequestContext): Promise<Reply> {
  const form = requireForm(context.body);
  rejectUnknownNames(platform, [...Object.keys(form.fields), ...Object.keys(form.files)], fields);
  const begin = form.fields['method'] === 'url' ? createFromUrl : createFromFile;
  const { asset: created, inspection } = await begin(platform, form);
  const processing = processAsset(platform, created, inspection);
  if (platform.options.assetReadyAtOnce) await processing;
  return jsonReply(201, serializeAsset(created, platform.times));
}

interface CreatedAsset {
  readonly asset: Asset;
  readonly inspection: Promise<FetchedVideo>;
}

/** The response waits for the download only if it depends on it. */
async function createFromUrl(platform: Platform, form: Form): Promise<CreatedAsset> {
  const url = urlField(form, 'url');
  if (url === null) throw missing('url');
  if (form.files['file'] !== undefined) throw invalid('file', 'It cannot be combined with the method url.');
  const inspection = platform.fetchVideo(url, assetLimits.urlBytes);
  const rejects = platform.options.fetchFailure === 'rejected';
  const found = rejects || isPlaylistUrl(url) ? await inspection : null;
  if (found?.kind === 'fault' && (found.fault.kind === 'live' || (rejects && found.fault.kind === 'access'))) {
    throw new ApiError(400, found.fault.code, found.fault.message);
  }
  return { asset: addAsset(platform, form, 'url', url, getFilename(url)), inspection };
}

/** The file is inspected before the response, because it is removed with the request. */
async function createFromFile(platform: Platform, form: Form): Promise<CreatedAsset> {
  if (form.fields['method'] === undefined) throw missing('method');
  if (form.fields['method'] !== 'direct') throw invalid('method', 'It must be direct or url.');
  const file = form.files['file'];
  if (file === undefined) throw missing('file');
  if (urlField(form, 'url') !== null) throw invalid('url', 'It cannot be combined with the method direct.');
  if (file.content.media === null) {
    throw new ApiError(400, 'video_filesize_too_large', `The file is larger than ${assetLimits.directBytes} bytes.`);
  }
  const asset = addAsset(platform, form, 'direct', null, file.filename);
  asset.size = file.content.size;
  const found = await readUpload(file, assetLimits.directBytes);
  return { asset, inspection: Promise.resolve(found) };
}

function addAsset(platform: Platform, form: Form, method: Asset['method'], url: string | null, name: string): Asset {
  return platform.assets.add({
    method,
    url,
    filename: form.fields['filename'] || name,
    hls: booleanField(form, 'enable_hls', true),
    thumbnail: booleanField(form, 'enable_thumbnail', true),
    userMetadata: parseUserMetadata(form.fields['user_metadata']),
    createdAt: platform.times.now(),
  });
}
