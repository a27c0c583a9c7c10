import type { SimulatorCore } from '../../simulator/core.ts';
import { defaultIndexId } from '../../simulator/options.ts';
import { seededRandom } from '../../simulator/random.ts';
import type { RunContext } from '../../src/existing/run-context.ts';
import { StepRecords } from '../../src/existing/step-records.ts';
import type { Send } from '../../src/http/transport.ts';
import { type AssetSubmitterOptions, createAssetSubmitter } from '../../src/indexing/assets/submit-asset.ts';
import { AtMostOnceCreator } from '../../src/indexing/create-at-most-once.ts';
import { finalizePending } from '../../src/indexing/finalize-pending.ts';
import { RateLimiter } from '../../src/indexing/rate-limiter.ts';
import type { FileSource, Submittable, UrlSource } from '../../src/model/source.ts';
import { createVideoStore, type VideoState } from '../../src/model/video-store.ts';
import { type Api, createApi } from '../../src/twelvelabs/api.ts';
import { type Clock, createDeadline, type Deadline } from '../../src/util/clock.ts';
import type { FakeClock } from './fake-clock.ts';
import { createTestMetadataQuery, logTo } from './fixtures.ts';
import { createMemoryPlatform, createUuids, type MemoryHarnessOptions } from './memory-harness.ts';

const LINK = 'https://videos.example/talk.mp4';

/** What the rest of the action determines before it submits a video. */
const IDENTITY = { sourceKey: 'source', contentVersion: 'version' };

export interface AssetRun {
  /** What `submit` resolved with. */
  readonly id: string | null;
  /** The state of the video in the end, done or not. */
  readonly state: VideoState;
  readonly lines: readonly string[];
}

export interface AssetRunOptions extends Partial<AssetSubmitterOptions> {
  readonly source?: Submittable;
  /** Opens what cannot be fetched by a URL. */
  readonly open?: RunContext['open'];
  /** The state of the video before. */
  readonly known?: Partial<VideoState>;
  readonly deadline?: Deadline;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
  /** Submission IDs of this run. */
  readonly uuid?: () => string;
}

const runs = createUuids();

/** Submits one video as an asset, and finalizes what is pending then, as the end of a run does. */
export async function submitAsset(
  api: Api,
  send: Send,
  clock: Clock,
  options: AssetRunOptions = {},
): Promise<AssetRun> {
  const lines: string[] = [];
  const signal = options.signal ?? new AbortController().signal;
  const source = options.source ?? createUrlSource();
  const store = createVideoStore([source], defaultIndexId, clock, {
    identities: [{ sourceKey: 'source', address: 'source', contentVersion: null }],
    onChange: () => {},
  });
  const context: RunContext = {
    api,
    clock,
    random: seededRandom(5),
    uuid: options.uuid ?? runs,
    deadline: options.deadline ?? createDeadline(clock, 3_600_000),
    cancellation: { signal, hardCancelSignal: signal },
    store,
    metadataQuery: createTestMetadataQuery(api, defaultIndexId),
    stepRecords: new StepRecords(null),
    collection: null,
    settings: {
      indexId: defaultIndexId,
      wait: true,
      maxInFlight: 5,
      pollIntervalMs: null,
      enableVideoStream: true,
      userMetadata: { topic: 'birds' },
      pricePerMinute: null,
      language: null,
    },
    open: options.open ?? (() => Promise.reject(new Error('no file was expected to be opened'))),
    origin: { gha_repository: 'octo/videos' },
    log: logTo(lines),
  };
  const createOnce = new AtMostOnceCreator(context, new RateLimiter({ ...context, countOpenVideos: () => 0 }));
  const settings = { send, mask: () => {}, checkpointFolder: null, reuse: true, ...options };
  const submitter = createAssetSubmitter(context, createOnce, settings);
  const state = store.update(0, { ...IDENTITY, ...options.known });
  const id = await submitter.submit(state, source);
  if (id === null) finalizePending(store, signal.aborted ? 'cancelled' : 'timed_out');
  return { id, state: store.videos()[0] ?? state, lines };
}

const VIDEO = { name: 'talk.mp4', key: null, userMetadata: {}, error: null };

export function createFileSource(path: string, size: number): FileSource {
  return { kind: 'file', path, size, displayName: 'talk.mp4', ...VIDEO };
}

function createUrlSource(): UrlSource {
  return { kind: 'url', url: LINK, displayName: LINK, ...VIDEO };
}

/** The simulated platform in memory under a fake clock. */
export interface AssetHarness {
  readonly core: SimulatorCore;
  readonly clock: FakeClock;
  run(options?: AssetRunOptions): Promise<AssetRun>;
}

export function createAssetHarness(options: MemoryHarnessOptions = {}): AssetHarness {
  const { core, clock, send } = createMemoryPlatform(options);
  const api = createApi({
    baseUrl: 'http://127.0.0.1:1/v1.3',
    apiKey: 'tlk_assets',
    send,
    clock,
    random: Math.random,
    trace: () => {},
  });
  return { core, clock, run: (how) => clock.run(submitAsset(api, send, clock, how)) };
}
