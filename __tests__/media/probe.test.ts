import { describe, expect, test } from '@jest/globals';
import type { RandomAccessFile } from '../../src/media/block-reader.ts';
import { createBlockReader } from '../../src/media/block-reader.ts';
import { hasImplausibleFragment, readMp4Index } from '../../src/media/mp4-index.ts';
import { probe } from '../../src/media/probe.ts';
import { readAnnouncedStreams } from '../../src/media/ts-streams.ts';
import { createPaddingBox, parseBoxes, readSampleVideo, reorderBoxes, replaceText } from '../support/sample-video.ts';

/** A file that exists only as its beginning, its end, and nothing between them; counts what is read of it. */
function sparse(front: Buffer, gap: number, back: Buffer, head = 0) {
  const size = front.length + gap + back.length;
  const reads: (readonly [number, number])[] = [];
  const slice = (start: number, end: number): Buffer => {
    const out = Buffer.alloc(end - start);
    if (start < front.length) front.copy(out, 0, start);
    const behind = front.length + gap;
    if (end > behind) back.copy(out, Math.max(0, behind - start), Math.max(0, start - behind), end - behind);
    return out;
  };
  const bytes = createBlockReader(
    size,
    slice(0, head),
    async (start, end) => {
      reads.push([start, end]);
      return slice(start, end);
    },
    { requests: 40, index: 24 * 1024 * 1024, search: 24 * 1024 * 1024 },
  );
  return { bytes, reads, got: () => reads.reduce((sum, [start, end]) => sum + end - start, 0) };
}

const whole = (data: Buffer): RandomAccessFile => sparse(data, 0, Buffer.alloc(0)).bytes;
const sample = readSampleVideo();
const known = { duration: 10, width: 640, height: 360, pixelAspect: 1, hasVideo: true, hasAudio: true };

/** `mdat` made so large that the index is far away, by a box header with 64 bits. */
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

describe('an MP4', () => {
  test.each<[string, Buffer]>([
    ['as it is', sample],
    ['index in front', reorderBoxes(sample, ['ftyp', 'moov'])],
    ['index at the end', reorderBoxes(sample, ['ftyp', 'free', 'mdat'])],
    [
      'with space between',
      Buffer.concat([parseBoxes(sample)[0]?.bytes ?? Buffer.alloc(0), createPaddingBox(300_000), sample.subarray(32)]),
    ],
  ])('%s', async (_, data) => {
    const { facts, unknown, broken } = await probe(whole(data));
    expect(facts).toMatchObject(known);
    expect([unknown, broken]).toEqual([null, null]);
  });

  test('of 5 GB with its index at the end costs little', async () => {
    const gap = 5 * 1024 ** 3;
    const { front, back } = withHugeData(gap);
    const { bytes, reads, got } = sparse(front, gap, back, 65_536);
    expect((await probe(bytes)).facts).toMatchObject(known);
    expect(reads.length).toBeLessThanOrEqual(2);
    expect(got()).toBeLessThan(back.length + 1024 * 1024);
  });

  test('cut off in front of its index is broken', async () => {
    const late = reorderBoxes(sample, ['ftyp', 'free', 'mdat']);
    for (const length of [100, 10_000, late.length - 1_000, late.length - 1]) {
      expect(await probe(whole(late.subarray(0, length)))).toMatchObject({ broken: expect.stringMatching(/moov/) });
    }
  });

  test('cut off behind its index is as long as it says', async () => {
    const early = reorderBoxes(sample, ['ftyp', 'moov']);
    expect((await probe(whole(early.subarray(0, early.length - 50_000)))).facts).toMatchObject(known);
  });

  test('without a video track', async () => {
    // What is not called a video by its handler is none, whatever its data.
    const { facts } = await probe(whole(replaceText(sample, 'vide', 'text')));
    expect(facts).toMatchObject({ hasVideo: false, hasAudio: true, width: null });
  });

  test('with a codec that nobody knows', async () => {
    const { facts } = await probe(whole(replaceText(sample, 'avc1', 'zzzz')));
    expect(facts).toMatchObject({ hasVideo: true, width: 640, height: 360 });
  });

  test('that claims absurdly many samples is not parsed', async () => {
    const copy = Buffer.from(sample);
    copy.writeUInt32BE(0xffffffff, copy.indexOf('stts', 0, 'latin1') + 12);
    expect((await readMp4Index(whole(copy))).kind).toBe('absurd');
    expect(await probe(whole(copy))).toMatchObject({ unknown: expect.stringMatching(/makes no sense/), broken: null });
  });

  test('that claims an absurdly large index is not read', async () => {
    const header = Buffer.alloc(16);
    header.writeUInt32BE(1, 0);
    header.write('moov', 4, 'latin1');
    header.writeBigUInt64BE(BigInt(3 * 1024 ** 3), 8);
    const front = Buffer.concat([parseBoxes(sample)[0]?.bytes ?? Buffer.alloc(0), header]);
    const { bytes, got } = sparse(front, 4 * 1024 ** 3, Buffer.alloc(0));
    expect(await probe(bytes)).toMatchObject({ unknown: expect.stringMatching(/unreasonably large/) });
    expect(got()).toBeLessThan(1024 * 1024);
  });

  test('damaged at any place never makes the prober throw, or say what is not so', async () => {
    for (let at = 8; at < 4_000; at += 61) {
      const copy = Buffer.from(reorderBoxes(sample, ['ftyp', 'moov']));
      copy.fill(0xff, at, at + 3);
      const { facts } = await probe(whole(copy));
      expect(facts.size).toBe(copy.length);
    }
  });
});

describe('what is not known', () => {
  test.each<[string, Buffer]>([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('hello')],
    ['zeros', Buffer.alloc(100_000)],
    ['AVI', Buffer.from('RIFF\x10\0\0\0AVI LIST', 'latin1')],
    ['a Matroska header and nothing else', Buffer.from('\x1a\x45\xdf\xa3\x80', 'latin1')],
  ])('%s', async (_, data) => {
    const { facts, unknown, broken } = await probe(whole(data));
    expect(facts).toMatchObject({ duration: null, width: null, hasAudio: null });
    expect(unknown).not.toBeNull();
    expect(broken).toBeNull();
  });

  test('a file that cannot be read to its end', async () => {
    const { front, back } = withHugeData(1024 ** 3);
    const size = front.length + 1024 ** 3 + back.length;
    const refuse = async (): Promise<Buffer> => {
      throw new Error('the server went away');
    };
    const bytes = createBlockReader(size, front.subarray(0, 65_536), refuse, { requests: 40, index: 1e7, search: 1e7 });
    expect(await probe(bytes)).toMatchObject({ unknown: 'the server went away', broken: null });
  });
});

describe('blockReader', () => {
  const data = Buffer.from(Array.from({ length: 3_000_000 }, (_, index) => (index * 7) % 251));

  test('gives the right bytes, whatever was read before', async () => {
    const { bytes } = sparse(data, 0, Buffer.alloc(0), 65_536);
    for (const [start, end] of [
      [0, 10],
      [65_530, 65_540],
      [2_000_000, 2_400_000],
      [1_900_000, 2_100_000],
      [2_999_999, 3_000_000],
      [0, 3_000_000],
    ] as const) {
      expect((await bytes.read(start, end)).equals(data.subarray(start, end))).toBe(true);
    }
  });

  test('reads nothing twice, and neighbors together', async () => {
    const { bytes, reads } = sparse(data, 0, Buffer.alloc(0), 65_536);
    await Promise.all([bytes.read(1_000_000, 1_000_016), bytes.read(1_000_016, 1_000_100), bytes.read(10, 20)]);
    expect(reads).toHaveLength(1);
  });

  test('reads ahead in growing steps when reading goes straight on', async () => {
    const { bytes, reads } = sparse(Buffer.alloc(0), 50_000_000, Buffer.alloc(0));
    for (let at = 0; at < 10_000_000; at += 188_000) await bytes.read(at, at + 188_000);
    expect(reads.length).toBeLessThan(20);
  });

  test('stops when its budget is used up', async () => {
    const { bytes } = sparse(Buffer.alloc(0), 1024 ** 3, Buffer.alloc(0));
    const hop = async (): Promise<void> => {
      for (let at = 0; at < 1024 ** 3; at += 10_000_000) await bytes.read(at, at + 10);
    };
    await expect(hop()).rejects.toThrow('more of the file');
  });
});

describe('announcedStreams', () => {
  /** A transport stream of a program association and a program map with these stream types. */
  function stream(types: readonly number[], lead = 0): Buffer {
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
    ['H.264 and AAC', stream([0x1b, 0x0f]), true, true],
    ['H.264 alone', stream([0x1b]), true, false],
    ['H.264 alone, with time codes', stream([0x1b], 4), true, false],
    ['sound alone', stream([0x03]), false, true],
    ['HEVC and something private', stream([0x24, 0x06]), true, null],
    ['no map', Buffer.alloc(188 * 3, 0x47), null, null],
    ['nothing', Buffer.alloc(0), null, null],
  ])('%s', (_, data, hasVideo, hasAudio) => {
    expect(readAnnouncedStreams(data)).toEqual({ hasVideo, hasAudio });
  });
});

describe('a file in fragments', () => {
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
      'whose header states the duration',
      [box('moov', Buffer.concat([movie, box('mvex', box('mehd', numbers(0, 7_500)))]))],
      7.5,
    ],
    [
      'whose header states nothing',
      [box('moov', Buffer.concat([movie, box('mvex', Buffer.alloc(0))])), ...fragments],
      null,
    ],
    [
      'with an index of all segments',
      [box('moov', Buffer.concat([movie, box('mvex', Buffer.alloc(0))])), segments(total), ...fragments],
      6,
    ],
    [
      'with an index of all segments, and one of fragments at the end',
      [
        box('moov', Buffer.concat([movie, box('mvex', Buffer.alloc(0))])),
        segments(total),
        ...fragments,
        box('mfra', Buffer.alloc(16)),
      ],
      6,
    ],
    [
      'with an index of some segments',
      [box('moov', Buffer.concat([movie, box('mvex', Buffer.alloc(0))])), segments(total), ...fragments, ...fragments],
      null,
    ],
  ])('%s', async (_, boxes, duration) => {
    expect(await readMp4Index(whole(Buffer.concat(boxes)))).toEqual({ kind: 'fragmented', duration });
  });

  test('that claims billions of samples in a few bytes does not reach the parser', async () => {
    // The sample's own index without its tables, then a fragment of four billion samples without rows.
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
    const { facts, unknown } = await probe(whole(Buffer.concat([ftyp, moov, fragment])));
    expect(facts.duration).toBeNull();
    expect(unknown).toMatch(/fragments make no sense/);
  });

  test('hasAbsurdFragment', () => {
    expect(hasImplausibleFragment(box('trun', numbers(0, 1_000)))).toBe(false);
    expect(hasImplausibleFragment(Buffer.concat([box('trun', numbers(0, 1)), box('trun', numbers(0, 2 ** 31))]))).toBe(
      true,
    );
    expect(hasImplausibleFragment(Buffer.from('trun'))).toBe(false);
  });
});
