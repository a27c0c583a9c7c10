import type { ErrorDetails } from './errors.ts';

/** A video to index, or an existing task to wait for. */
export type VideoSource = UrlSource | FileSource | ReleaseAssetSource | ObjectSource | InvalidRowSource | TaskSource;

/** A video that can be submitted. */
export type Submittable = UrlSource | FileSource | ReleaseAssetSource | ObjectSource;

/** A video whose content has to be opened before it is submitted. */
export type OpenableSource = FileSource | ReleaseAssetSource | ObjectSource;

/** Metadata from the user: names and values, as the platform stores them. */
export type UserMetadata = Readonly<Record<string, UserMetadataValue>>;

export type UserMetadataValue = string | number | boolean | readonly string[];

/** Whether the platform can store a value as user metadata (documented). */
export function isMetadataValue(value: unknown): value is UserMetadataValue {
  if (Array.isArray(value)) return value.every((item) => typeof item === 'string');
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

/** Where a manifest of the workspace names a video. */
export interface ManifestLocation {
  /** From the workspace, with forward slashes. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
}

/** The location of a source; null if it is not a row of a manifest in the workspace, or the line is not known. */
export function getLocation(source: VideoSource): ManifestLocation | null {
  return ('location' in source && source.location) || null;
}

interface SourceBase {
  /** The source as shown to users: without signatures and credentials, and without paths outside the workspace. */
  readonly displayName: string;
  readonly name: string;
  /** The user's identifier of the video; null if its address identifies it. */
  readonly key: string | null;
  /** For this video only; overrides the `user_metadata` input. */
  readonly userMetadata: UserMetadata;
  /** Seconds, as the user states them, for a video that does not state its own; absent if the user does not. */
  readonly statedDuration?: number;
  /** The row that names it; absent if there is none, or its line is not known. */
  readonly location?: ManifestLocation;
  /** Why this video cannot be indexed, found before anything was sent; null if it can. */
  readonly error: ErrorDetails | null;
}

/** A direct link to a video file, which the platform downloads itself. */
export interface UrlSource extends SourceBase {
  readonly kind: 'url';
  /** The whole link, including its signature. Only for the platform, never for logs. */
  readonly url: string;
}

/** A video file in the workspace, which is uploaded to the platform. */
export interface FileSource extends SourceBase {
  readonly kind: 'file';
  /** Absolute, with all symbolic links resolved; the path as received if there is no such file. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

/** A file attached to a GitHub release. */
export interface ReleaseAssetSource extends SourceBase {
  readonly kind: 'release_asset';
  readonly id: number;
  /** Bytes. */
  readonly size: number;
  /** `sha256:…`; null for assets from before GitHub computed digests. */
  readonly digest: string | null;
  /** Where GitHub's API serves the content, with a token. */
  readonly apiUrl: string;
  /** Where a browser downloads the content. */
  readonly downloadUrl: string;
  /** Whether `downloadUrl` works without credentials, for the platform too. */
  readonly isPublic: boolean;
}

/** An object in a bucket. The platform downloads it by a link that is signed when it is submitted. */
export interface ObjectSource extends SourceBase {
  readonly kind: 'object';
  readonly bucket: string;
  readonly objectKey: string;
  /** Null for the current version. */
  readonly versionId: string | null;
  /** Bytes. */
  readonly size: number;
  /** Changes when the content changes; null if the service does not state it. */
  readonly etag: string | null;
}

/** A row of a manifest that names no video. It is counted and reported like a video. */
export interface InvalidRowSource {
  readonly kind: 'invalid_row';
  /** File and line. */
  readonly displayName: string;
  readonly name: string;
  readonly location?: ManifestLocation;
  readonly error: ErrorDetails;
}

/** An existing task on the platform. */
export interface TaskSource {
  readonly kind: 'task';
  readonly taskId: string;
  readonly name: string;
}
