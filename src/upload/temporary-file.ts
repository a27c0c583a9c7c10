import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { TransportError } from '../http/transport.ts';
import { toTransportError } from '../twelvelabs/errors.ts';
import type { VideoContent } from '../twelvelabs/tasks.ts';

/**
 * Writes what comes in one stream to a temporary file, for as long as `work` is at it: parts are sent several at once,
 * and again when they fail. Rejects with a `PlatformError` when it cannot be read to its end.
 */
export async function withTemporaryFile<T>(
  content: VideoContent,
  signal: AbortSignal,
  work: (path: string) => Promise<T>,
): Promise<T> {
  if (content.kind === 'url') throw new TypeError('a link needs no copy');
  const folder = await mkdtemp(join(tmpdir(), 'upload-'));
  try {
    const path = join(folder, 'video');
    try {
      // Each chunk is on the disk before the next is asked for.
      await pipeline(content.stream, createWriteStream(path, { highWaterMark: 1 }), { signal });
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw toTransportError(new TransportError(`the video could not be read: ${why}`, false, { cause }));
    }
    return await work(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
