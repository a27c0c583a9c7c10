import { afterAll, describe, expect, test } from '@jest/globals';
import { createProber, type Probe } from '../../src/media/probe.ts';
import { getFragmentedDuration } from '../../src/media/prober/mp4-fragments.ts';
import { createRangeReader, LOCAL_BUDGET, type RangeReader, REMOTE_BUDGET } from '../../src/media/range-reader.ts';
import { createSystemClock } from '../../src/util/clock.ts';
import { createPaddingBox, parseBoxes, readSampleVideo, reorderBoxes, replaceText } from '../support/sample-video.ts';

const prober = createProber(createSystemClock());
afterAll(() => prober.close());

/** No test depends on the speed of the machine. */
const TIMEOUT_MS = 60_000;

async function probe(file: RangeReader): Promise<Probe> {
  return await prober.probe(file, { timeoutMs: TIMEOUT_MS, signal: new AbortController().signal });
}

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
  const readRange = async (start: number, end: number): Promise<Buffer> => {
    reads.push([start, end]);
    return slice(start, end);
  };
  const file = createRangeReader(size, slice(0, head), readRange, REMOTE_BUDGET);
  return { file, reads, countBytes: () => reads.reduce((sum, [start, end]) => sum + end - start, 0) };
}

const createFile = (data: Buffer): RangeReader => createSparseFile(data, 0, Buffer.alloc(0)).file;
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
    const { mediaInfo, problem } = await probe(createFile(data));
    expect(mediaInfo).toMatchObject(known);
    expect(problem).toBeNull();
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
        problem: { kind: 'broken', reason: expect.stringMatching(/moov/) },
      });
    }
  });

  test('reads the stated duration of a file that is truncated after its index', async () => {
    const early = reorderBoxes(sample, ['ftyp', 'moov']);
    expect((await probe(createFile(early.subarray(0, early.length - 50_000)))).mediaInfo).toMatchObject(known);
  });

  test('reports a file without a video track', async () => {
    const { mediaInfo } = await probe(createFile(replaceText(sample, 'trak', 'skip')));
    expect(mediaInfo).toMatchObject({ hasVideo: false, hasAudio: true, width: null });
  });

  test('reads a file with an unknown codec', async () => {
    const { mediaInfo } = await probe(createFile(replaceText(sample, 'avc1', 'zzzz')));
    expect(mediaInfo).toMatchObject({ hasVideo: true, width: 640, height: 360 });
  });

  test('does not read an implausibly large index', async () => {
    const header = Buffer.alloc(16);
    header.writeUInt32BE(1, 0);
    header.write('moov', 4, 'latin1');
    header.writeBigUInt64BE(BigInt(3 * 1024 ** 3), 8);
    const front = Buffer.concat([parseBoxes(sample)[0]?.bytes ?? Buffer.alloc(0), header]);
    const { file, countBytes } = createSparseFile(front, 4 * 1024 ** 3, Buffer.alloc(0));
    expect(await probe(file)).toMatchObject({
      problem: { kind: 'unknown', reason: expect.stringMatching(/too much of the file/) },
    });
    expect(countBytes()).toBeLessThan(1024 * 1024);
  });

  test('never throws on a file that is damaged at any offset', async () => {
    for (let at = 8; at < 4_000; at += 171) {
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
    const { mediaInfo, problem } = await probe(createFile(data));
    expect(mediaInfo).toMatchObject({ duration: null, width: null, hasVideo: null });
    expect(problem).toMatchObject({ kind: 'unknown' });
  });

  test('reports the reason if the file cannot be read to its end', async () => {
    const { front, back } = withHugeData(1024 ** 3);
    const size = front.length + 1024 ** 3 + back.length;
    const fail = async (): Promise<Buffer> => {
      throw new Error('the server closed the connection');
    };
    const file = createRangeReader(size, front.subarray(0, 65_536), fail, REMOTE_BUDGET);
    expect(await probe(file)).toMatchObject({
      problem: { kind: 'unknown', reason: 'the server closed the connection' },
    });
  });
});

describe('createRangeReader', () => {
  const data = Buffer.from(Array.from({ length: 3_000_000 }, (_, index) => (index * 7) % 251));

  async function readAll(file: RangeReader, start: number, end: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let at = start; at < end; ) {
      const part = await file.read(at, end - at);
      expect(part.length).toBeGreaterThan(0);
      parts.push(part);
      at += part.length;
    }
    return Buffer.concat(parts);
  }

  test('returns the correct bytes independent of earlier reads', async () => {
    const { file } = createSparseFile(data, 0, Buffer.alloc(0), 65_536);
    for (const [start, end] of [
      [0, 10],
      [65_530, 65_540],
      [2_000_000, 2_400_000],
      [2_999_999, 3_000_000],
      [0, 200_000],
    ] as const) {
      expect((await readAll(file, start, end)).equals(data.subarray(start, end))).toBe(true);
    }
    expect(await file.read(3_000_000, 10)).toHaveLength(0);
  });

  test('reads a loaded range with one request, and nothing twice', async () => {
    const { file, reads } = createSparseFile(data, 0, Buffer.alloc(0), 65_536);
    await file.load(1_000_000, 1_500_000);
    await file.load(1_000_000, 1_500_000);
    await readAll(file, 1_000_000, 1_500_000);
    await readAll(file, 10, 60_000);
    expect(reads).toEqual([[1_000_000, 1_500_000]]);
  });

  test('reads ahead in growing steps during sequential reads', async () => {
    const { file, reads } = createSparseFile(Buffer.alloc(0), 50_000_000, Buffer.alloc(0));
    await readAll(file, 0, 1_500_000);
    expect(reads.length).toBeLessThan(6);
  });

  test('stops when the budget is exhausted', async () => {
    const { file } = createSparseFile(Buffer.alloc(0), 1024 ** 3, Buffer.alloc(0));
    const jump = async (): Promise<void> => {
      for (let at = 0; at < 1024 ** 3; at += 10_000_000) await file.read(at, 10);
    };
    await expect(jump()).rejects.toThrow('too much of the file');
  });
});

function box(name: string, content: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32BE(8 + content.length, 0);
  header.write(name, 4, 'latin1');
  return Buffer.concat([header, content]);
}

function numbers(...values: readonly number[]): Buffer {
  const out = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) out.writeUInt32BE(value, index * 4);
  return out;
}

describe('probe with a part of a stream', () => {
  const boxes = (...names: readonly string[]): Buffer =>
    Buffer.concat(parseBoxes(sample).flatMap(({ name, bytes }) => (names.includes(name) ? [bytes] : [])));

  test('calls a segment without its initialization by its name', async () => {
    const segment = Buffer.concat([
      box('styp', Buffer.from('msdh\0\0\0\0')),
      box('moof', Buffer.alloc(20)),
      boxes('mdat'),
    ]);
    expect((await probe(createFile(segment))).problem).toMatchObject({
      kind: 'broken',
      reason: expect.stringMatching(/single segment/),
      hint: expect.stringMatching(/init\.mp4/),
    });
  });

  test('calls an initialization without segments by its name', async () => {
    const index = Buffer.from(boxes('ftyp', 'moov'));
    // Without samples, as the index of a stream is.
    for (const name of ['stts', 'stsz', 'ctts', 'stsc'])
      for (let at = index.indexOf(name); at >= 0; at = index.indexOf(name, at + 4)) index.write('skip', at, 'latin1');
    for (const name of ['mvhd', 'mdhd', 'tkhd'])
      for (let at = index.indexOf(name); at >= 0; at = index.indexOf(name, at + 4))
        index.writeUInt32BE(0, at + (name === 'tkhd' ? 24 : 20));
    index.write('mvex', index.indexOf('udta'), 'latin1');
    index.write('skip', index.indexOf('edts'), 'latin1');
    expect((await probe(createFile(index))).problem).toMatchObject({
      kind: 'broken',
      reason: expect.stringMatching(/only the initialization/),
    });
  });
});

test('probe calls an encrypted WebM by its name', async () => {
  const element = (id: string, content: Buffer): Buffer =>
    Buffer.concat([Buffer.from(id, 'hex'), Buffer.from([0x80 | content.length]), content]);
  const encryption = element('5035', element('47e1', Buffer.from([5])));
  const encodings = element('6d80', element('6240', encryption));
  const video = element(
    'e0',
    Buffer.concat([element('b0', Buffer.from([1, 64])), element('ba', Buffer.from([1, 64]))]),
  );
  const fields = [
    element('d7', Buffer.from([1])),
    element('83', Buffer.from([1])),
    element('86', Buffer.from('V_VP9')),
  ];
  const track = element('ae', Buffer.concat([...fields, video, encodings]));
  const header = element('1a45dfa3', element('4282', Buffer.from('webm')));
  const file = Buffer.concat([header, element('18538067', element('1654ae6b', track))]);
  expect((await probe(createFile(file))).problem).toMatchObject({ kind: 'encrypted' });
  const plain = Buffer.from(file);
  plain.write('EC', plain.indexOf('5035', 0, 'hex'), 'hex'); // a void element instead
  plain.writeUInt8(0x80 | (encryption.length - 2), plain.indexOf(encryption.subarray(2)) - 1);
  expect((await probe(createFile(plain))).problem?.kind).not.toBe('encrypted');
});

describe('getFragmentedDuration', () => {
  const track = (id: number, scale: number): Buffer =>
    box('trak', Buffer.concat([box('tkhd', numbers(0, 0, 0, id)), box('mdia', box('mdhd', numbers(0, 0, 0, scale)))]));
  const defaults = box(
    'mvex',
    Buffer.concat([box('trex', numbers(0, 1, 1, 512)), box('trex', numbers(0, 2, 1, 1_024))]),
  );
  const index = box('moov', Buffer.concat([track(1, 12_800), track(2, 48_000), defaults]));
  const fragment = (...trafs: readonly Buffer[]): Buffer =>
    box('moof', Buffer.concat(trafs.map((traf) => box('traf', traf))));
  const header = (id: number): Buffer => box('tfhd', numbers(0, id));
  const time = (units: number): Buffer => box('tfdt', numbers(0, units));
  const run = (count: number): Buffer => box('trun', numbers(0, count));

  test('is the time from the first to the end of the last fragment of any track', () => {
    const first = fragment(Buffer.concat([header(1), time(12_800), run(25)]));
    const last = fragment(
      Buffer.concat([header(1), time(128_000), run(25)]),
      Buffer.concat([header(2), time(480_000), run(75)]),
    );
    expect(getFragmentedDuration(index, first, last)).toBeCloseTo(10 + (75 * 1_024) / 48_000 - 1);
  });

  test('uses the durations of single samples, 64-bit times and the defaults of a fragment', () => {
    const long = box('tfdt', numbers(0x01000000, 0, 25_600));
    const rows = box('trun', numbers(0x000301, 2, 0, 6_400, 1, 6_400, 1));
    const own = box('tfhd', numbers(0x00000a, 1, 1, 1_280));
    const start = fragment(Buffer.concat([header(1), time(0), run(1)]));
    expect(getFragmentedDuration(index, start, fragment(Buffer.concat([header(1), long, rows])))).toBeCloseTo(3);
    expect(getFragmentedDuration(index, start, fragment(Buffer.concat([own, long, run(10)])))).toBeCloseTo(3);
  });

  test('is unknown without a fragment, a time or a known track', () => {
    const valid = fragment(Buffer.concat([header(1), time(0), run(1)]));
    for (const bad of [
      Buffer.alloc(0),
      Buffer.from('moof'),
      fragment(Buffer.concat([header(1), run(1)])),
      fragment(Buffer.concat([header(9), time(0), run(1)])),
      valid.subarray(0, 20),
    ]) {
      expect(getFragmentedDuration(index, valid, bad)).toBeNull();
      expect(getFragmentedDuration(index, bad, valid)).toBeNull();
    }
  });

  test('does not read more samples than there are', () => {
    const endless = fragment(Buffer.concat([header(1), time(0), box('trun', numbers(0x100, 0xffffffff, 12_800))]));
    expect(getFragmentedDuration(index, endless, endless)).toBe(1);
  });
});

describe('probe with a hostile file', () => {
  /** The index of the sample without its tables, and fragments of four billion samples each. */
  function createFragments(count: number): Buffer {
    const copy = Buffer.from(reorderBoxes(sample, ['ftyp', 'moov']));
    const moov = parseBoxes(copy).find(({ name }) => name === 'moov')?.bytes ?? Buffer.alloc(0);
    for (const name of ['stts', 'ctts']) {
      for (let at = moov.indexOf(name, 0, 'latin1'); at >= 0; at = moov.indexOf(name, at, 'latin1'))
        moov.write('skip', at, 'latin1');
    }
    moov.write('mvex', moov.indexOf('udta', 0, 'latin1'), 'latin1');
    const runs = box('traf', Buffer.concat([box('tfhd', numbers(0x020000, 1)), box('trun', numbers(0, 0xfffffff0))]));
    const fragment = box('moof', Buffer.concat([box('mfhd', numbers(0, 1)), runs]));
    return Buffer.concat([parseBoxes(copy)[0]?.bytes ?? Buffer.alloc(0), moov, ...Array(count).fill(fragment)]);
  }

  function createEndlessTable(): Buffer {
    const copy = Buffer.from(sample);
    copy.writeUInt32BE(0xffffffff, copy.indexOf('stts', 0, 'latin1') + 12);
    return copy;
  }

  test.each<[string, Buffer]>([
    ['a table that claims four billion samples', createEndlessTable()],
    ['fragments that claim four billion samples each', createFragments(50)],
    [
      'boxes that are nested a thousand times',
      Array(1_000)
        .fill('trak')
        .reduce<Buffer>((inner) => box('trak', inner), Buffer.alloc(0)),
    ],
    ['a file type box and nothing but zeros', Buffer.concat([box('ftyp', Buffer.from('isom')), Buffer.alloc(500_000)])],
  ])('ends, and reads the next file, after %s', async (_, data) => {
    const file = createRangeReader(
      data.length,
      Buffer.alloc(0),
      async (start, end) => data.subarray(start, end),
      LOCAL_BUDGET,
    );
    const started = process.memoryUsage().rss;
    await prober.probe(file, { timeoutMs: 3_000, signal: new AbortController().signal });
    expect(process.memoryUsage().rss - started).toBeLessThan(400 * 1024 * 1024);
    expect((await probe(createFile(sample))).mediaInfo).toMatchObject(known);
  });

  test('ends at its deadline although the file never answers, and reads the next file', async () => {
    const silent = createRangeReader(1_000_000, sample.subarray(0, 40), () => new Promise(() => {}), REMOTE_BUDGET);
    const { problem } = await prober.probe(silent, { timeoutMs: 100, signal: new AbortController().signal });
    expect(problem).toMatchObject({ kind: 'unknown', reason: expect.stringMatching(/in time/) });
    expect((await probe(createFile(sample))).mediaInfo).toMatchObject(known);
  });

  test('ends when the step is cancelled', async () => {
    const cancel = new AbortController();
    const silent = createRangeReader(1_000_000, sample.subarray(0, 40), () => new Promise(() => {}), REMOTE_BUDGET);
    const probing = prober.probe(silent, { timeoutMs: TIMEOUT_MS, signal: cancel.signal });
    cancel.abort();
    expect((await probing).problem).toMatchObject({ kind: 'unknown' });
  });
});
