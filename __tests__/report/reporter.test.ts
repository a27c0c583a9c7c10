import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import type { TaskSource } from '../../src/model/source.ts';
import { createVideoStore } from '../../src/model/video-store.ts';
import { createReporter } from '../../src/report/reporter.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { createErrorDetails, createFakeRunner } from '../support/fixtures.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'reporter-'));
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

const MOST_SHOWN = 10; // by GitHub, of each kind, per step

/** The warnings of a run that gives `early` ones, and in which `late` videos end well but have something to say. */
async function warningsOf(
  early: number,
  late: number,
): Promise<{ titles: readonly string[]; lines: readonly string[] }> {
  const titles: string[] = [];
  const lines: string[] = [];
  const runner = {
    ...createFakeRunner({}),
    warning: (_text: string, title: string) => titles.push(title),
    info: (line: string) => lines.push(line),
  };
  const clock = createFakeClock();
  const reporter = createReporter(runner, clock, join(FOLDER, 'results.json'), async () => {});
  const tasks = Array.from(
    { length: late },
    (_, n): TaskSource => ({ kind: 'task', taskId: `t${n}`, name: `late ${n}` }),
  );
  const store = createVideoStore(tasks, null, clock, { getSourceKey: () => null, onChange: () => {} });
  for (let n = 0; n < early; n++) reporter.warn({ name: `early ${n}` }, createErrorDetails());
  tasks.forEach((_, n) => {
    store.finish(n, 'ready', createErrorDetails());
  });
  await reporter.close(store);
  return { titles, lines };
}

test.each([
  [0, 0],
  [3, 2],
  [9, 1],
  [0, 12],
  [12, 0],
  [12, 12],
])('%i warnings in mid-run and %i at the end are no more than GitHub shows', async (early, late) => {
  const { titles, lines } = await warningsOf(early, late);
  expect(titles.length).toBeLessThanOrEqual(MOST_SHOWN);
  const told = [...titles, ...lines].filter((text) => /early \d+/.test(text));
  expect(told).toHaveLength(early);
  // Of those at the end none is lost without a word.
  if (late > 0) expect(titles.length).toBeGreaterThanOrEqual(Math.min(early + late, MOST_SHOWN));
});
