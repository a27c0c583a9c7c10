/**
 * Measures the action against its bounds, and exits with 1 if one is missed. `npm run bench` runs all scenarios,
 * `npm run bench -- start-up upload` some of them; `--write` puts the table into docs/performance.md.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { withSection } from '../scripts/readme-section.ts';
import { bucket } from './bucket.ts';
import { bundle, formatChunks } from './bundle.ts';
import { type Figure, formatTable, type Scenario } from './figure.ts';
import { inspection } from './inspection.ts';
import { largeFile } from './large-file.ts';
import { manifest } from './manifest.ts';
import { manyVideos } from './many-videos.ts';
import { openTasks } from './open-tasks.ts';
import { pollSchedule } from './poll-schedule.ts';
import { startUp } from './start-up.ts';
import { throughput } from './throughput.ts';
import { upload } from './upload.ts';

const SCENARIOS: readonly Scenario[] = [
  startUp,
  pollSchedule,
  openTasks,
  throughput,
  manifest,
  bucket,
  manyVideos,
  inspection,
  largeFile,
  upload,
  bundle,
];
const PAGE = 'docs/performance.md';

const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const unknown = names.filter((name) => SCENARIOS.every((scenario) => scenario.name !== name));
const write = process.argv.includes('--write');
if (unknown.length > 0) throw new Error(`Unknown scenario ${unknown.join(', ')}. Remove it from the arguments.`);
if (write && names.length > 0) throw new Error('--write needs all scenarios. Remove the names from the arguments.');

const figures: Figure[] = [];
// One after the other, so that no scenario affects the times of another.
for (const { name, measure } of SCENARIOS) {
  if (names.length > 0 && !names.includes(name)) continue;
  process.stderr.write(`${name} …\n`);
  figures.push(...(await measure()));
}
const table = formatTable(figures);
console.log(table);
if (write) {
  const machine = `Measured on a shared machine with ${cpus().length} cores and Node ${process.versions.node}.`;
  const page = withSection(readFileSync(PAGE, 'utf8'), 'figures', `${machine}\n\n${table}`);
  writeFileSync(PAGE, withSection(page, 'chunks', formatChunks()));
}
process.exitCode = figures.every(({ ok }) => ok) ? 0 : 1;
