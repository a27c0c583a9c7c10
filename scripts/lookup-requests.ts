import { markdownTable } from 'markdown-table';
import { createMemoryHarness, type MemoryHarness } from '../__tests__/support/memory-harness.ts';
import type { FilterSpelling, SimulatorOptions } from '../simulator/options.ts';

type FilterableAfter = SimulatorOptions['filterableAfter'];
type Reading = Pick<SimulatorOptions, 'otherSpellings' | 'listUserMetadata' | 'filterableAfter'>;

/** An index that a new video is to be submitted to. `own` videos are older than `foreign` ones. */
export interface LookupIndex {
  readonly title: string;
  readonly own: number;
  readonly foreign: number;
  readonly filterableAfter: FilterableAfter;
}

/** The requests before the first submission to an index, at most, whatever the platform does with other spellings. */
export interface LookupCost {
  readonly index: LookupIndex;
  /** By the spelling that the platform obeys; `none`: it obeys none. */
  readonly requests: ReadonlyMap<FilterSpelling | 'none', number>;
  /** The same as for the spelling that is tried first. */
  readonly knownSpelling: number;
  /** Whether nothing is submitted if the platform obeys no spelling. */
  readonly stopsWithoutFilter: boolean;
}

/** The first one is tried first. */
const SPELLINGS = ['brackets', 'json', 'bare'] as const satisfies readonly FilterSpelling[];

/** The index in which a new video takes the most requests, apart from metadata that must be updated first. */
const FOREIGN_INDEX: LookupIndex = {
  title: '20,000 of others',
  own: 0,
  foreign: 20_000,
  filterableAfter: 'creation',
};

const INDEXES: readonly LookupIndex[] = [
  { title: 'Empty', own: 0, foreign: 0, filterableAfter: 'creation' },
  { title: '120 of this workflow', own: 120, foreign: 0, filterableAfter: 'creation' },
  { title: '1 of this workflow, 300 newer ones of others', own: 1, foreign: 300, filterableAfter: 'creation' },
  { title: '1 of this workflow, 20,000 newer ones of others', own: 1, foreign: 20_000, filterableAfter: 'creation' },
  FOREIGN_INDEX,
  {
    title: '1 of this workflow, 20,000 newer ones of others; metadata can be filtered only after an update',
    own: 1,
    foreign: 20_000,
    filterableAfter: 'update',
  },
];

/** Counts the requests before the first submission in each kind of index, on a simulated platform. */
export async function measureLookups(): Promise<readonly LookupCost[]> {
  const costs: LookupCost[] = [];
  for (const index of INDEXES) costs.push(await measureIndex(index));
  return costs;
}

/** The requests before the first submission to an index of 20,000 videos of others, whichever filter it obeys. */
export async function measureForeignIndex(): Promise<number> {
  const { requests } = await measureIndex(FOREIGN_INDEX);
  return Math.max(...SPELLINGS.map((spelling) => requests.get(spelling) ?? Number.NaN));
}

async function measureIndex(index: LookupIndex): Promise<LookupCost> {
  const harness = await createIndex(index);
  const requests = new Map<FilterSpelling | 'none', number>();
  let stopsWithoutFilter = false;
  for (const spelling of [...SPELLINGS, 'none'] as const) {
    const counts: number[] = [];
    for (const reading of listReadings(index.filterableAfter)) {
      harness.core.setOptions({ metadataFilter: spelling === 'none' ? [] : [spelling], ...reading });
      const { count, isSubmitted } = await countRequests(harness);
      if (!isSubmitted && spelling !== 'none') throw new Error(`${index.title}, ${spelling}: nothing was submitted`);
      if (!isSubmitted) stopsWithoutFilter = true;
      counts.push(count);
    }
    requests.set(spelling, Math.max(...counts));
  }
  return { index, requests, stopsWithoutFilter, knownSpelling: requests.get(SPELLINGS[0]) ?? 0 };
}

function listReadings(filterableAfter: FilterableAfter): readonly Reading[] {
  return (['ignored', 'refused', 'match_nothing'] as const).flatMap((otherSpellings) =>
    [true, false].map((listUserMetadata) => ({ otherSpellings, listUserMetadata, filterableAfter })),
  );
}

/** Half of them have metadata. */
function addForeignVideos(harness: MemoryHarness, count: number): void {
  for (let n = 0; n < count; n++) {
    const userMetadata = n % 2 === 0 ? { category: `c${n % 10}` } : {};
    harness.core.addTask({ url: 'https://others.example/a.mp4', filename: 'a.mp4', status: 'ready', userMetadata });
  }
}

/** An index with the videos of an earlier run. */
async function createIndex({ own, foreign }: LookupIndex): Promise<MemoryHarness> {
  const harness = createMemoryHarness({ filterableAfter: 'update', concurrency: 200 });
  const links = Array.from({ length: own }, (_, n) => `https://videos.example/${n}.mp4`);
  if (own > 0) await harness.run({ reuse: 'true', video_url: links.join('\n'), max_in_flight: '200' });
  addForeignVideos(harness, foreign);
  // A submission is refused, so that the index stays as it is.
  harness.core.fault({ route: 'POST /tasks', effect: { kind: 'status', status: 400 } });
  return harness;
}

async function countRequests(harness: MemoryHarness): Promise<{ count: number; isSubmitted: boolean }> {
  const before = harness.core.requests.length;
  await harness.run({ reuse: 'true', video_url: 'https://videos.example/new.mp4', endpoint: 'tasks' });
  const requests = harness.core.requests.slice(before);
  const first = requests.findIndex(({ method }) => method === 'POST');
  return { count: first === -1 ? requests.length : first, isSubmitted: first !== -1 };
}

/** The table of `docs/performance.md`. */
export function buildLookupTable(costs: readonly LookupCost[]): string {
  const head = ['Videos in the index', 'Known spelling', '`user_metadata[k]=v`', '`user_metadata={"k":"v"}`', '`k=v`'];
  const rows = costs.map(({ index, requests, knownSpelling, stopsWithoutFilter }) => [
    index.title,
    String(knownSpelling),
    ...SPELLINGS.map((spelling) => String(requests.get(spelling))),
    `${requests.get('none')}${stopsWithoutFilter ? ', and nothing is submitted' : ''}`,
  ]);
  const align = ['l', ...head.map(() => 'r')];
  return markdownTable([[...head, 'None'], ...rows], { alignDelimiters: false, align });
}

/** The requests of a run over an unchanged collection. */
export interface CollectionCost {
  readonly videos: number;
  readonly foreign: number;
  readonly listUserMetadata: boolean;
  /** At most, by any spelling that the platform obeys and whatever it does with the others. */
  readonly requests: number;
  /** ⌈n/50⌉ + 6, and n more where the rows of lists do not contain metadata. */
  readonly bound: number;
}

const COLLECTION_SIZES = [1, 120, 1_000];

/** Counts the requests of the second run of a list that did not change, on a simulated platform. */
export async function measureCollections(): Promise<readonly CollectionCost[]> {
  const costs: CollectionCost[] = [];
  for (const videos of COLLECTION_SIZES) costs.push(...(await measureCollection(videos)));
  return costs.toSorted((a, b) => Number(b.listUserMetadata) - Number(a.listUserMetadata));
}

async function measureCollection(videos: number): Promise<readonly CollectionCost[]> {
  const harness = createMemoryHarness({ concurrency: 1_000 });
  const links = Array.from({ length: videos }, (_, n) => `https://videos.example/${n}.mp4`);
  const inputs = { reuse: 'true', collection: 'List', max_in_flight: '1000', video_url: links.join('\n') };
  await harness.run(inputs);
  const costs: CollectionCost[] = [];
  for (const foreign of [0, 20_000]) {
    addForeignVideos(harness, foreign);
    for (const listUserMetadata of [true, false]) {
      harness.core.setOptions({ listUserMetadata });
      const requests = await countUnchanged(harness, inputs, videos);
      const bound = Math.ceil(videos / 50) + 6 + (listUserMetadata ? 0 : videos);
      costs.push({ videos, foreign, listUserMetadata, requests, bound });
    }
  }
  return costs;
}

async function countUnchanged(
  harness: MemoryHarness,
  inputs: Readonly<Record<string, string>>,
  videos: number,
): Promise<number> {
  let most = 0;
  for (const spelling of SPELLINGS) {
    for (const otherSpellings of ['ignored', 'refused', 'match_nothing'] as const) {
      harness.core.setOptions({ metadataFilter: [spelling], otherSpellings });
      const before = harness.core.requests.length;
      const run = await harness.run(inputs);
      if (run.outputs['reused_count'] !== String(videos)) throw new Error('the list did not stay as it was');
      most = Math.max(most, harness.core.requests.length - before);
    }
  }
  return most;
}

/** The table of `docs/performance.md` about unchanged collections. */
export function buildCollectionTable(costs: readonly CollectionCost[]): string {
  const head = ['Videos in the collection', 'Newer ones of others', 'Lists contain metadata', 'Requests', 'Bound'];
  const rows = costs.map(({ videos, foreign, listUserMetadata, requests, bound }) => [
    videos.toLocaleString('en'),
    foreign.toLocaleString('en'),
    listUserMetadata ? 'yes' : 'no',
    requests.toLocaleString('en'),
    bound.toLocaleString('en'),
  ]);
  return markdownTable([head, ...rows], { alignDelimiters: false, align: ['r', 'r', 'l', 'r', 'r'] });
}
