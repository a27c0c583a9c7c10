import { hash } from 'node:crypto';
import { join } from 'node:path';
import type { RunContext } from '../../existing/run-context.ts';
import type { RequestLimits } from '../../http/request-limits.ts';
import type { Send } from '../../http/transport.ts';
import { MIN_UPLOAD_BYTES_PER_MS } from '../../model/platform-limits.ts';
import { NO_METADATA } from '../../model/result.ts';
import type { FileSource, ObjectSource, ReleaseAssetSource, Submittable } from '../../model/source.ts';
import type { VideoState } from '../../model/video-store.ts';
import type { Asset, AssetAttributes } from '../../twelvelabs/assets.ts';
import { createAssetByUrl, createAssetFromFile, MAX_DIRECT_UPLOAD_BYTES } from '../../twelvelabs/assets.ts';
import { ApiError } from '../../twelvelabs/errors.ts';
import { openLocalFile } from '../../upload/local-file.ts';
import { withTemporaryFile } from '../../upload/temporary-file.ts';
import { PART_CONCURRENCY, uploadFile } from '../../upload/upload.ts';
import { UploadError } from '../../upload/upload-error.ts';
import type { Chunks } from '../../util/chunks.ts';
import { toContentSource } from '../content-source.ts';
import type { AtMostOnceCreator } from '../create-at-most-once.ts';
import { finishNotAccepted } from '../finish-not-accepted.ts';
import type { AssetFinder } from './find-asset.ts';
import { createProgressLog } from './upload-progress.ts';
import type { PendingAsset } from './wait-for-asset.ts';

export interface UploadOptions {
  /** Sends to the storage of the platform, without the API key. */
  readonly send: Send;
  /** Called with every upload URL before its first use. */
  readonly mask: (secret: string) => void;
  /** A folder for the checkpoints of uploads, such as RUNNER_TEMP; null for none. */
  readonly checkpointFolder: string | null;
  /** The largest file that is sent in one request, in bytes. */
  readonly directBytes?: number;
}

/**
 * Creates an asset from a video: by its URL, from its bytes in one request, or in parts. Resolves with null if there is
 * none: the video is then done, or queued because the run ends; its error in the store is the reason.
 */
export async function createAsset(
  context: RunContext,
  options: UploadOptions,
  { creator, finder }: { readonly creator: AtMostOnceCreator; readonly finder: AssetFinder },
  video: VideoState,
  source: Submittable,
  attributes: AssetAttributes,
): Promise<PendingAsset | null> {
  const { filename } = attributes;
  const create = (sendingMs: number, post: (limits: RequestLimits) => Promise<Asset>): Promise<Asset | null> =>
    creator.create(video, {
      resourceName: 'asset',
      safeToRepeat: true,
      sendingMs,
      post,
      find: (search) => finder.find({ submissionId: video.submissionId ?? '', filename, ...search }),
    });
  const content = toContentSource(source);
  try {
    if (content.kind === 'url') {
      const asset = { ...attributes, url: content.url };
      return await create(0, (limits) => createAssetByUrl(context.api, asset, limits));
    }
    if (content.kind === 'object')
      return await create(0, (limits) => createByLink(context, content, attributes, limits));
    const { size } = content;
    if (size <= (options.directBytes ?? MAX_DIRECT_UPLOAD_BYTES)) {
      return await create(size / MIN_UPLOAD_BYTES_PER_MS, (limits) =>
        sendInOneRequest(context, content, attributes, limits),
      );
    }
    if (content.kind === 'file') return await sendInParts(context, options, video, content, attributes);
    const sendCopy = (path: string): Promise<PendingAsset> =>
      sendInParts(context, { ...options, checkpointFolder: null }, video, { path, size }, attributes);
    return await withTemporaryFile(await context.open(content), context.cancellation.signal, sendCopy);
  } catch (error) {
    if (!(error instanceof UploadError || error instanceof ApiError)) throw error;
    const runEnds = error instanceof UploadError && error.failure === 'stopped';
    if (runEnds) context.store.update(video.position, { phase: 'queued', error: error.details });
    else finishNotAccepted(context.store, video.position, 'rejected', error.details);
    return null;
  }
}

/** Signs the link for each request, so that it is valid for as long as possible. */
async function createByLink(
  context: RunContext,
  source: ObjectSource,
  attributes: AssetAttributes,
  limits: RequestLimits,
): Promise<Asset> {
  const content = await context.open(source);
  if (content.kind !== 'url') throw new TypeError('an object of a bucket has no link');
  return createAssetByUrl(context.api, { ...attributes, url: content.url }, limits);
}

async function sendInOneRequest(
  context: RunContext,
  source: FileSource | ReleaseAssetSource,
  attributes: AssetAttributes,
  limits: RequestLimits,
): Promise<Asset> {
  const { size } = source;
  const contentType = getContentType(source.name);
  const send = (stream: Chunks): Promise<Asset> =>
    createAssetFromFile(context.api, { ...attributes, file: { contentType, size, stream } }, limits);
  if (source.kind === 'release_asset') {
    const content = await context.open(source);
    return content.kind === 'url'
      ? createAssetByUrl(context.api, { ...attributes, url: content.url }, limits)
      : send(content.stream);
  }
  const file = await openLocalFile(source.path, size);
  try {
    return await send(file.range(0, size));
  } finally {
    await file.close();
  }
}

/** Needs no search after lost responses: an upload session reserves its asset, and a second session is not billed. */
async function sendInParts(
  context: RunContext,
  { send, mask, checkpointFolder }: UploadOptions,
  video: VideoState,
  { path, size }: { readonly path: string; readonly size: number },
  attributes: AssetAttributes,
): Promise<PendingAsset> {
  const checkpointName = hash('sha256', `${video.sourceKey ?? path} ${size}`, 'hex').slice(0, 32);
  const id = await uploadFile({ ...context, send, mask }, { path, size }, attributes, {
    concurrency: PART_CONCURRENCY,
    checkpointFile: checkpointFolder === null ? null : join(checkpointFolder, `${checkpointName}.upload.jsonl`),
    onProgress: createProgressLog(context, video),
  });
  return { id, status: 'processing', message: null, metadata: { ...NO_METADATA, asset_id: id, size } };
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  mp4: 'video/mp4',
  m4v: 'video/mp4',
  mov: 'video/quicktime',
  mkv: 'video/x-matroska',
  webm: 'video/webm',
  avi: 'video/x-msvideo',
};

function getContentType(name: string): string {
  return CONTENT_TYPES[name.split('.').at(-1)?.toLowerCase() ?? ''] ?? 'application/octet-stream';
}
