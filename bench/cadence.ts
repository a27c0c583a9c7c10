import { seededRandom } from '../simulator/random.ts';
import { atMost, type Figure, under } from './figure.ts';
import type { Scenario } from './scenario.ts';
import { median, quantile, sum } from './statistics.ts';
import { watchOne } from './watch-one.ts';

const SHORTEST_MS = 20_000;
const LONGEST_MS = 3 * 3_600_000;
const DRAWS = 1_000;
/** Two streams of chance, so that another cadence is measured on the very same indexing times. */
const TIMES_SEED = 1;
const JITTER_SEED = 2;
const FIXED_POLL_MS = 5_000;

/** How late the end of one task was noticed, and what that took. */
interface Draw {
  /** The lag as a share of what is allowed in the median, and at the 95th percentile. */
  readonly ofMedianBound: number;
  readonly ofTailBound: number;
  readonly requests: number;
  readonly fixedRequests: number;
}

/**
 * The watcher itself, under a clock of its own, waits for tasks whose time of indexing is drawn log-uniformly; nothing
 * is known of the length of their videos. Requests take no time here.
 */
export const cadence: Scenario = { name: 'cadence', measure };

async function measure(): Promise<readonly Figure[]> {
  const times = seededRandom(TIMES_SEED);
  const jitter = seededRandom(JITTER_SEED);
  const draws: Draw[] = [];
  for (let i = 0; i < DRAWS; i++) draws.push(await draw(times(), jitter));
  return figuresOf(draws);
}

/** `place` from 0 to 1 says where between the shortest and the longest time, on a logarithmic scale. */
async function draw(place: number, jitter: () => number): Promise<Draw> {
  const indexingMs = SHORTEST_MS * (LONGEST_MS / SHORTEST_MS) ** place;
  const { lagMs, requests } = await watchOne(indexingMs, jitter);
  return {
    ofMedianBound: lagMs / Math.max(0.02 * indexingMs, 2_000),
    ofTailBound: lagMs / Math.max(0.05 * indexingMs, 5_000),
    requests,
    fixedRequests: Math.ceil(indexingMs / FIXED_POLL_MS),
  };
}

function figuresOf(draws: readonly Draw[]): readonly Figure[] {
  const requests = sum(draws.map((one) => one.requests));
  const fixed = sum(draws.map((one) => one.fixedRequests));
  return [
    under(1, {
      what: 'lag of noticing `ready`, as a share of the larger of 2 % of the indexing time and 2 s: median',
      value: median(draws.map((one) => one.ofMedianBound)),
      show: (value) => value.toFixed(2),
    }),
    under(1, {
      what: 'the same of the larger of 5 % and 5 s: 95th percentile',
      value: quantile(
        draws.map((one) => one.ofTailBound),
        0.95,
      ),
      show: (value) => value.toFixed(2),
    }),
    atMost(1 / 3, {
      what: 'status requests, as a share of those of a fixed 5 s poll',
      value: requests / fixed,
      show: (value) => value.toFixed(3),
      note: `${requests} of ${fixed}`,
    }),
  ];
}
