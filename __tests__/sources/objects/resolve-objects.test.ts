import { describe, expect, test } from '@jest/globals';
import { isMistake, type ObjectRequest, parseObjectUrl } from '../../../src/sources/objects/object-url.ts';
import {
  createObjectExclusion,
  createObjectSource,
  listObjects,
  statObjects,
} from '../../../src/sources/objects/resolve-objects.ts';
import type { IndexableSource } from '../../../src/sources/source-key.ts';
import { getSourceKey } from '../../../src/sources/source-key.ts';
import type { ObjectStore, StoredObject } from '../../../src/storage/object-store.ts';
import { StorageError } from '../../../src/storage/storage-error.ts';

function request(line: string, row: ObjectRequest['row'] = null): ObjectRequest {
  const parsed = parseObjectUrl(line);
  if (isMistake(parsed)) throw new Error(parsed[0]);
  return { ...parsed, row };
}

const object = (key: string, more: Partial<StoredObject> = {}): StoredObject => ({
  key,
  size: 5,
  etag: `e-${key}`,
  isArchived: false,
  ...more,
});

/** A bucket with these objects; an error instead of an object is what reading it causes. */
function createStore(objects: ReadonlyArray<StoredObject | [string, StorageError]>): ObjectStore {
  return {
    async *list(_bucket, prefix) {
      const page = objects.filter((entry): entry is StoredObject => !Array.isArray(entry));
      yield page.filter(({ key }) => key.startsWith(prefix));
    },
    stat: ({ key }) => {
      const found = objects.find((entry) => (Array.isArray(entry) ? entry[0] : entry.key) === key);
      if (found === undefined)
        return Promise.reject(new StorageError({ code: 'NoSuchKey', status: 404 }, 'no such key'));
      return Array.isArray(found) ? Promise.reject(found[1]) : Promise.resolve(found);
    },
    presign: () => Promise.reject(new Error('not used')),
  };
}

const STORE = createStore([
  object('a/'),
  object('a/1.mp4'),
  object('a/[1].mp4'),
  object('a/b/2.mp4'),
  object('a/b/empty.mp4', { size: 0 }),
  object('a/b/old.mp4', { isArchived: true }),
  object('a/notes.txt'),
]);

async function list(
  line: string,
  exclusions: readonly string[] = [],
  row: ObjectRequest['row'] = null,
): Promise<unknown[]> {
  const isExcluded = await createObjectExclusion(exclusions.map((exclusion) => request(exclusion)));
  const sources = await listObjects(request(line, row), STORE, isExcluded);
  return sources.map(({ displayName, error }) => (error === null ? displayName : [displayName, error.code]));
}

const ROW = { location: 'list.csv:2', name: null, key: null, userMetadata: { team: 'news' } };

describe('a pattern', () => {
  test.each<readonly [string, readonly string[], unknown[]]>([
    ['s3://bkt/a/*.mp4', [], ['s3://bkt/a/1.mp4', 's3://bkt/a/[1].mp4']],
    ['s3://bkt/a/[1].mp4', [], ['s3://bkt/a/[1].mp4']],
    ['s3://bkt/**/*.mp4', ['!s3://bkt/a/b/'], ['s3://bkt/a/1.mp4', 's3://bkt/a/[1].mp4']],
    ['s3://bkt/**/*.mp4', ['!s3://bkt/a/b', '!s3://bkt/a/[[]*'], ['s3://bkt/a/1.mp4']],
    ['s3://bkt/a/*.mp4', ['!s3://other/a/*'], ['s3://bkt/a/1.mp4', 's3://bkt/a/[1].mp4']],
    [
      's3://bkt/a/b/*',
      [],
      [
        's3://bkt/a/b/2.mp4',
        ['s3://bkt/a/b/empty.mp4', 'video_file_empty'],
        ['s3://bkt/a/b/old.mp4', 'object_archived'],
      ],
    ],
  ])('%s without %j finds %j', async (line, exclusions, expected) => {
    expect(await list(line, exclusions)).toEqual(expected);
  });

  test('without a match is an error of the input that names objects with its prefix', async () => {
    await expect(list('s3://bkt/a/*.mov')).rejects.toThrow(
      /"s3:\/\/bkt\/a\/\*\.mov".*objects with this prefix: a\/1\.mp4, a\/\[1\]\.mp4, a\/b\/2\.mp4/,
    );
    await expect(list('s3://bkt/a/*.txt', ['!s3://bkt/a/notes.txt'])).rejects.toThrow(
      /a line with ! that excludes all/,
    );
  });

  test('of a row is an invalid row instead, which stops no other row', async () => {
    expect(await list('s3://bkt/a/*.mov', [], ROW)).toEqual([['list.csv:2', 'manifest_row_invalid']]);
    expect(await list('s3://bkt/a/*.mp4', [], { ...ROW, key: 'k' })).toEqual([['list.csv:2', 'manifest_row_invalid']]);
  });

  test('of a row gives its metadata to every object', async () => {
    const sources = await listObjects(request('s3://bkt/a/*.mp4', ROW), STORE, () => false);
    expect(sources).toMatchObject([{ userMetadata: { team: 'news' } }, { userMetadata: { team: 'news' } }]);
  });
});

describe('a key', () => {
  const denied = new StorageError({ code: 'AccessDenied', status: 403 }, 'denied');
  const expired = new StorageError({ code: 'ExpiredToken', status: 400 }, 'expired');

  test('is read for its size, its version and its errors', async () => {
    const store = createStore([object('a.mp4'), ['b.mp4', denied]]);
    const sources = ['a.mp4', 'b.mp4', 'c.mp4'].map((key) => createObjectSource(request(`s3://bkt/${key}`)));
    expect(await statObjects(sources, store)).toMatchObject([
      { size: 5, etag: 'e-a.mp4', error: null },
      { error: { code: 'storage_access_denied', message: expect.stringContaining('s3://bkt/b.mp4 cannot be read') } },
      { error: { code: 'object_not_found' } },
    ]);
  });

  test('with wrong credentials is an error of the input', async () => {
    const sources: IndexableSource[] = [createObjectSource(request('s3://bkt/a.mp4'))];
    await expect(statObjects(sources, createStore([['a.mp4', expired]]))).rejects.toThrow(/have expired/);
  });

  test('identifies the video, with its version', () => {
    const key = (line: string): string => getSourceKey(createObjectSource(request(line)), 'octo/videos');
    expect(key('s3://bkt/a b%20.mp4')).toBe('object:s3://bkt/a b%20.mp4');
    expect(key('s3://bkt/a.mp4?versionId=v1')).toBe('object:s3://bkt/a.mp4?versionId=v1');
    expect(key('s3://bkt/a.mp4')).not.toBe(key('s3://other/a.mp4'));
  });
});
