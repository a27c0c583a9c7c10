/**
 * Measures the action against its bounds, and exits with 1 if one is missed. `npm run bench` runs all scenarios,
 * `npm run bench -- start-up upload` some of them. With `--tolerant`, as in CI, only what no noise of a shared machine
 * explains fails. `--record "what changed, and why"` adds the figures to bench/history.json and docs/performance.md.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { withSection } from '../scripts/readme-section.ts';
import { bucket } from './bucket.ts';
import { bundle, formatChunks } from './bundle.ts';
import { type Figure, formatTable, isFarOff, type Scenario } from './figure.ts';
import { buildHistory, describeMachine, record } from './history.ts';
import { inspection } from './inspection.ts';
import { largeFile } from './large-file.ts';
import { manifest } from './manifest.ts';
import { manyVideos } from './many-videos.ts';
import { openTasks } from './open-tasks.ts';
import { pollSchedule } from './poll-schedule.ts';
import { requests } from './requests.ts';
import { startUp } from './start-up.ts';
import { throughput } from './throughput.ts';
import { upload } from './upload.ts';

const SCENARIOS: readonly Scenario[] = [
  startUp,
  pollSchedule,
  openTasks,
  throughput,
  requests,
  manifest,
  bucket,
  manyVideos,
  inspection,
  largeFile,
  upload,
  bundle,
];
const PAGE = 'docs/performance.md';

const { values, positionals: names } = parseArgs({
  allowPositionals: true,
  options: { tolerant: { type: 'boolean', default: false }, record: { type: 'string' } },
});
const { tolerant: isTolerant, record: note = null } = values;
const unknown = names.filter((name) => SCENARIOS.every((scenario) => scenario.name !== name));
if (unknown.length > 0) throw new Error(`Unknown scenario ${unknown.join(', ')}. Remove it from the arguments.`);
if (note !== null && names.length > 0) throw new Error('--record needs all scenarios. Remove the names.');

const figures: Figure[] = [];
const farOff: Figure[] = [];
const broken: string[] = [];
// One after the other, so that no scenario affects the times of another.
for (const { name, isNoisy, measure } of SCENARIOS) {
  if (names.length > 0 && !names.includes(name)) continue;
  process.stderr.write(`${name} …\n`);
  try {
    const measured = await measure();
    figures.push(...measured);
    farOff.push(...measured.filter((figure) => isFarOff(figure, isNoisy)));
  } catch (error) {
    // The others are still worth their time.
    console.error(error);
    broken.push(name);
  }
}
const table = formatTable(figures);
console.log(table);
if (note !== null && broken.length === 0) {
  record(figures, note, new Date());
  const machine = `Measured on a shared machine: ${describeMachine()}.`;
  const page = withSection(readFileSync(PAGE, 'utf8'), 'figures', `${machine}\n\n${table}`);
  writeFileSync(PAGE, withSection(withSection(page, 'chunks', formatChunks()), 'history', buildHistory()));
}
const failed = isTolerant ? farOff : figures.filter(({ ok }) => !ok);
for (const { name, measured, bound } of failed) console.error(`${name}: ${measured}, bound ${bound}`);
for (const name of broken) console.error(`${name} could not be measured.`);
process.exitCode = failed.length + broken.length === 0 ? 0 : 1;
