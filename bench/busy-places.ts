import { createMemoryHarness } from '../__tests__/support/memory-harness.ts';
import type { FaultRule } from '../simulator/faults.ts';
import { rateLimited } from '../simulator/faults.ts';
import type { FetchedVideo } from '../simulator/fetch-video.ts';
import { seededRandom } from '../simulator/random.ts';
import { atMost, type Figure } from './figure.ts';
import type { Scenario } from './scenario.ts';
import { sum } from './statistics.ts';

const VIDEOS = 1_000;
const PLACES = 25;
const VIDEO_SECONDS = 120;
const SHARE_REFUSED = 0.1;
const FAULTS_SEED = 11;

/** A run of many videos, from its first request to its last. */
interface Played {
  /** How long it took, as a multiple of what it takes to keep every place busy all the time. */
  readonly ofBound: number;
  readonly requests: number;
}

/** The whole action and the simulated platform under a virtual clock: many videos in as many places as the plan has. */
export const busyPlaces: Scenario = { name: 'busy places', measure };

async function measure(): Promise<readonly Figure[]> {
  const calm = await play(null);
  const troubled = await play({ route: 'POST /tasks', calls: unluckyCalls(), effect: rateLimited.silent() });
  const what = `${VIDEOS} videos in ${PLACES} places: time, as a multiple of that of places that are never empty`;
  const show = (value: number): string => value.toFixed(2);
  return [
    atMost(1.1, { what, value: calm.ofBound, show }),
    atMost(1.3, {
      what: 'requests per video in all',
      value: calm.requests / VIDEOS,
      show: (value) => value.toFixed(3),
    }),
    atMost(1.25, {
      what: 'the same time while 10 % of the submissions are refused with 429',
      value: troubled.ofBound,
      show,
    }),
  ];
}

function unluckyCalls(): readonly number[] {
  const random = seededRandom(FAULTS_SEED);
  return Array.from({ length: 2 * VIDEOS }, (_, index) => index + 1).filter(() => random() < SHARE_REFUSED);
}

async function play(fault: FaultRule | null): Promise<Played> {
  const harness = createMemoryHarness({ concurrency: PLACES, video });
  if (fault) harness.core.fault(fault);
  const urls = Array.from({ length: VIDEOS }, (_, index) => `https://videos.example/${index}.mp4`);
  const run = await harness.run({
    video_url: urls.join('\n'),
    max_in_flight: String(PLACES),
    timeout_minutes: '1440',
    reuse: 'true',
  });
  const tasks = harness.core.tasks();
  if (!run.succeeded || tasks.length !== VIDEOS) throw new Error(`${tasks.length} tasks for ${VIDEOS} videos`);
  const indexingMs = sum(tasks.map(({ readyAt, createdAt }) => (readyAt ?? Number.NaN) - createdAt));
  return { ofBound: run.tookMs / (indexingMs / PLACES), requests: harness.core.requests.length };
}

function video(url: string): FetchedVideo {
  const facts = { duration: VIDEO_SECONDS, width: 640, height: 360, fps: 25, size: 2_000_000, hasAudio: true };
  return { kind: 'video', filename: url, facts };
}
