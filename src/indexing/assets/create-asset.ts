import { hash } from 'node:crypto';
import { join } from 'node:path';
import type { RunContext } from '../../existing/run-context.ts';
import type { RequestLimits } from '../../http/request-limits.ts';
import type { Send } from '../../http/transport.ts';
import { NO_METADATA } from '../../model/result.ts';
import type { FileSource, ReleaseAssetSource, Submittable } from '../../model/source.ts';
import type { VideoState } from '../../model/video-store.ts';
import type { Asset, AssetAttributes } from '../../twelvelabs/assets.ts';
import { createAssetByUrl, createAssetFromFile, MAX_DIRECT_UPLOAD_BYTES } from '../../twelvelabs/assets.ts';
import { ApiError } from '../../twelvelabs/errors.ts';
import { openLocalFile } from '../../upload/local-file.ts';
import { withTemporaryFile } from '../../upload/temporary-file.ts';
import { PART_CONCURRENCY, uploadFile } from '../../upload/upload.ts';
import { UploadError } from '../../upload/upload-error.ts';
import type { Chunks } from '../../util/chunks.ts';
import type { AtMostOnceCreator } from '../create-at-most-once.ts';
import type { AssetFinder } from './find-asset.ts';
import { createProgressLog } from './upload-progress.ts';

/** What uploads need beside the rest. */
export interface UploadOptions {
  /** To the storage of the platform, without the API key. */
  readonly send: Send;
  /** Is told of every upload URL before its first use. */
  readonly mask: (secret: string) => void;
  /** A folder for notes on uploads under way, for instance RUNNER_TEMP; null: none are taken. */
  readonly checkpointFolder: string | null;
  /** The largest file that is sent in one request, in bytes. */
  readonly directBytes?: number;
}

/** Slower than this an upload is rather stuck. */
const MIN_UPLOAD_BYTES_PER_MS = 65.536;

/**
 * Makes an asset of a video: by its URL, from its bytes in one request, or in parts. Resolves with null when there is
 * none: the entry has settled then, or is queued because the run ends, and knows why.
 */
export async function createAsset(
  context: RunContext,
  tools: UploadOptions,
  { once, finder }: { readonly once: AtMostOnceCreator; readonly finder: AssetFinder },
  entry: VideoState,
  source: Submittable,
  labels: AssetAttributes,
): Promise<Asset | null> {
  const make = (sendingMs: number, post: (limits: RequestLimits) => Promise<Asset>): Promise<Asset | null> =>
    once.create(entry, {
      resourceName: 'asset',
      safeToRepeat: true,
      sendingMs,
      post,
      find: (sinceMs) => finder.find({ submission: entry.submissionId ?? '', filename: labels.filename, sinceMs }),
    });
  const url = getPublicUrl(source);
  try {
    if (url !== null) return await make(0, (limits) => createAssetByUrl(context.api, { ...labels, url }, limits));
    if (source.kind === 'url') return null;
    if (source.size <= (tools.directBytes ?? MAX_DIRECT_UPLOAD_BYTES)) {
      return await make(source.size / MIN_UPLOAD_BYTES_PER_MS, (limits) =>
        sendInOneRequest(context, source, labels, limits),
      );
    }
    if (source.kind === 'file') return await sendInParts(context, tools, entry, source, labels);
    const sendCopy = (path: string): Promise<Asset> =>
      sendInParts(context, { ...tools, checkpointFolder: null }, entry, { path, size: source.size }, labels);
    return await withTemporaryFile(await context.open(source), context.cancellation.signal, sendCopy);
  } catch (error) {
    const known = error instanceof UploadError || error instanceof ApiError;
    if (!known) throw error;
    const over = error instanceof UploadError && error.failure === 'stopped';
    if (over) context.store.update(entry.position, { phase: 'queued', error: error.details });
    else context.store.finish(entry.position, 'rejected', error.details);
    return null;
  }
}

/** What everybody can download is left to the platform; null for what has to be sent to it. */
function getPublicUrl(source: Submittable): string | null {
  if (source.kind === 'url') return source.url;
  return source.kind === 'release_asset' && source.isPublic ? source.downloadUrl : null;
}

async function sendInOneRequest(
  context: RunContext,
  source: FileSource | ReleaseAssetSource,
  labels: AssetAttributes,
  limits: RequestLimits,
): Promise<Asset> {
  const { size } = source;
  const contentType = getContentType(source.name);
  const send = (stream: Chunks): Promise<Asset> =>
    createAssetFromFile(context.api, { ...labels, file: { contentType, size, stream } }, limits);
  if (source.kind === 'release_asset') {
    const content = await context.open(source);
    return content.kind === 'url'
      ? createAssetByUrl(context.api, { ...labels, url: content.url }, limits)
      : send(content.stream);
  }
  const file = await openLocalFile(source.path, size);
  try {
    return await send(file.range(0, size));
  } finally {
    await file.close();
  }
}

/** The reserved asset is as good as made: nothing is ever made twice, so there is no need to look for it. */
async function sendInParts(
  context: RunContext,
  { send, mask, checkpointFolder }: UploadOptions,
  entry: VideoState,
  { path, size }: { readonly path: string; readonly size: number },
  labels: AssetAttributes,
): Promise<Asset> {
  const notes = hash('sha256', `${entry.sourceKey ?? path} ${size}`, 'hex').slice(0, 32);
  const id = await uploadFile({ ...context, send, mask }, { path, size }, labels, {
    concurrency: PART_CONCURRENCY,
    checkpointFile: checkpointFolder === null ? null : join(checkpointFolder, `${notes}.upload.jsonl`),
    onProgress: createProgressLog(context, entry.name),
  });
  return {
    id,
    status: 'processing',
    method: 'multipart',
    message: null,
    metadata: { ...NO_METADATA, asset_id: id, size },
    userMetadata: null,
    filename: labels.filename,
    createdAt: null,
  };
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
