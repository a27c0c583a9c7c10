/**
 * Shows the action at work without an account: five runs of the committed bundle against a simulated platform, which
 * follow a list of videos as a nightly workflow does.
 */
import { DEMO_INDEX_ID, DEMO_LIST, type DemoRun, openDemoRuns } from './demo-runs.ts';

interface Scene {
  readonly heading: string;
  readonly list: readonly string[];
  /** The inputs to show, beside those that all runs have. */
  readonly inputs: Readonly<Record<string, string>>;
  /** The outputs to show. */
  readonly outputs: readonly string[];
  readonly code: number;
}

/** Simulated seconds per second: a video is searchable within seconds. */
const SPEED = 60;

const PRICE = { price_per_minute: '0.042' };
const FIRST_LIST = ['keynote.mp4', 'product-tour.mp4', 'draft.mp4'];
const NEXT_LIST = ['keynote.mp4', 'product-tour.mp4', 'interview.mp4'];

const SCENES: readonly Scene[] = [
  {
    heading: 'A plan: what would be submitted, and at what cost? Nothing is changed.',
    list: FIRST_LIST,
    inputs: { dry_run: 'true', ...PRICE },
    outputs: ['status', 'submitted_count', 'submitted_minutes'],
    code: 0,
  },
  {
    heading: 'The first night: every video is indexed.',
    list: FIRST_LIST,
    inputs: {},
    outputs: ['status', 'video_ids', 'submitted_minutes'],
    code: 0,
  },
  {
    heading: 'The second night: nothing has changed, so nothing is submitted or billed.',
    list: FIRST_LIST,
    inputs: {},
    outputs: ['status', 'reused_count', 'submitted_minutes'],
    code: 0,
  },
  {
    heading: 'The third night: the list has a new video, and one less. The index follows.',
    list: NEXT_LIST,
    inputs: { prune: 'delete' },
    outputs: ['reused_count', 'submitted_count', 'deleted_count'],
    code: 0,
  },
  {
    heading: 'The fourth night: one link leads to a web page. The step fails and states what to do.',
    list: [...NEXT_LIST, 'watch'],
    inputs: { preflight: 'strict', prune: 'delete' },
    outputs: ['status', 'ready_count', 'failed_count', 'error_code'],
    code: 1,
  },
];

const COLLECTION = 'demo videos';

/** What people see of a log on GitHub, with the results unfolded and masks applied. */
function toVisibleLog(log: string): string {
  const masks = [...log.matchAll(/^::add-mask::(.+)$/gm)].map(([, mask = '']) => mask);
  return masks
    .reduce((text, mask) => text.replaceAll(mask, '***'), log.replace(/^::add-mask::.*\n/gm, ''))
    .replace(/^::debug::.*\n/gm, '')
    .replace(/^::group::Settings\n[\s\S]*?^::endgroup::\n/gm, '▸ Settings\n')
    .replace(/^::group::/gm, '▾ ')
    .replace(/^::endgroup::\n/gm, '')
    .replace(/^::(error|warning|notice)[^:]*::/gm, (_, kind: string) => `${kind[0]?.toUpperCase()}${kind.slice(1)}: `);
}

function formatList(names: readonly string[], before: readonly string[]): string {
  const added = names.filter((name) => !before.includes(name)).map((name) => `+ ${name}`);
  const removed = before.filter((name) => !names.includes(name)).map((name) => `- ${name}`);
  const changes = [...added, ...removed];
  return `${DEMO_LIST}: ${changes.length === 0 ? 'unchanged' : changes.join('   ')}`;
}

function formatInputs(inputs: Readonly<Record<string, string>>): string {
  return Object.entries(inputs)
    .map(([name, value]) => `\n${name}: ${value}`)
    .join('');
}

function formatOutputs(names: readonly string[], { outputs }: DemoRun): string {
  const width = Math.max(...names.map((name) => name.length));
  return names.map((name) => `  ${name.padEnd(width)}  ${(outputs.get(name) ?? '').replaceAll('\n', ' ')}`).join('\n');
}

function indent(text: string): string {
  return text.trimEnd().replace(/^/gm, '  ');
}

console.log(`A workflow indexes the videos of ${DEMO_LIST} every night. The TwelveLabs API is simulated.

- uses: twelvelabs-index-action
  with:
    api_key: tlk_simulator
    index_id: ${DEMO_INDEX_ID}
    manifest: ${DEMO_LIST}
    collection: ${COLLECTION}`);

const runs = await openDemoRuns(SPEED);
let before: readonly string[] = [];
try {
  for (const [at, { heading, list, inputs, outputs, code }] of SCENES.entries()) {
    console.log(`\n━━ ${at + 1}. ${heading}\n\n${formatList(list, before)}${formatInputs(inputs)}\n`);
    const run = await runs.run(list, { collection: COLLECTION, ...inputs });
    const result = run.code === 0 ? 'The step succeeds.' : 'The step fails.';
    console.log(`${indent(toVisibleLog(run.log))}\n\n${result} Some of its outputs:\n${formatOutputs(outputs, run)}`);
    if (run.code !== code) throw new Error(`Run ${at + 1} ended with exit code ${run.code} instead of ${code}.`);
    before = list;
  }
} finally {
  await runs.close();
}
console.log(`
Index a video of your own: INPUT_API_KEY=tlk_… INPUT_INDEX_ID=<ID> INPUT_VIDEO_URL=<link to a video file> npm start`);
