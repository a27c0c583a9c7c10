import { seededRandom } from '../simulator/random.ts';
import { atMost, type Figure, formatRatio, type Scenario } from './figure.ts';
import { pollOneTask } from './poll-one-task.ts';
import { median, quantile, sum } from './statistics.ts';

const MIN_INDEXING_MS = 20_000;
const MAX_INDEXING_MS = 3 * 3_600_000;
const TASKS = 1_000;
/** Two random sequences, so that another schedule is measured with the same indexing times. */
const TIMES_SEED = 1;
const JITTER_SEED = 2;
const FIXED_INTERVAL_MS = 5_000;

interface TaskMeasurement {
  /** Delay from the end of indexing to its detection, divided by the bound of the median and of the 95th percentile. */
  readonly ofMedianBound: number;
  readonly ofTailBound: number;
  readonly requests: number;
  readonly fixedRequests: number;
}

/**
 * The status poller alone, on a simulated clock, waits for tasks with log-uniformly distributed indexing times. The
 * length of the videos is not known to it. Requests take no time.
 */
export const pollSchedule: Scenario = { name: 'poll-schedule', isNoisy: false, measure };

async function measure(): Promise<readonly Figure[]> {
  const times = seededRandom(TIMES_SEED);
  const jitter = seededRandom(JITTER_SEED);
  const tasks: TaskMeasurement[] = [];
  for (let i = 0; i < TASKS; i++) tasks.push(await measureTask(times(), jitter));
  return toFigures(tasks);
}

/** `position`, from 0 to 1, is between the shortest and the longest time on a logarithmic scale. */
async function measureTask(position: number, jitter: () => number): Promise<TaskMeasurement> {
  const indexingMs = MIN_INDEXING_MS * (MAX_INDEXING_MS / MIN_INDEXING_MS) ** position;
  const { delayMs, requests } = await pollOneTask(indexingMs, jitter);
  return {
    ofMedianBound: delayMs / Math.max(0.02 * indexingMs, 2_000),
    ofTailBound: delayMs / Math.max(0.05 * indexingMs, 5_000),
    requests,
    fixedRequests: Math.ceil(indexingMs / FIXED_INTERVAL_MS),
  };
}

function toFigures(tasks: readonly TaskMeasurement[]): readonly Figure[] {
  const requests = sum(tasks.map((task) => task.requests));
  const fixed = sum(tasks.map((task) => task.fixedRequests));
  const tail = tasks.map((task) => task.ofTailBound);
  return [
    atMost(1, {
      name: 'Delay until `ready` is detected, relative to the larger of 2 % of the indexing time and 2 s: median',
      value: median(tasks.map((task) => task.ofMedianBound)),
      format: formatRatio,
    }),
    atMost(1, {
      name: 'The same, relative to the larger of 5 % and 5 s: 95th percentile',
      value: quantile(tail, 0.95),
      format: formatRatio,
    }),
    atMost(1 / 3, {
      name: 'Status requests, relative to polling every 5 s',
      value: requests / fixed,
      format: formatRatio,
      note: `${requests} and ${fixed}`,
    }),
  ];
}
