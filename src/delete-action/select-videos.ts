import type { Collection } from '../existing/collection.ts';
import { getOtherClaims, isManaged } from '../existing/collection.ts';
import type { MetadataQuery } from '../existing/metadata-query.ts';
import { proveFilter } from '../existing/prove-filter.ts';
import { isScanAffordable, scanIndex } from '../existing/scan-index.ts';
import { countRows, MAX_PAGES, PAGE_LIMIT, paginate } from '../http/pagination.ts';
import type { DeleteRetry } from '../indexing/deletions/delete-retry.ts';
import type { PlannedDeletion } from '../indexing/deletions/deletion-store.ts';
import type { ErrorDetails } from '../model/errors.ts';
import { createErrorDetails } from '../model/errors.ts';
import type { Api } from '../twelvelabs/api.ts';
import { ApiError, isResourceError } from '../twelvelabs/errors.ts';
import type { IndexedAsset, MetadataValues } from '../twelvelabs/indexed-assets.ts';
import { getIndexedAsset, listIndexedAssets, matchesMetadata } from '../twelvelabs/indexed-assets.ts';
import { inParallel } from '../util/concurrency.ts';
import { createSelectionImpossible, createTooManyMatches, createTooManyRows, createUnverified } from './errors.ts';
import type { DeleteInputs } from './inputs.ts';

/** A video that the inputs select, and what to do with it. */
export type SelectedVideo =
  /** `release`: another collection claims it, so that only the claim of this one is given up. */
  | { readonly kind: 'delete' | 'release' | 'unmanaged'; readonly asset: IndexedAsset }
  | { readonly kind: 'absent'; readonly videoId: string }
  /** Its metadata cannot be read. */
  | { readonly kind: 'unknown'; readonly videoId: string; readonly name: string; readonly error: ErrorDetails };

export interface SelectionContext {
  readonly api: Api;
  readonly requests: DeleteRetry;
  readonly metadataQuery: MetadataQuery;
  readonly settings: Pick<DeleteInputs, 'indexId' | 'selection' | 'maxDeletions' | 'force'>;
}

const LOOKUP_CONCURRENCY = 4;

type Classify = (context: SelectionContext, asset: IndexedAsset) => SelectedVideo;

/**
 * Selects the videos before anything is deleted. A video is deleted only if its own metadata was read, as the API may
 * ignore a filter and may omit the metadata of rows. Rejects with a `UserError` if more videos would be deleted than
 * allowed, and with an `ApiError` if they cannot be read.
 */
export async function selectVideos(context: SelectionContext): Promise<readonly SelectedVideo[]> {
  const { selection } = context.settings;
  if (selection.kind === 'where') {
    const rows = await listAll(context, selection.filter);
    return await lookUpAll(context, rows, (row) => findByRow(context, row, selection.filter, classifyVideo));
  }
  if (selection.kind === 'collection') return await selectClaimed(context, selection.collection);
  const found = await lookUpAll(context, selection.videoIds, (videoId) => findById(context, videoId));
  if (found.some(({ kind }) => kind === 'absent')) await assertIndexExists(context);
  return found;
}

/** The videos that a collection claims, and those that it claimed until another version replaced them. */
async function selectClaimed(context: SelectionContext, collection: Collection): Promise<readonly SelectedVideo[]> {
  const { claim, pastClaim, name } = collection;
  const classify: Classify = (_, asset) => classifyClaimed(asset, collection);
  const current = await listAll(context, { [claim]: name });
  const past = await listAll(context, { [pastClaim]: name });
  const ids = new Set(current.map(({ id }) => id));
  const rows = [
    ...current.map((row) => [row, { [claim]: name }] as const),
    ...past.filter(({ id }) => !ids.has(id)).map((row) => [row, { [pastClaim]: name }] as const),
  ];
  return await lookUpAll(context, rows, ([row, filter]) => findByRow(context, row, filter, classify));
}

/** Metadata that imitates a claim on a video of somebody else selects nothing. */
function classifyClaimed(asset: IndexedAsset, collection: Collection): SelectedVideo {
  const metadata = asset.userMetadata ?? {};
  if (!isManaged(metadata)) return { kind: 'unmanaged', asset };
  return { kind: getOtherClaims(metadata, collection).length > 0 ? 'release' : 'delete', asset };
}

/** In an index that does not exist, every video is absent. Rejects if it does not. */
async function assertIndexExists({ api, requests, settings }: SelectionContext): Promise<void> {
  await requests.read((limits) => listIndexedAssets(api, settings.indexId, { page: 1 }, limits));
}

/** Looks up each item, in order. Stops as soon as too many would be deleted. */
async function lookUpAll<T>(
  { settings }: SelectionContext,
  items: readonly T[],
  lookUp: (item: T) => Promise<SelectedVideo | null>,
): Promise<readonly SelectedVideo[]> {
  const found = new Map<number, SelectedVideo | null>();
  let deletions = 0;
  await inParallel(LOOKUP_CONCURRENCY, items.entries(), async ([n, item]) => {
    if (deletions > settings.maxDeletions) return;
    const video = await lookUp(item);
    found.set(n, video);
    if (video?.kind === 'delete') deletions += 1;
  });
  if (deletions > settings.maxDeletions) {
    const all = deletions === found.size ? String(items.length) : `At least ${deletions}`;
    throw createTooManyMatches(all, settings.maxDeletions);
  }
  return [...items.keys()].flatMap((n) => found.get(n) ?? []);
}

/**
 * The rows that may match `filter`, each once. If there are none, that counts only if the filter was proven by an item
 * that is known to match, or if the whole index was read.
 */
async function listAll(
  { metadataQuery: query }: SelectionContext,
  filter: MetadataValues,
): Promise<readonly IndexedAsset[]> {
  const first = await query.listPage(1);
  if (first.rows.length === 0) return [];
  if (await proveFilter(query, first, [filter])) return await listMatching(query, filter);
  if (!isScanAffordable(first)) throw createSelectionImpossible(countRows(first));
  return await scanIndex(query, first);
}

async function listMatching(query: MetadataQuery, filter: MetadataValues): Promise<readonly IndexedAsset[]> {
  const rows = new Map<string, IndexedAsset>();
  for await (const page of paginate((number) => query.listMatching(filter, number))) {
    if (page.totalPages > MAX_PAGES) throw createTooManyRows(MAX_PAGES * PAGE_LIMIT);
    for (const row of page.rows) rows.set(row.id, row);
  }
  return [...rows.values()];
}

async function findById(context: SelectionContext, videoId: string): Promise<SelectedVideo> {
  const video = await readVideo(context, videoId);
  if (video instanceof ApiError) {
    return video.status === 404
      ? { kind: 'absent', videoId }
      : { kind: 'unknown', videoId, name: videoId, error: video.details };
  }
  return classifyVideo(context, video);
}

/** Null for a video that does not match. */
async function findByRow(
  context: SelectionContext,
  row: IndexedAsset,
  filter: MetadataValues,
  classify: Classify,
): Promise<SelectedVideo | null> {
  const video = row.userMetadata === null ? await readVideo(context, row.id) : row;
  if (!(video instanceof ApiError)) {
    return video.userMetadata !== null && matchesMetadata(video.userMetadata, filter) ? classify(context, video) : null;
  }
  const hasEnded = row.status === 'ready' || row.status === 'failed';
  if (video.status === 404 && hasEnded) return null; // deleted since it was listed
  const error = video.status === 404 ? createUnverified(row.status) : video.details;
  return { kind: 'unknown', videoId: row.id, name: row.filename ?? row.id, error };
}

function classifyVideo({ settings }: SelectionContext, asset: IndexedAsset): SelectedVideo {
  const metadata = asset.userMetadata ?? {};
  const isManaged = Boolean(metadata['gha_submission'] || metadata['gha_source']);
  return { kind: isManaged || settings.force ? 'delete' : 'unmanaged', asset };
}

/** The video, or why it cannot be read. Rejects with errors that concern other videos as well. */
async function readVideo(
  { api, requests, settings }: SelectionContext,
  videoId: string,
): Promise<IndexedAsset | ApiError> {
  try {
    return await requests.read((limits) => getIndexedAsset(api, settings.indexId, videoId, limits));
  } catch (error) {
    if (isResourceError(error)) return error;
    throw error;
  }
}

/** The deletion that a selected video begins with. */
export function toDeletion(selected: SelectedVideo): PlannedDeletion {
  if (selected.kind === 'absent') return { name: selected.videoId, video_id: selected.videoId, status: 'absent' };
  if (selected.kind === 'unknown') {
    return { name: selected.name, video_id: selected.videoId, status: 'failed', error: selected.error };
  }
  const { id: videoId, filename, metadata, status } = selected.asset;
  const indexed = status === 'ready' || status === 'failed';
  const video = { indexed, name: filename ?? videoId, video_id: videoId, asset_id: metadata.asset_id };
  return selected.kind === 'delete' || selected.kind === 'release'
    ? { ...video, status: 'queued' }
    : { ...video, status: 'skipped', error: createErrorDetails('not_managed') };
}
