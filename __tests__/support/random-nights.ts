import fc from 'fast-check';
import type { StepResult } from './bundle-harness.ts';
import { type BundleHarness, withBundleHarness } from './bundle-harness.ts';
import { type ContentHost, getOwn, type Row, runNight, startContentHost } from './nights.ts';

/** One night: what each file of the list is, or null if the list does not have it. */
type Night = readonly (RowState | null)[];

interface RowState {
  readonly version: number;
  readonly label: string | null;
  readonly hasKey: boolean;
  readonly isRenamed: boolean;
}

const FILES = ['a', 'b', 'c', 'd'];

const rowState: fc.Arbitrary<RowState> = fc.record({
  version: fc.integer({ min: 1, max: 3 }),
  label: fc.constantFrom('x', 'y', null),
  hasKey: fc.boolean(),
  isRenamed: fc.boolean(),
});

/** Nights of random lists: new, removed and changed videos, changed metadata, other keys, renamed files, old versions. */
export function createNights(maxLength: number): fc.Arbitrary<readonly Night[]> {
  const states = FILES.map(() => fc.option(rowState, { freq: 4 }));
  return fc.array(fc.tuple(...states), { minLength: 2, maxLength });
}

function toRows(night: Night): readonly Row[] {
  return night.flatMap((state, at) => {
    if (state === null) return [];
    const { version, label, hasKey, isRenamed } = state;
    const file = FILES[at] ?? '';
    const content = `${file}${version}`;
    return [
      {
        file: `${file}${isRenamed ? '-renamed' : ''}.mp4`,
        content,
        ...(hasKey ? { key: `key ${file}` } : {}),
        user_metadata: { content, ...(label === null ? {} : { label }) },
      },
    ];
  });
}

/**
 * Plays nights in one index with `prune: report` and in another one with `prune: delete`. Resolves with what is wrong:
 * a dry run that changes something or differs from the run after it, an index that is not the list, a content that is
 * billed twice.
 */
export async function playNights(nights: readonly Night[]): Promise<readonly string[]> {
  const faults = await Promise.all(['report', 'delete'].map((prune) => playWith(nights, prune)));
  return faults.flat();
}

async function playWith(nights: readonly Night[], prune: string): Promise<readonly string[]> {
  const faults: string[] = [];
  const host = await startContentHost();
  await withBundleHarness({ speed: 600, concurrency: 50, listUserMetadata: prune === 'delete' }, async (harness) => {
    for (const [at, night] of nights.entries()) {
      const found = await playNight(harness, host, toRows(night), prune);
      faults.push(...found.map((fault) => `${prune}, night ${at}: ${fault}`));
    }
  });
  await host.close();
  return faults;
}

async function playNight(
  harness: BundleHarness,
  host: ContentHost,
  rows: readonly Row[],
  prune: string,
): Promise<readonly string[]> {
  const inputs = { prune, if_no_videos: 'ignore' };
  const { core } = harness.simulator;
  const sent = core.requests.length;
  const planned = await runNight(harness, host, rows, { ...inputs, dry_run: 'true' });
  const methods = new Set(core.requests.slice(sent).map(({ method }) => method));
  const before = core.tasks().length;

  const run = await runNight(harness, host, rows, inputs);
  const created = core.tasks().length - before;
  return [
    ...(methods.size > 1 ? [`the dry run sent ${[...methods].join(', ')}`] : []),
    ...compare('actions', getActions(planned), getActions(run)),
    ...compare('exit code', run.code, 0),
    ...compare('submissions', String(created), run.outputs['submitted_count']),
    ...(prune === 'delete' ? compareIndex(harness, rows) : compareBilling(harness)),
  ];
}

const COUNTS = [
  'total_count',
  'submitted_count',
  'reused_count',
  'deleted_count',
  'submitted_minutes',
  'reused_minutes',
];

function getActions({ results, outputs }: StepResult): readonly string[] {
  const actions = results.map(({ source, video_id, action, reason, replaces }) =>
    [source ?? video_id, action, reason, ...replaces].join(' '),
  );
  return [...actions, ...COUNTS.map((name) => `${name} ${outputs[name]}`)];
}

/** The index has each content of the list once, with its metadata, and nothing else. */
function compareIndex(harness: BundleHarness, rows: readonly Row[]): readonly string[] {
  const describe = (metadata: Readonly<Record<string, unknown>>): string =>
    `${metadata['content']} ${metadata['label'] ?? null}`;
  const actual = getOwn(harness).map(({ userMetadata }) => describe(userMetadata));
  const expected = rows.map(({ user_metadata }) => describe(user_metadata ?? {}));
  return compare('index', actual.toSorted(), expected.toSorted());
}

/** No content is in the index twice. */
function compareBilling(harness: BundleHarness): readonly string[] {
  const contents = getOwn(harness).map(({ userMetadata }) => String(userMetadata['content']));
  return compare('contents', contents.toSorted(), [...new Set(contents)].toSorted());
}

function compare(what: string, actual: unknown, expected: unknown): readonly string[] {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  return a === b ? [] : [`${what}: ${a} and not ${b}`];
}
