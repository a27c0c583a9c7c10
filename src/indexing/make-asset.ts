import { hash } from 'node:crypto';
import { join } from 'node:path';
import type { Entry } from '../ledger.ts';
import type { Limits } from '../platform/api.ts';
import type { Asset, AssetLabels } from '../platform/assets.ts';
import { createAssetByUrl, createAssetFromFile, DIRECT_BYTES } from '../platform/assets.ts';
import { PlatformError } from '../platform/errors.ts';
import type { Send } from '../platform/http.ts';
import { NO_FACTS } from '../video.ts';
import type { Context } from './context.ts';
import type { AssetFinder } from './find-asset.ts';
import type { Once } from './once.ts';
import { openLocalFile } from './upload/local-file.ts';
import { UploadError } from './upload/upload-error.ts';
import { PARTS_AT_ONCE, uploadFile } from './upload.ts';
import { progressTeller } from './upload-progress.ts';

/** Where the bytes of a video are. */
export type RoadSource =
  /** A direct link, which the platform fetches itself (up to 4 GB). */
  | { readonly kind: 'url'; readonly url: string }
  /** A file on this machine, of `size` bytes when it was found (up to 10 GB). */
  | { readonly kind: 'file'; readonly path: string; readonly size: number };

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

/** A long body may take as long as it takes at 64 KiB a second, but not all the time that is left. */
const SLOWEST_BYTES_PER_MS = 65.536;
const SHARE_OF_DEADLINE = 0.7;

/**
 * Makes an asset of a video: by its URL, from the file in one request, or in parts. Resolves with null when there is
 * none: the entry has settled then, or is queued because the run ends, and knows why.
 */
export async function makeAsset(
  context: Context,
  tools: UploadTools,
  { once, finder }: { readonly once: Once; readonly finder: AssetFinder },
  entry: Entry,
  source: RoadSource,
  labels: AssetLabels,
): Promise<Asset | null> {
  const make = (post: (limits: Limits) => Promise<Asset>): Promise<Asset | null> =>
    once.make(entry, {
      what: 'asset',
      harmless: true,
      post,
      find: (sinceMs) => finder.find({ submission: entry.submissionId ?? '', filename: labels.filename, sinceMs }),
    });
  try {
    if (source.kind === 'url') {
      return await make((limits) => createAssetByUrl(context.api, { ...labels, url: source.url }, limits));
    }
    if (source.size <= (tools.directBytes ?? DIRECT_BYTES)) {
      return await make((limits) => sendWhole(context, source, labels, limits));
    }
    return await sendInParts(context, tools, entry, source, labels);
  } catch (error) {
    const known = error instanceof UploadError || error instanceof PlatformError;
    if (!known) throw error;
    const over = error instanceof UploadError && error.trouble === 'stopped';
    if (over) context.ledger.update(entry.position, { phase: 'queued', problem: error.problem });
    else context.ledger.settle(entry.position, 'rejected', error.problem);
    return null;
  }
}

async function sendWhole(
  { api, deadline }: Context,
  { path, size }: { readonly path: string; readonly size: number },
  labels: AssetLabels,
  limits: Limits,
): Promise<Asset> {
  const file = await openLocalFile(path, size);
  const longest = Math.min(size / SLOWEST_BYTES_PER_MS, deadline.left() * SHARE_OF_DEADLINE);
  try {
    const content = { contentType: typeOf(path), size, stream: file.range(0, size) };
    const timeoutMs = Math.max(limits.timeoutMs, longest);
    return await createAssetFromFile(api, { ...labels, file: content }, { ...limits, timeoutMs });
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

function typeOf(path: string): string {
  return TYPES[path.split('.').at(-1)?.toLowerCase() ?? ''] ?? 'application/octet-stream';
}
