import type { VideoFacts } from './media.ts';
import type { VideoFault } from './media-rules.ts';
import type { PartStore } from './part-store.ts';
import type { Row, Table } from './table.ts';

/** A value of `user_metadata`; lists of strings since autumn 2026 (documented). */
export type MetadataValue = string | number | boolean | readonly string[];
export type UserMetadata = Readonly<Record<string, MetadataValue>>;

/** A video in an index, which is the same thing as an indexed asset: three independent clients use one id for both. */
export interface Video extends Row {
  /** What it was made of; may have been deleted since. */
  readonly asset: Asset;
  readonly index: IndexRecord;
  /** `null` for an upload. */
  readonly url: string | null;
  readonly stream: boolean;
  /** Times are simulated milliseconds. */
  readonly createdAt: number;
  filename: string;
  userMetadata: UserMetadata;
  status: string;
  /** When the status changed last. */
  changedAt: number;
  /** When a client edited it last. */
  editedAt: number | null;
  indexedAt: number | null;
  facts: VideoFacts | null;
  /** Billed seconds, which also take room in the index; 0 until its length was read. */
  bookedSeconds: number;
  failure: VideoFault | null;
  /** Whether the index still has it. */
  deleted: boolean;
}

/** A file in the account. Every video has one, whatever its ingest method (documented). */
export interface Asset extends Row {
  readonly method: 'direct' | 'url' | 'multipart';
  readonly filename: string;
  /** A media type such as `video/mp4`. */
  readonly fileType: string;
  readonly url: string | null;
  readonly hls: boolean;
  readonly thumbnail: boolean;
  readonly createdAt: number;
  userMetadata: UserMetadata;
  /** `reserved`: its multipart upload is not finished. */
  status: 'reserved' | 'processing' | 'ready' | 'failed';
  /** Bytes; `null` until they were counted. */
  size: number | null;
  facts: VideoFacts | null;
  /** Why it failed; `null` as well where the platform gives no reason. */
  failure: string | null;
  /** What was made of it and is still in an index. */
  readonly videos: Set<Video>;
  deleted: boolean;
}

/** A submission. It exists until it is deleted; its video can be deleted first. */
export interface Task extends Row {
  readonly video: Video;
  /** `assets`: an indexed asset, which is no task to the API, and whose id this is. */
  readonly ingestMethod: 'tasks' | 'assets';
  readonly createdAt: number;
}

export interface IndexRecord extends Row {
  name: string;
  readonly models: readonly string[];
  readonly createdAt: number;
  /** On the client's clock; `null`: never. */
  readonly expiresAt: number | null;
  readonly videos: Table<Video>;
  /** Videos by one pair of user-defined metadata, so that looking one up does not mean going through all. */
  readonly byMetadata: Map<string, Set<Video>>;
  /** Ready videos and their seconds. */
  ready: number;
  readySeconds: number;
  /** Videos that take room: all but failed and deleted ones. */
  occupied: number;
  occupiedSeconds: number;
  updatedAt: number;
}

/** A part that is in the storage. Times are simulated milliseconds. */
export interface Chunk {
  /** MD5 of its bytes, hexadecimal, without quotes. */
  readonly etag: string;
  readonly size: number;
  readonly arrivedAt: number;
  /** When the client proved it; `null`: not yet. */
  reportedAt: number | null;
}

/** A right to store one part once. */
export interface UploadUrl {
  readonly chunkIndex: number;
  /** On the client's clock. */
  readonly expiresAt: number;
  spent: boolean;
}

/** A session of a multipart upload. */
export interface Upload extends Row {
  readonly asset: Asset;
  readonly totalSize: number;
  readonly chunkSize: number;
  readonly totalChunks: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly createdAt: number;
  /** On the client's clock. */
  readonly expiresAt: number;
  readonly chunks: Map<number, Chunk>;
  /** What was wrong with the last report of a part. */
  readonly problems: Map<number, string>;
  /** By signature. */
  readonly urls: Map<string, UploadUrl>;
  readonly partStore: PartStore;
  changedAt: number;
  state: 'open' | 'completed' | 'failed';
}

/** Whether a status is final. */
export function isFinal(status: string): boolean {
  return status === 'ready' || status === 'failed';
}
