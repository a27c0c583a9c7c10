import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import type { Status } from '../../src/video.ts';
import { startFront } from './front.ts';
import type { Route, Times } from './matrix.ts';
import { faults, ROUTES, rulesOf } from './matrix.ts';
import { onStage } from './stage.ts';

/** One cell of the fault matrix, played on the committed bundle in real time. */
export interface Cell {
  readonly route: Route;
  readonly fault: string;
  readonly times: Times;
  readonly status: Status;
  readonly timeoutMinutes: number;
}

/** How long nobody listens, so that about so many requests are refused. */
const DOWN_MS: Readonly<Record<Times, number>> = {
  once: 700,
  'three times': 4_000,
  'for ever': Number.POSITIVE_INFINITY,
};

async function playOnBundle(cell: Cell): Promise<void> {
  await onStage({ speed: 30 }, async (stage) => {
    const fault = faults(Date.now())[cell.fault];
    if (fault === undefined) throw new Error(`no fault ${cell.fault}`);
    for (const rule of rulesOf(cell.route, fault, cell.times)) stage.simulator.fault(rule);
    const front = await startFront(Number(new URL(stage.simulator.url).port));
    const urls = Array.from({ length: ROUTES[cell.route].videos }, (_, n) => stage.video(`${n}.mp4`));
    try {
      if (fault === 'refused' && cell.route === 'POST /tasks') await front.down();
      const step = stage.start({
        api_url: stage.simulator.url.replace(/:\d+/, `:${front.port}`),
        video_url: urls.join('\n'),
        timeout_minutes: String(cell.timeoutMinutes),
      });
      if (fault === 'refused') void refuse(cell, front, () => stage.simulator.requests.length >= urls.length);
      const result = await step.result;
      expect(result.results.map(({ status }) => status)).toEqual(urls.map(() => cell.status));
      expect(result.code).toBe(cell.status === 'ready' ? 0 : 1);
      expect(Object.keys(result.outputs)).toHaveLength(15);
      expect(result.stderr).toBe('');
      expect(result.summary).toContain('### TwelveLabs index');
      for (const url of urls) {
        expect(stage.simulator.core.tasks().filter((task) => task.videoUrl === url).length).toBeLessThan(2);
      }
      expect(result.ms).toBeLessThan(cell.timeoutMinutes * 60_000 + 5_000);
    } finally {
      await front.close();
    }
  });
}

/** Takes the front down (for anything but the submission once that is through), and up again in time. */
async function refuse(
  cell: Cell,
  front: Awaited<ReturnType<typeof startFront>>,
  submitted: () => boolean,
): Promise<void> {
  if (cell.route !== 'POST /tasks') {
    while (!submitted()) await sleep(10);
    await sleep(50);
    await front.down();
  }
  if (cell.times === 'for ever') return;
  await sleep(DOWN_MS[cell.times]);
  await front.up();
}

/** Plays cells a few at a time; resolves with what went wrong, by cell. */
export async function playAll(cells: readonly Cell[], atOnce: number): Promise<readonly string[]> {
  const complaints: string[] = [];
  const queue = cells.values();
  const worker = async (): Promise<void> => {
    for (const cell of queue) {
      try {
        await playOnBundle(cell);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        complaints.push(`${cell.route} × ${cell.fault} × ${cell.times}: ${reason}`);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return complaints;
}
