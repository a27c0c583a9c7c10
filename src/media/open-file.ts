import type { FileHandle } from 'node:fs/promises';
import type { SafeFetch } from '../http/safe-fetch.ts';
import { parseContentRange, type RemoteFile } from './inspect-url.ts';
import {
  createRangeReader,
  LOCAL_BUDGET,
  type RangeReader,
  REMOTE_BUDGET,
  type ReadRange,
  UnreadableError,
} from './range-reader.ts';

const NO_RANGES_HINT =
  'Serve the file from a host that supports range requests, or move its index to the start: `ffmpeg -i in.mp4 -c copy -movflags +faststart out.mp4`.';
/** After a first request that succeeded. */
const REFUSALS = [401, 403, 404, 410];
const ONE_TIME_HINT = 'If the link can be used only once, it is used up by this check: set `preflight: off`.';

/** Stands for the size of a file whose server does not send it; nothing is read there. */
const UNKNOWN_SIZE = 2 ** 40;

/**
 * Reads a file behind a link by range requests to the final URL after redirects. If the server does not support ranges, or
 * does not send the size, only the first bytes can be read.
 */
export function openRemoteFile(
  file: RemoteFile,
  fetch: SafeFetch,
  limits: () => { timeoutMs: number; signal: AbortSignal },
): RangeReader {
  const readRange: ReadRange = async (start, end) => {
    if (file.size === null) throw new UnreadableError('its server does not send the size of the file', NO_RANGES_HINT);
    if (!file.supportsRanges) throw new UnreadableError('its server does not support range requests', NO_RANGES_HINT);
    const parts: Buffer[] = [];
    for (let position = start; position < end; ) {
      const part = await readPart(position, end);
      parts.push(part);
      position += part.length;
    }
    return Buffer.concat(parts);
  };

  /** A server may send fewer bytes than requested (RFC 9110, section 15.3.7). */
  const readPart = async (start: number, end: number): Promise<Buffer> => {
    const response = await fetch({ url: file.url, start, end, ...limits() });
    const isPart = response.status === 206 && parseContentRange(response)?.start === start && response.body.length > 0;
    if (REFUSALS.includes(response.status))
      throw new UnreadableError(`its server refused the second request (HTTP ${response.status})`, ONE_TIME_HINT);
    if (!isPart) throw new UnreadableError(`its server responded to a range request with HTTP ${response.status}`);
    return response.body;
  };
  const size = file.size ?? UNKNOWN_SIZE;
  return createRangeReader(Math.min(size, UNKNOWN_SIZE), file.head, readRange, REMOTE_BUDGET);
}

/** Reads a file of the workspace. The caller closes the handle. */
export function openLocalFile(handle: FileHandle, size: number): RangeReader {
  const readRange: ReadRange = async (start, end) => {
    const buffer = Buffer.alloc(end - start);
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, start);
    if (bytesRead < buffer.length) throw new UnreadableError('the file became shorter');
    return buffer;
  };
  return createRangeReader(size, Buffer.alloc(0), readRange, LOCAL_BUDGET);
}
