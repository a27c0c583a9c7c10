import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { TransportError } from '../http/transport.ts';
import { toTransportError } from '../twelvelabs/errors.ts';
import type { VideoContent } from '../twelvelabs/tasks.ts';

/**
 * Writes a stream to a temporary file, which exists while `work` runs: parts are sent concurrently, and again if they
 * fail. Rejects with an `ApiError` if the stream cannot be read to its end.
 */
export async function withTemporaryFile<T>(
  content: VideoContent,
  signal: AbortSignal,
  work: (path: string) => Promise<T>,
): Promise<T> {
  if (content.kind === 'url') throw new TypeError('a URL has no content to copy');
  const folder = await mkdtemp(join(tmpdir(), 'upload-'));
  try {
    const path = join(folder, 'video');
    try {
      // The memory of a chunk is reused, so that it has to be on the disk before the next one is read.
      await pipeline(content.stream, createWriteStream(path, { highWaterMark: 1 }), { signal });
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw toTransportError(new TransportError(`the video could not be read: ${reason}`, false, { cause }));
    }
    return await work(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
