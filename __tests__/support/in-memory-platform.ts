import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Delivery, SimulatorCore } from '../../simulator/core.ts';
import { createCore } from '../../simulator/core.ts';
import type { FetchedVideo } from '../../simulator/fetch-video.ts';
import type { SimulatorOptions } from '../../simulator/options.ts';
import { defaultIndexId, defaultOptions, withOptions } from '../../simulator/options.ts';
import { seededRandom } from '../../simulator/random.ts';
import type { Runner } from '../../src/github/runner.ts';
import type { HttpRequest, HttpResponse, Send } from '../../src/http/transport.ts';
import { TransportError } from '../../src/http/transport.ts';
import { createIndexAction } from '../../src/index-action/main.ts';
import type { VideoResult } from '../../src/model/result.ts';
import type { VirtualClock } from './fake-clock.ts';
import { virtualClock } from './fake-clock.ts';

/** What the runner was told. */
export interface Told {
  readonly outputs: Record<string, string>;
  readonly lines: string[];
  readonly annotations: string[];
  readonly masks: string[];
  summary: string;
}

export interface MemoryRun {
  readonly green: boolean;
  readonly told: Told;
  readonly results: readonly VideoResult[];
  /** Milliseconds from start to end, by the virtual clock. */
  readonly tookMs: number;
}

/** The platform and the action in one process under a virtual clock: an hour takes a millisecond. */
export interface MemoryStage {
  readonly clock: VirtualClock;
  readonly core: SimulatorCore;
  /** Routes of the requests that arrived, and of those that were refused before they could. */
  readonly refusals: string[];
  run(inputs: Readonly<Record<string, string>>, how?: RunOptions): Promise<MemoryRun>;
}

export interface RunOptions {
  /** When the workflow is cancelled, in milliseconds after the start. */
  readonly cancelAtMs?: number;
  /** Called before each request leaves; may throw what the network would. */
  readonly onSend?: (request: HttpRequest) => void;
}

export interface StageOptions extends Partial<SimulatorOptions> {
  readonly video?: (url: string) => FetchedVideo;
}

const LATENCY_MS = 20;
const LAST_CALL_MS = 1_000;
/** As the real transport has it, in bytes. */
const LARGEST_BODY = 8 * 1024 * 1024;

export function memoryStage({ video = tenSeconds, ...options }: StageOptions = {}): MemoryStage {
  const clock = virtualClock();
  const core = createCore({
    options: withOptions(defaultOptions, { plan: 'unlimited', concurrency: 25, ...options }),
    clock: { now: clock.wall },
    random: seededRandom(3),
    fetchVideo: async (url) => video(url),
  });
  const refusals: string[] = [];
  const run: MemoryStage['run'] = async (inputs, how = {}) => {
    const folder = mkdtempSync(join(tmpdir(), 'memory-'));
    const told: Told = { outputs: {}, lines: [], annotations: [], masks: [], summary: '' };
    const signal = new AbortController();
    const lastCall = new AbortController();
    const send = memorySend(core, clock);
    const random = seededRandom(5);
    const play = createIndexAction({
      runner: listeningRunner(inputs, told),
      env: { RUNNER_TEMP: folder, GITHUB_REPOSITORY: 'octo/videos', GITHUB_RUN_ID: '42' },
      clock,
      random,
      uuid: uuids(),
      send: async (request) => {
        how.onSend?.(request);
        return send(request);
      },
      cancellation: { signal: signal.signal, hardCancelSignal: lastCall.signal },
    });
    if (how.cancelAtMs !== undefined) void cancelAt(clock, how.cancelAtMs, signal, lastCall);
    const started = clock.now();
    try {
      const green = await clock.play(play.run());
      const tookMs = clock.now() - started;
      return { green, told, results: JSON.parse(readFileSync(told.outputs['results_file'] ?? '', 'utf8')), tookMs };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
  return {
    clock,
    core,
    refusals,
    run: (inputs, how) =>
      run(
        {
          api_key: 'tlk_memory',
          api_url: 'http://127.0.0.1:1/v1.3',
          // What these add has tests of its own; here every request counts.
          reuse: 'false',
          preflight: 'off',
          ...(inputs['task_id'] === undefined
            ? { index_id: defaultIndexId, video_url: 'https://videos.example/a.mp4' }
            : {}),
          ...inputs,
        },
        how,
      ),
  };
}

function tenSeconds(url: string): FetchedVideo {
  const facts = { duration: 10, width: 640, height: 360, fps: 25, size: 200_000, hasAudio: true };
  return { kind: 'video', filename: url.split('/').at(-1) ?? 'video.mp4', facts };
}

async function cancelAt(clock: VirtualClock, ms: number, now: AbortController, last: AbortController): Promise<void> {
  await clock.sleep(ms);
  now.abort();
  await clock.sleep(LAST_CALL_MS);
  last.abort();
}

/** Different in every run, the same in every repetition. */
export function uuids(): () => string {
  let count = 0;
  return () => `00000000-0000-4000-8000-${String(++count).padStart(12, '0')}`;
}

/** Acts out what the simulated platform does with a request, as the real transport would tell it. */
export function memorySend(core: SimulatorCore, clock: VirtualClock): Send {
  return async (request) => {
    const started = clock.now();
    const leftMs = (): number => request.timeoutMs - (clock.now() - started);
    const delivery = await clock.hold(core.deliver(apiRequestOf(request)));
    const delayMs = LATENCY_MS + (delivery.kind === 'stall' ? 0 : delivery.delayMs);
    await clock.sleep(Math.min(delayMs, leftMs()), request.signal);
    if (request.signal.aborted) throw new TransportError('the request was given up', true);
    if (delayMs > request.timeoutMs) throw new TransportError('no complete answer in time', true);
    return act(delivery, async () => {
      await clock.sleep(leftMs(), request.signal);
      return new TransportError('no complete answer in time', true);
    });
  };
}

async function act(delivery: Delivery, stall: () => Promise<Error>): Promise<HttpResponse> {
  if (delivery.kind === 'reply') return replyOf(delivery.reply, null);
  if (delivery.kind === 'drop') {
    const lost = new TransportError('socket hang up', true);
    if (delivery.at === 'before' || !delivery.reply) throw lost;
    return replyOf(delivery.reply, lost);
  }
  const late = await stall();
  if (delivery.at === 'headers' || !delivery.reply) throw late;
  return replyOf(delivery.reply, late);
}

function replyOf(
  { status, headers, body }: { status: number; headers: Readonly<Record<string, string>>; body: string | Buffer },
  bodyError: Error | null,
): HttpResponse {
  if (body.length > LARGEST_BODY) {
    return { status, headers: { ...headers }, body: '', bodyError: new Error('the answer is too large') };
  }
  const text = body.toString();
  return { status, headers: { ...headers }, body: bodyError ? text.slice(0, text.length / 2) : text, bodyError };
}

function apiRequestOf(request: HttpRequest): Parameters<SimulatorCore['deliver']>[0] {
  const { method, url, headers, body } = request;
  return {
    method,
    path: url.pathname,
    query: url.searchParams,
    headers,
    body: body !== null && typeof body === 'object' ? Readable.from(copies(body.stream)) : Buffer.from(body ?? ''),
  };
}

/** A stream holds several chunks, and each is good only until the next. */
async function* copies(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) yield Buffer.from(chunk);
}

/** A runner that writes down what it is told. */
function listeningRunner(inputs: Readonly<Record<string, string>>, told: Told): Runner {
  const annotate =
    (kind: string) =>
    (text: string, title: string): void => {
      told.annotations.push(`${kind} ${title}: ${text}`);
    };
  return {
    input: (name) => (inputs[name] ?? '').trim(),
    output: (name, value) => {
      told.outputs[name] = value;
    },
    mask: (secret) => {
      told.masks.push(secret);
    },
    info: (line) => {
      told.lines.push(line);
    },
    debug: () => {},
    notice: annotate('notice'),
    warning: annotate('warning'),
    error: annotate('error'),
    group: (_title, lines) => {
      told.lines.push(...lines);
    },
    openGroup: (title) => {
      told.lines.push(`::group::${title}`);
    },
    closeGroup: () => {
      told.lines.push('::endgroup::');
    },
    summary: async (markdown) => {
      told.summary += markdown;
    },
  };
}
