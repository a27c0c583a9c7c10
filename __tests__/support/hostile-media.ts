import { deflateSync, gzipSync } from 'node:zlib';
import { parseBoxes, readSampleVideo } from './sample-video.ts';

type Files = Readonly<Record<string, () => Buffer>>;

/** Makers of files that exhaust a parser, by what they are. */
export function createHostileMedia(): Files {
  return { ...createMp4Files(), ...createMatroskaFiles(), ...createOtherFiles() };
}

function box(name: string, ...content: readonly Buffer[]): Buffer {
  const size = 8 + content.reduce((sum, { length }) => sum + length, 0);
  return Buffer.concat([numbers(size), Buffer.from(name, 'latin1'), ...content]);
}

function numbers(...values: readonly number[]): Buffer {
  const data = Buffer.alloc(4 * values.length);
  for (const [at, value] of values.entries()) data.writeUInt32BE(value, 4 * at);
  return data;
}

function repeat(count: number, part: Buffer): Buffer {
  return Buffer.concat(Array<Buffer>(count).fill(part));
}

const FTYP = box('ftyp', Buffer.from('isom\0\0\0\0isommp42', 'latin1'));
const MANY = 0xfffffff0;

function createMp4Files(): Files {
  const sample = readSampleVideo();
  const change = (name: string, offset: number, value: number): Buffer => {
    const copy = Buffer.from(sample);
    copy.writeUInt32BE(value, copy.indexOf(name, 0, 'latin1') + offset);
    return copy;
  };
  const moov = parseBoxes(sample).find(({ name }) => name === 'moov')?.bytes ?? Buffer.alloc(0);
  const nested = (count: number): Buffer => {
    const openings = Array.from({ length: count }, (_, at) => [numbers(8 * (count - at)), Buffer.from('trak')]);
    return Buffer.concat(openings.flat());
  };
  const run = box('traf', box('tfhd', numbers(0x020000, 1)), box('trun', numbers(0, MANY)));
  const fragment = box('moof', box('mfhd', numbers(0, 1)), run);
  const compress = (size: number): Buffer => {
    const content = box('cmvd', numbers(MANY), deflateSync(Buffer.alloc(size)));
    return box('moov', box('cmov', box('dcom', Buffer.from('zlib')), content));
  };
  return {
    // A table of four billion times exhausts the simulator; `media/probe.test.ts` has it.
    'an MP4 with a table of four billion sizes': () => change('stsz', 12, MANY),
    'an MP4 with four billion chunks': () => change('stsc', 8, MANY),
    'an MP4 with four billion edits': () => change('elst', 8, MANY),
    'an MP4 with a time scale of zero': () => change('mvhd', 16, 0),
    'an MP4 with a width of four billion': () => change('tkhd', 80, MANY),
    'an MP4 with 10,000 tracks': () => Buffer.concat([FTYP, box('moov', repeat(10_000, box('trak', box('tkhd'))))]),
    'an MP4 with boxes nested 50,000 times': () => Buffer.concat([FTYP, box('moov', nested(50_000))]),
    'an MP4 with 20,000 fragments of four billion samples': () => Buffer.concat([FTYP, moov, repeat(20_000, fragment)]),
    'an MP4 with 100,000 empty boxes before its index': () => Buffer.concat([FTYP, repeat(100_000, box('free')), moov]),
    'an MP4 with a compressed index of 64 MB': () => Buffer.concat([FTYP, compress(64_000_000)]),
    'an MP4 with 20,000 tags': () =>
      Buffer.concat([
        FTYP,
        moov.subarray(0, -4),
        box('udta', repeat(20_000, box('\u00a9nam', numbers(0x00200000), Buffer.alloc(32, 'x')))),
      ]),
    'an MP4 that is cut off in its index': () => sample.subarray(0, sample.indexOf('stsz', 0, 'latin1')),
    'an MP4 of zeros': () => Buffer.concat([FTYP, Buffer.alloc(2_000_000)]),
  };
}

/** An EBML element with a size of 8 bytes. */
function element(id: string, ...content: readonly Buffer[]): Buffer {
  const size = content.reduce((sum, { length }) => sum + length, 0);
  return Buffer.concat([Buffer.from(id, 'hex'), numbers(0x01000000, size), ...content]);
}

const UNKNOWN_SIZE = Buffer.from('01ffffffffffffff', 'hex');
const EBML = element('1a45dfa3', element('4282', Buffer.from('webm')));

function createMatroskaFiles(): Files {
  const open = (id: string): Buffer => Buffer.concat([Buffer.from(id, 'hex'), UNKNOWN_SIZE]);
  const track = element('ae', element('d7', Buffer.from([1])), element('83', Buffer.from([1])));
  const segment = Buffer.concat([EBML, open('18538067'), element('1654ae6b', track)]);
  const cluster = element('1f43b675', element('e7', Buffer.from([0])), element('a3', Buffer.from([0x81, 0, 0, 0x80])));
  const group = element('a0', element('a1', Buffer.from([0x81, 0, 0, 0])));
  const compress = (size: number): Buffer =>
    element('6240', element('5034', element('4255', deflateSync(Buffer.alloc(size)))));
  return {
    'a WebM with 3,000 nested clusters of unknown size': () =>
      Buffer.concat([segment, repeat(3_000, open('1f43b675'))]),
    'a WebM with 5,000 clusters of one frame': () => Buffer.concat([segment, repeat(5_000, cluster)]),
    'a WebM with a cluster of 10,000 groups': () =>
      Buffer.concat([segment, element('1f43b675', repeat(10_000, group))]),
    'a WebM with 100,000 void elements': () => Buffer.concat([segment, repeat(100_000, Buffer.from('ec80', 'hex'))]),
    'a WebM with 20,000 tags': () => Buffer.concat([segment, repeat(20_000, element('1254c367', element('7373')))]),
    'a WebM with 20,000 tracks': () =>
      Buffer.concat([EBML, open('18538067'), element('1654ae6b', repeat(20_000, track))]),
    'a WebM with a compressed header of 32 MB': () =>
      Buffer.concat([
        ...[EBML, open('18538067')],
        element('1654ae6b', element('ae', element('6d80', compress(32_000_000)))),
      ]),
    'a WebM that repeats its header': () => repeat(20_000, EBML),
  };
}

function createOtherFiles(): Files {
  const packet = Buffer.concat([Buffer.from([0x47, 0x40, 0, 0x10, 0]), Buffer.alloc(183, 0xff)]);
  const ogg = Buffer.concat([
    Buffer.from('OggS\0\x02', 'latin1'),
    Buffer.alloc(20),
    Buffer.from([255]),
    Buffer.alloc(255),
  ]);
  const riff = Buffer.concat([
    Buffer.from('RIFF'),
    Buffer.alloc(4, 0xff),
    Buffer.from('AVI LIST'),
    Buffer.alloc(4, 0xff),
  ]);
  const flvTag = Buffer.from('090000010000000000000000170000000c', 'hex');
  const createNoise = (): Buffer =>
    Buffer.from(Uint8Array.from({ length: 300_000 }, (_, at) => (at * at * 31 + at * 7) % 256));
  return {
    'a transport stream of tables only': () => repeat(10_000, packet),
    'a program stream that repeats its header': () =>
      repeat(50_000, Buffer.from('000001ba4400040004010189c3f8', 'hex')),
    'an Ogg of 5,000 first pages': () => repeat(5_000, ogg),
    'an AVI with 20,000 nested lists': () =>
      Buffer.concat([riff, repeat(20_000, Buffer.from('LIST\xff\xff\xff\x7fmovi', 'latin1'))]),
    'an AVI of 20,000 empty chunks': () =>
      Buffer.concat([riff, Buffer.from('movi'), repeat(20_000, Buffer.from('00dc\0\0\0\0'))]),
    'an FLV of 50,000 tags': () =>
      Buffer.concat([Buffer.from('464c5601050000000900000000', 'hex'), repeat(50_000, flvTag)]),
    'an ASF of 20,000 headers': () =>
      repeat(20_000, Buffer.from('3026b2758e66cf11a6d900aa0062ce6c1e00000000000000000000000102', 'hex')),
    'an MXF of 10,000 partitions': () =>
      repeat(10_000, Buffer.from(`060e2b34020501010d01020101020400830000${'00'.repeat(61)}`, 'hex')),
    'a stream of 50,000 sequence headers': () => repeat(50_000, Buffer.from('000000016742c01e', 'hex')),
    'an ID3 tag of 256 MB': () => Buffer.concat([Buffer.from('ID3\x04\0\0\x7f\x7f\x7f\x7f', 'latin1'), createNoise()]),
    'a gzip of 64 MB of zeros': () => gzipSync(Buffer.alloc(64_000_000)),
    'a playlist of 100,000 lines': () => Buffer.from(`#EXTM3U\n${'#EXTINF:6,\nsegment.ts\n'.repeat(50_000)}`),
    noise: createNoise,
  };
}
