import type { Collection } from '../existing/collection.ts';
import type { ExistingRecord } from '../existing/record.ts';
import type { CheckFinding } from '../media/check-finding.ts';
import type { ErrorDetails } from '../model/errors.ts';
import { createErrorDetails } from '../model/errors.ts';
import type { UserMetadata } from '../model/source.ts';
import type { Shard } from '../sources/shard.ts';
import { isInShard } from '../sources/shard.ts';
import type { JsonObject } from '../util/json.ts';
import { checkBudget } from './budget.ts';
import type { Content, SubmitReason } from './match.ts';
import { matchExisting } from './match.ts';
import type { MetadataChanges, RecordChanges } from './metadata-changes.ts';
import { NO_CHANGES, planRecordChanges } from './metadata-changes.ts';
import { findMoves } from './moves.ts';
import type { ListedVideo, PlannedRemoval, PruneMode } from './removals.ts';
import { planRemovals } from './removals.ts';

/** What was observed of a queued video. */
export interface ObservedVideo extends Content {
  readonly position: number;
  readonly name: string;
  /** As in `gha_source`; null for none. */
  readonly sourceKey: string | null;
  /** Whether its version is a digest of its content. */
  readonly isFile: boolean;
  /** What the list says about it. */
  readonly userMetadata: UserMetadata;
  /** Why it cannot be submitted, regardless of the index. */
  readonly sourceError: ErrorDetails | null;
  /** Its records in the index. */
  readonly records: readonly ExistingRecord[];
  readonly durationSeconds: number | null;
  /** The most severe first; empty if nothing is wrong or it was not inspected. */
  readonly findings: readonly CheckFinding[];
}

/** Everything that the plan depends on, apart from the settings. */
export interface Observation {
  readonly videos: readonly ObservedVideo[];
  /** The videos of the index that the collection claims or has claimed; null if unknown. */
  readonly claimed: readonly ExistingRecord[] | null;
  /** Whether every row of the list could be read. If not, a video that seems to have left the list may still be in it. */
  readonly isListComplete: boolean;
  /** Why the records of the index are unknown; null if they are known or were not requested. */
  readonly lookupError: ErrorDetails | null;
  /** Why nothing can be added to the index: it does not exist, or the key has no access. */
  readonly indexError: ErrorDetails | null;
  readonly indexFindings: readonly CheckFinding[];
}

export interface PlanSettings {
  /** `strict` rejects invalid videos, `warn` submits them with a warning; with `off`, nothing was inspected. */
  readonly preflight: 'strict' | 'warn' | 'off';
  /** Seconds of video; null for no budget. */
  readonly maxTotalSeconds: number | null;
  /** The collection of the list; null for none. */
  readonly collection: Collection | null;
  readonly prune: PruneMode;
  readonly maxDeletions: number;
  /** How many videos of a feed are taken; null for all. */
  readonly maxItems: number | null;
  readonly shard: Shard | null;
}

interface ActionBase {
  readonly position: number;
  readonly name: string;
  /** Null if unknown. */
  readonly durationSeconds: number | null;
}

/** What to do with one video. */
export type PlannedAction = ActionBase &
  (
    | {
        readonly kind: 'reuse' | 'adopt';
        readonly record: ExistingRecord;
        readonly changes: RecordChanges;
        /** Whether it was found under another key or address. */
        readonly isMoved: boolean;
      }
    /** `findings`: what may be wrong with it. */
    | { readonly kind: 'submit'; readonly reason: SubmitReason; readonly findings: readonly CheckFinding[] }
    /** `record`: the earlier attempt that is the reason; null if there is none. */
    | { readonly kind: 'reject'; readonly error: ErrorDetails; readonly record: ExistingRecord | null }
  );

export interface Plan {
  /** One per observed video, in the same order. */
  readonly actions: readonly PlannedAction[];
  /** Videos of the index that the list no longer uses. */
  readonly removals: readonly PlannedRemoval[];
  /** About the index as a whole. */
  readonly warnings: readonly ErrorDetails[];
  /** Why the plan cannot be carried out as a whole; the step fails, even if every video succeeds. */
  readonly error: ErrorDetails | null;
}

export const EMPTY_PLAN: Plan = { actions: [], removals: [], warnings: [], error: null };

/** Whether the error of a plan is that of one of its videos, and reported as such. */
export function isReported({ actions }: Plan, error: ErrorDetails): boolean {
  return actions.some((action) => action.kind === 'reject' && action.error === error);
}

/** Decides what to do with every observed video. Pure: the same observation and settings result in the same plan. */
export function createPlan(observation: Observation, settings: PlanSettings): Plan {
  const { indexFindings } = observation;
  const blocking = settings.preflight === 'strict' ? indexFindings.find(({ severity }) => severity === 'reject') : null;
  const indexError = observation.indexError ?? blocking?.error ?? null;
  const moves = observeMoves(observation, settings);
  const videos = observation.videos.map((video) => applyMove(video, moves.get(video.position)));
  const planned = videos.map((video) => planVideo(video, observation.lookupError, indexError, settings));
  const { actions, error: budgetError } = applyBudget(planned, settings.maxTotalSeconds);
  const { removals, error: deletionError } = limitDeletions(
    prune({ ...observation, videos }, actions, settings),
    settings.maxDeletions,
  );
  return {
    actions,
    removals,
    warnings: [
      ...indexFindings.filter((finding) => finding !== blocking).map(({ error }) => error),
      ...explainSkippedPruning(observation, settings),
    ],
    error: observation.lookupError ?? indexError ?? budgetError ?? deletionError,
  };
}

/** Videos of the list that the index has under a key or an address that the list no longer has. */
function observeMoves(
  { videos, claimed, isListComplete }: Observation,
  { collection, prune: mode, shard }: PlanSettings,
): ReadonlyMap<number, ExistingRecord> {
  // What this shard does not list may be listed by another one.
  const isWholeList = isListComplete && shard === null;
  if (collection === null || claimed === null || mode === 'off' || !isWholeList) return new Map();
  const listed = new Set(videos.map(({ sourceKey }) => sourceKey));
  const unlisted = claimed.filter(({ userMetadata }) => !listed.has(String(userMetadata?.['gha_source'])));
  const unknown = videos.filter((video) => video.sourceError === null && hasNewContent(video));
  return findMoves(unlisted, unknown, collection);
}

/** Whether no record of the same source has, or had, the content. */
function hasNewContent(video: ObservedVideo): boolean {
  const match = matchExisting(video, video.records);
  return match.kind === 'submit' && match.reason !== 'retry';
}

/** Its record gets the key and the address of the list, so that everything that follows treats it as one of the video. */
function applyMove(video: ObservedVideo, moved: ExistingRecord | undefined): ObservedVideo {
  return moved === undefined ? video : { ...video, records: [moved, ...video.records] };
}

function prune(
  { videos, claimed, isListComplete }: Observation,
  actions: readonly PlannedAction[],
  { collection, prune: mode, shard }: PlanSettings,
): readonly PlannedRemoval[] {
  if (collection === null || claimed === null) return [];
  const isOwnPart = (sourceKey: string): boolean => shard === null || isInShard(sourceKey, shard);
  const listed = videos.map((video, at) => toListed(video, actions[at]));
  return planRemovals(claimed, listed, { collection, prune: mode, isListComplete, isOwnPart });
}

function toListed(video: ObservedVideo, action: PlannedAction | undefined): ListedVideo {
  const { position, sourceKey, address, contentVersion, contentStamp } = video;
  const videoId = action?.kind === 'reuse' || action?.kind === 'adopt' ? action.record.id : null;
  return { position, sourceKey, address, contentVersion, contentStamp, videoId, isRejected: action?.kind === 'reject' };
}

/** All or nothing: a list that was cut short must not cost a part of its videos. */
function limitDeletions(
  removals: readonly PlannedRemoval[],
  maxDeletions: number,
): { readonly removals: readonly PlannedRemoval[]; readonly error: ErrorDetails | null } {
  const count = removals.filter(({ kind }) => kind === 'delete').length;
  if (count <= maxDeletions) return { removals, error: null };
  const kept = removals.map(
    (removal): PlannedRemoval => (removal.kind === 'delete' ? { ...removal, kind: 'keep' } : removal),
  );
  return { removals: kept, error: createTooManyDeletions(count, maxDeletions) };
}

function createTooManyDeletions(count: number, limit: number): ErrorDetails {
  const message = `${count} videos would be deleted, more than \`max_deletions\` (${limit}) allows. Nothing was deleted.`;
  return createErrorDetails('too_many_deletions', { message });
}

function explainSkippedPruning(
  { claimed, isListComplete, lookupError }: Observation,
  { collection, prune: mode, maxItems }: PlanSettings,
): readonly ErrorDetails[] {
  if (collection === null || mode !== 'delete' || lookupError !== null) return [];
  if (maxItems !== null)
    return [
      createErrorDetails('prune_skipped', {
        message: 'Nothing was deleted, because `max_items` takes only a part of the feed.',
        hint: 'Remove `max_items` so that videos that the feed no longer has are deleted, or set `prune: report`.',
      }),
    ];
  if (claimed === null)
    return [
      createErrorDetails('prune_skipped', {
        message: 'Nothing was deleted: the collection has too many videos to read.',
      }),
    ];
  return isListComplete ? [] : [createErrorDetails('prune_skipped')];
}

function planVideo(
  video: ObservedVideo,
  lookupError: ErrorDetails | null,
  indexError: ErrorDetails | null,
  { preflight, collection }: PlanSettings,
): PlannedAction {
  const { position, name, durationSeconds, findings } = video;
  const base = { position, name, durationSeconds };
  const reject = (error: ErrorDetails, record: ExistingRecord | null = null): PlannedAction => ({
    ...base,
    kind: 'reject',
    error,
    record,
  });
  if (video.sourceError) return reject(video.sourceError);
  if (lookupError) return reject(lookupError);
  const match = matchExisting(video, video.records);
  if (match.kind === 'give_up') return reject(match.error, match.record);
  if (match.kind !== 'submit') {
    const { kind, record } = match;
    const stored = record.userMetadata;
    const changes = stored === null ? NO_CHANGES : planRecordChanges(stored, video.userMetadata, collection);
    const identity = planIdentity(stored, video);
    const isMoved = Object.keys(identity).length > 0;
    return { ...base, kind, record, changes: { ...changes, claim: { ...changes.claim, ...identity } }, isMoved };
  }
  if (indexError) return reject(indexError);
  const blocking = findings.find(({ severity, error }) => isBlocking(severity, error, preflight));
  if (blocking) return reject(blocking.error);
  return { ...base, kind: 'submit', reason: match.reason, findings };
}

/** The key and the address of a video that moved. */
function planIdentity(stored: JsonObject | null, { sourceKey, address }: ObservedVideo): MetadataChanges {
  if (stored === null || sourceKey === null || stored['gha_source'] === sourceKey) return {};
  return { gha_source: sourceKey, gha_address: address === sourceKey ? null : address };
}

/** An address in a private network is rejected with every `preflight` setting. */
function isBlocking(
  severity: CheckFinding['severity'],
  { code }: ErrorDetails,
  preflight: PlanSettings['preflight'],
): boolean {
  return code === 'video_url_private_address' || (severity === 'reject' && preflight === 'strict');
}

/** All or nothing, so that the order of the list does not decide which videos are submitted. */
function applyBudget(
  actions: readonly PlannedAction[],
  maxTotalSeconds: number | null,
): { readonly actions: readonly PlannedAction[]; readonly error: ErrorDetails | null } {
  const submitted = actions.filter(({ kind }) => kind === 'submit');
  const error = maxTotalSeconds === null ? null : checkBudget(submitted, maxTotalSeconds);
  if (error === null) return { actions, error };
  const limited = actions.map((action): PlannedAction => {
    const { position, name, durationSeconds } = action;
    return action.kind === 'submit' ? { position, name, durationSeconds, kind: 'reject', error, record: null } : action;
  });
  return { actions: limited, error };
}
