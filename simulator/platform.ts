import { type Assets, createAssets } from './asset-store.ts';
import type { FetchedVideo } from './fetch-video.ts';
import { createIds } from './ids.ts';
import type { Upload } from './models.ts';
import { type SimulatorOptions, withOptions } from './options.ts';
import { createPipeline, type Pipeline } from './pipeline.ts';
import { createRateLimiter, type RateLimiter } from './rate.ts';
import { createScheduler, type Scheduler } from './scheduler.ts';
import { createStore, type Store } from './store.ts';
import { createTable, type Table } from './table.ts';
import { createTimes, type Times } from './times.ts';

/** Dependencies of a platform. `clock` is in simulated milliseconds since 1970. */
export interface PlatformDependencies {
  readonly options: SimulatorOptions;
  readonly clock: { now(): number };
  readonly random: () => number;
  /** `maxBytes`: what more than that has is a fault. */
  readonly fetchVideo: (url: string, maxBytes?: number) => Promise<FetchedVideo>;
  /** Origin of the storage that upload URLs lead to. */
  readonly storageUrl?: string;
}

/** The platform behind the routes: its state, and the parts that change it. There are no timers in it. */
export interface Platform {
  options: SimulatorOptions;
  readonly times: Times;
  /** In simulated time. */
  readonly startedAt: number;
  readonly store: Store;
  readonly assets: Assets;
  readonly uploads: Table<Upload>;
  readonly pipeline: Pipeline;
  readonly scheduler: Scheduler;
  /** Requests by bucket: both ingest methods share one. */
  readonly limiters: Readonly<Record<'index' | 'upload', RateLimiter>>;
  readonly random: () => number;
  readonly storageUrl: string;
  readonly newId: () => string;
  readonly fetchVideo: (url: string, maxBytes?: number) => Promise<FetchedVideo>;
  /** What the account has used up in its life, and how many of its requests were let in. */
  readonly account: { usedSeconds: number; requests: number };
}

export function createPlatform(deps: PlatformDependencies): Platform {
  const times = createTimes(deps.clock, deps.options.speed);
  const store = createStore(times);
  store.addIndexes(deps.options);
  const options = (): SimulatorOptions => platform.options;
  const scheduler = createScheduler();
  const pipeline = createPipeline({ options, scheduler, store, random: deps.random });
  const newId = createIds(deps.random, () => times.wall(times.now()));
  const platform: Platform = {
    options: deps.options,
    times,
    startedAt: times.now(),
    store,
    assets: createAssets(newId),
    uploads: createTable(),
    pipeline,
    scheduler,
    limiters: { index: createRateLimiter(), upload: createRateLimiter() },
    random: deps.random,
    storageUrl: deps.storageUrl ?? 'http://storage.simulator.example',
    newId,
    fetchVideo: deps.fetchVideo,
    account: { usedSeconds: 0, requests: 0 },
  };
  return platform;
}

/** Changes options while the platform runs. `speed` and `seed` stay as they were at the start. Throws on a bad option. */
export function changeOptions(platform: Platform, changes: Partial<SimulatorOptions>): void {
  const { speed, seed } = platform.options;
  platform.options = { ...withOptions(platform.options, changes), speed, seed };
  platform.store.addIndexes(platform.options);
}
