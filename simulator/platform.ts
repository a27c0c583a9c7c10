import { createAgenda } from './agenda.ts';
import type { FetchedVideo } from './fetch-video.ts';
import { createIds } from './ids.ts';
import { type SimulatorOptions, withOptions } from './options.ts';
import { createPipeline, type Pipeline } from './pipeline.ts';
import { createRateLimiter, type RateLimiter } from './rate.ts';
import { createStore, type Store } from './store.ts';
import { createTimes, type Times } from './times.ts';

/** What a platform needs from outside. `clock` tells simulated milliseconds since 1970. */
export interface PlatformDependencies {
  readonly options: SimulatorOptions;
  readonly clock: { now(): number };
  readonly random: () => number;
  readonly fetchVideo: (url: string) => Promise<FetchedVideo>;
}

/** The platform behind the routes: its state, and the parts that change it. There are no timers in it. */
export interface Platform {
  options: SimulatorOptions;
  readonly times: Times;
  readonly store: Store;
  readonly pipeline: Pipeline;
  readonly limiter: RateLimiter;
  readonly newId: () => string;
  readonly fetchVideo: (url: string) => Promise<FetchedVideo>;
  /** What the account has used up in its life, and how many of its requests were let in. */
  readonly account: { usedSeconds: number; requests: number };
}

export function createPlatform(deps: PlatformDependencies): Platform {
  const times = createTimes(deps.clock, deps.options.speed);
  const store = createStore(times);
  store.addIndexes(deps.options);
  const options = (): SimulatorOptions => platform.options;
  const pipeline = createPipeline({ options, agenda: createAgenda(), store, random: deps.random });
  const platform: Platform = {
    options: deps.options,
    times,
    store,
    pipeline,
    limiter: createRateLimiter(),
    newId: createIds(deps.random, () => times.wall(times.now())),
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
