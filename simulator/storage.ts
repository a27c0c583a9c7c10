import { createHash } from 'node:crypto';
import type { ApiRequest, Delivery, Reply } from './api.ts';
import type { Upload, UploadUrl } from './models.ts';
import type { Platform } from './platform.ts';
import { chunkBytes, uploadStatus } from './uploads.ts';

/** What reading the body of a part has found. */
interface Received {
  readonly bytes: number;
  readonly etag: string;
}

/** A part that may be stored. */
interface Slot {
  readonly upload: Upload;
  readonly url: UploadUrl;
}

/**
 * `PUT` of a part to its upload URL. The storage behaves as S3 does: errors are XML, `ETag` is the quoted MD5, a body
 * without a length is refused; what the URL allows is documented. The body is read to its end in any case, hashed and
 * handed on piece by piece, so that a part of any size takes no memory.
 */
export async function storePart(
  platform: Platform,
  request: ApiRequest,
): Promise<{ delivery: Delivery; bytes: number }> {
  const slot = findSlot(platform, request);
  const start = slot === null ? 0 : (slot.url.chunkIndex - 1) * slot.upload.chunkSize;
  const refusal = slot === null ? denyAccess('The URL is not valid.') : checkSlot(platform, request, slot);
  const received = await receive(request, async (bytes, offset) => {
    const most = slot === null || refusal !== null ? 0 : chunkBytes(slot.upload, slot.url.chunkIndex) - offset;
    if (slot !== null && most > 0) await slot.upload.partStore.write(bytes.subarray(0, most), start + offset);
  });
  // It may have been used by another connection meanwhile.
  const late = refusal ?? (slot === null ? null : checkSpent(slot.url));
  if (slot === null || late !== null) return { delivery: reply(late ?? denyAccess('')), bytes: received.bytes };
  return { delivery: keep(platform, slot, received), bytes: received.bytes };
}

function keep(platform: Platform, { upload, url }: Slot, { bytes, etag }: Received): Delivery {
  const { options, times } = platform;
  if (options.urlSpentBy === 'attempt') url.spent = true;
  const wanted = chunkBytes(upload, url.chunkIndex);
  if (bytes !== wanted) {
    const code = bytes > wanted ? 'EntityTooLarge' : 'IncompleteBody';
    return reply(xml(400, code, `The part must have ${wanted} bytes, not ${bytes}.`));
  }
  if (platform.random() < options.partFailureRate) return partFailure(platform.random());
  url.spent = true;
  upload.chunks.set(url.chunkIndex, { etag, size: bytes, arrivedAt: times.now(), reportedAt: null });
  upload.problems.delete(url.chunkIndex);
  return reply({ status: 200, headers: { etag: `"${etag}"` }, body: '' });
}

function partFailure(luck: number): Delivery {
  if (luck < 1 / 3) return { kind: 'drop', delayMs: 0, at: 'before' };
  if (luck < 2 / 3) return reply(xml(503, 'SlowDown', 'Please reduce your request rate.'));
  return reply(xml(500, 'InternalError', 'We encountered an internal error. Please try again.'));
}

function findSlot(platform: Platform, { method, path, query }: ApiRequest): Slot | null {
  const match = /^\/_storage\/([0-9a-f]{24})\.(\d+)$/.exec(path);
  const upload = platform.uploads.get(match?.[1] ?? '');
  const url = upload?.urls.get(query.get('X-Amz-Signature') ?? '');
  if (method !== 'PUT' || upload === undefined || url === undefined) return null;
  return url.chunkIndex === Number(match?.[2]) ? { upload, url } : null;
}

function checkSlot(platform: Platform, { headers, body }: ApiRequest, { upload, url }: Slot): Reply | null {
  const now = platform.times.wall(platform.times.now());
  if (now >= url.expiresAt) return denyAccess('Request has expired');
  if (uploadStatus(platform, upload) !== 'active') return denyAccess('The upload session is over.');
  const absent = Object.entries(upload.headers).find(([name, value]) => headers[name.toLowerCase()] !== value);
  if (absent !== undefined) {
    return xml(403, 'SignatureDoesNotMatch', `The header ${absent[0]} is not the one that was signed.`);
  }
  if (!Buffer.isBuffer(body) && headers['content-length'] === undefined) {
    return xml(411, 'MissingContentLength', 'You must provide the Content-Length HTTP header.');
  }
  return checkSpent(url);
}

function checkSpent(url: UploadUrl): Reply | null {
  return url.spent ? denyAccess('The URL has been used.') : null;
}

async function receive(
  { body }: ApiRequest,
  take: (bytes: Uint8Array, offset: number) => Promise<void>,
): Promise<Received> {
  const hash = createHash('md5');
  let bytes = 0;
  const pieces: AsyncIterable<Buffer> | Buffer[] = Buffer.isBuffer(body) ? [body] : body;
  for await (const piece of pieces) {
    hash.update(piece);
    await take(piece, bytes);
    bytes += piece.length;
  }
  return { bytes, etag: hash.digest('hex') };
}

function reply(answer: Reply): Delivery {
  return { kind: 'reply', delayMs: 0, reply: answer };
}

function denyAccess(why: string): Reply {
  return xml(403, 'AccessDenied', why);
}

function xml(status: number, code: string, message: string): Reply {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { status, headers: { 'content-type': 'application/xml' }, body };
}
