import { readFileSync } from 'node:fs';

/** A real MP4 of 10 s, 640x360, H.264 and AAC. */
export function readSampleVideo(): Buffer {
  return readFileSync(new URL('../../simulator/sample.mp4', import.meta.url));
}

interface Box {
  readonly name: string;
  readonly bytes: Buffer;
}

/** The top-level boxes of an MP4, in order. */
export function parseBoxes(data: Buffer): readonly Box[] {
  const boxes: Box[] = [];
  for (let at = 0; at < data.length; ) {
    const size = data.readUInt32BE(at);
    boxes.push({ name: data.toString('latin1', at + 4, at + 8), bytes: data.subarray(at, at + size) });
    at += size;
  }
  return boxes;
}

/** The boxes in another order, unnamed ones last. Offsets are not corrected: no test decodes the video. */
export function reorderBoxes(data: Buffer, order: readonly string[]): Buffer {
  const rank = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);
  return Buffer.concat([...parseBoxes(data)].sort((a, b) => rank(a.name) - rank(b.name)).map(({ bytes }) => bytes));
}

/** A `free` box of so many bytes. */
export function createPaddingBox(size: number): Buffer {
  const box = Buffer.alloc(size);
  box.writeUInt32BE(size, 0);
  box.write('free', 4, 'latin1');
  return box;
}

/** Replaces the first occurrence of `from` by `to`, of the same length. */
export function replaceText(data: Buffer, from: string, to: string): Buffer {
  const copy = Buffer.from(data);
  copy.write(to, copy.indexOf(from, 0, 'latin1'), 'latin1');
  return copy;
}
