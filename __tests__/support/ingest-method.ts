import { createCore, type SimulatorCore } from '../../simulator/core.ts';
import type { SimulatorOptions } from '../../simulator/options.ts';
import { defaultIndexId, defaultOptions, withOptions } from '../../simulator/options.ts';
import { seededRandom } from '../../simulator/random.ts';
import type { RunContext } from '../../src/existing/run-context.ts';
import type { Send } from '../../src/http/transport.ts';
import type { AssetSubmitterOptions } from '../../src/indexing/assets/submit-asset.ts';
import { createAssetSubmitter } from '../../src/indexing/assets/submit-asset.ts';
import { createAtMostOnce } from '../../src/indexing/create-at-most-once.ts';
import { finalizePending } from '../../src/indexing/finalize-pending.ts';
import { createRateLimiter } from '../../src/indexing/rate-limiter.ts';
import type { FileSource, Submittable, UrlSource } from '../../src/model/source.ts';
import type { VideoState } from '../../src/model/video-store.ts';
import { createVideoStore } from '../../src/model/video-store.ts';
import type { Api } from '../../src/twelvelabs/api.ts';
import { createApi } from '../../src/twelvelabs/api.ts';
import type { Clock, Deadline } from '../../src/util/clock.ts';
import { createDeadline } from '../../src/util/clock.ts';
import type { VirtualClock } from './fake-clock.ts';
import { virtualClock } from './fake-clock.ts';
import { logTo } from './fixtures.ts';
import { memorySend, uuids } from './in-memory-platform.ts';

const LINK = 'https://videos.example/talk.mp4';

/** What the rest of the action would have found out of the video. */
const IDENTITY = { sourceKey: 'source', contentVersion: 'version' };

export interface RoadRun {
  /** What `submit` resolved with. */
  readonly id: string | null;
  /** As the store has it in the end, settled or not. */
  readonly entry: VideoState;
  readonly told: readonly string[];
}

export interface RoadOptions extends Partial<AssetSubmitterOptions> {
  readonly source?: Submittable;
  /** Gives what cannot be fetched by a link, where there is such a thing. */
  readonly open?: RunContext['open'];
  /** What the store knows of the video before. */
  readonly known?: Partial<VideoState>;
  readonly deadline?: Deadline;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
  /** Marks of this run; two runs that share one would have the same. */
  readonly uuid?: () => string;
}

const runs = uuids();

/** Sends one video down the road of assets, and settles what is open then as the end of a run does. */
export async function takeRoad(api: Api, send: Send, clock: Clock, options: RoadOptions = {}): Promise<RoadRun> {
  const told: string[] = [];
  const signal = options.signal ?? new AbortController().signal;
  const source = options.source ?? link();
  const store = createVideoStore([source], defaultIndexId, clock, { getSourceKey: () => 'source', onChange: () => {} });
  const context: RunContext = {
    api,
    clock,
    random: seededRandom(5),
    uuid: options.uuid ?? runs,
    deadline: options.deadline ?? createDeadline(clock, 3_600_000),
    cancellation: { signal, hardCancelSignal: signal },
    store,
    settings: {
      indexId: defaultIndexId,
      wait: true,
      maxInFlight: 5,
      pollIntervalMs: null,
      enableVideoStream: true,
      userMetadata: { topic: 'birds' },
      language: null,
    },
    open: options.open ?? (() => Promise.reject(new Error('nothing is opened here'))),
    origin: { gha_repository: 'octo/videos' },
    log: logTo(told),
  };
  const once = createAtMostOnce(context, createRateLimiter({ ...context, open: () => 0 }));
  const settings = { send, mask: () => {}, checkpointFolder: null, reuse: true, ...options };
  const road = createAssetSubmitter(context, once, settings);
  const entry = store.update(0, { ...IDENTITY, ...options.known });
  const id = await road.submit(entry, source);
  if (id === null) finalizePending(store, signal.aborted ? 'cancelled' : 'timed_out');
  return { id, entry: store.videos()[0] ?? entry, told };
}

const VIDEO = { name: 'talk.mp4', key: null, userMetadata: {}, error: null };

export function fileAt(path: string, size: number): FileSource {
  return { kind: 'file', path, size, displayName: 'talk.mp4', ...VIDEO };
}

function link(): UrlSource {
  return { kind: 'url', url: LINK, displayName: LINK, ...VIDEO };
}

/** The platform in memory, under a virtual clock. */
export interface RoadStage {
  readonly core: SimulatorCore;
  readonly clock: VirtualClock;
  run(options?: RoadOptions): Promise<RoadRun>;
}

export function roadStage(options: Partial<SimulatorOptions> = {}): RoadStage {
  const clock = virtualClock();
  const facts = { duration: 10, width: 640, height: 360, fps: 25, size: 200_000, hasAudio: true };
  const core = createCore({
    options: withOptions(defaultOptions, { plan: 'unlimited', ...options }),
    clock: { now: clock.wall },
    random: seededRandom(3),
    fetchVideo: async (url) => ({ kind: 'video', filename: url.split('/').at(-1) ?? '', facts }),
  });
  const send = memorySend(core, clock);
  const api = createApi({ baseUrl: 'http://127.0.0.1:1/v1.3', apiKey: 'tlk_road', send, clock, trace: () => {} });
  return { core, clock, run: (how) => clock.play(takeRoad(api, send, clock, how)) };
}
