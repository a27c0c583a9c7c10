import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeUrlText, findUrlSecrets, isSafeToMask, removeQuery } from '../../src/util/url.ts';

test('decodeUrlText decodes percent-encoded text, and returns text that is not encoded unchanged', () => {
  expect(['a%20b', 'a b', '%zz', '100%'].map(decodeUrlText)).toEqual(['a b', 'a b', '%zz', '100%']);
});

test('removeQuery removes the query and the fragment', () => {
  const links = ['https://e.com/a.mp4?b=1#c', 'https://e.com/a.mp4#c?d', 'https://e.com/a.mp4?', 'https://e.com/a.mp4'];
  for (const link of links) expect(removeQuery(new URL(link))).toBe('https://e.com/a.mp4');
});

describe('findUrlSecrets', () => {
  const S3 =
    'https://b.s3.amazonaws.com/a.mp4?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20261123%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20261123T100000Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=host&X-Amz-Security-Token=FwoGZXIvYXdzEJr%2F%2F&X-Amz-Signature=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';
  const GCS =
    'https://storage.googleapis.com/b/a.mp4?X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Credential=me%40p.iam.gserviceaccount.com%2F20261123&X-Goog-Date=20261123T100000Z&X-Goog-Expires=3600&X-Goog-SignedHeaders=host&X-Goog-Signature=247a2aa45f169edf4d187d54e7cc46e4';
  const AZURE =
    'https://a.blob.core.windows.net/c/a.mp4?sv=2022-11-02&st=2026-11-23T10%3A00%3A00Z&se=2026-11-24&sr=b&sp=r&spr=https&sig=abc%2Bdef%2Fghi%3D';
  const CLOUDFRONT =
    'https://d1.cloudfront.net/a.mp4?Expires=1767225600&Policy=eyJTdGF0&Signature=nitfHRCrtziwO2HwPfWw~yYDhUF5Ew&Key-Pair-Id=K2JCJMDEHXQW5F';

  test.each([
    [
      'S3',
      S3,
      [
        '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
        'FwoGZXIvYXdzEJr%2F%2F',
        'FwoGZXIvYXdzEJr//',
      ],
    ],
    ['GCS', GCS, ['247a2aa45f169edf4d187d54e7cc46e4']],
    ['an Azure SAS', AZURE, ['abc%2Bdef%2Fghi%3D', 'abc+def/ghi=']],
    ['CloudFront', CLOUDFRONT, ['nitfHRCrtziwO2HwPfWw~yYDhUF5Ew', 'eyJTdGF0', 'K2JCJMDEHXQW5F']],
    ['a token', 'https://e.com/a.mp4?token=s3cr3t99', ['s3cr3t99']],
    ['an access key', 'https://e.com/a.mp4?v=1&accessKey=s3cr3t99', ['s3cr3t99']],
    ['a long value under any name', `https://e.com/a.mp4?x=${'q'.repeat(32)}`, ['q'.repeat(32)]],
    ['a value with equals signs in it', 'https://e.com/a.mp4?token=ab=cd==', ['ab=cd==']],
    ['a value that cannot be decoded', 'https://e.com/a.mp4?token=ab%zzcd', ['ab%zzcd']],
    ['a value that is the whole query', `https://e.com/a.mp4?${'q'.repeat(32)}`, ['q'.repeat(32)]],
    ['a long value without a name', `https://e.com/a.mp4?token=${'q'.repeat(32)}&&=`, ['q'.repeat(32)]],
  ])('finds the secrets of %s, raw and decoded', (_kind, link, secrets) => {
    expect(findUrlSecrets(link)).toEqual(expect.arrayContaining([...secrets]));
  });

  test.each([
    ['S3', S3],
    ['GCS', GCS],
    ['an Azure SAS', AZURE],
    ['CloudFront', CLOUDFRONT],
  ])('does not return common words from the query of %s', (_kind, link) => {
    const commonWords = ['host', 'https', '3600', 'AWS4-HMAC-SHA256', 'GOOG4-RSA-SHA256', '2022-11-02', 'r', 'b'];
    for (const word of commonWords) expect(findUrlSecrets(link)).not.toContain(word);
  });

  test.each(['https://e.com/a.mp4', 'https://e.com/a.mp4?v=2&quality=1080p', 'https://e.com/?', 'nonsense', ''])(
    'finds nothing in %j',
    (link) => {
      expect(findUrlSecrets(link)).toEqual([]);
    },
  );

  test('never returns an empty secret, because masking it would hide everything', () => {
    fc.assert(
      fc.property(fc.webQueryParameters(), (query) => {
        for (const secret of findUrlSecrets(`https://e.com/?${query}`)) expect(secret).not.toBe('');
      }),
    );
  });
});

describe('isSafeToMask', () => {
  test.each([
    '0123456789abcdef0123456789abcdef',
    'nitfHRCrtziwO2HwPfWw~yYDhUF5Ew',
    'tlk_0a1b2c3d4e5f',
    'FwoGZXIvYXdzEJr2//',
  ])('accepts %s', (secret) => expect(isSafeToMask(secret)).toBe(true));

  test.each([
    ['a short value', 'aB3aB3aB3'],
    ['a line break', 'aB3aB3aB3aB3aB3\naB3'],
    ['a status', 'submission_unconfirmed'],
    ['an ID', '0123456789abcdef01234567'],
    ['the beginning of links', 'https://E.com/Videos/2026/'],
    ['a part of JSON', '"status":"ready"'],
    ['words', 'thisIsAllInLetters'],
  ])('refuses %s', (_, secret) => {
    expect(isSafeToMask(secret)).toBe(false);
  });
});
