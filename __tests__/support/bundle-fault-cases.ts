import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import type { Status } from '../../src/model/status.ts';
import { withBundleHarness } from './bundle-harness.ts';
import type { Row, Times } from './fault-matrix.ts';
import { faults, rulesOf } from './fault-matrix.ts';
import { getRoutes } from './ingest-methods.ts';
import { startTcpProxy } from './tcp-proxy.ts';

/** One cell of the fault matrix, played on the committed bundle in real time. */
export interface Cell {
  readonly row: Row;
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

/** What a busy machine may take on top of the time of the step; how exactly it ends is shown on a virtual clock. */
const SLACK_MS = 30_000;

async function playOnBundle(cell: Cell): Promise<void> {
  const { row } = cell;
  // Only those that are about the wait for the asset have to wait for it.
  const assetReadyAtOnce = row.route !== 'GET /assets/:id';
  await withBundleHarness({ speed: 30, assetReadyAtOnce }, async (harness) => {
    const fault = faults(Date.now())[cell.fault];
    if (fault === undefined) throw new Error(`no fault ${cell.fault}`);
    for (const rule of rulesOf(row, fault, cell.times)) harness.simulator.fault(rule);
    const front = await startTcpProxy(Number(new URL(harness.simulator.url).port));
    const urls = Array.from({ length: row.videos }, (_, n) => harness.video(`${n}.mp4`));
    try {
      if (fault === 'refused' && row.after === null) await front.down();
      const step = harness.start({
        api_url: harness.simulator.url.replace(/:\d+/, `:${front.port}`),
        endpoint: row.road,
        video_url: urls.join('\n'),
        timeout_minutes: String(cell.timeoutMinutes),
      });
      const come = (): boolean =>
        getRoutes(harness.simulator).filter((route) => route === row.after).length >= urls.length;
      if (fault === 'refused') void refuse(cell, front, come);
      const result = await step.result;
      expect(result.results.map(({ status }) => status)).toEqual(urls.map(() => cell.status));
      expect(result.code).toBe(cell.status === 'ready' ? 0 : 1);
      expect(Object.keys(result.outputs)).toHaveLength(15);
      expect(result.stderr).toBe('');
      expect(result.summary).toContain('### TwelveLabs index');
      for (const url of urls) {
        expect(harness.simulator.core.tasks().filter((task) => task.videoUrl === url).length).toBeLessThan(2);
      }
      expect(result.ms).toBeLessThan(cell.timeoutMinutes * 60_000 + SLACK_MS);
    } finally {
      await front.close();
    }
  });
}

/** Takes the front down (for anything but the first request once what comes before is through), and up again in time. */
async function refuse(
  cell: Cell,
  front: Awaited<ReturnType<typeof startTcpProxy>>,
  come: () => boolean,
): Promise<void> {
  if (cell.row.after !== null) {
    while (!come()) await sleep(10);
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
        complaints.push(`${cell.row.road}: ${cell.row.route} × ${cell.fault} × ${cell.times}: ${reason}`);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return complaints;
}
