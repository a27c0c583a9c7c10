import { readFileSync, writeFileSync } from 'node:fs';
import { withSection } from '../scripts/readme-section.ts';
import { busyPlaces } from './busy-places.ts';
import { cadence } from './cadence.ts';
import type { Figure } from './figure.ts';
import { largeFile } from './large-file.ts';
import { manifest } from './manifest.ts';
import { manyOpen } from './many-open.ts';
import { manyVideos } from './many-videos.ts';
import type { Scenario } from './scenario.ts';
import { startUp } from './start-up.ts';
import { tableOf } from './table.ts';
import { upload } from './upload.ts';

/** What the action costs, against what was promised; the exit code is 1 when a bound is missed. `--write`: into docs/performance.md. */
const SCENARIOS: readonly Scenario[] = [
  startUp,
  cadence,
  manyOpen,
  busyPlaces,
  manifest,
  manyVideos,
  largeFile,
  upload,
];

/** The page that `--write` updates. */
const PAGE = 'docs/performance.md';

/** One after the other, so that none disturbs another's times. */
async function runAll(scenarios: readonly Scenario[]): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const { name, measure } of scenarios) {
    process.stderr.write(`${name} …\n`);
    figures.push(...(await measure()));
  }
  return figures;
}

try {
  const figures = await runAll(SCENARIOS);
  process.stdout.write(`${tableOf(figures)}\n`);
  if (process.argv.includes('--write')) {
    writeFileSync(PAGE, withSection(readFileSync(PAGE, 'utf8'), 'figures', tableOf(figures)));
  }
  process.exitCode = figures.every(({ ok }) => ok) ? 0 : 1;
} catch (error) {
  process.stderr.write(`bench: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
}
