import { describe, expect, test } from '@jest/globals';
import type { RandomAccessFile } from '../../src/media/block-reader.ts';
import { createBlockReader } from '../../src/media/block-reader.ts';
import { hasImplausibleFragment, readMp4Index } from '../../src/media/mp4-index.ts';
import { probe } from '../../src/media/probe.ts';
import { readAnnouncedStreams } from '../../src/media/ts-streams.ts';
import { createPaddingBox, parseBoxes, readSampleVideo, reorderBoxes, replaceText } from '../support/sample-video.ts';

/** A file with a start, zeros and an end, that records the reads. */
function createSparseFile(front: Buffer, gap: number, back: Buffer, head = 0) {
  const size = front.length + gap + back.length;
  const reads: (readonly [number, number])[] = [];
  const slice = (start: number, end: number): Buffer => {
    const out = Buffer.alloc(end - start);
    if (start < front.length) front.copy(out, 0, start);
    const backStart = front.length + gap;
    if (end > backStart)
      back.copy(out, Math.max(0, backStart - start), Math.max(0, start - backStart), end - backStart);
    return out;
  };
  const file = createBlockReader(
    size,
    slice(0, head),
    async (start, end) => {
      reads.push([start, end]);
      return slice(start, end);
    },
    { requests: 40, index: 24 * 1024 * 1024, search: 24 * 1024 * 1024 },
  );
  return { file, reads, countBytes: () => reads.reduce((sum, [start, end]) => sum + end - start, 0) };
}

const createFile = (data: Buffer): RandomAccessFile => createSparseFile(data, 0, Buffer.alloc(0)).file;
const sample = readSampleVideo();
const known = { duration: 10, width: 640, height: 360, pixelAspect: 1, hasVideo: true, hasAudio: true };

/** A very large `mdat` box with a 64-bit size before the index. */
function withHugeData(gap: number): { front: Buffer; back: Buffer } {
  const boxes = parseBoxes(sample);
  const pick = (name: string): Buffer => boxes.find((box) => box.name === name)?.bytes ?? Buffer.alloc(0);
  const data = pick('mdat').subarray(8);
  const header = Buffer.alloc(16);
  header.writeUInt32BE(1, 0);
  header.write('mdat', 4, 'latin1');
  header.writeBigUInt64BE(BigInt(16 + data.length + gap), 8);
  return { front: Buffer.concat([pick('ftyp'), header, data]), back: pick('moov') };
}

describe('probe with an MP4 file', () => {
  test.each<[string, Buffer]>([
    ['the original order of boxes', sample],
    ['an index at the start', reorderBoxes(sample, ['ftyp', 'moov'])],
    ['an index at the end', reorderBoxes(sample, ['ftyp', 'free', 'mdat'])],
    [
      'free space between the boxes',
      Buffer.concat([parseBoxes(sample)[0]?.bytes ?? Buffer.alloc(0), createPaddingBox(300_000), sample.subarray(32)]),
    ],
  ])('reads a file with %s', async (_, data) => {
    const { mediaInfo, unknownReason, brokenReason } = await probe(createFile(data));
    expect(mediaInfo).toMatchObject(known);
    expect([unknownReason, brokenReason]).toEqual([null, null]);
  });

  test('reads little of a file of 5 GB with its index at the end', async () => {
    const gap = 5 * 1024 ** 3;
    const { front, back } = withHugeData(gap);
    const { file, reads, countBytes } = createSparseFile(front, gap, back, 65_536);
    expect((await probe(file)).mediaInfo).toMatchObject(known);
    expect(reads.length).toBeLessThanOrEqual(2);
    expect(countBytes()).toBeLessThan(back.length + 1024 * 1024);
  });

  test('reports a file that is truncated before its index as broken', async () => {
    const late = reorderBoxes(sample, ['ftyp', 'free', 'mdat']);
    for (const length of [100, 10_000, late.length - 1_000, late.length - 1]) {
      expect(await probe(createFile(late.subarray(0, length)))).toMatchObject({
        brokenReason: expect.stringMatching(/moov/),
      });
    }
  });

  test('reads the stated duration of a file that is truncated after its index', async () => {
    const early = reorderBoxes(sample, ['ftyp', 'moov']);
    expect((await probe(createFile(early.subarray(0, early.length - 50_000)))).mediaInfo).toMatchObject(known);
  });

  test('reports a file without a video track', async () => {
    // A track is a video track only if its handler type is video.
    const { mediaInfo } = await probe(createFile(replaceText(sample, 'vide', 'text')));
    expect(mediaInfo).toMatchObject({ hasVideo: false, hasAudio: true, width: null });
  });

  test('reads a file with an unknown codec', async () => {
    const { mediaInfo } = await probe(createFile(replaceText(sample, 'avc1', 'zzzz')));
    expect(mediaInfo).toMatchObject({ hasVideo: true, width: 640, height: 360 });
  });

  test('does not parse a file that claims an implausible number of samples', async () => {
    const copy = Buffer.from(sample);
    copy.writeUInt32BE(0xffffffff, copy.indexOf('stts', 0, 'latin1') + 12);
    expect((await readMp4Index(createFile(copy))).kind).toBe('implausible');
    expect(await probe(createFile(copy))).toMatchObject({
      unknownReason: expect.stringMatching(/index is implausible/),
      brokenReason: null,
    });
  });

  test('does not read an implausibly large index', async () => {
    const header = Buffer.alloc(16);
    header.writeUInt32BE(1, 0);
    header.write('moov', 4, 'latin1');
    header.writeBigUInt64BE(BigInt(3 * 1024 ** 3), 8);
    const front = Buffer.concat([parseBoxes(sample)[0]?.bytes ?? Buffer.alloc(0), header]);
    const { file, countBytes } = createSparseFile(front, 4 * 1024 ** 3, Buffer.alloc(0));
    expect(await probe(file)).toMatchObject({ unknownReason: expect.stringMatching(/index is too large/) });
    expect(countBytes()).toBeLessThan(1024 * 1024);
  });

  test('never throws on a file that is damaged at any offset', async () => {
    for (let at = 8; at < 4_000; at += 61) {
      const copy = Buffer.from(reorderBoxes(sample, ['ftyp', 'moov']));
      copy.fill(0xff, at, at + 3);
      const { mediaInfo } = await probe(createFile(copy));
      expect(mediaInfo.size).toBe(copy.length);
    }
  });
});

describe('probe with another file', () => {
  test.each<[string, Buffer]>([
    ['an empty file', Buffer.alloc(0)],
    ['text', Buffer.from('hello')],
    ['zeros', Buffer.alloc(100_000)],
    ['AVI', Buffer.from('RIFF\x10\0\0\0AVI LIST', 'latin1')],
    ['only a Matroska header', Buffer.from('\x1a\x45\xdf\xa3\x80', 'latin1')],
  ])('reports an unknown result for %s', async (_, data) => {
    const { mediaInfo, unknownReason, brokenReason } = await probe(createFile(data));
    expect(mediaInfo).toMatchObject({ duration: null, width: null, hasAudio: null });
    expect(unknownReason).not.toBeNull();
    expect(brokenReason).toBeNull();
  });

  test('reports the reason if the file cannot be read to its end', async () => {
    const { front, back } = withHugeData(1024 ** 3);
    const size = front.length + 1024 ** 3 + back.length;
    const fail = async (): Promise<Buffer> => {
      throw new Error('the server closed the connection');
    };
    const file = createBlockReader(size, front.subarray(0, 65_536), fail, { requests: 40, index: 1e7, search: 1e7 });
    expect(await probe(file)).toMatchObject({ unknownReason: 'the server closed the connection', brokenReason: null });
  });
});

describe('createBlockReader', () => {
  const data = Buffer.from(Array.from({ length: 3_000_000 }, (_, index) => (index * 7) % 251));

  test('returns the correct bytes independent of earlier reads', async () => {
    const { file } = createSparseFile(data, 0, Buffer.alloc(0), 65_536);
    for (const [start, end] of [
      [0, 10],
      [65_530, 65_540],
      [2_000_000, 2_400_000],
      [1_900_000, 2_100_000],
      [2_999_999, 3_000_000],
      [0, 3_000_000],
    ] as const) {
      expect((await file.read(start, end)).equals(data.subarray(start, end))).toBe(true);
    }
  });

  test('reads nothing twice, and adjacent ranges together', async () => {
    const { file, reads } = createSparseFile(data, 0, Buffer.alloc(0), 65_536);
    await Promise.all([file.read(1_000_000, 1_000_016), file.read(1_000_016, 1_000_100), file.read(10, 20)]);
    expect(reads).toHaveLength(1);
  });

  test('reads ahead in growing steps during sequential reads', async () => {
    const { file, reads } = createSparseFile(Buffer.alloc(0), 50_000_000, Buffer.alloc(0));
    for (let at = 0; at < 10_000_000; at += 188_000) await file.read(at, at + 188_000);
    expect(reads.length).toBeLessThan(20);
  });

  test('stops when the budget is exhausted', async () => {
    const { file } = createSparseFile(Buffer.alloc(0), 1024 ** 3, Buffer.alloc(0));
    const hop = async (): Promise<void> => {
      for (let at = 0; at < 1024 ** 3; at += 10_000_000) await file.read(at, at + 10);
    };
    await expect(hop()).rejects.toThrow('too much of the file');
  });
});

describe('readAnnouncedStreams', () => {
  /** A transport stream with a program association table and a program map with these stream types. */
  function createStream(types: readonly number[], lead = 0): Buffer {
    const packet = (pid: number, section: Buffer): Buffer => {
      const out = Buffer.alloc(lead + 188, 0xff);
      out.fill(0, 0, lead);
      out.set([0x47, 0x40 | (pid >> 8), pid & 0xff, 0x10, 0], lead);
      section.copy(out, lead + 5);
      return out;
    };
    const map = types.flatMap((type, index) => [type, 0xe1, index, 0xf0, 0]);
    const association = [0, 0xb0, 13, 0, 1, 0xc1, 0, 0, 0, 1, 0xf0, 0, 0, 0, 0, 0];
    const program = [2, 0xb0, 13 + map.length, 0, 1, 0xc1, 0, 0, 0xe1, 0, 0xf0, 0, ...map, 0, 0, 0, 0];
    return Buffer.concat([
      packet(0, Buffer.from(association)),
      packet(0x1000, Buffer.from(program)),
      packet(0x100, Buffer.alloc(9)),
    ]);
  }

  test.each<[string, Buffer, boolean | null, boolean | null]>([
    ['H.264 and AAC', createStream([0x1b, 0x0f]), true, true],
    ['H.264 alone', createStream([0x1b]), true, false],
    ['H.264 alone, with time codes', createStream([0x1b], 4), true, false],
    ['audio alone', createStream([0x03]), false, true],
    ['HEVC and a private stream', createStream([0x24, 0x06]), true, null],
    ['no program map', Buffer.alloc(188 * 3, 0x47), null, null],
    ['an empty file', Buffer.alloc(0), null, null],
  ])('reads %s', (_, data, hasVideo, hasAudio) => {
    expect(readAnnouncedStreams(data)).toEqual({ hasVideo, hasAudio });
  });
});

describe('readMp4Index with a fragmented file', () => {
  const box = (name: string, content: Buffer): Buffer => {
    const header = Buffer.alloc(8);
    header.writeUInt32BE(8 + content.length, 0);
    header.write(name, 4, 'latin1');
    return Buffer.concat([header, content]);
  };
  const numbers = (...values: readonly number[]): Buffer => {
    const out = Buffer.alloc(values.length * 4);
    for (const [index, value] of values.entries()) out.writeUInt32BE(value, index * 4);
    return out;
  };
  const movie = box('mvhd', Buffer.concat([numbers(0, 0, 0, 1_000, 0), Buffer.alloc(80)]));
  const fragments = [box('moof', Buffer.alloc(100)), box('mdat', Buffer.alloc(900))];
  const total = fragments.reduce((sum, { length }) => sum + length, 0);
  const segments = (size: number): Buffer =>
    box('sidx', numbers(0, 1, 90_000, 0, 0, 2, size - 100, 450_000, 0, 100, 90_000, 0));

  test.each<[string, readonly Buffer[], number | null]>([
    [
      'a file whose header states the duration',
      [box('moov', Buffer.concat([movie, box('mvex', box('mehd', numbers(0, 7_500)))]))],
      7.5,
    ],
    [
      'a file whose header states no duration',
      [box('moov', Buffer.concat([movie, box('mvex', Buffer.alloc(0))])), ...fragments],
      null,
    ],
    [
      'a file with an index of all segments',
      [box('moov', Buffer.concat([movie, box('mvex', Buffer.alloc(0))])), segments(total), ...fragments],
      6,
    ],
    [
      'a file with an index of all segments, and an index of fragments at the end',
      [
        box('moov', Buffer.concat([movie, box('mvex', Buffer.alloc(0))])),
        segments(total),
        ...fragments,
        box('mfra', Buffer.alloc(16)),
      ],
      6,
    ],
    [
      'a file with an index of some segments',
      [box('moov', Buffer.concat([movie, box('mvex', Buffer.alloc(0))])), segments(total), ...fragments, ...fragments],
      null,
    ],
  ])('reads the duration of %s', async (_, boxes, duration) => {
    expect(await readMp4Index(createFile(Buffer.concat(boxes)))).toEqual({ kind: 'fragmented', duration });
  });

  test('keeps a fragment that claims billions of samples from the parser', async () => {
    // The index of the sample without its tables, then a fragment with four billion samples and no rows.
    const copy = Buffer.from(reorderBoxes(sample, ['ftyp', 'moov']));
    const moov = parseBoxes(copy).find(({ name }) => name === 'moov')?.bytes ?? Buffer.alloc(0);
    for (const name of ['stts', 'ctts']) {
      for (let at = moov.indexOf(name, 0, 'latin1'); at >= 0; at = moov.indexOf(name, at, 'latin1'))
        moov.write('skip', at, 'latin1');
    }
    moov.write('mvex', moov.indexOf('udta', 0, 'latin1'), 'latin1');
    const header = box('tfhd', numbers(0x020000, 1));
    const fragment = box(
      'moof',
      Buffer.concat([
        box('mfhd', numbers(0, 1)),
        box('traf', Buffer.concat([header, box('trun', numbers(0, 0xfffffff0))])),
      ]),
    );
    const ftyp = parseBoxes(copy)[0]?.bytes ?? Buffer.alloc(0);
    const { mediaInfo, unknownReason } = await probe(createFile(Buffer.concat([ftyp, moov, fragment])));
    expect(mediaInfo.duration).toBeNull();
    expect(unknownReason).toMatch(/fragments are implausible/);
  });

  test('hasImplausibleFragment detects an implausible number of samples', () => {
    expect(hasImplausibleFragment(box('trun', numbers(0, 1_000)))).toBe(false);
    expect(hasImplausibleFragment(Buffer.concat([box('trun', numbers(0, 1)), box('trun', numbers(0, 2 ** 31))]))).toBe(
      true,
    );
    expect(hasImplausibleFragment(Buffer.from('trun'))).toBe(false);
  });
});
