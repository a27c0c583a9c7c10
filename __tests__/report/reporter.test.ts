import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import type { TaskSource } from '../../src/model/source.ts';
import { createVideoStore } from '../../src/model/video-store.ts';
import { createReporter } from '../../src/report/reporter.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { createErrorDetails, createFakeRunner } from '../support/fixtures.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

const FOLDER = createTemporaryFolder().path;
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

/** GitHub shows this many annotations of each kind per step. */
const MAX_SHOWN = 10;

/** The warnings of a run with `early` warnings, and with `late` videos that are ready but have an error to report. */
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
  const store = createVideoStore(tasks, null, clock, {
    identities: tasks.map(() => ({ sourceKey: null, address: null, contentVersion: null })),
    onChange: () => {},
  });
  for (let n = 0; n < early; n++) reporter.log.warning(createErrorDetails(), { name: `early ${n}` });
  tasks.forEach((_, n) => {
    // Each for a reason of its own: videos with the same one share an annotation.
    store.finish(n, 'ready', createErrorDetails({ message: `Reason ${'x'.repeat(n)}.` }));
  });
  await reporter.close({ store, collection: null, prune: 'off', isDryRun: false, indexName: null, removed: null });
  return { titles, lines };
}

test.each([
  [0, 0],
  [3, 2],
  [9, 1],
  [0, 12],
  [12, 0],
  [12, 12],
])(
  'The reporter makes no more annotations than GitHub shows: %i warnings during the run, %i at its end',
  async (early, late) => {
    const { titles, lines } = await warningsOf(early, late);
    expect(titles.length).toBeLessThanOrEqual(MAX_SHOWN);
    const reported = [...titles, ...lines].filter((text) => /early \d+/.test(text));
    expect(reported).toHaveLength(early);
    // Those at the end are counted, if not shown.
    if (late > 0) expect(titles.length).toBeGreaterThanOrEqual(Math.min(early + late, MAX_SHOWN));
  },
);
