import { MAX_PAGES, PAGE_LIMIT } from '../http/pagination.ts';
import type { ErrorDetails } from '../model/errors.ts';
import { createErrorDetails, UserError } from '../model/errors.ts';
import type { VideoState } from '../model/video-store.ts';
import { ApiError } from '../twelvelabs/errors.ts';
import type { IndexedAsset } from '../twelvelabs/indexed-assets.ts';
import { createPause, mapInTurns } from '../util/concurrency.ts';
import { parseText } from '../util/json.ts';
import type { ItemsBySource } from './existing-videos.ts';
import { ExistingVideos } from './existing-videos.ts';
import type { MatchingItems } from './metadata-query.ts';
import type { RecentTasks } from './recent-tasks.ts';
import { addTasksOfItems, findUnlistedVideos, readRecentTasks } from './recent-tasks.ts';
import type { ExistingRecord } from './record.ts';
import { toExistingRecord } from './record.ts';
import type { RunContext } from './run-context.ts';

/** Failed videos whose tasks are requested individually for the reason, because they are no longer among the newest. */
const MAX_REASONS_READ = 50;

export interface LookupOptions {
  /** Whether the records settle what is done with the video. If not, it is searched for among unlisted items too. */
  readonly isKnown: (video: VideoState, records: readonly ExistingRecord[]) => boolean;
  /** Determines the current content version of the videos at these positions, and stores it. */
  readonly resolveVersions: (positions: ReadonlySet<number>) => Promise<void>;
  /** Whether to skip unlisted tasks with other file names. */
  readonly byNameOnly: boolean;
  /**
   * Whether to read the claims of the collection: `all`, because the plan depends on them; `if_cheaper`, because one list
   * may replace a request per video; `none`.
   */
  readonly claims: 'all' | 'if_cheaper' | 'none';
}

/** What the index has. */
export interface Existing {
  /** The records of the videos by position: all of the same source, in any version and status. */
  readonly records: RecordsByPosition;
  /** The videos that the collection claims or has claimed; null if there are too many or they were not requested. */
  readonly claimed: readonly ExistingRecord[] | null;
}

type RecordsByPosition = ReadonlyMap<number, readonly ExistingRecord[]>;

/** For fewer videos, it takes fewer requests to search for each of them than to read the claims. */
const MIN_VIDEOS_FOR_CLAIMS = 3;
const MAX_CLAIMS = MAX_PAGES * PAGE_LIMIT;

/**
 * Finds the records of some videos in the index. Versions are resolved only for videos that have a record. Rejects with
 * an `ApiError` or a `UserError` if the records cannot be determined; then nothing may be submitted.
 */
export async function lookUpExisting(
  context: RunContext,
  videos: readonly VideoState[],
  { isKnown, resolveVersions, byNameOnly, claims }: LookupOptions,
): Promise<Existing> {
  const pause = createPause();
  const positions = new Map<string, number>();
  for (const { sourceKey, position } of videos) if (sourceKey !== null) positions.set(sourceKey, position);
  const getUnknown = async (records: RecordsByPosition): Promise<readonly VideoState[]> => {
    const known = await mapInTurns([...positions.values()], (position) => {
      const video = context.store.videos()[position];
      return video === undefined || isKnown(video, records.get(position) ?? []) ? [] : [video];
    });
    return known.flat();
  };
  if (positions.size === 0 && claims !== 'all') return { records: new Map(), claimed: null };
  // Tasks first: a task in progress whose item is not in the list that is read afterwards is unlisted.
  const recent = positions.size === 0 ? new Map() : await readRecentTasks(context);
  const existing = new ExistingVideos(context);
  const claimed = await readClaimed(context, existing, claims, positions.size);
  const byClaim = groupBySourceKey(claimed.items);
  const atFirst = toRecords(positions, byClaim, recent);
  await resolveVersions(new Set(atFirst.keys()));
  const bySource = await existing.findBySource((await getUnknown(atFirst)).flatMap(({ sourceKey }) => sourceKey ?? []));
  await pause();
  const listed = mergeItems(byClaim, bySource, positions);
  await pause();
  const tasks = await addTasksOfItems(context, recent, getItemsInNeedOfTasks(context, listed));
  const records = addStepRecords(positions, toRecords(positions, listed, tasks), context.stepRecords.read());
  await resolveVersions(new Set([...records.keys()].filter((position) => !atFirst.has(position))));
  const missing = await getUnknown(records);
  const items = await findUnlistedVideos(context, recent, [...listed.values()].flat(), { missing, byNameOnly });
  const unlisted = toRecords(positions, groupBySourceKey(items), tasks);
  await resolveVersions(new Set(unlisted.keys()));
  const isComplete = claims === 'all' && claimed.isComplete;
  return {
    records: merge(records, unlisted),
    claimed: isComplete ? claimed.items.map((item) => toExistingRecord(item, tasks.get(item.id))) : null,
  };
}

async function readClaimed(
  { collection }: RunContext,
  existing: ExistingVideos,
  claims: LookupOptions['claims'],
  count: number,
): Promise<MatchingItems> {
  const isUseful = claims === 'all' || (claims === 'if_cheaper' && count >= MIN_VIDEOS_FOR_CLAIMS);
  if (collection === null || !isUseful) return { items: [], isComplete: false };
  const { claim, pastClaim, name } = collection;
  const current = await existing.findAll({ [claim]: name }, count, claims === 'all' ? MAX_CLAIMS : 2 * count);
  if (claims !== 'all') return current;
  const past = await existing.findAll({ [pastClaim]: name }, 0, MAX_CLAIMS);
  const items = new Map([...current.items, ...past.items].map((item) => [item.id, item]));
  return { items: [...items.values()], isComplete: current.isComplete && past.isComplete };
}

function mergeItems(a: ItemsBySource, b: ItemsBySource, positions: ReadonlyMap<string, number>): ItemsBySource {
  const merged = [...positions.keys()].map((key) => {
    const items = new Map([...(a.get(key) ?? []), ...(b.get(key) ?? [])].map((item) => [item.id, item]));
    return [key, [...items.values()]] as const;
  });
  return new Map(merged);
}

/** The first video of the step, because its task ID is an output, and failed ones, because only tasks have reasons. */
function getItemsInNeedOfTasks({ store }: RunContext, listed: ItemsBySource): readonly IndexedAsset[] {
  const first = listed.get(store.videos()[0]?.sourceKey ?? '')?.slice(0, 1) ?? [];
  const failed = [...listed.values()].flat().filter(({ status }) => status === 'failed');
  return [...first, ...failed.slice(0, MAX_REASONS_READ)];
}

function toRecords(
  positions: ReadonlyMap<string, number>,
  items: ItemsBySource,
  tasks: RecentTasks,
): ReadonlyMap<number, readonly ExistingRecord[]> {
  const records = new Map<number, readonly ExistingRecord[]>();
  for (const [sourceKey, position] of positions) {
    const found = items.get(sourceKey) ?? [];
    if (found.length > 0)
      records.set(
        position,
        found.map((item) => toExistingRecord(item, tasks.get(item.id))),
      );
  }
  return records;
}

/** Adds videos that steps of this job submitted and that are not listed yet. */
function addStepRecords(
  positions: ReadonlyMap<string, number>,
  records: ReadonlyMap<number, readonly ExistingRecord[]>,
  submitted: ReadonlyMap<string, readonly ExistingRecord[]>,
): ReadonlyMap<number, readonly ExistingRecord[]> {
  const all = new Map(records);
  for (const [sourceKey, position] of positions) {
    const listed = records.get(position) ?? [];
    const ids = new Set(listed.flatMap(({ id, taskId }) => [id, taskId]));
    const unlisted = (submitted.get(sourceKey) ?? []).filter(
      ({ id, taskId }) => !ids.has(id) && !ids.has(taskId ?? id),
    );
    if (unlisted.length > 0) all.set(position, [...listed, ...unlisted]);
  }
  return all;
}

function groupBySourceKey(items: readonly IndexedAsset[]): ItemsBySource {
  // A value of another type is of no use, and a deep one cannot be converted.
  return Map.groupBy(items, ({ userMetadata }) => parseText(userMetadata?.['gha_source']) ?? '');
}

function merge<Key, Value>(
  a: ReadonlyMap<Key, readonly Value[]>,
  b: ReadonlyMap<Key, readonly Value[]>,
): ReadonlyMap<Key, readonly Value[]> {
  const merged = new Map(a);
  for (const [key, values] of b) merged.set(key, [...(merged.get(key) ?? []), ...values]);
  return merged;
}

/** The error of each video that is not submitted because a lookup failed. Rethrows unexpected errors. */
export function toLookupError(error: unknown): ErrorDetails {
  if (error instanceof UserError) return error.details;
  if (!(error instanceof ApiError)) throw error;
  const { details } = error;
  // If the key or the index is wrong, a submission would fail for the same reason.
  if (details.class === 'auth' || details.class === 'input') return details;
  const message = `Could not check whether this video is already indexed, so it was not submitted. ${details.message}`;
  return createErrorDetails('reuse_lookup_failed', { message, class: details.class });
}
