import type { VideoFacts } from './media.ts';
import type { VideoFault } from './media-rules.ts';
import type { Row, Table } from './table.ts';

/** Values of user-defined metadata are flat (documented). */
export type Scalar = string | number | boolean;
export type UserMetadata = Readonly<Record<string, Scalar>>;

/** A video in an index, which is the same thing as an indexed asset: three independent clients use one id for both. */
export interface Video extends Row {
  readonly assetId: string;
  readonly index: IndexRecord;
  /** Where it came from; `null` for an upload. */
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
  /** Seconds that it takes of the index's room, from when its length is known. */
  bookedSeconds: number;
  failure: VideoFault | null;
  /** Whether the index still has it. */
  deleted: boolean;
}

/** A task outlives neither its deletion nor anything else; its video can be deleted first. */
export interface Task extends Row {
  readonly video: Video;
  readonly createdAt: number;
}

export interface IndexRecord extends Row {
  readonly name: string;
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
  admitted: number;
  admittedSeconds: number;
  updatedAt: number;
}

/** Whether a task or a video has come to its end. */
export function isFinal(status: string): boolean {
  return status === 'ready' || status === 'failed';
}
