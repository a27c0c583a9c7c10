import { readLimits } from '../http/request-limits.ts';
import type { IndexedAsset } from '../twelvelabs/indexed-assets.ts';
import { getIndexedAsset, listIndexedAssets } from '../twelvelabs/indexed-assets.ts';
import { whenReadable } from '../twelvelabs/retry.ts';
import type { Context } from './run-context.ts';

/** A mark is in one item; more rows than this come from a platform that ignores the filter. */
const MOST_ROWS = 3;

/**
 * The item of an index that carries `gha_submission = submission`; null where none shows (yet). Rows that tell no
 * metadata are asked for singly. Rejects with a `PlatformError`.
 */
export async function findMarked(context: Context, indexId: string, submission: string): Promise<IndexedAsset | null> {
  const { api } = context;
  const query = { page: 1, filter: { gha_submission: submission } };
  const { rows } = await listIndexedAssets(api, indexId, query, readLimits(context));
  for (const row of rows.slice(0, MOST_ROWS)) {
    const item =
      row.userMetadata === null
        ? await whenReadable(() => getIndexedAsset(api, indexId, row.taskId, readLimits(context)))
        : row;
    if (item?.userMetadata?.['gha_submission'] === submission) return item;
  }
  return null;
}
