import { posix } from 'node:path';
import type { InvalidInput } from '../../inputs/input-reader.ts';
import { InputError } from '../../inputs/input-reader.ts';
import type { ErrorDetails } from '../../model/errors.ts';
import { createErrorDetails } from '../../model/errors.ts';
import type { InvalidRowSource, ObjectSource } from '../../model/source.ts';
import type { ObjectStore, StoredObject } from '../../storage/object-store.ts';
import { formatObjectUrl } from '../../storage/object-store.ts';
import { explainStorageError, StorageError } from '../../storage/storage-error.ts';
import { inParallel } from '../../util/concurrency.ts';
import { createMatcher, type Matcher } from '../glob.ts';
import { toManifestLocation } from '../manifest/row.ts';
import type { IndexableSource } from '../source-key.ts';
import type { ObjectRequest } from './object-url.ts';

/** How many objects are read at the same time. */
const STAT_CONCURRENCY = 20;

/** Whether an exclusion of any source selects a key of a bucket. */
export type ObjectExclusion = (bucket: string, key: string) => boolean;

export async function createObjectExclusion(requests: readonly ObjectRequest[]): Promise<ObjectExclusion> {
  const rules = await Promise.all(
    requests.map(async ({ bucket, key }) => ({ bucket, key, matches: await createMatcher(key) })),
  );
  return (bucket, key) =>
    rules.some((rule) => {
      if (rule.bucket !== bucket) return false;
      const folder = rule.key === '' || rule.key.endsWith('/') ? rule.key : `${rule.key}/`;
      return key === rule.key || key.startsWith(folder) || rule.matches(key);
    });
}

/** An object that a line or row names by its key. It is read later, by `statObjects`, and only by the job of its shard. */
export function createObjectSource(request: ObjectRequest): ObjectSource {
  const { key, versionId } = request;
  return toSource(request, { key, size: 0, etag: null, isArchived: false }, versionId, null);
}

/**
 * Finds the objects that a pattern matches, in the order of their keys. Rejects with an `InputError` if the bucket cannot
 * be listed; a row of a manifest that matches nothing is an invalid row.
 */
export async function listObjects(
  request: ObjectRequest,
  store: ObjectStore,
  isExcluded: ObjectExclusion,
): Promise<ReadonlyArray<ObjectSource | InvalidRowSource>> {
  const { bucket } = request;
  const { matches, excludedCount, nearMisses } = await listMatches(request, store, isExcluded);
  if (matches.length > 0) {
    const named = request.row?.key ? matches.slice(1) : [];
    if (named.length > 0)
      return [toInvalidRow(request, `a key for ${matches.length} objects`, 'one object, or a row without `key`')];
    return matches.map((object) =>
      toSource(
        request,
        object,
        null,
        checkObject(object, formatObjectUrl({ bucket, key: object.key, versionId: null })),
      ),
    );
  }
  const hint =
    excludedCount > 0
      ? 'a line with ! that excludes all matches'
      : `another prefix, different upper and lower case, or a bucket without such objects${formatNearMisses(nearMisses)}`;
  if (request.row !== null)
    return [toInvalidRow(request, 'a pattern that matches no object', 'a pattern that matches some')];
  throw new InputError([
    {
      input: 'video_url',
      received: request.displayName,
      expected: 'keys of objects, or patterns that match some, one per line',
      hint,
      isEmpty: true,
    },
  ]);
}

interface Listing {
  readonly matches: readonly StoredObject[];
  readonly excludedCount: number;
  /** Some keys with the same prefix. */
  readonly nearMisses: readonly string[];
}

const MAX_NEAR_MISSES = 5;

async function listMatches(
  { bucket, key: pattern }: ObjectRequest,
  store: ObjectStore,
  isExcluded: ObjectExclusion,
): Promise<Listing> {
  const isMatch = await createMatcher(pattern);
  const matches: StoredObject[] = [];
  const nearMisses: string[] = [];
  let excludedCount = 0;
  try {
    for await (const objects of store.list(bucket, getLiteralPrefix(pattern))) {
      for (const object of objects) {
        const { key } = object;
        // A key that ends in a slash is a folder that a console has created.
        if (key.endsWith('/')) continue;
        if (!matchesKey(key, pattern, isMatch)) {
          if (nearMisses.length < MAX_NEAR_MISSES) nearMisses.push(key);
        } else if (isExcluded(bucket, key)) excludedCount += 1;
        else matches.push(object);
      }
    }
  } catch (error) {
    throw toInputError(error, bucket, pattern);
  }
  // The line is the key of an object, with a character in it that has a meaning in patterns.
  const exact = matches.find(({ key }) => key === pattern);
  return { matches: exact === undefined ? matches : [exact], excludedCount, nearMisses };
}

function matchesKey(key: string, pattern: string, isMatch: Matcher): boolean {
  return key === pattern || isMatch(key);
}

/** The part of a pattern before its first special character, as far as it can be a prefix of every match. */
export function getLiteralPrefix(pattern: string): string {
  const special = pattern.search(/[*?[\]{}()!+@|\\]/);
  if (special === -1) return pattern;
  return pattern.slice(0, special);
}

function formatNearMisses(keys: readonly string[]): string {
  return keys.length === 0 ? '' : `; objects with this prefix: ${keys.map((key) => key.slice(0, 100)).join(', ')}`;
}

function toInputError(error: unknown, bucket: string, pattern: string): unknown {
  if (!(error instanceof StorageError)) return error;
  const received = `s3://${bucket}/${pattern}`;
  if (error.code === 'too_many_objects') {
    const expected = 'a pattern whose prefix has at most 1,000,000 objects';
    return new InputError([{ input: 'video_url', received, expected, hint: 'a pattern for a whole bucket' }]);
  }
  return new InputError([toInvalidInput(error, received, 'list')]);
}

function toInvalidInput(error: StorageError, received: string, action: 'list' | 'read'): InvalidInput {
  const { predicate, hint } = explainStorageError(error, action);
  const expected = `${action === 'list' ? 'a bucket that can be listed' : 'an object that can be read'}; the storage service ${predicate}`;
  return { input: 'video_url', received, expected, hint };
}

/**
 * Reads what is not known about objects that were named by their keys: size, version, and whether they can be read.
 * Rejects with an `InputError` if the credentials or a bucket are wrong.
 */
export async function statObjects(
  sources: readonly IndexableSource[],
  store: ObjectStore,
): Promise<readonly IndexableSource[]> {
  const unread = sources.filter(isUnread);
  if (unread.length === 0) return sources;
  const results = new Map<IndexableSource, ObjectSource>();
  const invalidInputs = new Map<string, InvalidInput>();
  await inParallel(STAT_CONCURRENCY, unread, async (source) => {
    if (invalidInputs.size > 0) return;
    const { invalidInput, ...stated } = await statObject(source, store);
    if (invalidInput !== null) invalidInputs.set(source.bucket, invalidInput);
    results.set(source, { ...source, ...stated });
  });
  if (invalidInputs.size > 0) throw new InputError([...invalidInputs.values()]);
  return sources.map((source) => results.get(source) ?? source);
}

/** Objects from a listing have an ETag. */
function isUnread(source: IndexableSource): source is ObjectSource {
  return source.kind === 'object' && source.etag === null && source.error === null;
}

async function statObject(
  source: ObjectSource,
  store: ObjectStore,
): Promise<Pick<ObjectSource, 'size' | 'etag' | 'error'> & { readonly invalidInput: InvalidInput | null }> {
  const { bucket, objectKey: key, versionId, displayName } = source;
  try {
    const object = await store.stat({ bucket, key, versionId });
    return { size: object.size, etag: object.etag, error: checkObject(object, displayName), invalidInput: null };
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    const { code, predicate, hint, concernsBucket } = explainStorageError(error, 'read');
    const details = createErrorDetails(code, {
      message: `${displayName} cannot be read: the storage service ${predicate}.`,
      hint: `Possible cause: ${hint}.`,
    });
    const invalidInput = concernsBucket ? toInvalidInput(error, displayName, 'read') : null;
    return { size: 0, etag: null, error: details, invalidInput };
  }
}

function checkObject({ size, isArchived }: StoredObject, displayName: string): ErrorDetails | null {
  if (isArchived)
    return createErrorDetails('object_archived', {
      message: `${displayName} is in an archive (Glacier) and cannot be read.`,
    });
  return size === 0 ? createErrorDetails('video_file_empty', { message: `${displayName} is empty.` }) : null;
}

function toSource(
  request: ObjectRequest,
  object: StoredObject,
  versionId: string | null,
  error: ErrorDetails | null,
): ObjectSource {
  const { bucket, row } = request;
  const displayName = formatObjectUrl({ bucket, key: object.key, versionId });
  return {
    kind: 'object',
    displayName,
    name: row?.name ?? posix.basename(object.key),
    key: row?.key ?? null,
    userMetadata: row?.userMetadata ?? {},
    ...(row && toManifestLocation(row.location)),
    bucket,
    objectKey: object.key,
    versionId,
    size: object.size,
    etag: object.etag,
    error: error && { ...error, message: `${row === null ? '' : `${row.location}: `}${error.message}` },
  };
}

function toInvalidRow(request: ObjectRequest, found: string, expected: string): InvalidRowSource {
  const location = request.row?.location ?? request.displayName;
  const error = createErrorDetails('manifest_row_invalid', {
    message: `${location}: Found ${found}: ${request.displayName}. Expected ${expected}.`,
  });
  return { kind: 'invalid_row', displayName: location, name: location, ...toManifestLocation(location), error };
}
