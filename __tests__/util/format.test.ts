import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cutText, formatDuration, formatMinutes, formatSize } from '../../src/util/format.ts';

describe('A duration', () => {
  test.each([
    [0, '0s'],
    [0.4, '0s'],
    [0.5, '1s'],
    [1, '1s'],
    [59.4, '59s'],
    [59.6, '1m'],
    [60, '1m'],
    [61, '1m 1s'],
    [3_600, '1h'],
    [3_661, '1h 1m 1s'],
    [7_220, '2h 20s'],
    [90_000, '1d 1h'],
  ])('of %d s is formatted as %s', (seconds, text) => {
    expect(formatDuration(seconds).replaceAll(',', '')).toBe(text);
  });

  test('of any length can be formatted', () => {
    expect(formatDuration(Number.MAX_SAFE_INTEGER)).not.toBe('');
    fc.assert(
      fc.property(fc.double({ min: 0, max: Number.MAX_SAFE_INTEGER, noNaN: true }), (seconds) => {
        expect(formatDuration(seconds)).toMatch(/\d/);
      }),
    );
  });
});

test.each([
  [60, '1.0', '1'],
  [61, '1.0', '1.02'],
  [599, '10.0', '9.99'],
  [600, '10', '10'],
  [3_601, '60', '60.02'],
])('%d s are %s minutes, and %s when rounded up', (seconds, nearest, up) => {
  expect([formatMinutes(seconds), formatMinutes(seconds, 'up')]).toEqual([nearest, up]);
});

test.each([
  [0, '0.0 MB'],
  [3_140_000, '3.1 MB'],
  [200_000_000, '200 MB'],
  [2 * 1024 ** 3, '2 GiB'],
  [2.154 * 1024 ** 3, '2.15 GiB'],
])('A size of %d bytes is formatted as %s', (bytes, text) => {
  expect(formatSize(bytes)).toBe(text);
});

test('cutText leaves out the word at the cut, which may be a part of a secret', () => {
  expect(cutText('a short text', 20)).toBe('a short text');
  expect(cutText('the key is tlk_0123456789', 18)).toBe('the key is…');
  expect(cutText('tlk_0123456789', 8)).toBe('…');
  expect(cutText('ends at a word and more', 14)).toBe('ends at a word…');
});
