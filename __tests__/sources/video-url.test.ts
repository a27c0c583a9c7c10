import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseVideoUrl } from '../../src/sources/video-url.ts';

describe('parseVideoUrl', () => {
  test('keeps the whole link and displays it without its query', () => {
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
  ])('names %s %s', (link, name) => {
    expect(parseVideoUrl(link, false).name).toBe(name);
  });

  test.each([
    'http://example.com/a.mp4',
    'https://8.8.8.8/a.mp4',
    'https://[2606:4700::1111]/a.mp4',
    'https://bücher.example/a.mp4',
  ])('accepts %s', (link) => {
    expect(parseVideoUrl(link, false).error).toBeNull();
  });

  test.each([
    ['nonsense', 'not a URL'],
    ['example.com/a.mp4', 'no scheme'],
    ['https://', 'not a URL'],
    ['https://exa mple.com/a.mp4', 'a space'],
    ['https://example.com/a b.mp4', 'a space'],
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
  ])('rejects %s', (link, reason) => {
    const { error } = parseVideoUrl(link, false);
    expect(error).toMatchObject({ code: 'video_url_invalid', class: 'input' });
    expect(error?.message).toContain(reason);
    expect(error?.hint).toMatch(/\.$/);
  });

  test('accepts a link with another link in its query', () => {
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
  ])('rejects %s, which leads into a private network, unless private URLs are allowed', (link) => {
    expect(parseVideoUrl(link, false).error?.hint).toContain('allow_private_urls');
    expect(parseVideoUrl(link, true).error).toBeNull();
  });
});

describe('the displayed link', () => {
  /** Everything that is shown to users. */
  const display = (line: string): string => {
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
  ])('has no credentials, query or fragment: %s', (line) => {
    expect(display(line)).not.toContain('hunter2');
  });

  test('has no credentials, query or fragment for any link', () => {
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
        const all = display(`${scheme}://SEC:RET@${host}${path}?QUERY${query}#FRAGMENT${fragment}`);
        expect(all).not.toMatch(/SEC|RET|QUERY|FRAGMENT/);
      }),
    );
  });

  test('exists for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii' }), (line) => {
        expect(parseVideoUrl(line, false).kind).toBe('url');
      }),
    );
  });
});
