import { type IndexRecord, isFinal, type Task, type UserMetadata, type Video } from './models.ts';
import type { SimulatorOptions } from './options.ts';
import type { Times } from './times.ts';

/** A task as `GET /tasks` and `GET /tasks/:id` show it. `hls` is only in the latter (as in the SDKs' types). */
export function serializeTask(task: Task, options: SimulatorOptions, times: Times, detailed: boolean): object {
  const { video } = task;
  const named = options.videoIdOnCreate || video.status === 'ready';
  const failed = video.status === 'failed';
  return {
    _id: task.id,
    ...(named && { video_id: video.id }),
    index_id: video.index.id,
    created_at: times.iso(task.createdAt),
    updated_at: times.iso(video.changedAt),
    status: video.status,
    [options.metadataField]: serializeTaskFacts(video),
    ...(detailed && serializeHls(video, times)),
    ...(failed && serializeReason(video, options)),
  };
}

function serializeTaskFacts(video: Video): object {
  const { facts, filename } = video;
  if (facts === null) return { filename };
  return { duration: facts.duration, filename, height: facts.height, width: facts.width };
}

/** Undocumented, but seen live; its form is unknown. */
function serializeReason({ failure }: Video, { errorReason, fetchFailure }: SimulatorOptions): object {
  if (failure === null || errorReason === 'absent') return {};
  if (failure.kind === 'access' && fetchFailure === 'failed_without_reason') return {};
  const { code, message } = failure;
  return { error_reason: errorReason === 'text' ? message : { code, message } };
}

/** The streamable rendition, only if it was requested. It has a status of its own. */
function serializeHls(video: Video, times: Times): object {
  if (!video.stream || video.facts === null || video.status === 'failed') return {};
  const updated_at = times.iso(video.changedAt);
  if (video.status !== 'ready') return { hls: { status: 'PROCESSING', updated_at } };
  const base = `https://stream.simulator.example/${video.id}`;
  return {
    hls: {
      video_url: `${base}/stream/playlist.m3u8`,
      thumbnail_urls: [`${base}/thumbnails/1.jpg`],
      status: 'COMPLETE',
      updated_at,
    },
  };
}

/** A row of the list of indexed assets; rows have neither `user_metadata` nor `hls` in the SDKs' types. */
export function serializeIndexedAssetRow(video: Video, options: SimulatorOptions, times: Times): object {
  return { ...serializeVideoRow(video, options, times), status: getIndexedAssetStatus(video, options) };
}

/** A row of the list of videos. */
export function serializeVideoRow(video: Video, options: SimulatorOptions, times: Times): object {
  return {
    _id: video.id,
    asset_id: video.asset.id,
    created_at: times.iso(video.createdAt),
    updated_at: times.iso(updatedAt(video)),
    ...(video.indexedAt !== null && { indexed_at: times.iso(video.indexedAt) }),
    system_metadata: serializeVideoFacts(video),
    ...(options.listUserMetadata && { user_metadata: video.userMetadata }),
  };
}

/** One indexed asset. There is no field for a failure's reason (documented). */
export function serializeIndexedAsset(video: Video, options: SimulatorOptions, times: Times): object {
  return { ...serializeVideo(video, options, times), status: getIndexedAssetStatus(video, options) };
}

/** One video. */
export function serializeVideo(video: Video, options: SimulatorOptions, times: Times): object {
  return {
    ...serializeVideoRow(video, options, times),
    user_metadata: video.userMetadata,
    ...serializeHls(video, times),
  };
}

/** When a video changed last, by the platform or by a client, in simulated time. */
export function updatedAt(video: Video): number {
  return Math.max(video.changedAt, video.editedAt ?? 0);
}

/** The status of an indexed asset: `pending` comes first in the documentation, `validating` in the Python SDK 1.3.6. */
export function getIndexedAssetStatus({ status }: Video, { validatingAssets }: SimulatorOptions): string {
  if (status !== 'validating' && status !== 'uploading') return status;
  return validatingAssets ? 'validating' : 'pending';
}

function serializeVideoFacts(video: Video): object {
  const { facts, filename } = video;
  if (facts === null) return { filename };
  const { duration, fps, width, height, size } = facts;
  return { filename, duration, fps, width, height, size };
}

/** An index. `total_duration` and `video_count` are of its ready videos. */
export function serializeIndex(index: IndexRecord, times: Times): object {
  return {
    _id: index.id,
    created_at: times.iso(index.createdAt),
    updated_at: times.iso(index.updatedAt),
    expires_at: index.expiresAt === null ? null : new Date(index.expiresAt).toISOString(),
    index_name: index.name,
    total_duration: index.readySeconds,
    video_count: index.ready,
    models: index.models.map((model_name) => ({ model_name, model_options: ['visual', 'audio'] })),
    addons: ['thumbnail'],
  };
}

/** A task with all its details, for tests and control routes. */
export interface SimTask {
  /** `assets`: it is an indexed asset, and no task to the API; then `id` and `videoId` are one. */
  readonly ingestMethod: 'tasks' | 'assets';
  readonly id: string;
  readonly videoId: string;
  readonly assetId: string;
  readonly indexId: string;
  readonly status: string;
  readonly videoUrl: string | null;
  readonly filename: string;
  readonly userMetadata: UserMetadata;
  /** Seconds; `null` until it was read. */
  readonly duration: number | null;
  readonly models: readonly string[];
  readonly errorCode: string | null;
  /** Milliseconds since 1970 on the client's clock. */
  readonly createdAt: number;
  readonly readyAt: number | null;
  /** Whether the index has lost the video since. */
  readonly videoDeleted: boolean;
  readonly final: boolean;
}

/** A snapshot of a task. */
export function toSimTask(task: Task, times: Times): SimTask {
  const { video } = task;
  return {
    ingestMethod: task.ingestMethod,
    id: task.id,
    videoId: video.id,
    assetId: video.asset.id,
    indexId: video.index.id,
    status: video.status,
    videoUrl: video.url,
    filename: video.filename,
    userMetadata: video.userMetadata,
    duration: video.facts?.duration ?? null,
    models: video.index.models,
    errorCode: video.failure?.code ?? null,
    createdAt: times.wall(task.createdAt),
    readyAt: video.indexedAt === null ? null : times.wall(video.indexedAt),
    videoDeleted: video.deleted,
    final: isFinal(video.status),
  };
}
