import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  findSyntaxErrorOffset,
  scanElements,
  scanMembers,
  skipSpace,
} from '../../../src/sources/manifest/json-scan.ts';
import { parseJson } from '../../../src/util/json.ts';

const json = fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' }).map((value) => JSON.stringify(value, null, 1));

function scanAll<T, End>(scan: Generator<T, End>): { readonly items: readonly T[]; readonly end: End } {
  const items: T[] = [];
  let next = scan.next();
  for (; !next.done; next = scan.next()) items.push(next.value);
  return { items, end: next.value };
}

describe('scanElements and scanMembers', () => {
  test('find the same values as JSON.parse', () => {
    fc.assert(
      fc.property(fc.array(json), (texts) => {
        const text = `[ ${texts.join(' ,\n')} ]`;
        const { items, end } = scanAll(scanElements(text, 0));
        expect(items.map(({ start, end }) => text.slice(start, end))).toEqual(texts);
        expect(end).toEqual({ isComplete: true, offset: text.length });
      }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({ unit: 'binary' }), json)), (members) => {
        const text = `{${members.map(([name, value]) => `${JSON.stringify(name)} : ${value}`).join(',')}}`;
        const { items, end } = scanAll(scanMembers(text, 0));
        expect(items.map(({ name, value }) => [name, text.slice(value.start, value.end)])).toEqual(members);
        expect(end).toEqual({ isComplete: true, offset: text.length });
      }),
    );
  });

  test('end within any text', () => {
    fc.assert(
      fc.property(damaged(), (text) => {
        for (const scan of [scanElements, scanMembers]) {
          const { items, end } = scanAll<object, { readonly offset: number }>(scan(text, 0));
          expect(items.length).toBeLessThanOrEqual(text.length);
          expect(end.offset).toBeLessThanOrEqual(text.length);
        }
      }),
    );
  });
});

describe('findSyntaxErrorOffset', () => {
  test('finds no error in valid JSON', () => {
    fc.assert(fc.property(json, (text) => expect(findSyntaxErrorOffset(text)).toBe(text.length)));
  });

  test('finds an error before the end, or the end, exactly if JSON.parse fails', () => {
    fc.assert(
      fc.property(damaged(), (text) => {
        const offset = findSyntaxErrorOffset(text);
        expect(offset).toBeGreaterThanOrEqual(0);
        expect(offset).toBeLessThanOrEqual(text.length);
        if (offset < text.length) expect(parseJson(text)).toBeUndefined();
        // What stands before the error can be continued to valid JSON, so that it has no error of its own.
        expect(findSyntaxErrorOffset(text.slice(0, offset))).toBe(offset);
      }),
      { numRuns: 500 },
    );
  });

  test('reads a million brackets', () => {
    const text = '['.repeat(1_000_000);
    expect(findSyntaxErrorOffset(`${text}${']'.repeat(1_000_000)}x`)).toBe(2_000_000);
    expect(scanAll(scanElements(text, 0)).end).toEqual({ isComplete: false, offset: text.length });
  });
});

/** JSON with one character removed, added or replaced. */
function damaged(): fc.Arbitrary<string> {
  return fc
    .tuple(json, fc.nat(), fc.nat(2), fc.constantFrom(...'{}[],:"\\ 0-e\u0007tx'))
    .map(([text, position, removed, added]) => {
      const at = position % (text.length + 1);
      return text.slice(0, at) + added + text.slice(at + removed);
    });
}

test('skipSpace skips the white space of JSON only', () => {
  expect(skipSpace(' \t\r\n x', 0)).toBe(5);
  expect(skipSpace('\u00a0x', 0)).toBe(0);
});
