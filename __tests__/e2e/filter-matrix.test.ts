import { expect, test } from '@jest/globals';
import type { SimulatorOptions } from '../../simulator/options.ts';
import type { BundleHarness, StepResult } from '../support/bundle-harness.ts';
import { INDEX_ID, withBundleHarness } from '../support/bundle-harness.ts';
import { filterPosts, getRoutes } from '../support/ingest-methods.ts';

/** What the index has besides the videos of the first run when the second one begins; `nothing`: not even those. */
const FOREIGN_VIDEOS = {
  nothing: 0,
  'our videos only': 0,
  '300 newer foreign videos': 300,
  '1,100 newer foreign videos': 1_100,
} as const;

interface MatrixCase {
  readonly spelling: SimulatorOptions['metadataFilter'][number] | 'none';
  readonly others: SimulatorOptions['otherSpellings'];
  readonly rows: 'rows with metadata' | 'rows without';
  readonly filterable: SimulatorOptions['filterableAfter'];
  readonly index: keyof typeof FOREIGN_VIDEOS;
  readonly count: 1 | 7;
}

const toCase = (
  ...[spelling, others, rows, filterable, index, count]: [
    MatrixCase['spelling'],
    MatrixCase['others'],
    MatrixCase['rows'],
    MatrixCase['filterable'],
    MatrixCase['index'],
    MatrixCase['count'],
  ]
): MatrixCase => ({ spelling, others, rows, filterable, index, count });

/** A sample of the matrix in `invariants/filter-matrix.test.ts`: every value of every dimension. */
const CASES: readonly MatrixCase[] = [
  toCase('bare', 'ignored', 'rows without', 'creation', '300 newer foreign videos', 1),
  toCase('bare', 'refused', 'rows with metadata', 'update', 'our videos only', 7),
  toCase('brackets', 'match_nothing', 'rows without', 'update', '300 newer foreign videos', 7),
  toCase('brackets', 'ignored', 'rows with metadata', 'creation', 'nothing', 1),
  toCase('json', 'refused', 'rows without', 'creation', 'our videos only', 1),
  toCase('json', 'match_nothing', 'rows with metadata', 'update', '300 newer foreign videos', 7),
  toCase('json', 'ignored', 'rows without', 'update', '300 newer foreign videos', 1),
  toCase('none', 'match_nothing', 'rows without', 'creation', '300 newer foreign videos', 7),
  toCase('none', 'refused', 'rows with metadata', 'update', 'our videos only', 1),
  toCase('none', 'ignored', 'rows without', 'update', 'nothing', 7),
  toCase('none', 'ignored', 'rows without', 'creation', '1,100 newer foreign videos', 7),
];

interface MatrixOutcome {
  readonly first: StepResult;
  readonly second: StepResult;
  /** Videos of this workflow that were ever submitted. */
  readonly submitted: number;
  /** POSTs of the second run. */
  readonly posts: readonly string[];
}

function toOptions({ spelling, others, rows, filterable }: MatrixCase): Partial<SimulatorOptions> {
  return {
    metadataFilter: spelling === 'none' ? [] : [spelling],
    otherSpellings: others,
    listUserMetadata: rows === 'rows with metadata',
    filterableAfter: filterable,
  };
}

function runCase(matrixCase: MatrixCase): Promise<MatrixOutcome> {
  return withBundleHarness({ speed: 600, ...toOptions(matrixCase) }, async (harness) => {
    const links = Array.from({ length: matrixCase.count }, (_, n) => harness.video(`${n}.mp4`));
    const inputs = { reuse: 'true', video_url: links.join('\n'), poll_interval_seconds: '1' };
    const first = await harness.run(inputs);
    if (matrixCase.index === 'nothing') await deleteVideos(harness);
    addForeignVideos(harness, FOREIGN_VIDEOS[matrixCase.index]);
    const before = harness.simulator.requests.length;
    const second = await harness.run(inputs);
    const posts = filterPosts(getRoutes(harness.simulator).slice(before));
    const submitted = harness.simulator.core.tasks().filter(({ videoUrl }) => links.includes(videoUrl ?? '')).length;
    return { first, second, submitted, posts };
  });
}

async function deleteVideos({ simulator }: BundleHarness): Promise<void> {
  for (const { videoId } of simulator.core.tasks()) {
    const url = `${simulator.url}/indexes/${INDEX_ID}/indexed-assets/${videoId}`;
    const response = await fetch(url, { method: 'DELETE', headers: { 'x-api-key': 'tlk_test_key_0001' } });
    expect(response.status).toBe(204);
  }
}

function addForeignVideos({ simulator }: BundleHarness, count: number): void {
  for (let n = 0; n < count; n++) {
    const userMetadata = n % 2 === 0 ? { category: `c${n % 10}` } : {};
    simulator.core.addTask({ url: `https://others.example/${n}.mp4`, status: 'ready', userMetadata });
  }
}

test.each(CASES)(
  'with a filter by $spelling, other spellings $others, $rows, filterable after $filterable, and an index with $index, none of $count videos is billed twice',
  async (matrixCase) => {
    const { first, second, submitted, posts } = await runCase(matrixCase);
    const { index, count } = matrixCase;
    expect([first.code, first.outputs['reused_count'], first.outputs['error_message']]).toEqual([0, '0', '']);
    if (index === 'nothing') {
      expect([second.code, second.outputs['reused_count'], submitted]).toEqual([0, '0', 2 * count]);
      return;
    }
    expect([submitted, posts]).toEqual([count, []]);
    if (index === '1,100 newer foreign videos') {
      expect(second.code).toBe(1);
      expect(second.results.map(({ status, error }) => [status, error?.code])).toEqual(
        first.results.map(() => ['rejected', 'reuse_lookup_failed']),
      );
      expect(second.log).toContain('no filter by metadata could be verified');
      expect(second.log).toContain('reuse: false');
      return;
    }
    expect(second.code).toBe(0);
    expect(second.results.map(({ video_id, status, reused }) => [video_id, status, reused])).toEqual(
      first.results.map(({ video_id }) => [video_id, 'ready', true]),
    );
  },
);
