import type { ErrorDetails } from '../model/errors.ts';
import type { VideoMetadata } from '../model/result.ts';
import type { Submittable, UserMetadata, VideoSource } from '../model/source.ts';
import type { VideoState } from '../model/video-store.ts';
import type { IndexedAsset } from '../twelvelabs/indexed-assets.ts';
import type { IndexingState } from '../twelvelabs/indexing-state.ts';
import type { JsonObject } from '../util/json.ts';
import type { Collection } from './collection.ts';
import { formatNames } from './collection.ts';

/** What the metadata of every submission of a run has in common. */
interface SubmissionContext {
  readonly settings: { readonly userMetadata: UserMetadata };
  readonly origin: Readonly<Record<string, string>>;
  readonly collection: Collection | null;
}

/** The metadata of the user for one video: that of its own entry overrides that of the input. */
export function getUserMetadata(common: UserMetadata, source: VideoSource): UserMetadata {
  return 'userMetadata' in source ? { ...common, ...source.userMetadata } : common;
}

/**
 * The metadata of a submission: that of the user, its origin, the claim of its collection, its source key
 * (`gha_source`), its content version (`gha_version`, `gha_stamp`), and a unique ID (`gha_submission`).
 */
export function buildSubmissionMetadata(
  { settings, origin, collection }: SubmissionContext,
  video: VideoState,
  source: Submittable,
): UserMetadata {
  const userMetadata = getUserMetadata(settings.userMetadata, source);
  return {
    ...userMetadata,
    ...origin,
    ...(collection === null ? {} : claimNew(collection, userMetadata)),
    ...(video.sourceKey === null ? {} : { gha_source: video.sourceKey }),
    // The source key of a video without a key is its address.
    ...(video.address === null || video.address === video.sourceKey ? {} : { gha_address: video.address }),
    ...(video.contentVersion === null ? {} : { gha_version: video.contentVersion }),
    ...(video.contentStamp === null ? {} : { gha_stamp: video.contentStamp }),
    gha_submission: video.submissionId ?? '',
  };
}

function claimNew({ name, claim, names }: Collection, userMetadata: UserMetadata): UserMetadata {
  return { [claim]: name, [names]: formatNames(userMetadata) };
}

/**
 * Part of every update of metadata by this action. It distinguishes items that were updated from those whose metadata was
 * written by their submission only.
 */
export const UPDATE_MARK: UserMetadata = { gha_updated: 'true' };

/** Whether this action has updated the metadata of an item. */
export function isUpdated(userMetadata: JsonObject | null): boolean {
  return userMetadata?.['gha_updated'] !== undefined;
}

/** A video in the index from an earlier submission of the same source. */
export interface ExistingRecord {
  /** ID of the video. */
  readonly id: string;
  /** The status in the API, in lower case. */
  readonly status: string;
  /** `gha_address`, or `gha_source` where the source key is the address; null if it was unknown at submission. */
  readonly address: string | null;
  /** The name of its file; null if unknown. */
  readonly filename: string | null;
  /** All its user metadata; null if it could not be read. */
  readonly userMetadata: JsonObject | null;
  /** `gha_version`; null if it was unknown at submission. */
  readonly version: string | null;
  /** `gha_stamp`; null if it was unknown at submission. */
  readonly stamp: string | null;
  readonly metadata: VideoMetadata;
  readonly createdAt: Date | null;
  readonly readyAt: Date | null;
  /** Why it failed; null if the API does not state it (anymore). */
  readonly error: ErrorDetails | null;
  /** ID of its task; null if there is none, or if it is not among the tasks that were read. */
  readonly taskId: string | null;
}

/** Reads the record of an item; `task` adds what only a task contains. */
export function toExistingRecord(item: IndexedAsset, task: IndexingState | undefined): ExistingRecord {
  return {
    id: item.id,
    status: item.status,
    filename: item.filename,
    userMetadata: item.userMetadata,
    address: getText(item, 'gha_address') ?? getText(item, 'gha_source'),
    version: getText(item, 'gha_version'),
    stamp: getText(item, 'gha_stamp'),
    metadata: { ...item.metadata, ...omitNulls(task?.metadata ?? {}) },
    createdAt: item.createdAt,
    readyAt: item.readyAt,
    error: task?.error ?? item.error,
    taskId: task?.id ?? null,
  };
}

function getText({ userMetadata }: IndexedAsset, name: string): string | null {
  const value = userMetadata?.[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

function omitNulls<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)) as Partial<T>;
}
