import { type ChildProcess, fork, type Serializable } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Clock } from '../../util/clock.ts';
import type { RandomAccessFile } from '../range-reader.ts';
import type { MediaTrack, ParserRequest, ParserResponse } from './protocol.ts';

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

/** Parses files in child processes, of which each has one file at a time. */
export interface ParserPool {
  /** Waits for a free process. Rejects with a `ParserError`. The time limit starts when a process is free. */
  parse(file: RandomAccessFile, limits: ParseLimits): Promise<ParsedFile>;
  /** Starts a process ahead of its use. */
  preload(): void;
  /** Ends all processes that have no file. */
  close(): void;
}

/** Each needs about 60 MB, and 60 ms to start. */
const MAX_PROCESSES = 4;
/** Most files take 10 ms. Only while others take long, more processes than processors are of use. */
const MAX_WAIT_MS = 500;
const ENGINE_LIMITS = ['--max-old-space-size=128', '--max-semi-space-size=4'];

/** The source file in a source tree; in a bundle, the file that `scripts/bundle.ts` builds from it. */
const PARSER_FILE = import.meta.url.endsWith('.ts') ? './parser-process.cts' : './media-parser.cjs';

/** Windows needs the first; the runner ends what a step has left behind by the second. The API key is not passed on. */
const ENVIRONMENT_VARIABLES = ['SystemRoot', 'RUNNER_TRACKING_ID'];

export function createParserPool(clock: Clock): ParserPool {
  const idle: ChildProcess[] = [];
  const running = new Set<ChildProcess>();
  const queue: (() => void)[] = [];
  let slotsInUse = 0;

  const acquireSlot = async (signal: AbortSignal): Promise<void> => {
    if (slotsInUse < Math.min(MAX_PROCESSES, availableParallelism())) {
      slotsInUse += 1;
      return;
    }
    const turn = Promise.withResolvers<void>();
    const granted = new AbortController();
    const grant = (): void => {
      granted.abort();
      turn.resolve();
    };
    queue.push(grant);
    void clock.sleep(MAX_WAIT_MS, AbortSignal.any([signal, granted.signal])).then(() => {
      if (granted.signal.aborted || slotsInUse >= MAX_PROCESSES) return;
      slotsInUse += 1;
      queue.splice(queue.indexOf(grant), 1);
      grant();
    });
    await turn.promise;
  };
  const releaseSlot = (): void => {
    const next = queue.shift();
    if (next === undefined) slotsInUse -= 1;
    else next();
  };

  const endAll = (): void => {
    for (const child of running) end(child);
  };
  const start = (): ChildProcess => {
    const child = startProcess();
    if (running.size === 0) process.once('exit', endAll);
    running.add(child);
    child.once('exit', () => {
      running.delete(child);
      if (running.size === 0) process.off('exit', endAll);
      const index = idle.indexOf(child);
      if (index >= 0) idle.splice(index, 1);
    });
    return child;
  };

  return {
    parse: async (file, limits) => {
      await acquireSlot(limits.signal);
      const child = idle.pop() ?? start();
      try {
        const { isReusable, ...parsed } = await parseInProcess(child, file, clock, limits);
        if (isReusable && child.connected) idle.push(child);
        else end(child);
        return parsed;
      } catch (error) {
        end(child);
        throw error;
      } finally {
        releaseSlot();
      }
    },
    preload: () => {
      if (slotsInUse === 0 && idle.length === 0) idle.push(start());
    },
    close: () => {
      for (const child of idle.splice(0)) end(child);
    },
  };
}

/**
 * A process and not a thread: when Node exits, it waits for its threads, and a thread that compiles WebAssembly may wait
 * for a garbage collection that never comes. A process can be killed in any state.
 */
function startProcess(): ChildProcess {
  const env = Object.fromEntries(ENVIRONMENT_VARIABLES.map((name) => [name, process.env[name]]));
  const child = fork(fileURLToPath(new URL(PARSER_FILE, import.meta.url)), [], {
    env,
    execArgv: ENGINE_LIMITS,
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  child.on('error', () => {}); // without a file, nothing is lost; with one, `parseInProcess` rejects
  return child;
}

function end(child: ChildProcess): void {
  child.kill('SIGKILL');
}

type ParserResult = ParsedFile & { readonly isReusable: boolean };

async function parseInProcess(
  child: ChildProcess,
  file: RandomAccessFile,
  clock: Clock,
  limits: ParseLimits,
): Promise<ParserResult> {
  const ended = new AbortController();
  try {
    return await withinLimits(clock, limits, exchange(child, file, ended.signal));
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

/** Sends the process a file and the bytes that it asks for, until it has a result. */
function exchange(child: ChildProcess, file: RandomAccessFile, ended: AbortSignal): Promise<ParserResult> {
  let readError: unknown = null;
  return new Promise((resolve, reject) => {
    const fail = (error?: unknown): void => {
      reject(new ParserError('its content is damaged, or made to exhaust the memory', { cause: error }));
    };
    const send = (request: ParserRequest): void => {
      child.send(request, (error) => error !== null && fail(error));
    };
    const read = async (start: number, maxBytes: number): Promise<void> => {
      const data = await file.read(start, maxBytes).catch((error: unknown) => {
        readError ??= error;
        return new Uint8Array(0);
      });
      if (!ended.aborted) send({ kind: 'data', data });
    };
    const receive = (message: Serializable): void => {
      const response = message as ParserResponse;
      if (response.kind === 'read') void read(response.start, response.maxBytes);
      if (response.kind === 'failed') fail();
      if (response.kind === 'tracks') resolve({ tracks: response.tracks, isReusable: response.isReusable, readError });
    };
    child.on('message', receive).on('error', fail).on('exit', fail);
    ended.addEventListener('abort', () => child.off('message', receive).off('error', fail).off('exit', fail));
    send({ kind: 'open', size: file.size });
  });
}
