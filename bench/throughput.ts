import { createMemoryHarness } from '../__tests__/support/memory-harness.ts';
import type { FaultRule } from '../simulator/faults.ts';
import { rateLimited } from '../simulator/faults.ts';
import type { FetchedVideo } from '../simulator/fetch-video.ts';
import { seededRandom } from '../simulator/random.ts';
import { asList, asObject, parseJson } from '../src/util/json.ts';
import { atMost, type Figure, formatRatio, type Scenario } from './figure.ts';
import { median, sum } from './statistics.ts';

const VIDEOS = 1_000;
const CONCURRENCY = 25;
const VIDEO_SECONDS = 120;
const MIN_SECONDS = 6;
const MAX_SECONDS = 3 * 3_600;
const LENGTHS_SEED = 13;
const RATE_LIMITED_SHARE = 0.1;
const FAULTS_SEED = 11;

interface RunMeasurement {
  /** Duration of the run, divided by the time that the platform needs if it is never idle. */
  readonly timeRatio: number;
  /** The same, divided by the time of a platform that starts the next video of the list as soon as one has ended. */
  readonly greedyRatio: number;
  readonly requests: number;
  /** By video, the time from its end to the response that reports it, divided by the time it took. */
  readonly lags: readonly number[];
}

/** The whole action with the simulated platform in one process, on a simulated clock. */
export const throughput: Scenario = { name: 'throughput', isNoisy: false, measure };

async function measure(): Promise<readonly Figure[]> {
  const undisturbed = await run(() => VIDEO_SECONDS, null);
  const fault = { route: 'POST /tasks', calls: drawFailingCalls(), effect: rateLimited.silent() };
  const limited = await run(() => VIDEO_SECONDS, fault);
  const lengths = seededRandom(LENGTHS_SEED);
  const mixed = await run(() => MIN_SECONDS * (MAX_SECONDS / MIN_SECONDS) ** lengths(), null);
  const name = `${VIDEOS} videos, ${CONCURRENCY} indexed at a time: duration, relative to a platform that is never idle`;
  return [
    atMost(1.1, { name, value: undisturbed.timeRatio, format: formatRatio }),
    atMost(1.1, {
      name: 'The same run: duration, relative to greedy scheduling',
      value: undisturbed.greedyRatio,
      format: formatRatio,
      goal: 1.05,
    }),
    atMost(1.3, {
      name: 'The same run: requests per video of equal length',
      value: undisturbed.requests / VIDEOS,
      format: (value) => value.toFixed(3),
      goal: 1.2,
    }),
    atMost(1.25, {
      name: 'The same run with 429 for 10 % of the submissions: relative duration',
      value: limited.timeRatio,
      format: formatRatio,
    }),
    atMost(1.05, {
      name: `${VIDEOS} videos of 6 s to 3 h, ${CONCURRENCY} at a time: duration, relative to greedy scheduling`,
      value: mixed.greedyRatio,
      format: formatRatio,
    }),
    atMost(9, {
      name: 'The same run: requests per video',
      value: mixed.requests / VIDEOS,
      format: (value) => value.toFixed(1),
      goal: 1.2,
    }),
    atMost(0.035, {
      name: 'The same run: delay until `ready` is detected, relative to the indexing time: median',
      value: median(mixed.lags),
      format: (value) => value.toFixed(3),
      goal: 0.02,
    }),
  ];
}

function drawFailingCalls(): readonly number[] {
  const random = seededRandom(FAULTS_SEED);
  return Array.from({ length: 2 * VIDEOS }, (_, index) => index + 1).filter(() => random() < RATE_LIMITED_SHARE);
}

async function run(getSeconds: () => number, fault: FaultRule | null): Promise<RunMeasurement> {
  const harness = createMemoryHarness({ concurrency: CONCURRENCY, video: (url) => createVideo(url, getSeconds()) });
  if (fault) harness.core.fault(fault);
  const urls = Array.from({ length: VIDEOS }, (_, index) => `https://videos.example/${index}.mp4`);
  const inputs = {
    video_url: urls.join('\n'),
    max_in_flight: String(CONCURRENCY),
    timeout_minutes: '1440',
    reuse: 'true',
  };
  const detected = new Map<string, number>();
  const step = await harness.run(inputs, {
    mutate: (body) => {
      for (const id of listReady(body)) if (!detected.has(id)) detected.set(id, harness.clock.epochMs());
      return body;
    },
  });
  const tasks = harness.core.tasks();
  if (!step.succeeded || tasks.length !== VIDEOS) throw new Error(`${tasks.length} tasks for ${VIDEOS} videos`);
  const times = tasks.map(({ readyAt, createdAt }) => (readyAt ?? Number.NaN) - createdAt);
  return {
    timeRatio: step.tookMs / (sum(times) / CONCURRENCY),
    greedyRatio: step.tookMs / scheduleGreedily(times),
    requests: harness.core.requests.length,
    lags: tasks.map(({ id, readyAt }, at) => ((detected.get(id) ?? Number.NaN) - (readyAt ?? 0)) / (times[at] ?? 0)),
  };
}

/** When the last video is ready if each slot takes the next video of the list as soon as it is free. */
function scheduleGreedily(times: readonly number[]): number {
  const slots = Array.from({ length: CONCURRENCY }, () => 0);
  for (const time of times) {
    const first = slots.indexOf(Math.min(...slots));
    slots[first] = (slots[first] ?? 0) + time;
  }
  return Math.max(...slots);
}

/** The IDs of the tasks that a response reports as ready. */
function listReady(body: string): readonly string[] {
  const response = asObject(parseJson(body));
  const rows = response?.['data'] === undefined ? [response] : asList(response['data']).map(asObject);
  return rows.flatMap((row) => (row?.['status'] === 'ready' ? [String(row['_id'])] : []));
}

function createVideo(url: string, duration: number): FetchedVideo {
  const facts = { duration, width: 640, height: 360, fps: 25, size: 2_000_000, hasAudio: true };
  return { kind: 'video', filename: url, facts };
}
