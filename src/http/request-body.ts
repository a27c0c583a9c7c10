import { Readable } from 'node:stream';
import type { Chunks } from '../util/chunks.ts';

/** A body on its way into a request. */
export interface StreamedRequestBody {
  /** What `@actions/http-client` takes for a body. */
  readonly stream: NodeJS.ReadableStream;
  /** Rejects when the chunks cannot be read to their end. */
  readonly failed: Promise<never>;
  /** Whether all chunks are with the system. */
  isDone(): boolean;
}

/**
 * Lets chunks flow into a request, the next one once the last is with the system: a pipe between streams holds several
 * and needs fresh memory for each, which costs more than the sending (2 GiB: twice the time, twice the memory).
 */
export function createRequestBody(chunks: Chunks): StreamedRequestBody {
  let done = false;
  const failure = Promise.withResolvers<never>();
  failure.promise.catch(() => {}); // what happens once the request is over concerns nobody
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

/** The client calls `pipe` with its request, ends the request at `close`, and asks for nothing else. */
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

/** False when the request ended before. Rejects when a chunk cannot be read. */
async function writeChunks(chunks: Chunks, request: NodeJS.WritableStream): Promise<boolean> {
  for await (const chunk of chunks) {
    if (!(await writeChunk(chunk, request))) return false;
  }
  return true;
}

/** Resolves once the chunk is copied; why a request fails is told by the request. */
function writeChunk(chunk: Uint8Array, request: NodeJS.WritableStream): Promise<boolean> {
  return new Promise((resolve) => {
    request.write(chunk, (error) => resolve(!error));
  });
}
