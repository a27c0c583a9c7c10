import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createRedact, removeQueries } from '../../src/report/redact.ts';

const KEY = 'tlk_A+b/c"d=9\\z';

describe('A secret', () => {
  const redact = createRedact([KEY]);

  test.each([
    ['as it is', KEY],
    ['in a URL', encodeURIComponent(KEY)],
    ['in JSON', JSON.stringify({ key: KEY })],
    ['in a form', new URLSearchParams([['k', KEY]]).toString().slice(2)],
    ['in a URL in lower case', encodeURIComponent(KEY).replace(/%../g, (code) => code.toLowerCase())],
    ['in a URL in a URL', encodeURIComponent(encodeURIComponent(KEY))],
    ['as base64url', Buffer.from(KEY).toString('base64url')],
    ['as hex', Buffer.from(KEY).toString('hex')],
    ['in HTML', KEY.replaceAll('"', '&quot;')],
    ['as base64', Buffer.from(KEY).toString('base64')],
    ['many times', `${KEY}${KEY} and ${KEY}`],
  ])('is removed %s', (_where, text) => {
    const clean = redact(`before ${text} after`);
    for (const spelling of [
      KEY,
      encodeURIComponent(KEY),
      JSON.stringify(KEY).slice(1, -1),
      Buffer.from(KEY).toString('base64'),
    ]) {
      expect(clean).not.toContain(spelling);
    }
    expect(clean).toMatch(/^before .*\*\*\*.* after$/);
  });

  test.each(['', ':', 'user:', 'x-access-token:', 'ab:'])(
    'is removed from basic authentication with the prefix %j',
    (user) => {
      const clean = redact(`Authorization: Basic ${Buffer.from(user + KEY).toString('base64')}`);
      const credentials = clean.replace(/^Authorization: Basic /, '').replace('***', '');
      expect(Buffer.from(credentials, 'base64').toString()).not.toContain(KEY);
    },
  );

  test('is removed completely if it contains another secret', () => {
    expect(createRedact(['abc', 'abcdef'])('x abcdef y abc')).toBe('x *** y ***');
    expect(createRedact(['abcdef', 'abc'])('x abcdef y abc')).toBe('x *** y ***');
  });

  test('is not interpreted as a pattern', () => {
    expect(createRedact(['.*$&'])('a.*$&b, abc')).toBe('a***b, abc');
  });

  test('is ignored if it is empty', () => {
    expect(createRedact([''])('text')).toBe('text');
    expect(createRedact([])('text')).toBe('text');
  });

  test('is removed from any text', () => {
    const secret = fc.string({ minLength: 4 }).filter((text) => !text.includes('*'));
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (hidden, before, after) => {
        const clean = createRedact([hidden])(before + hidden + after);
        expect(clean.split('***').some((piece) => piece.includes(hidden))).toBe(false);
      }),
    );
  });
});

describe('Links in a text', () => {
  test.each([
    ['see https://e.com/a.mp4?sig=1&x=2 there', 'see https://e.com/a.mp4 there'],
    ['"https://e.com/a.mp4?sig=1"', '"https://e.com/a.mp4"'],
    ['<https://e.com/a?b#c>', '<https://e.com/a>'],
    ['https://e.com/a#frag', 'https://e.com/a'],
    ['HTTPS://e.com/a?b', 'HTTPS://e.com/a'],
    ['https://user:pw@e.com/a', 'https://e.com/a'],
    ['https://user:pw@e.com/a?b and http://token@f.org/c#d', 'https://e.com/a and http://f.org/c'],
    ['https://e.com?a https://f.com?b', 'https://e.com https://f.com'],
    ['https://user:p@w@e.com/a', 'https://e.com/a'],
  ])('lose query, fragment and credentials: %s', (text, clean) => {
    expect(removeQueries(text)).toBe(clean);
  });

  test.each(['no link at all? really #1 a@b.com', 'https://e.com/@user/video.mp4', 'https://e.com/a.mp4'])(
    'without query, fragment and credentials are unchanged: %s',
    (text) => {
      expect(removeQueries(text)).toBe(text);
    },
  );

  test.each(['http://', 'https://a', 'https://a@', 'https://?', 'http://#'])(
    'are cleaned fast, even 5,000 times %s',
    (unit) => {
      const begin = performance.now();
      removeQueries(unit.repeat(5_000));
      expect(performance.now() - begin).toBeLessThan(5_000);
    },
  );
});
