import type { Asset, UserMetadata } from './models.ts';
import type { SimulatorOptions } from './options.ts';
import type { Times } from './times.ts';

/** A row of the list of assets; it has `user_metadata` only where an option adds it. */
export function serializeAssetRow(asset: Asset, options: SimulatorOptions, times: Times): object {
  return {
    ...serializeAssetCore(asset, times),
    ...(options.listUserMetadata && { user_metadata: asset.userMetadata }),
  };
}

/** One asset. The text of `error` is not contractual (documented). */
export function serializeAsset(asset: Asset, times: Times): object {
  return { ...serializeAssetCore(asset, times), user_metadata: asset.userMetadata };
}

function serializeAssetCore(asset: Asset, times: Times): object {
  const { id, method, status, filename, fileType, createdAt, size, facts, failure } = asset;
  return {
    _id: id,
    method,
    status: status === 'reserved' ? 'processing' : status,
    filename,
    file_type: fileType,
    created_at: times.iso(createdAt),
    ...(size !== null && { size }),
    ...(failure !== null && { error: { message: failure } }),
    ...(facts !== null && { duration: facts.duration, technical_metadata: serializeTechnicalMetadata(facts) }),
    ...serializeRenditions(asset),
  };
}

function serializeTechnicalMetadata({
  duration,
  width,
  height,
  fps,
  hasAudio,
  size,
}: NonNullable<Asset['facts']>): object {
  return { duration, width, height, fps, has_audio: hasAudio, size };
}

function serializeRenditions({ id, status, hls, thumbnail }: Asset): object {
  const base = `https://stream.simulator.example/${id}`;
  const manifest = status === 'ready' ? { manifest_url: `${base}/playlist.m3u8`, status } : { status: 'pending' };
  return {
    ...(hls && status !== 'failed' && { hls: manifest }),
    ...(thumbnail && status === 'ready' && { thumbnail: { url: `${base}/thumbnail.jpg` } }),
  };
}

/** An asset with all its details, for tests and control routes. */
export interface SimAsset {
  readonly id: string;
  readonly method: Asset['method'];
  readonly status: Asset['status'];
  readonly filename: string;
  readonly url: string | null;
  readonly size: number | null;
  /** Requested at its creation. */
  readonly hls: boolean;
  readonly thumbnail: boolean;
  readonly userMetadata: UserMetadata;
  /** What was made of it and is still in an index. */
  readonly videoIds: readonly string[];
  readonly deleted: boolean;
}

/** A snapshot of an asset. */
export function toSimAsset(asset: Asset): SimAsset {
  const { id, method, status, filename, url, size, hls, thumbnail, userMetadata, videos, deleted } = asset;
  const videoIds = [...videos].map((video) => video.id);
  return { id, method, status, filename, url, size, hls, thumbnail, userMetadata, videoIds, deleted };
}
