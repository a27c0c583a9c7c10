import { Readable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import busboy from 'busboy';
import fc from 'fast-check';
import type { Form } from '../../src/http/multipart.ts';
import { encodeForm } from '../../src/http/multipart.ts';

/** Reads a form as a server would. */
function parse({ body, type }: { body: string; type: string }): Promise<Array<readonly [string, string]>> {
  return new Promise((resolve, reject) => {
    const fields: Array<readonly [string, string]> = [];
    const parser = busboy({ headers: { 'content-type': type }, limits: { fieldSize: 2 ** 24 } });
    parser.on('field', (name, value) => fields.push([name, value]));
    parser.on('file', () => reject(new Error('a field came out as a file')));
    parser.on('error', reject);
    parser.on('close', () => resolve(fields));
    Readable.from([Buffer.from(body)]).pipe(parser);
  });
}

describe('a form', () => {
  test('is decoded to the same fields in the same order', async () => {
    const form: Form = [
      ['index_id', 'i1'],
      ['video_url', 'https://example.com/a.mp4?x=1&y=2'],
      ['enable_video_stream', 'true'],
      ['user_metadata', '{"a":"b","c":1}'],
    ];
    expect(await parse(encodeForm(form))).toEqual(form);
  });

  test.each([
    ['nothing', ''],
    ['line breaks', 'a\r\nb\nc\r\n\r\n'],
    ['what looks like a boundary', '--form-00000000-0000-0000-0000-000000000000--\r\n'],
    ['what looks like a part', '\r\n--form-\r\nContent-Disposition: form-data; name="video_url"\r\n\r\nhttps://evil'],
    ['other scripts', 'Übergrößenträger 日本語 👩‍👩‍👧‍👦'],
    ['dashes', '--'],
    ['a megabyte', 'x'.repeat(1024 * 1024)],
  ])('keeps a value of %s', async (_what, value) => {
    expect(
      await parse(
        encodeForm([
          ['first', value],
          ['second', 'after'],
        ]),
      ),
    ).toEqual([
      ['first', value],
      ['second', 'after'],
    ]);
  });

  test('keeps arbitrary values', async () => {
    const values = fc.array(
      fc.string({ unit: fc.constantFrom('\r', '\n', '-', '--', '"', ' ', 'a', 'ü', '日', '👍', '\u0000') }),
      { minLength: 1, maxLength: 5 },
    );
    await fc.assert(
      fc.asyncProperty(values, async (given) => {
        const form: Form = given.map((value, position) => [`field_${position}`, value]);
        expect(await parse(encodeForm(form))).toEqual(form);
      }),
      { numRuns: 40 },
    );
  });

  test('has a random boundary each time', () => {
    const types = Array.from({ length: 20 }, () => encodeForm([]).type);
    expect(new Set(types).size).toBe(20);
    for (const type of types) expect(type).toMatch(/^multipart\/form-data; boundary=[A-Za-z0-9-]{30,70}$/);
  });
});
