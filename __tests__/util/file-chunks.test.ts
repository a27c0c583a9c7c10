import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { withTemporaryFile } from '../../src/upload/temporary-file.ts';
import type { Chunks } from '../../src/util/chunks.ts';
import { readFileChunks } from '../../src/util/chunks.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

const folder = createTemporaryFolder().path;
afterAll(() => rmSync(folder, { recursive: true }));

/** Many chunks, and a part of one. */
const CONTENT = randomBytes(5_000_003);
const path = join(folder, 'video.mp4');
writeFileSync(path, CONTENT);
const { signal } = new AbortController();

async function chunksOf(
  start: number,
  length: number | null,
  maxSyncReadMs?: number,
): Promise<{ chunks: Chunks; ended: Promise<void> }> {
  const file = await open(path);
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  return {
    chunks: readFileChunks(file, { start, length }, () => void file.close().then(resolve), maxSyncReadMs),
    ended,
  };
}

async function read(chunks: Chunks): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const chunk of chunks) pieces.push(Buffer.from(chunk));
  return Buffer.concat(pieces);
}

test.each([
  [0, null],
  [0, CONTENT.length],
  [262_144, 262_144],
  [7, 1_000_000],
  [0, 0],
  [CONTENT.length - 3, 10],
])('reads the range that starts at byte %i and has a length of %p', async (start, length) => {
  const expected = CONTENT.subarray(start, length === null ? undefined : start + length);
  // Every read asynchronous, and every read but the first synchronous.
  for (const maxSyncReadMs of [0, Number.POSITIVE_INFINITY]) {
    const { chunks, ended } = await chunksOf(start, length, maxSyncReadMs);
    expect((await read(chunks)).equals(expected)).toBe(true);
    await ended;
  }
});

test('all chunks use the same memory', async () => {
  const { chunks } = await chunksOf(0, null);
  const memory = new Set<ArrayBufferLike>();
  for await (const chunk of chunks) memory.add(chunk.buffer);
  expect(memory.size).toBe(1);
});

test('a destroyed stream closes its file and rejects, unlike one that reached the end', async () => {
  const { chunks, ended } = await chunksOf(0, null);
  const rest = async (): Promise<void> => {
    for await (const _ of chunks) chunks.destroy();
  };
  await expect(rest()).rejects.toThrow('closed while it was being read');
  await ended;
});

test('a stream that is not read to its end closes its file', async () => {
  const { chunks, ended } = await chunksOf(0, null);
  for await (const _ of chunks) break;
  await ended;
});

test('a temporary file contains every byte although chunks reuse their memory', async () => {
  const memory = Buffer.alloc(10);
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let digit = 0; digit < 10; digit++) yield memory.fill(String(digit));
  }
  const stream = { [Symbol.asyncIterator]: pieces, destroy: () => {} };
  const content = { kind: 'file', filename: 'a.mp4', size: 100, stream } as const;
  const copied = await withTemporaryFile(content, signal, async (copy) => readFileSync(copy, 'utf8'));
  expect(copied).toMatch(/^0{10}1{10}2{10}.*9{10}$/);
});
