import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { seededRandom } from '../../simulator/random.ts';
import type { StartOptions } from '../../simulator/server.ts';
import { withBundleHarness } from './bundle-harness.ts';

/** A platform on which runs are killed. */
interface KillScenario {
  /** Completes "a platform". */
  readonly what: string;
  readonly options: StartOptions;
  readonly inputs?: Readonly<Record<string, string>>;
  /** Milliseconds between a kill and the next run: at least the delay of lists, before which nothing can be found. */
  readonly pauseMs?: number;
}

const DELAY = { listDelaySeconds: 4 };
const DELAY_PAUSE_MS = 250;

/** What the platform may or may not show of what a killed run left; the API documentation does not specify it. */
export const KILL_SCENARIOS: readonly KillScenario[] = [
  { what: 'that shows everything', options: {} },
  { what: 'that returns metadata in lists', options: { listUserMetadata: true } },
  { what: 'that hides pending videos from lists', options: { listUnfinished: false } },
  { what: 'that hides pending videos completely', options: { listUnfinished: false, getUnfinished: false } },
  { what: 'whose lists are delayed', options: DELAY, pauseMs: DELAY_PAUSE_MS },
  {
    what: 'that hides pending videos and whose lists are delayed',
    options: { listUnfinished: false, ...DELAY },
    pauseMs: DELAY_PAUSE_MS,
  },
  { what: 'with assets', options: {}, inputs: { endpoint: 'assets' } },
];

/** Simulated seconds per real second: a video takes about one real second. */
const SPEED = 20;
/** The delay of a response to a POST: many runs are killed between a submission and its response. */
const RESPONSE_MS = 120;
/** Runs are killed at random moments of this range after their start. */
const MIN_MS = 150;
const MAX_MS = 1_350;

/** Kills runs with one list of videos, lets the last run end, and expects one task per video in total. */
export async function killAtRandomMoments(kills: number, seed: number, scenario: KillScenario): Promise<void> {
  const random = seededRandom(seed);
  await withBundleHarness({ speed: SPEED, ...scenario.options }, async (harness) => {
    for (const route of ['POST /tasks', 'POST /assets', 'POST /indexes/:id/indexed-assets'])
      harness.simulator.fault({ route, processed: true, delayMs: RESPONSE_MS, effect: { kind: 'none' } });
    const urls = Array.from({ length: Math.ceil(kills * 0.8) }, (_, n) => harness.video(`${n}.mp4`));
    const inputs = { reuse: 'true', video_url: urls.join('\n'), max_in_flight: '2', ...scenario.inputs };
    for (let kill = 0; kill < kills; kill++) {
      const step = harness.start(inputs);
      await sleep(MIN_MS + random() * (MAX_MS - MIN_MS));
      step.kill('SIGKILL');
      await step.result;
      await sleep(scenario.pauseMs ?? 0);
    }
    const last = await harness.run(inputs);
    expect(last.outputs).toMatchObject({ status: 'ready', ready_count: String(urls.length) });
    const submitted = harness.simulator.core.tasks().map(({ videoUrl }) => videoUrl);
    expect(submitted.sort()).toEqual([...urls].sort());
  });
}
