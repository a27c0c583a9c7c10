import { Readable } from 'node:stream';
import type { Chunks } from '../util/chunks.ts';

/** A body that is being written to a request. */
export interface StreamedRequestBody {
  /** The body for `@actions/http-client`. */
  readonly stream: NodeJS.ReadableStream;
  /** Rejects if the chunks cannot be read to their end. */
  readonly failed: Promise<never>;
  /** Whether all chunks were handed to the operating system. */
  isDone(): boolean;
}

/**
 * Writes chunks to a request, each after the operating system has the previous one. A pipe between streams buffers
 * several and allocates memory for each (2 GiB: twice the time, twice the memory).
 */
export function createRequestBody(chunks: Chunks): StreamedRequestBody {
  let done = false;
  const failure = Promise.withResolvers<never>();
  failure.promise.catch(() => {}); // after the request an error is irrelevant
  const stream = new RequestBodyStream(async (request) => {
    try {
      done = await writeChunks(chunks, request);
      if (done) stream.destroy();
    } catch (error) {
      failure.reject(error);
    }
  });
  return { stream, failed: failure.promise, isDone: () => done };
}

/** The client calls `pipe` with its request, ends the request at `close`, and uses nothing else. */
class RequestBodyStream extends Readable {
  readonly #pump: (request: NodeJS.WritableStream) => Promise<void>;

  constructor(pump: (request: NodeJS.WritableStream) => Promise<void>) {
    super();
    this.#pump = pump;
  }

  override pipe<T extends NodeJS.WritableStream>(request: T): T {
    void this.#pump(request);
    return request;
  }
}

/** False if the request ended before. Rejects if a chunk cannot be read. */
async function writeChunks(chunks: Chunks, request: NodeJS.WritableStream): Promise<boolean> {
  for await (const chunk of chunks) {
    if (!(await writeChunk(chunk, request))) return false;
  }
  return true;
}

/** Resolves after the chunk is copied: false if the request failed, which reports the reason itself. */
function writeChunk(chunk: Uint8Array, request: NodeJS.WritableStream): Promise<boolean> {
  return new Promise((resolve) => {
    request.write(chunk, (error) => resolve(!error));
  });
}
