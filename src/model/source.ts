import type { ErrorDetails } from './errors.ts';

/** What is to be indexed, or waited for. */
export type VideoSource = UrlSource | FileSource | ReleaseAssetSource | InvalidRowSource | TaskSource;

/** What a user may want to know about a video: names and plain values, as the platform stores them. */
export type UserMetadata = Readonly<Record<string, string | number | boolean>>;

/** What every video has, wherever it comes from. */
interface SourceBase {
  /** What people get to see as its source: no signatures, no credentials, nothing outside the workspace. */
  readonly displayName: string;
  readonly name: string;
  /** What identifies the video, in the user's own words; null: its address does. */
  readonly key: string | null;
  /** For this video only, over the `user_metadata` of the step. */
  readonly userMetadata: UserMetadata;
  /** Why this video can never work, found before anything was sent; null when nothing is wrong with it. */
  readonly error: ErrorDetails | null;
}

/** A direct link to a video file, which the platform fetches itself. */
export interface UrlSource extends SourceBase {
  readonly kind: 'url';
  /** The whole link, signature and all: for the platform only, never for people. */
  readonly url: string;
}

/** A video file in the workspace, which is sent to the platform. */
export interface FileSource extends SourceBase {
  readonly kind: 'file';
  /** Absolute, with all symbolic links resolved; what was given where there is no such file. */
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
  /** `sha256:…`; null for assets from before GitHub kept it. */
  readonly digest: string | null;
  /** Where GitHub's API gives the content, with a token. */
  readonly apiUrl: string;
  /** Where a browser gets it. */
  readonly downloadUrl: string;
  /** Whether `downloadUrl` works for everybody, the platform included. */
  readonly isPublic: boolean;
}

/** A row of a manifest that names no video, so that it is counted and told and not lost. */
export interface InvalidRowSource {
  readonly kind: 'invalid_row';
  /** File and line. */
  readonly displayName: string;
  readonly name: string;
  readonly error: ErrorDetails;
}

/** A task that exists on the platform already. */
export interface TaskSource {
  readonly kind: 'task';
  readonly taskId: string;
  readonly name: string;
}

/** A video that can be submitted. */
export type Submittable = UrlSource | FileSource | ReleaseAssetSource;
