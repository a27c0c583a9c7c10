import { Worker } from 'node:worker_threads';
import type { Clock } from '../../util/clock.ts';
import type { RandomAccessFile } from '../range-reader.ts';
import type { MediaTrack, WorkerAnswer, WorkerRequest } from './protocol.ts';

/** The result of parsing a file. */
export interface ParsedFile {
  readonly tracks: readonly MediaTrack[];
  /** The error that ended the reading of the file before its parser had all it wanted; otherwise null. */
  readonly readError: unknown;
}

/** The parser ran out of time or memory, or crashed. */
export class ParserError extends Error {
  override readonly name = 'ParserError';
}

export interface ParseLimits {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Parses files in workers, of which each has one file at a time. */
export interface ParserPool {
  /** Waits for a free worker. Rejects with a `ParserError`. The time limit starts when a worker is free. */
  parse(file: RandomAccessFile, limits: ParseLimits): Promise<ParsedFile>;
  /** Starts a worker ahead of its use. */
  preload(): void;
  /** Ends all workers that have no file. */
  close(): void;
}

/** Each needs about 20 MB, and 50 ms to start. Most files are read before they need a worker. */
const MAX_WORKERS = 4;
const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 8, stackSizeMb: 4 };

/** The source file in a source tree; in a bundle, the file that `scripts/bundle.ts` builds from it. */
const WORKER_FILE = import.meta.url.endsWith('.ts') ? './worker.cts' : './media-worker.cjs';

export function createParserPool(clock: Clock): ParserPool {
  const idle: Worker[] = [];
  const queue: (() => void)[] = [];
  let running = 0;

  const acquireSlot = async (): Promise<void> => {
    if (running < MAX_WORKERS) running += 1;
    else await new Promise<void>((resolve) => queue.push(resolve));
  };
  const releaseSlot = (): void => {
    const next = queue.shift();
    if (next === undefined) running -= 1;
    else next();
  };

  const start = (): Worker => {
    const worker = startWorker();
    worker.on('exit', () => {
      const index = idle.indexOf(worker);
      if (index >= 0) idle.splice(index, 1);
    });
    return worker;
  };

  return {
    parse: async (file, limits) => {
      await acquireSlot();
      const worker = idle.pop() ?? start();
      try {
        const { isReusable, ...parsed } = await parseInWorker(worker, file, clock, limits);
        if (isReusable) idle.push(worker);
        else void worker.terminate();
        return parsed;
      } catch (error) {
        void worker.terminate();
        throw error;
      } finally {
        releaseSlot();
      }
    },
    preload: () => {
      if (running === 0 && idle.length === 0) idle.push(start());
    },
    close: () => {
      for (const worker of idle.splice(0)) void worker.terminate();
    },
  };
}

function startWorker(): Worker {
  const worker = new Worker(new URL(WORKER_FILE, import.meta.url), { resourceLimits: RESOURCE_LIMITS, execArgv: [] });
  worker.on('error', () => {}); // without a file, nothing is lost; with one, `parseInWorker` rejects
  return worker;
}

type WorkerResult = ParsedFile & { readonly isReusable: boolean };

async function parseInWorker(
  worker: Worker,
  file: RandomAccessFile,
  clock: Clock,
  limits: ParseLimits,
): Promise<WorkerResult> {
  const ended = new AbortController();
  try {
    return await withinLimits(clock, limits, exchange(worker, file, ended.signal));
  } finally {
    ended.abort();
  }
}

/** Rejects with a `ParserError` when time is up or the step ends. */
export async function withinLimits<T>(clock: Clock, { timeoutMs, signal }: ParseLimits, work: Promise<T>): Promise<T> {
  const done = new AbortController();
  const timeout = clock.sleep(timeoutMs, AbortSignal.any([signal, done.signal])).then((): never => {
    throw new ParserError(signal.aborted ? 'the step ended' : 'its content could not be read in time');
  });
  timeout.catch(() => {}); // either may lose the race
  work.catch(() => {});
  try {
    return await Promise.race([work, timeout]);
  } finally {
    done.abort();
  }
}

/** Sends the worker a file and the bytes that it asks for, until it has a result. */
function exchange(worker: Worker, file: RandomAccessFile, ended: AbortSignal): Promise<WorkerResult> {
  const send = (request: WorkerRequest, transfer: readonly ArrayBuffer[] = []): void =>
    worker.postMessage(request, transfer);
  let readError: unknown = null;
  const read = async (start: number, maxBytes: number): Promise<void> => {
    const data = await file.read(start, maxBytes).catch((error: unknown) => {
      readError ??= error;
      return new Uint8Array(0);
    });
    // A message with a part of a buffer would contain all of the buffer.
    const copy = Uint8Array.from(data);
    if (!ended.aborted) send({ kind: 'data', data: copy }, [copy.buffer]);
  };
  return new Promise((resolve, reject) => {
    const fail = (error?: unknown): void => {
      reject(new ParserError('its content is damaged, or made to exhaust the memory', { cause: error }));
    };
    const receive = (answer: WorkerAnswer): void => {
      if (answer.kind === 'read') void read(answer.start, answer.maxBytes);
      if (answer.kind === 'failed') fail();
      if (answer.kind === 'tracks') resolve({ tracks: answer.tracks, isReusable: answer.isReusable, readError });
    };
    worker.on('message', receive).on('error', fail).on('exit', fail);
    ended.addEventListener('abort', () => worker.off('message', receive).off('error', fail).off('exit', fail));
    send({ kind: 'open', size: file.size });
  });
}
