import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseVideoUrl } from '../../src/sources/video-url.ts';
import { findUrlSecrets } from '../../src/util/url.ts';

describe('a link to a video', () => {
  test('is passed on whole and shown without its query', () => {
    expect(parseVideoUrl('https://cdn.example.com/dir/My%20Video.mp4?X-Sig=abc#t=3', false)).toEqual({
      kind: 'url',
      url: 'https://cdn.example.com/dir/My%20Video.mp4?X-Sig=abc#t=3',
      displayName: 'https://cdn.example.com/dir/My%20Video.mp4',
      name: 'My Video.mp4',
      key: null,
      userMetadata: {},
      error: null,
    });
  });

  test.each([
    ['https://example.com/a/b/', 'b'],
    ['https://example.com/', 'example.com'],
    ['https://example.com', 'example.com'],
    ['https://example.com/%E6%97%A5.mp4', '日.mp4'],
    ['https://example.com/%zz.mp4', '%zz.mp4'],
  ])('%s is named %s', (link, name) => {
    expect(parseVideoUrl(link, false).name).toBe(name);
  });

  test.each([
    'http://example.com/a.mp4',
    'https://8.8.8.8/a.mp4',
    'https://[2606:4700::1111]/a.mp4',
    'https://bücher.example/a.mp4',
  ])('%s is fine', (link) => {
    expect(parseVideoUrl(link, false).error).toBeNull();
  });

  test.each([
    ['nonsense', 'not a URL'],
    ['example.com/a.mp4', 'not a URL'],
    ['https://', 'not a URL'],
    ['https://exa mple.com/a.mp4', 'not a URL'],
    ['https://example.com/a b.mp4', 'not a URL'],
    ['https://example.com:99999/a.mp4', 'not a URL'],
    ['ftp://example.com/a.mp4', 'scheme'],
    ['s3://bucket/a.mp4', 'scheme'],
    ['file:///etc/passwd', 'scheme'],
    ['data:video/mp4;base64,AAAA', 'scheme'],
    ['https://user@example.com/a.mp4', 'user name'],
    ['https://user:pw@example.com/a.mp4', 'password'],
    ['https://example.com/a.mp4, https://example.com/b.mp4', 'more than one'],
    ['https://example.com/a.mp4,https://example.com/b.mp4', 'more than one'],
    ['https://example.com/a.mp4 https://example.com/b.mp4', 'more than one'],
    [`https://example.com/${'a'.repeat(8_200)}`, 'longer than'],
  ])('%s is told to be wrong', (link, why) => {
    const { error } = parseVideoUrl(link, false);
    expect(error).toMatchObject({ code: 'video_url_invalid', class: 'input' });
    expect(error?.message).toContain(why);
    expect(error?.hint).toMatch(/\.$/);
  });

  test('that has another link in its query is one link', () => {
    expect(parseVideoUrl('https://proxy.example/?url=https://example.com/a.mp4', false).error).toBeNull();
  });

  test.each([
    'http://127.0.0.1/a.mp4',
    'http://2130706433/a.mp4',
    'http://0x7f000001/a.mp4',
    'http://0177.0.0.1/a.mp4',
    'http://127.1/a.mp4',
    'http://127.0.0.1./a.mp4',
    'http://①②⑦.0.0.1/a.mp4',
    'http://[::1]/a.mp4',
    'http://[::ffff:127.0.0.1]/a.mp4',
    'http://[::127.0.0.1]/a.mp4',
    'http://localhost/a.mp4',
    'http://LOCALHOST./a.mp4',
    'http://a.localhost/a.mp4',
    'http://169.254.169.254/latest/meta-data',
    'http://10.0.0.1/a.mp4',
    'http://192.168.0.1/a.mp4',
    'http://0/a.mp4',
  ])('%s leads nowhere but into a private network', (link) => {
    expect(parseVideoUrl(link, false).error?.hint).toContain('allow_private_urls');
    expect(parseVideoUrl(link, true).error).toBeNull();
  });
});

describe('what is shown of a link', () => {
  /** All that people see of it. */
  const seen = (line: string): string => {
    const { displayName, name, error } = parseVideoUrl(line, false);
    return JSON.stringify([displayName, name, error]);
  };

  test.each([
    'https://user:hunter2@example.com/a.mp4',
    'https://hunter2@example.com/a.mp4',
    'ftp://user:hunter2@example.com/a.mp4',
    'ftp://user:hunter2@example.com',
    '//user:hunter2@example.com/a.mp4',
    'https:user:hunter2@example.com/a.mp4',
    'https:\\\\user:hunter2@example.com\\a.mp4',
    'https://user:hun/hunter2@example.com/a.mp4',
    'user:hunter2@example.com/a.mp4',
    'https://user:hunter2@exa mple.com/a.mp4',
    'https://example.com/a.mp4?sig=hunter2',
    'https://example.com/a.mp4#hunter2',
    'https://example.com?hunter2',
    'https://exa mple.com/a.mp4?sig=hunter2',
    's3://bucket/a.mp4?versionId=hunter2',
    'https://example.com/a.mp4, https://user:hunter2@example.com/b.mp4',
    'https://example.com/a.mp4 https://user:hunter2@example.com',
    'https://example.com/a.mp4 https://example.com/b.mp4?sig=hunter2',
    'https://example.com/a.mp4?x=1 https://example.com/b.mp4?sig=hunter2',
  ])('has neither credentials nor query nor fragment: %s', (line) => {
    expect(seen(line)).not.toContain('hunter2');
  });

  test('has none of them, whatever the link', () => {
    const text = fc.string({ unit: fc.constantFrom(...'ab1.-_~%20/=&+:@?#,;'), maxLength: 12 });
    const parts = fc.record({
      scheme: fc.constantFrom('https', 'http', 'ftp', 's3'),
      host: fc.constantFrom('example.com', 'a.b.example:8443', '[2606:4700::1111]', '8.8.8.8'),
      path: text.map((path) => `/${path.replace(/[?#]/g, '')}`),
      query: text,
      fragment: text,
    });
    fc.assert(
      fc.property(parts, ({ scheme, host, path, query, fragment }) => {
        const all = seen(`${scheme}://SEC:RET@${host}${path}?QUERY${query}#FRAGMENT${fragment}`);
        expect(all).not.toMatch(/SEC|RET|QUERY|FRAGMENT/);
      }),
    );
  });

  test('never fails, whatever the line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii' }), (line) => {
        expect(parseVideoUrl(line, false).kind).toBe('url');
      }),
    );
  });
});

describe('the secrets of a link', () => {
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
    ['a long value without a name', `https://e.com/a.mp4?token=${'q'.repeat(32)}&&=`, ['q'.repeat(32)]],
  ])('of %s are found, as they stand and decoded', (_kind, link, secrets) => {
    expect(findUrlSecrets(link)).toEqual(expect.arrayContaining([...secrets]));
  });

  test.each([
    ['S3', S3],
    ['GCS', GCS],
    ['an Azure SAS', AZURE],
    ['CloudFront', CLOUDFRONT],
  ])('of %s are not words that any log is full of', (_kind, link) => {
    const ordinary = ['host', 'https', '3600', 'AWS4-HMAC-SHA256', 'GOOG4-RSA-SHA256', '2022-11-02', 'r', 'b'];
    for (const word of ordinary) expect(findUrlSecrets(link)).not.toContain(word);
  });

  test.each(['https://e.com/a.mp4', 'https://e.com/a.mp4?v=2&quality=1080p', 'https://e.com/?', 'nonsense', ''])(
    'are none in %j',
    (link) => {
      expect(findUrlSecrets(link)).toEqual([]);
    },
  );

  test('are never empty, so that masking them cannot hide everything', () => {
    fc.assert(
      fc.property(fc.webQueryParameters(), (query) => {
        for (const secret of findUrlSecrets(`https://e.com/?${query}`)) expect(secret).not.toBe('');
      }),
    );
  });
});
