import { describe, expect, test } from '@jest/globals';
import { isMistake, isObjectUrl, parseObjectUrl } from '../../../src/sources/objects/object-url.ts';
import { getLiteralPrefix } from '../../../src/sources/objects/resolve-objects.ts';

describe('parseObjectUrl', () => {
  test.each([
    ['s3://bkt/a.mp4', { bucket: 'bkt', key: 'a.mp4', isPattern: false, isExclusion: false, versionId: null }],
    ['S3://bkt/a b+%41#.mp4', { key: 'a b+%41#.mp4', isPattern: false }],
    ['s3://bkt/(1).mp4', { key: '(1).mp4', isPattern: false }],
    ['s3://bkt/v/**/*.mp4', { key: 'v/**/*.mp4', isPattern: true }],
    ['s3://bkt/@(a|b).mp4', { isPattern: true }],
    ['s3://bkt/a.mp4?versionId=v.1_x', { key: 'a.mp4', versionId: 'v.1_x', isPattern: false }],
    ['s3://bkt/clip?.mp4', { key: 'clip?.mp4', isPattern: true, versionId: null }],
    ['!s3://bkt/drafts/', { key: 'drafts/', isExclusion: true }],
    ['! s3://bkt/drafts/**', { key: 'drafts/**', isExclusion: true }],
  ])('parses %s', (line, expected) => {
    expect(isObjectUrl(line)).toBe(true);
    expect(parseObjectUrl(line)).toMatchObject(expected);
  });

  test.each([
    ['s3://', 'it has no bucket'],
    ['s3:///a.mp4', 'it has no bucket'],
    ['s3://bkt', 'it names a folder, not an object'],
    ['s3://bkt/videos/', 'it names a folder, not an object'],
    ['s3://a/b.mp4', 'its bucket is not the name of a bucket'],
    ['s3://user:secret@bkt/b.mp4', 'its bucket is not the name of a bucket'],
    ['s3://arn:aws:s3:us-east-1:1:accesspoint/x/b.mp4', 'its bucket is an ARN'],
    ['s3://bkt/../b.mp4', 'its key has a part . or ..'],
    [`s3://bkt/${'a'.repeat(1_025)}`, 'its key is longer than 1024 bytes'],
  ])('rejects %s', (line, reason) => {
    const parsed = parseObjectUrl(line);
    expect(isMistake(parsed) && parsed[0]).toContain(reason);
  });
});

test.each([
  ['videos/**/*.mp4', 'videos/'],
  ['videos/clip-?.mp4', 'videos/clip-'],
  ['a.mp4', 'a.mp4'],
  ['{a,b}/c', ''],
])('the listed prefix of %s is %j', (pattern, prefix) => {
  expect(getLiteralPrefix(pattern)).toBe(prefix);
});
