import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { seededRandom } from '../../simulator/random.ts';
import type { StartOptions } from '../../simulator/server.ts';
import { withBundleHarness } from './bundle-harness.ts';

/** A platform on which runs are killed. */
interface Ground {
  readonly what: string;
  readonly options: StartOptions;
  readonly inputs?: Readonly<Record<string, string>>;
  /** Milliseconds between a kill and the next run: no shorter than lists lag, as nothing can be told sooner. */
  readonly pauseMs?: number;
}

const LAG = { listDelaySeconds: 4 };
const LAG_PAUSE_MS = 250;

/** What the platform may or may not show of what a killed run left; nobody has written it down. */
export const GROUNDS: readonly Ground[] = [
  { what: 'that shows everything', options: {} },
  { what: 'that tells metadata in lists', options: { listUserMetadata: true } },
  { what: 'that hides unfinished items from lists', options: { listUnfinished: false } },
  { what: 'that hides unfinished items altogether', options: { listUnfinished: false, getUnfinished: false } },
  { what: 'whose lists lag', options: LAG, pauseMs: LAG_PAUSE_MS },
  { what: 'that hides and lags', options: { listUnfinished: false, ...LAG }, pauseMs: LAG_PAUSE_MS },
  { what: 'of assets', options: {}, inputs: { endpoint: 'assets' } },
];

/** Simulated seconds per real one: a video takes a second. */
const SPEED = 20;
/** An answer takes so long: a kill often falls between a submission and its answer. */
const ANSWER_MS = 120;
/** Node itself needs this long before any of our code runs. */
const START_MS = 150;
const RUN_MS = 1_200;

/** Kills runs over one list at random moments, lets the last one end, and expects one task per video in all. */
export async function killAtRandomMoments(kills: number, seed: number, ground: Ground): Promise<void> {
  const random = seededRandom(seed);
  await withBundleHarness({ speed: SPEED, ...ground.options }, async (harness) => {
    for (const route of ['POST /tasks', 'POST /assets', 'POST /indexes/:id/indexed-assets'])
      harness.simulator.fault({ route, processed: true, delayMs: ANSWER_MS, effect: { kind: 'none' } });
    const links = Array.from({ length: Math.ceil(kills * 0.8) }, (_, n) => harness.video(`${n}.mp4`));
    const inputs = { reuse: 'true', video_url: links.join('\n'), max_in_flight: '2', ...ground.inputs };
    for (let kill = 0; kill < kills; kill++) {
      const step = harness.start(inputs);
      await sleep(START_MS + random() * RUN_MS);
      step.kill('SIGKILL');
      await step.result;
      await sleep(ground.pauseMs ?? 0);
    }
    const last = await harness.run(inputs);
    expect(last.outputs).toMatchObject({ status: 'ready', ready_count: String(links.length) });
    const made = harness.simulator.core.tasks().map(({ videoUrl }) => videoUrl);
    expect(made.sort()).toEqual([...links].sort());
  });
}
