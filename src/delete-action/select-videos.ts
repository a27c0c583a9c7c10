import { PAGE_LIMIT } from '../http/pagination.ts';
import type { Problem } from '../model/errors.ts';
import type { Api } from '../twelvelabs/api.ts';
import { isPassing, PlatformError } from '../twelvelabs/errors.ts';
import type { IndexedAsset } from '../twelvelabs/indexed-assets.ts';
import { carries, getIndexedAsset, listIndexedAssets } from '../twelvelabs/indexed-assets.ts';
import { inParallel } from '../util/concurrency.ts';
import { tooManyMatches, tooManyRows, unverified } from './errors.ts';
import type { DeleteInputs } from './inputs.ts';
import type { Patience } from './patience.ts';

/** A video that the inputs name, and what is to be done about it. */
export type Found =
  | { readonly kind: 'delete' | 'foreign'; readonly asset: IndexedAsset }
  | { readonly kind: 'absent'; readonly videoId: string }
  /** The platform does not tell enough of it. */
  | { readonly kind: 'unknown'; readonly videoId: string; readonly name: string; readonly problem: Problem };

export interface SelectContext {
  readonly api: Api;
  readonly patience: Patience;
  readonly settings: Pick<DeleteInputs, 'indexId' | 'selection' | 'maxDeletions' | 'force'>;
}

const MOST_PAGES = 200;
const LOOKS_AT_ONCE = 4;

/**
 * Finds out which videos the inputs mean, before anything is deleted. Whatever the list says, nothing is to be
 * deleted whose own metadata was not read: the filter may be ignored, and rows may carry no metadata. Rejects with a
 * `Refusal` when more would be deleted than is allowed, and with a `PlatformError` when the platform does not tell.
 */
export async function selectVideos(context: SelectContext): Promise<readonly Found[]> {
  const { selection } = context.settings;
  if (selection.kind === 'where') {
    const rows = await listAll(context, selection.filter);
    return await lookAtAll(context, rows, (row) => findByRow(context, row, selection.filter));
  }
  const found = await lookAtAll(context, selection.videoIds, (videoId) => findById(context, videoId));
  if (found.some(({ kind }) => kind === 'absent')) await proveIndex(context);
  return found;
}

/** In an index that does not exist every video is absent, which proves nothing. Rejects if the platform knows none. */
async function proveIndex({ api, patience, settings }: SelectContext): Promise<void> {
  await patience.read((limits) => listIndexedAssets(api, settings.indexId, { page: 1, filter: {} }, limits));
}

/** Looks at each, in order; stops as soon as too many would be deleted. */
async function lookAtAll<T>(
  { settings }: SelectContext,
  items: readonly T[],
  look: (item: T) => Promise<Found | null>,
): Promise<readonly Found[]> {
  const found = new Map<number, Found | null>();
  let deletions = 0;
  await inParallel(LOOKS_AT_ONCE, items.entries(), async ([place, item]) => {
    if (deletions > settings.maxDeletions) return;
    const seen = await look(item);
    found.set(place, seen);
    if (seen?.kind === 'delete') deletions += 1;
  });
  if (deletions > settings.maxDeletions) {
    const all = deletions === found.size ? String(items.length) : `At least ${deletions}`;
    throw tooManyMatches(all, settings.maxDeletions);
  }
  return [...items.keys()].flatMap((place) => found.get(place) ?? []);
}

/** The rows that the platform lists for a filter, each once. */
async function listAll(
  { api, patience, settings }: SelectContext,
  filter: Readonly<Record<string, string>>,
): Promise<readonly IndexedAsset[]> {
  const rows = new Map<string, IndexedAsset>();
  for (let page = 1; ; page++) {
    const list = await patience.read((limits) => listIndexedAssets(api, settings.indexId, { page, filter }, limits));
    if (list.totalPages > MOST_PAGES) throw tooManyRows(MOST_PAGES * PAGE_LIMIT);
    for (const row of list.rows) rows.set(row.taskId, row);
    if (page >= list.totalPages) return [...rows.values()];
  }
}

async function findById(context: SelectContext, videoId: string): Promise<Found> {
  const seen = await read(context, videoId);
  if (seen instanceof PlatformError) {
    return seen.status === 404
      ? { kind: 'absent', videoId }
      : { kind: 'unknown', videoId, name: videoId, problem: seen.problem };
  }
  return verdict(context, seen);
}

/** Null for a video that does not match after all. */
async function findByRow(
  context: SelectContext,
  row: IndexedAsset,
  filter: Readonly<Record<string, string>>,
): Promise<Found | null> {
  const seen = row.userMetadata === null ? await read(context, row.taskId) : row;
  if (!(seen instanceof PlatformError)) {
    return seen.userMetadata !== null && carries(seen.userMetadata, filter) ? verdict(context, seen) : null;
  }
  const hasEnded = row.status === 'ready' || row.status === 'failed';
  if (seen.status === 404 && hasEnded) return null; // it has gone since it was listed
  const problem = seen.status === 404 ? unverified(row.status) : seen.problem;
  return { kind: 'unknown', videoId: row.taskId, name: row.filename ?? row.taskId, problem };
}

function verdict({ settings }: SelectContext, asset: IndexedAsset): Found {
  const marks = asset.userMetadata ?? {};
  const ours = Boolean(marks['gha_submission']) || Boolean(marks['gha_source']);
  return { kind: ours || settings.force ? 'delete' : 'foreign', asset };
}

/** The video itself, or why the platform does not show this one. Rejects with what concerns others as well. */
async function read(
  { api, patience, settings }: SelectContext,
  videoId: string,
): Promise<IndexedAsset | PlatformError> {
  try {
    return await patience.read((limits) => getIndexedAsset(api, settings.indexId, videoId, limits));
  } catch (error) {
    if (error instanceof PlatformError && !isPassing(error) && error.status !== 401) return error;
    throw error;
  }
}
