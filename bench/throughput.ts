import { createMemoryHarness } from '../__tests__/support/memory-harness.ts';
import type { FaultRule } from '../simulator/faults.ts';
import { rateLimited } from '../simulator/faults.ts';
import type { FetchedVideo } from '../simulator/fetch-video.ts';
import { seededRandom } from '../simulator/random.ts';
import { atMost, type Figure, formatRatio, type Scenario } from './figure.ts';
import { sum } from './statistics.ts';

const VIDEOS = 1_000;
const CONCURRENCY = 25;
const VIDEO_SECONDS = 120;
const RATE_LIMITED_SHARE = 0.1;
const FAULTS_SEED = 11;

interface RunMeasurement {
  /** Duration of the run, divided by the time that the platform needs if it is never idle. */
  readonly timeRatio: number;
  readonly requests: number;
}

/** The whole action with the simulated platform in one process, on a simulated clock. */
export const throughput: Scenario = { name: 'throughput', measure };

async function measure(): Promise<readonly Figure[]> {
  const undisturbed = await run(null);
  const limited = await run({ route: 'POST /tasks', calls: drawFailingCalls(), effect: rateLimited.silent() });
  const name = `${VIDEOS} videos, ${CONCURRENCY} indexed at a time: duration, relative to a platform that is never idle`;
  return [
    atMost(1.1, { name, value: undisturbed.timeRatio, format: formatRatio }),
    atMost(1.3, {
      name: 'The same run: requests per video',
      value: undisturbed.requests / VIDEOS,
      format: (value) => value.toFixed(3),
    }),
    atMost(1.25, {
      name: 'The same run with 429 for 10 % of the submissions: relative duration',
      value: limited.timeRatio,
      format: formatRatio,
    }),
  ];
}

function drawFailingCalls(): readonly number[] {
  const random = seededRandom(FAULTS_SEED);
  return Array.from({ length: 2 * VIDEOS }, (_, index) => index + 1).filter(() => random() < RATE_LIMITED_SHARE);
}

async function run(fault: FaultRule | null): Promise<RunMeasurement> {
  const harness = createMemoryHarness({ concurrency: CONCURRENCY, video });
  if (fault) harness.core.fault(fault);
  const urls = Array.from({ length: VIDEOS }, (_, index) => `https://videos.example/${index}.mp4`);
  const step = await harness.run({
    video_url: urls.join('\n'),
    max_in_flight: String(CONCURRENCY),
    timeout_minutes: '1440',
    reuse: 'true',
  });
  const tasks = harness.core.tasks();
  if (!step.succeeded || tasks.length !== VIDEOS) throw new Error(`${tasks.length} tasks for ${VIDEOS} videos`);
  const indexingMs = sum(tasks.map(({ readyAt, createdAt }) => (readyAt ?? Number.NaN) - createdAt));
  return { timeRatio: step.tookMs / (indexingMs / CONCURRENCY), requests: harness.core.requests.length };
}

function video(url: string): FetchedVideo {
  const facts = { duration: VIDEO_SECONDS, width: 640, height: 360, fps: 25, size: 2_000_000, hasAudio: true };
  return { kind: 'video', filename: url, facts };
}
