/** An object in a bucket. */
export interface ObjectLocation {
  readonly bucket: string;
  /** As it is, without percent-encoding. */
  readonly key: string;
  /** Null for the current version. */
  readonly versionId: string | null;
}

/** What a storage service states about an object. */
export interface StoredObject {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** Changes when the content changes, without quotes; null if it is not stated. */
  readonly etag: string | null;
  /** Whether the object is in an archive and has to be restored before it can be read. */
  readonly isArchived: boolean;
}

/** A storage service with buckets. Its methods reject with a `StorageError`. */
export interface ObjectStore {
  /** The objects whose keys begin with `prefix`, page by page and sorted by key. */
  list(bucket: string, prefix: string): AsyncIterable<readonly StoredObject[]>;
  /** Reads what the service states about one object. */
  stat(location: ObjectLocation): Promise<StoredObject>;
  /** A link that reads the object without credentials. It works for `seconds`, if the credentials last that long. */
  presign(location: ObjectLocation, seconds: number): Promise<string>;
}

/** `s3://bucket/key`, with `?versionId=` if the version is given. */
export function formatObjectUrl({ bucket, key, versionId }: ObjectLocation): string {
  return `s3://${bucket}/${key}${versionId === null ? '' : `?versionId=${versionId}`}`;
}
