import type { IndexedAsset } from '../twelvelabs/indexed-assets.ts';
import type { RunContext } from './run-context.ts';

/**
 * The item of the index that carries `gha_submission = submission`; null when none is listed (yet), which proves nothing.
 * Rejects with an `ApiError`; nothing is repeated.
 */
export async function findBySubmissionId(
  { metadataQuery }: RunContext,
  submission: string,
): Promise<IndexedAsset | null> {
  return (await metadataQuery.findAny({ gha_submission: submission }))[0] ?? null;
}
