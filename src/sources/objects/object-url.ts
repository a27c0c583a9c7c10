import type { UserMetadata } from '../../model/source.ts';

/** What a line `s3://…` names, before the bucket is read. */
export interface ObjectRequest {
  readonly kind: 'object_request';
  /** A line with `!`: objects that no other line selects. */
  readonly isExclusion: boolean;
  readonly bucket: string;
  /** A key, or a pattern for keys. */
  readonly key: string;
  readonly isPattern: boolean;
  readonly versionId: string | null;
  /** The line as it was received, without `!`. */
  readonly displayName: string;
  readonly name: string;
  readonly error: null;
  /** The row of a manifest that names it; null for a line of `video_url`. */
  readonly row: ObjectRow | null;
}

/** What a row of a manifest states about its objects. */
export interface ObjectRow {
  /** File and line. */
  readonly location: string;
  readonly name: string | null;
  readonly key: string | null;
  readonly userMetadata: UserMetadata;
}

export function isObjectUrl(line: string): boolean {
  return /^!?\s*s3:\/\//i.test(line);
}

/** Why a line is not an object, and what to write instead. */
export type ObjectUrlMistake = readonly [reason: string, hint: string];

/**
 * Parses `s3://bucket/key`, `s3://bucket/key?versionId=…` or `s3://bucket/pattern`, also with `!` before it. A key is
 * written as it is: nothing in it is percent-encoded.
 */
export function parseObjectUrl(line: string): ObjectRequest | ObjectUrlMistake {
  const isExclusion = line.startsWith('!');
  const text = (isExclusion ? line.slice(1) : line).trim();
  const [, bucket = '', path = ''] = /^s3:\/\/([^/]*)\/?(.*)$/is.exec(text) ?? [];
  const [, key = '', versionId = null] = /^(.*?)(?:\?versionId=([^?&]+))?$/is.exec(path) ?? [];
  const mistake = findMistake(bucket, key, isExclusion);
  if (mistake !== null) return mistake;
  const displayName = `s3://${bucket}/${path}`;
  return {
    kind: 'object_request',
    isExclusion,
    bucket,
    key,
    isPattern: versionId === null && /[*?[{]|[?*+@!]\(/.test(key),
    versionId,
    displayName,
    name: displayName,
    error: null,
    row: null,
  };
}

export function isMistake(parsed: ObjectRequest | ObjectUrlMistake): parsed is ObjectUrlMistake {
  return Array.isArray(parsed);
}

/** The maximum of S3, in bytes of UTF-8. */
const MAX_KEY_BYTES = 1_024;

function findMistake(bucket: string, key: string, isExclusion: boolean): ObjectUrlMistake | null {
  const example = 's3://my-bucket/videos/**/*.mp4';
  if (bucket === '') return ['it has no bucket', `Write the bucket after s3://, for example ${example}.`];
  if (bucket.startsWith('arn:')) return ['its bucket is an ARN', `Use the name of the bucket, for example ${example}.`];
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]$/.test(bucket))
    return ['its bucket is not the name of a bucket', 'A name has 3 to 63 letters, digits, dots and hyphens.'];
  if ((key === '' || key.endsWith('/')) && !isExclusion) {
    const folder = `s3://${bucket}/${key}`;
    return ['it names a folder, not an object', `Add a pattern, for example ${folder}**/*.mp4.`];
  }
  if (Buffer.byteLength(key) > MAX_KEY_BYTES)
    return [`its key is longer than ${MAX_KEY_BYTES} bytes`, 'Check the key.'];
  if (key.split('/').some((part) => part === '.' || part === '..'))
    return ['its key has a part . or .., which no link can contain', 'Copy the object to another key.'];
  return null;
}
