import type { Page } from '../http/pagination.ts';
import { MAX_PAGES, PAGE_LIMIT, paginate } from '../http/pagination.ts';
import type { ErrorDetails } from '../model/errors.ts';
import type { Api } from '../twelvelabs/api.ts';
import { ApiError, isResourceError } from '../twelvelabs/errors.ts';
import type { IndexedAsset } from '../twelvelabs/indexed-assets.ts';
import { getIndexedAsset, listIndexedAssets, matchesMetadata } from '../twelvelabs/indexed-assets.ts';
import { inParallel } from '../util/concurrency.ts';
import type { DeleteRetry } from './delete-retry.ts';
import { createTooManyMatches, createTooManyRows, createUnverified } from './errors.ts';
import type { DeleteInputs } from './inputs.ts';

/** A video that the inputs name, and what is to be done about it. */
export type SelectedVideo =
  | { readonly kind: 'delete' | 'foreign'; readonly asset: IndexedAsset }
  | { readonly kind: 'absent'; readonly videoId: string }
  /** The platform does not tell enough of it. */
  | { readonly kind: 'unknown'; readonly videoId: string; readonly name: string; readonly error: ErrorDetails };

export interface SelectionContext {
  readonly api: Api;
  readonly patience: DeleteRetry;
  readonly settings: Pick<DeleteInputs, 'indexId' | 'selection' | 'maxDeletions' | 'force'>;
}

const LOOKUP_CONCURRENCY = 4;

/**
 * Finds out which videos the inputs mean, before anything is deleted. Whatever the list says, nothing is to be
 * deleted whose own metadata was not read: the filter may be ignored, and rows may carry no metadata. Rejects with a
 * `Refusal` when more would be deleted than is allowed, and with a `PlatformError` when the platform does not tell.
 */
export async function selectVideos(context: SelectionContext): Promise<readonly SelectedVideo[]> {
  const { selection } = context.settings;
  if (selection.kind === 'where') {
    const rows = await listAll(context, selection.filter);
    return await lookUpAll(context, rows, (row) => findByRow(context, row, selection.filter));
  }
  const found = await lookUpAll(context, selection.videoIds, (videoId) => findById(context, videoId));
  if (found.some(({ kind }) => kind === 'absent')) await assertIndexExists(context);
  return found;
}

/** In an index that does not exist every video is absent, which proves nothing. Rejects if the platform knows none. */
async function assertIndexExists({ api, patience, settings }: SelectionContext): Promise<void> {
  await patience.read((limits) => listIndexedAssets(api, settings.indexId, { page: 1, filter: {} }, limits));
}

/** Looks at each, in order; stops as soon as too many would be deleted. */
async function lookUpAll<T>(
  { settings }: SelectionContext,
  items: readonly T[],
  look: (item: T) => Promise<SelectedVideo | null>,
): Promise<readonly SelectedVideo[]> {
  const found = new Map<number, SelectedVideo | null>();
  let deletions = 0;
  await inParallel(LOOKUP_CONCURRENCY, items.entries(), async ([place, item]) => {
    if (deletions > settings.maxDeletions) return;
    const seen = await look(item);
    found.set(place, seen);
    if (seen?.kind === 'delete') deletions += 1;
  });
  if (deletions > settings.maxDeletions) {
    const all = deletions === found.size ? String(items.length) : `At least ${deletions}`;
    throw createTooManyMatches(all, settings.maxDeletions);
  }
  return [...items.keys()].flatMap((place) => found.get(place) ?? []);
}

/** The rows that the platform lists for a filter, each once. */
async function listAll(
  { api, patience, settings }: SelectionContext,
  filter: Readonly<Record<string, string>>,
): Promise<readonly IndexedAsset[]> {
  const rows = new Map<string, IndexedAsset>();
  const readPage = (page: number): Promise<Page<IndexedAsset>> =>
    patience.read((limits) => listIndexedAssets(api, settings.indexId, { page, filter }, limits));
  for await (const page of paginate(readPage)) {
    if (page.totalPages > MAX_PAGES) throw createTooManyRows(MAX_PAGES * PAGE_LIMIT);
    for (const row of page.rows) rows.set(row.id, row);
  }
  return [...rows.values()];
}

async function findById(context: SelectionContext, videoId: string): Promise<SelectedVideo> {
  const seen = await readVideo(context, videoId);
  if (seen instanceof ApiError) {
    return seen.status === 404
      ? { kind: 'absent', videoId }
      : { kind: 'unknown', videoId, name: videoId, error: seen.details };
  }
  return classifyVideo(context, seen);
}

/** Null for a video that does not match after all. */
async function findByRow(
  context: SelectionContext,
  row: IndexedAsset,
  filter: Readonly<Record<string, string>>,
): Promise<SelectedVideo | null> {
  const seen = row.userMetadata === null ? await readVideo(context, row.id) : row;
  if (!(seen instanceof ApiError)) {
    return seen.userMetadata !== null && matchesMetadata(seen.userMetadata, filter)
      ? classifyVideo(context, seen)
      : null;
  }
  const hasEnded = row.status === 'ready' || row.status === 'failed';
  if (seen.status === 404 && hasEnded) return null; // it has gone since it was listed
  const error = seen.status === 404 ? createUnverified(row.status) : seen.details;
  return { kind: 'unknown', videoId: row.id, name: row.filename ?? row.id, error: error };
}

function classifyVideo({ settings }: SelectionContext, asset: IndexedAsset): SelectedVideo {
  const marks = asset.userMetadata ?? {};
  const ours = Boolean(marks['gha_submission']) || Boolean(marks['gha_source']);
  return { kind: ours || settings.force ? 'delete' : 'foreign', asset };
}

/** The video itself, or why the platform does not show this one. Rejects with what concerns others as well. */
async function readVideo(
  { api, patience, settings }: SelectionContext,
  videoId: string,
): Promise<IndexedAsset | ApiError> {
  try {
    return await patience.read((limits) => getIndexedAsset(api, settings.indexId, videoId, limits));
  } catch (error) {
    if (isResourceError(error)) return error;
    throw error;
  }
}
