import { hash } from 'node:crypto';
import { join } from 'node:path';
import type { Context } from '../../existing/run-context.ts';
import type { Limits } from '../../http/request-limits.ts';
import type { Send } from '../../http/transport.ts';
import { NO_FACTS } from '../../model/result.ts';
import type { AssetSource, FileSource, Submittable } from '../../model/source.ts';
import type { Entry } from '../../model/video-store.ts';
import type { Asset, AssetLabels } from '../../twelvelabs/assets.ts';
import { createAssetByUrl, createAssetFromFile, DIRECT_BYTES } from '../../twelvelabs/assets.ts';
import { PlatformError } from '../../twelvelabs/errors.ts';
import { openLocalFile } from '../../upload/local-file.ts';
import { withCopy } from '../../upload/temporary-file.ts';
import { PARTS_AT_ONCE, uploadFile } from '../../upload/upload.ts';
import { UploadError } from '../../upload/upload-error.ts';
import type { Chunks } from '../../util/chunks.ts';
import type { Once } from '../create-at-most-once.ts';
import type { AssetFinder } from './find-asset.ts';
import { progressTeller } from './upload-progress.ts';

/** What uploads need beside the rest. */
export interface UploadTools {
  /** To the storage of the platform, without the API key. */
  readonly send: Send;
  /** Is told of every upload URL before its first use. */
  readonly mask: (secret: string) => void;
  /** A folder for notes on uploads under way, for instance RUNNER_TEMP; null: none are taken. */
  readonly notesFolder: string | null;
  /** The largest file that is sent in one request, in bytes. */
  readonly directBytes?: number;
}

/** Slower than this an upload is rather stuck. */
const SLOWEST_BYTES_PER_MS = 65.536;

/**
 * Makes an asset of a video: by its URL, from its bytes in one request, or in parts. Resolves with null when there is
 * none: the entry has settled then, or is queued because the run ends, and knows why.
 */
export async function makeAsset(
  context: Context,
  tools: UploadTools,
  { once, finder }: { readonly once: Once; readonly finder: AssetFinder },
  entry: Entry,
  source: Submittable,
  labels: AssetLabels,
): Promise<Asset | null> {
  const make = (sendingMs: number, post: (limits: Limits) => Promise<Asset>): Promise<Asset | null> =>
    once.make(entry, {
      what: 'asset',
      harmless: true,
      sendingMs,
      post,
      find: (sinceMs) => finder.find({ submission: entry.submissionId ?? '', filename: labels.filename, sinceMs }),
    });
  const url = urlOf(source);
  try {
    if (url !== null) return await make(0, (limits) => createAssetByUrl(context.api, { ...labels, url }, limits));
    if (source.kind === 'url') return null;
    if (source.size <= (tools.directBytes ?? DIRECT_BYTES)) {
      return await make(source.size / SLOWEST_BYTES_PER_MS, (limits) => sendWhole(context, source, labels, limits));
    }
    if (source.kind === 'file') return await sendInParts(context, tools, entry, source, labels);
    const sendCopy = (path: string): Promise<Asset> =>
      sendInParts(context, { ...tools, notesFolder: null }, entry, { path, size: source.size }, labels);
    return await withCopy(await context.open(source), context.cancellation.signal, sendCopy);
  } catch (error) {
    const known = error instanceof UploadError || error instanceof PlatformError;
    if (!known) throw error;
    const over = error instanceof UploadError && error.trouble === 'stopped';
    if (over) context.ledger.update(entry.position, { phase: 'queued', problem: error.problem });
    else context.ledger.settle(entry.position, 'rejected', error.problem);
    return null;
  }
}

/** What everybody can download is left to the platform; null for what has to be sent to it. */
function urlOf(source: Submittable): string | null {
  if (source.kind === 'url') return source.url;
  return source.kind === 'asset' && source.isPublic ? source.downloadUrl : null;
}

async function sendWhole(
  context: Context,
  source: FileSource | AssetSource,
  labels: AssetLabels,
  limits: Limits,
): Promise<Asset> {
  const { size } = source;
  const contentType = typeOf(source.name);
  const send = (stream: Chunks): Promise<Asset> =>
    createAssetFromFile(context.api, { ...labels, file: { contentType, size, stream } }, limits);
  if (source.kind === 'asset') {
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
  context: Context,
  { send, mask, notesFolder }: UploadTools,
  entry: Entry,
  { path, size }: { readonly path: string; readonly size: number },
  labels: AssetLabels,
): Promise<Asset> {
  const notes = hash('sha256', `${entry.identity ?? path} ${size}`, 'hex').slice(0, 32);
  const id = await uploadFile({ ...context, send, mask }, { path, size }, labels, {
    atOnce: PARTS_AT_ONCE,
    resumeFile: notesFolder === null ? null : join(notesFolder, `${notes}.upload.jsonl`),
    onProgress: progressTeller(context, entry.name),
  });
  return {
    id,
    status: 'processing',
    method: 'multipart',
    message: null,
    facts: { ...NO_FACTS, asset_id: id, size },
    userMetadata: null,
    filename: labels.filename,
    createdAt: null,
  };
}

const TYPES: Readonly<Record<string, string>> = {
  mp4: 'video/mp4',
  m4v: 'video/mp4',
  mov: 'video/quicktime',
  mkv: 'video/x-matroska',
  webm: 'video/webm',
  avi: 'video/x-msvideo',
};

function typeOf(name: string): string {
  return TYPES[name.split('.').at(-1)?.toLowerCase() ?? ''] ?? 'application/octet-stream';
}
