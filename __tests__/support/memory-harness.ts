import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { createCore, type Delivery, type SimulatorCore } from '../../simulator/core.ts';
import type { FetchedVideo } from '../../simulator/fetch-video.ts';
import { defaultIndexId, defaultOptions, type SimulatorOptions, withOptions } from '../../simulator/options.ts';
import { seededRandom } from '../../simulator/random.ts';
import { createDeleteAction } from '../../src/delete-action/main.ts';
import type { Runner } from '../../src/github/runner.ts';
import { type HttpRequest, type HttpResponse, type Send, TransportError } from '../../src/http/transport.ts';
import { createIndexAction } from '../../src/index-action/main.ts';
import type { DeletionResult } from '../../src/indexing/deletions/deletion-result.ts';
import type { VideoResult } from '../../src/model/result.ts';
import type { Action, ActionDependencies } from '../../src/run-action.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';
import { createTemporaryFolder } from './temporary-folder.ts';

/** What a run of an action left behind. */
export interface MemoryRun<Result = VideoResult> {
  /** Whether the step succeeded. */
  readonly succeeded: boolean;
  readonly outputs: Readonly<Record<string, string>>;
  /** The content of the results file. */
  readonly results: readonly Result[];
  /** Lines of the log, with the commands that begin and end a group. */
  readonly lines: readonly string[];
  /** `error <title>: <text>` and the like. */
  readonly annotations: readonly string[];
  readonly masks: readonly string[];
  readonly summary: string;
  /** Milliseconds from start to end, by the fake clock. */
  readonly tookMs: number;
}

export interface RunOptions {
  /** When the workflow is cancelled, in milliseconds after the start. */
  readonly cancelAtMs?: number;
  /** Called before each request is sent; may throw what the transport throws, or cancel the workflow. */
  readonly onSend?: (request: HttpRequest, cancel: () => void) => void;
  /** Changes the body of each response. */
  readonly mutate?: (body: string) => string;
  /** Answers the requests instead of the simulated platform. */
  readonly send?: Send;
  /** Environment variables beside those that every run has. */
  readonly env?: Readonly<Record<string, string>>;
}

type Inputs = Readonly<Record<string, string>>;

/**
 * The simulated platform and the actions in one process under a fake clock: an hour takes a millisecond. Several runs,
 * one after the other, use the same platform. `core.requests` has all requests with method, path and query.
 */
export interface MemoryHarness {
  readonly clock: FakeClock;
  readonly core: SimulatorCore;
  /** Runs the index action; these inputs override the defaults. */
  run(inputs?: Inputs, options?: RunOptions): Promise<MemoryRun>;
  /** Runs the delete action. */
  runDelete(inputs?: Inputs, options?: RunOptions): Promise<MemoryRun<DeletionResult>>;
}

export interface MemoryHarnessOptions extends Partial<SimulatorOptions> {
  /** What the platform finds at a URL; a video of ten seconds by default. */
  readonly video?: (url: string) => FetchedVideo;
}

const LATENCY_MS = 20;
const HARD_CANCEL_AFTER_MS = 1_000;
/** The limit of the real transport, in bytes. */
const MAX_BODY_SIZE = 8 * 1024 * 1024;

export function createMemoryHarness(options: MemoryHarnessOptions = {}): MemoryHarness {
  const { core, clock, send } = createMemoryPlatform({ concurrency: 25, ...options });
  const platform = { clock, send, uuid: createUuids() };
  const api = { api_key: 'tlk_memory', api_url: 'http://127.0.0.1:1/v1.3' };
  const source = { index_id: defaultIndexId, video_url: 'https://videos.example/a.mp4' };
  return {
    clock,
    core,
    run: (inputs = {}, how = {}) => {
      // Reuse and preflight have tests of their own; here every request counts.
      const defaults = { ...api, reuse: 'false', preflight: 'off', ...(inputs['task_id'] === undefined ? source : {}) };
      return runInMemory<VideoResult>(createIndexAction, platform, { ...defaults, ...inputs }, how);
    },
    runDelete: (inputs = {}, how = {}) =>
      runInMemory<DeletionResult>(createDeleteAction, platform, { ...api, index_id: defaultIndexId, ...inputs }, how),
  };
}

/** A simulated platform, its clock, and a transport to it. */
export interface MemoryPlatform {
  readonly core: SimulatorCore;
  readonly clock: FakeClock;
  readonly send: Send;
}

export function createMemoryPlatform({ video = tenSeconds, ...options }: MemoryHarnessOptions = {}): MemoryPlatform {
  const clock = createFakeClock();
  const core = createCore({
    options: withOptions(defaultOptions, { plan: 'unlimited', ...options }),
    clock: { now: clock.epochMs },
    random: seededRandom(3),
    fetchVideo: async (url) => video(url),
  });
  return { core, clock, send: createMemorySend(core, clock) };
}

async function runInMemory<Result>(
  createAction: (dependencies: ActionDependencies) => Action,
  platform: Pick<MemoryPlatform, 'clock' | 'send'> & Pick<ActionDependencies, 'uuid'>,
  inputs: Inputs,
  { cancelAtMs, onSend, mutate = (body) => body, send = platform.send, env }: RunOptions,
): Promise<MemoryRun<Result>> {
  const { clock, uuid } = platform;
  const folder = createTemporaryFolder();
  const recorded = createRecord();
  const cancelSignal = new AbortController();
  const hardCancelSignal = new AbortController();
  const cancel = (): void => {
    cancelSignal.abort();
    void clock.sleep(HARD_CANCEL_AFTER_MS).then(() => hardCancelSignal.abort());
  };
  const action = createAction({
    runner: createRecordingRunner(inputs, recorded),
    env: { RUNNER_TEMP: folder.path, GITHUB_REPOSITORY: 'octo/videos', GITHUB_RUN_ID: '42', ...env },
    clock,
    random: seededRandom(5),
    uuid,
    send: async (request) => {
      onSend?.(request, cancel);
      const response = await send(request);
      return { ...response, body: mutate(response.body) };
    },
    cancellation: { signal: cancelSignal.signal, hardCancelSignal: hardCancelSignal.signal },
  });
  if (cancelAtMs !== undefined) void clock.sleep(cancelAtMs).then(cancel);
  const startedMs = clock.now();
  try {
    const succeeded = await clock.run(action.run());
    const results = JSON.parse(readFileSync(recorded.outputs['results_file'] ?? '', 'utf8'));
    return { ...recorded, succeeded, results, tookMs: clock.now() - startedMs };
  } finally {
    folder.remove();
  }
}

function tenSeconds(url: string): FetchedVideo {
  const facts = { duration: 10, width: 640, height: 360, fps: 25, size: 200_000, hasAudio: true };
  return { kind: 'video', filename: url.split('/').at(-1) ?? 'video.mp4', facts };
}

/** UUIDs that are the same in every execution of a test. */
export function createUuids(): () => string {
  let count = 0;
  return () => `00000000-0000-4000-8000-${String(++count).padStart(12, '0')}`;
}

/** A transport that behaves as the real one does when the platform answers as the simulator decides. */
function createMemorySend(core: SimulatorCore, clock: FakeClock): Send {
  return async (request) => {
    const started = clock.now();
    const leftMs = (): number => request.timeoutMs - (clock.now() - started);
    const delivery = await clock.pauseDuring(core.deliver(toApiRequest(request)));
    const delayMs = LATENCY_MS + (delivery.kind === 'stall' ? 0 : delivery.delayMs);
    await clock.sleep(Math.min(delayMs, leftMs()), request.signal);
    if (request.signal.aborted) throw new TransportError('the request was given up', true);
    if (delayMs > request.timeoutMs) throw new TransportError('no complete answer in time', true);
    return deliver(delivery, async () => {
      await clock.sleep(leftMs(), request.signal);
      return new TransportError('no complete answer in time', true);
    });
  };
}

async function deliver(delivery: Delivery, stall: () => Promise<Error>): Promise<HttpResponse> {
  if (delivery.kind === 'reply') return toResponse(delivery.reply, null);
  if (delivery.kind === 'drop') {
    const lost = new TransportError('socket hang up', true);
    if (delivery.at === 'before' || !delivery.reply) throw lost;
    return toResponse(delivery.reply, lost);
  }
  const late = await stall();
  if (delivery.at === 'headers' || !delivery.reply) throw late;
  return toResponse(delivery.reply, late);
}

function toResponse(
  { status, headers, body }: { status: number; headers: Readonly<Record<string, string>>; body: string | Buffer },
  bodyError: Error | null,
): HttpResponse {
  if (body.length > MAX_BODY_SIZE) {
    return { status, headers: { ...headers }, body: '', bodyError: new Error('the answer is too large') };
  }
  const text = body.toString();
  return { status, headers: { ...headers }, body: bodyError ? text.slice(0, text.length / 2) : text, bodyError };
}

function toApiRequest(request: HttpRequest): Parameters<SimulatorCore['deliver']>[0] {
  const { method, url, headers, body } = request;
  return {
    method,
    path: url.pathname,
    query: url.searchParams,
    headers,
    body: body !== null && typeof body === 'object' ? Readable.from(copyChunks(body.stream)) : Buffer.from(body ?? ''),
  };
}

/** Each chunk of a request body is valid only until the next one is read. */
async function* copyChunks(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) yield Buffer.from(chunk);
}

interface RunRecord {
  readonly outputs: Record<string, string>;
  readonly lines: string[];
  readonly annotations: string[];
  readonly masks: string[];
  summary: string;
}

function createRecord(): RunRecord {
  return { outputs: {}, lines: [], annotations: [], masks: [], summary: '' };
}

/** A runner that records everything that it receives. */
function createRecordingRunner(inputs: Inputs, record: RunRecord): Runner {
  const annotate =
    (kind: string) =>
    (text: string, title: string): void => {
      record.annotations.push(`${kind} ${title}: ${text}`);
    };
  return {
    input: (name) => (inputs[name] ?? '').trim(),
    output: (name, value) => {
      record.outputs[name] = value;
    },
    mask: (secret) => {
      record.masks.push(secret);
    },
    info: (line) => {
      record.lines.push(line);
    },
    debug: () => {},
    notice: annotate('notice'),
    warning: annotate('warning'),
    error: annotate('error'),
    group: (_title, lines) => {
      record.lines.push(...lines);
    },
    openGroup: (title) => {
      record.lines.push(`::group::${title}`);
    },
    closeGroup: () => {
      record.lines.push('::endgroup::');
    },
    summary: async (markdown) => {
      record.summary += markdown;
    },
  };
}
