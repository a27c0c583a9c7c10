import { createReadLimits } from '../http/request-limits.ts';
import type { IndexedAsset } from '../twelvelabs/indexed-assets.ts';
import { getIndexedAsset, listIndexedAssets } from '../twelvelabs/indexed-assets.ts';
import { readIfAvailable } from '../twelvelabs/retry.ts';
import type { RunContext } from './run-context.ts';

/** A mark is in one item; more rows than this come from a platform that ignores the filter. */
const MAX_ROWS = 3;

/**
 * The item of an index that carries `gha_submission = submission`; null where none shows (yet). Rows that tell no
 * metadata are asked for singly. Rejects with a `PlatformError`.
 */
export async function findBySubmissionId(
  context: RunContext,
  indexId: string,
  submission: string,
): Promise<IndexedAsset | null> {
  const { api } = context;
  const query = { page: 1, filter: { gha_submission: submission } };
  const { rows } = await listIndexedAssets(api, indexId, query, createReadLimits(context));
  for (const row of rows.slice(0, MAX_ROWS)) {
    const item =
      row.userMetadata === null
        ? await readIfAvailable(() => getIndexedAsset(api, indexId, row.id, createReadLimits(context)))
        : row;
    if (item?.userMetadata?.['gha_submission'] === submission) return item;
  }
  return null;
}
