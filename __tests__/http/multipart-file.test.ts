import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import busboy from 'busboy';
import fc from 'fast-check';
import type { FilePart } from '../../src/http/multipart.ts';
import { streamForm } from '../../src/http/multipart.ts';

function part(content: Buffer, changes: Partial<FilePart> = {}): FilePart {
  return {
    field: 'video_file',
    filename: 'a.mp4',
    contentType: 'video/mp4',
    size: content.length,
    stream: Readable.from([content], { objectMode: false }),
    ...changes,
  };
}

interface Parsed {
  readonly fields: Array<readonly [string, string]>;
  readonly files: Array<{
    readonly field: string | undefined;
    readonly filename: string | undefined;
    readonly type: string | undefined;
    readonly content: Buffer;
  }>;
}

/** As a server reads it that is not ours. */
async function parse(type: string, body: Buffer): Promise<Parsed> {
  const parser = busboy({ headers: { 'content-type': type }, defParamCharset: 'utf8' });
  const parsed: Parsed = { fields: [], files: [] };
  const reading: Array<Promise<unknown>> = [];
  parser.on('field', (name, value) => parsed.fields.push([name, value]));
  parser.on('file', (field, stream, { filename, mimeType }) => {
    reading.push(buffer(stream).then((content) => parsed.files.push({ field, filename, type: mimeType, content })));
  });
  await new Promise((resolve, reject) => {
    parser.on('close', resolve);
    parser.on('error', reject);
    parser.end(body);
  });
  await Promise.all(reading);
  return parsed;
}

test('fields and file arrive unchanged, and the length is exact', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 5_000 }),
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      async (bytes, value) => {
        const content = Buffer.from(bytes);
        const { body, contentLength, contentType } = streamForm(
          [
            ['index_id', 'i'],
            ['user_metadata', value],
          ],
          part(content, { filename: 'ä b.mp4' }),
        );
        const sent = await buffer(body);
        expect(sent.length).toBe(contentLength);
        const { fields, files } = await parse(contentType, sent);
        expect(fields).toEqual([
          ['index_id', 'i'],
          ['user_metadata', value],
        ]);
        expect(files).toEqual([{ field: 'video_file', filename: 'ä b.mp4', type: 'video/mp4', content }]);
      },
    ),
    { numRuns: 50 },
  );
});

test('a file name cannot break out of its quotes', async () => {
  const { body } = streamForm([], part(Buffer.from('x'), { filename: 'a"; name="api_key\r\n\r\nb.mp4' }));
  const text = (await buffer(body)).toString();
  expect(text).toContain('name="video_file"; filename="a%22; name=%22api_key%0D%0A%0D%0Ab.mp4"\r\n');
});

test.each([
  ['shorter', 5, 'ended after 3 of the 5 bytes'],
  ['longer', 2, 'longer than the 2 bytes'],
])('a file that is %s fails before the form ends', async (_, size, message) => {
  const { body, isComplete } = streamForm([], part(Buffer.from('abc'), { size }));
  const sent: Uint8Array[] = [];
  const send = async (): Promise<void> => {
    for await (const chunk of body) sent.push(chunk);
  };
  await expect(send()).rejects.toThrow(message);
  expect(isComplete()).toBe(false);
  expect(Buffer.concat(sent).toString()).not.toMatch(/--\r\n$/);
});

test('an error of the file becomes an error of the body', async () => {
  const stream = new Readable({ read: () => {} });
  const { body } = streamForm([], part(Buffer.from('abc'), { stream }));
  setImmediate(() => stream.destroy(new Error('disk')));
  await expect(buffer(body)).rejects.toThrow('disk');
});

test('destroying the body destroys a stalled file', async () => {
  const stream = new Readable({ read: () => {} });
  const { body } = streamForm([], part(Buffer.from('abc'), { stream }));
  const sent = buffer(body).catch(() => {});
  setImmediate(() => body.destroy());
  await sent;
  expect(stream.destroyed).toBe(true);
});

test('only a few chunks are in memory at a time', async () => {
  let read = 0;
  const chunk = Buffer.alloc(1024 * 1024);
  const stream = new Readable({
    highWaterMark: chunk.length,
    read(): void {
      read += 1;
      this.push(read > 200 ? null : chunk);
    },
  });
  const { body } = streamForm([], part(Buffer.alloc(0), { stream, size: 200 * chunk.length }));
  let most = 0;
  let taken = 0;
  for await (const piece of body) {
    taken += piece.length;
    most = Math.max(most, read * chunk.length - taken);
  }
  expect(most).toBeLessThan(5 * chunk.length);
});
