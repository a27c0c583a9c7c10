import type { IndexedAsset } from '../twelvelabs/indexed-assets.ts';
import type { RunContext } from './run-context.ts';

/**
 * Finds the item of the index with this `gha_submission`. Null if none is listed; it may be listed later. Rejects with
 * an `ApiError`, without retries.
 */
export async function findBySubmissionId(
  { metadataQuery }: RunContext,
  submission: string,
): Promise<IndexedAsset | null> {
  return (await metadataQuery.findAny({ gha_submission: submission }))[0] ?? null;
}
