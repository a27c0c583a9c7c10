import type { RateLimits } from './limits.ts';
import type { VideoFacts } from './media.ts';

/** Options of the road by way of assets and uploads, and of webhooks. Part of `SimulatorOptions`. */
export interface AssetOptions {
  /** Limits on `POST /assets`, which has a bucket of its own; `null`: none. Multipart sessions are not counted. */
  uploadRateLimits: RateLimits | null;
  /** Whether a new asset is processed before the answer, as until July 2026 for small files; else it is `processing`. */
  assetReadyAtOnce: boolean;
  /** How long an asset is `processing` at least ("seconds to minutes"). */
  assetSeconds: number;
  /** Assets whose URL or file name includes this text end as `failed`; `null`: none. */
  failAssetWhenIncludes: string | null;
  /** Assets whose URL or file name includes this text stay `processing` for ever; `null`: none. */
  stuckAssetWhenIncludes: string | null;
  /** Multipart uploads whose file name includes this text end as `failed` instead of `completed`; `null`: none. */
  failUploadWhenIncludes: string | null;
  /** Whether the asset of an unfinished multipart upload can be seen, as `processing`. Not documented. */
  showReservedAssets: boolean;
  /** The same asset again in the same index: a second video, the first one's id, or 409. Not documented. */
  sameAssetTwice: 'duplicate' | 'same' | 'conflict';
  /** Errors of `/assets` and below, unless `errorShape` says otherwise: specifications show both. */
  assetErrorShape: 'nested' | 'flat';

  /** Bytes of a part, except the last. The platform derives it from the size of the file, how is not known. */
  chunkSize: number;
  /** How many upload URLs the answer that opens a session holds ("may not include URLs for all"). */
  initialUrls: number;
  /** REAL seconds until an upload URL expires; an hour as documented. */
  urlLifeSeconds: number;
  /** REAL seconds until an upload session expires; a day as documented. */
  uploadLifeSeconds: number;
  /** URLs are for one use (documented). What uses one up: a part that was stored, or any attempt. */
  urlSpentBy: 'success' | 'attempt';
  /** `upload_headers`: what each `PUT` of a part must carry, or it gets 403. */
  uploadHeaders: Readonly<Record<string, string>>;
  /** Which parts a session shows as completed: those that were reported, or those that arrived. Not documented. */
  chunkStatus: 'reported' | 'arrived';
  /** Parts are reported in any number of batches (documented), or all of them at once. */
  chunkReports: 'batches' | 'once';
  /** How long a session is still `active` after the last part was reported. */
  completeAfterSeconds: number;
  /** Whether there is a list of unfinished uploads (documented). */
  listUploads: boolean;
  /** Whether all bytes of a multipart upload go to a temporary file. Else files above 16 MiB are counted and thrown away. */
  keepUploads: boolean;
  /** What is found in every multipart upload, whatever its bytes are; `size` where it is not the real one. */
  uploadFacts: Partial<VideoFacts> | null;
  /** How many of the parts fail after they were sent: 500, 503 or a reset, in turns of chance. From 0 to 1. */
  partFailureRate: number;
  /** REAL bytes per second that each connection may send, to the API and to the storage; `null`: no bound. */
  bytesPerSecondPerConnection: number | null;

  /** Where the end of every task is told; `null`: nowhere. */
  webhookUrl: string | null;
  /** Signs what is told. */
  webhookSecret: string;
}

/** Without what follows from the plan. */
export const defaultAssetOptions: Omit<AssetOptions, 'uploadRateLimits'> = {
  assetReadyAtOnce: false,
  assetSeconds: 5,
  failAssetWhenIncludes: null,
  stuckAssetWhenIncludes: null,
  failUploadWhenIncludes: null,
  showReservedAssets: false,
  sameAssetTwice: 'duplicate',
  assetErrorShape: 'nested',
  chunkSize: 5 * 1024 ** 2,
  initialUrls: 10,
  urlLifeSeconds: 3600,
  uploadLifeSeconds: 86_400,
  urlSpentBy: 'success',
  uploadHeaders: { 'content-type': 'application/octet-stream' },
  chunkStatus: 'reported',
  chunkReports: 'batches',
  completeAfterSeconds: 1,
  listUploads: true,
  keepUploads: false,
  uploadFacts: null,
  partFailureRate: 0,
  bytesPerSecondPerConnection: null,
  webhookUrl: null,
  webhookSecret: 'secret',
};
