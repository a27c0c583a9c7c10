/** The type of a file by its first bytes. */
export type DetectedType =
  | { readonly kind: 'video'; readonly name: string }
  /** Certainly not a video, e.g. a web page. `name` has an article. */
  | { readonly kind: 'page' | 'other'; readonly name: string; readonly hint?: string }
  | { readonly kind: 'unknown' };

interface Signature {
  readonly kind: 'video' | 'page' | 'other';
  readonly name: string;
  /** Latin-1 characters, one per byte; `?` matches any byte. */
  readonly bytes: string;
  readonly offset?: number;
  /** What to do instead. */
  readonly hint?: string;
}

const LFS_HINT =
  'A raw link to a Git LFS file leads to its pointer. On GitHub, use `https://media.githubusercontent.com/media/<owner>/<repo>/<branch>/<path>`, or send the file with `video_file` and `lfs: true` in `actions/checkout`.';
const HLS_HINT =
  'A recording in HLS format can be indexed with `endpoint: assets`. For other endpoints, join it: `ffmpeg -i <link> -c copy video.mp4`.';
const DASH_HINT = 'Join its segments: `ffmpeg -i <link> -c copy video.mp4`.';

export const HLS_PLAYLIST = 'an HLS playlist';

/** Signatures of video containers and of files that are commonly served instead of a video. The first match counts. */
const SIGNATURES: readonly Signature[] = [
  ...['avif', 'heic', 'heix', 'heim', 'heis', 'mif1'].map((brand) => ({
    kind: 'other' as const,
    name: 'an AVIF or HEIC image',
    bytes: `ftyp${brand}`,
    offset: 4,
  })),
  ...['avis', 'hevc', 'hevx', 'msf1'].map((brand) => ({
    kind: 'other' as const,
    name: 'an AVIF or HEIC image sequence',
    bytes: `ftyp${brand}`,
    offset: 4,
  })),
  { kind: 'video', name: 'MP4 or QuickTime', bytes: 'ftyp', offset: 4 },
  { kind: 'video', name: 'QuickTime', bytes: 'moov', offset: 4 },
  { kind: 'video', name: 'QuickTime', bytes: 'mdat', offset: 4 },
  { kind: 'video', name: 'QuickTime', bytes: 'wide', offset: 4 },
  { kind: 'video', name: 'QuickTime', bytes: 'free', offset: 4 },
  { kind: 'video', name: 'QuickTime', bytes: 'skip', offset: 4 },
  ...['styp', 'sidx', 'moof'].map((bytes) => ({ kind: 'video' as const, name: 'MP4 fragment', bytes, offset: 4 })),
  { kind: 'video', name: 'Matroska or WebM', bytes: '\x1a\x45\xdf\xa3' },
  { kind: 'video', name: 'AVI', bytes: 'RIFF????AVI ' },
  { kind: 'video', name: 'Flash video', bytes: 'FLV\x01' },
  { kind: 'video', name: 'Ogg', bytes: 'OggS' },
  { kind: 'video', name: 'Windows media', bytes: '\x30\x26\xb2\x75\x8e\x66\xcf\x11' },
  { kind: 'video', name: 'MPEG program stream', bytes: '\x00\x00\x01\xba' },
  { kind: 'video', name: 'MPEG video', bytes: '\x00\x00\x01\xb3' },
  { kind: 'video', name: 'MXF', bytes: '\x06\x0e\x2b\x34\x02\x05\x01\x01\x0d\x01\x02' },
  { kind: 'other', name: 'a WAVE audio file', bytes: 'RIFF????WAVE' },
  { kind: 'other', name: 'a WebP image', bytes: 'RIFF????WEBP' },
  { kind: 'other', name: 'a FLAC audio file', bytes: 'fLaC' },
  { kind: 'other', name: 'an MP3 audio file', bytes: 'ID3' },
  { kind: 'other', name: 'a JPEG image', bytes: '\xff\xd8\xff' },
  { kind: 'other', name: 'a PNG image', bytes: '\x89PNG\r\n\x1a\n' },
  { kind: 'other', name: 'a GIF image', bytes: 'GIF8' },
  { kind: 'other', name: 'a PDF', bytes: '%PDF-' },
  { kind: 'other', name: 'a ZIP archive', bytes: 'PK\x03\x04' },
  { kind: 'other', name: 'a gzip archive', bytes: '\x1f\x8b\x08' },
  { kind: 'other', name: 'a 7z archive', bytes: '7z\xbc\xaf\x27\x1c' },
  { kind: 'other', name: 'a RAR archive', bytes: 'Rar!\x1a\x07' },
  { kind: 'other', name: 'a Git LFS pointer', bytes: 'version https://git-lfs', hint: LFS_HINT },
  { kind: 'other', name: HLS_PLAYLIST, bytes: '#EXTM3U', hint: HLS_HINT },
  { kind: 'other', name: HLS_PLAYLIST, bytes: '\xef\xbb\xbf#EXTM3U', hint: HLS_HINT },
  { kind: 'other', name: 'a TIFF image', bytes: 'II*\x00' },
  { kind: 'other', name: 'a TIFF image', bytes: 'MM\x00*' },
  { kind: 'other', name: 'a BMP image', bytes: 'BM????\x00\x00\x00\x00' },
  { kind: 'other', name: 'a JPEG 2000 image', bytes: '\x00\x00\x00\x0cjP  ' },
  { kind: 'other', name: 'a JPEG XL image', bytes: '\x00\x00\x00\x0cJXL ' },
];

/** The start of web pages, and of error messages and manifests in XML or JSON. */
const MARKUP: readonly { kind: 'page' | 'other'; name: string; pattern: RegExp; hint?: string }[] = [
  {
    kind: 'other',
    name: 'a DASH manifest',
    pattern: /^(<\?xml[^>]*>\s*|<!--.{0,500}?-->\s*)*<MPD\b/s,
    hint: DASH_HINT,
  },
  {
    kind: 'page',
    name: 'a web page',
    pattern:
      /^(<!--.{0,500}?-->\s*|<\?xml[^>]*>\s*)*<(!doctype html|html|head|body|script|noscript|meta|title|style|link|base|div|main|p|a|h[1-6]|center|table|form|iframe|frameset|img|br|font|span)\b/is,
  },
  { kind: 'page', name: 'a web page', pattern: /^<!--.{0,900}(<!doctype html|<html|<head)\b/is },
  { kind: 'other', name: 'an XML document', pattern: /^<\?xml\b|^<Error>/ },
  { kind: 'other', name: 'a JSON document', pattern: /^(\{\s*"|\[\s*[{["])/ },
];

/** Detects the type of a file by its first bytes only, because content types are often wrong. */
export function detectFileType(head: Buffer): DetectedType {
  const signature = SIGNATURES.find((candidate) => matchesSignature(head, candidate));
  if (signature) return describe(signature);
  if (isTransportStream(head)) return { kind: 'video', name: 'MPEG transport stream' };
  const text = decodeText(head.subarray(0, 1_024)).trimStart();
  const markup = MARKUP.find(({ pattern }) => pattern.test(text));
  return markup ? describe(markup) : { kind: 'unknown' };
}

function describe({ kind, name, hint }: Pick<Signature, 'kind' | 'name' | 'hint'>): DetectedType {
  if (kind === 'video') return { kind, name };
  return { kind, name, ...(hint === undefined ? {} : { hint }) };
}

/** Text in any encoding that begins with a byte order mark, without it. */
function decodeText(head: Buffer): string {
  const isLittleEndian = head[0] === 0xff && head[1] === 0xfe;
  const isBigEndian = head[0] === 0xfe && head[1] === 0xff;
  if (isLittleEndian) return head.subarray(2).toString('utf16le');
  if (isBigEndian)
    return Buffer.from(head.subarray(2, 2 + ((head.length - 2) & ~1)))
      .swap16()
      .toString('utf16le');
  return head.toString('latin1').replace(/^\xef\xbb\xbf/, '');
}

function matchesSignature(head: Buffer, { bytes, offset = 0 }: Signature): boolean {
  if (head.length < offset + bytes.length) return false;
  return [...bytes].every((byte, index) => byte === '?' || head[offset + index] === byte.charCodeAt(0));
}

/** Packets of 188 bytes (192 with a time code before each) that all begin with 0x47. */
function isTransportStream(head: Buffer): boolean {
  const hasPackets = (start: number, size: number): boolean =>
    [0, 1, 2].every((packet) => head[start + packet * size] === 0x47);
  return hasPackets(0, 188) || hasPackets(4, 192);
}
