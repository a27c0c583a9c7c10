/** A file that `ffmpeg` creates. */
export interface MediaFile {
  /** The extension determines the container. */
  readonly name: string;
  /** Arguments between the inputs and the name. */
  readonly encode: readonly string[];
  readonly inputs?: readonly string[];
  /** Arguments of a second run on the result of the first, for what an encoder does not write itself. */
  readonly remux?: readonly string[];
  /** Changes the bytes in the end. */
  readonly damage?: (bytes: Buffer) => Buffer;
}

const SECONDS = 5;

function video(size: string, seconds = SECONDS, rate = 25): readonly string[] {
  return ['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=${rate}:duration=${seconds}`];
}

function audio(seconds = SECONDS): readonly string[] {
  return ['-f', 'lavfi', '-i', `sine=frequency=440:duration=${seconds}`];
}

const FAST = ['-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '25'];
const H264 = ['-c:v', 'libx264', ...FAST];
const HEVC = ['-c:v', 'libx265', '-x265-params', 'log-level=none', ...FAST];
const VP8 = ['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-pix_fmt', 'yuv420p'];
const VP9 = ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-pix_fmt', 'yuv420p'];
const AV1 = ['-c:v', 'libsvtav1', '-preset', '12', '-pix_fmt', 'yuv420p'];
const MPEG4 = ['-c:v', 'mpeg4', '-q:v', '5'];
const MPEG2 = ['-c:v', 'mpeg2video', '-q:v', '5'];
const AAC = ['-c:a', 'aac'];
const MP3 = ['-c:a', 'libmp3lame'];
const OPUS = ['-c:a', 'libopus'];
const VORBIS = ['-c:a', 'libvorbis'];
const FAST_START = ['-movflags', '+faststart'];
const HD = '640x360';

const keepHalf = (bytes: Buffer): Buffer => bytes.subarray(0, Math.floor(bytes.length / 2));
const keepMost = (bytes: Buffer): Buffer => bytes.subarray(0, Math.floor(bytes.length * 0.9));

/** All files of the comparison: containers, codecs, positions of the index, rotation, damage, and the limits of the models. */
export const MEDIA_FILES: readonly MediaFile[] = [
  ...[
    { name: 'h264-index-at-end.mp4', encode: [...H264, ...AAC] },
    { name: 'h264-index-in-front.mp4', encode: [...H264, ...AAC, ...FAST_START] },
    { name: 'hevc.mp4', encode: [...HEVC, '-tag:v', 'hvc1', ...AAC] },
    { name: 'hevc-hev1-front.mp4', encode: [...HEVC, ...AAC, ...FAST_START] },
    { name: 'av1-opus.mp4', encode: [...AV1, ...OPUS] },
    { name: 'vp9-opus.mp4', encode: [...VP9, ...OPUS] },
    { name: 'mpeg4.mp4', encode: [...MPEG4, ...AAC] },
    { name: 'mpeg2.mp4', encode: [...MPEG2, ...AAC] },
    {
      name: 'b-frames.mp4',
      encode: ['-c:v', 'libx264', '-preset', 'veryfast', '-bf', '3', '-pix_fmt', 'yuv420p', ...AAC],
    },
    { name: 'fragmented.mp4', encode: [...H264, ...AAC, '-movflags', '+frag_keyframe+empty_moov'] },
    { name: 'fragmented-first-in-moov.mp4', encode: [...H264, ...AAC, '-movflags', '+frag_keyframe'] },
    {
      name: 'fragmented-cmaf.mp4',
      encode: [...H264, ...AAC, '-movflags', '+cmaf+frag_keyframe+empty_moov+default_base_moof'],
    },
    {
      name: 'fragmented-dash.mp4',
      encode: [...H264, ...AAC, '-movflags', '+dash+frag_keyframe+empty_moov+global_sidx'],
    },
    { name: 'h264.mov', encode: [...H264, ...AAC] },
    { name: 'h264-front-pcm.mov', encode: [...H264, '-c:a', 'pcm_s16le', ...FAST_START] },
    { name: 'prores.mov', encode: ['-c:v', 'prores_ks', '-profile:v', '0', ...AAC] },
    { name: 'mjpeg.mov', encode: ['-c:v', 'mjpeg', '-q:v', '8', '-pix_fmt', 'yuvj420p', ...AAC] },
    { name: 'h264.m4v', encode: [...H264, ...AAC] },
    { name: 'mpeg4.3gp', encode: [...MPEG4, ...AAC] },
    { name: 'h264.mkv', encode: [...H264, ...AAC] },
    { name: 'hevc-opus.mkv', encode: [...HEVC, ...OPUS] },
    { name: 'ffv1-flac.mkv', encode: ['-c:v', 'ffv1', '-c:a', 'flac'] },
    { name: 'h264-cues-in-front.mkv', encode: [...H264, ...AAC, '-cues_to_front', '1'] },
    { name: 'h264-live.mkv', encode: [...H264, ...AAC, '-live', '1'] },
    { name: 'vp8-vorbis.webm', encode: [...VP8, ...VORBIS] },
    { name: 'vp9-opus.webm', encode: [...VP9, ...OPUS] },
    { name: 'av1-opus.webm', encode: [...AV1, ...OPUS] },
    { name: 'h264.ts', encode: [...H264, ...AAC] },
    { name: 'hevc.ts', encode: [...HEVC, ...AAC] },
    { name: 'mpeg2-mp2.ts', encode: [...MPEG2, '-c:a', 'mp2'] },
    { name: 'h264.m2ts', encode: [...H264, '-c:a', 'ac3', '-mpegts_m2ts_mode', '1'] },
    { name: 'mpeg4-mp3.avi', encode: [...MPEG4, ...MP3] },
    { name: 'h264.flv', encode: [...H264, ...AAC] },
    { name: 'mpeg2.mpg', encode: [...MPEG2, '-c:a', 'mp2'] },
    { name: 'theora-vorbis.ogv', encode: ['-c:v', 'libtheora', '-q:v', '3', ...VORBIS] },
    { name: 'wmv2.wmv', encode: ['-c:v', 'wmv2', '-q:v', '5', '-c:a', 'wmav2'] },
    { name: 'mpeg2.mxf', encode: [...MPEG2, '-c:a', 'pcm_s16le', '-ar', '48000'] },
  ].map((file) => ({ ...file, inputs: [...video(HD), ...audio()] })),

  ...[90, 180, 270].map((degrees) => ({
    name: `rotated-${degrees}.mp4`,
    inputs: [...video('480x360'), ...audio()],
    encode: [...H264, ...AAC],
    remux: ['-metadata:s:v:0', `rotate=${degrees}`],
  })),
  {
    name: 'rotated-90.mov',
    inputs: [...video(HD), ...audio()],
    encode: [...H264, ...AAC],
    remux: ['-metadata:s:v:0', 'rotate=90', '-movflags', '+faststart'],
  },
  {
    name: 'variable-rate.mp4',
    inputs: [...video(HD), ...audio()],
    encode: ['-vf', "select='if(lt(t,2),1,not(mod(n,5)))'", '-vsync', 'vfr', ...H264, ...AAC],
  },
  {
    name: 'variable-rate.mkv',
    inputs: [...video(HD), ...audio()],
    encode: ['-vf', "select='if(lt(t,2),1,not(mod(n,5)))'", '-vsync', 'vfr', ...H264, ...AAC],
  },
  {
    name: 'ntsc-rate.mp4',
    inputs: ['-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=30000/1001:duration=5'],
    encode: H264,
  },

  ...[
    { name: 'silent.mp4', encode: H264 },
    { name: 'silent-front.mov', encode: [...H264, ...FAST_START] },
    { name: 'silent.webm', encode: VP9 },
    { name: 'silent.mkv', encode: H264 },
    { name: 'silent.ts', encode: H264 },
    { name: 'silent-fragmented.mp4', encode: [...H264, '-movflags', '+frag_keyframe+empty_moov'] },
  ].map((file) => ({ ...file, inputs: video(HD) })),

  { name: 'sound-only.m4a', inputs: audio(), encode: AAC },
  { name: 'sound-only.mp4', inputs: audio(), encode: AAC },
  { name: 'sound-only.mkv', inputs: audio(), encode: OPUS },
  { name: 'sound-only.mp3', inputs: audio(), encode: MP3 },
  { name: 'sound-only.wav', inputs: audio(), encode: [] },

  { name: 'longer-sound.mp4', inputs: [...video(HD), ...audio(8)], encode: [...H264, ...AAC] },
  { name: 'shorter-sound.mkv', inputs: [...video(HD), ...audio(2)], encode: [...H264, ...AAC] },
  {
    name: 'cut-without-encoding.mp4',
    inputs: [...video(HD, 12), ...audio(12)],
    encode: [...H264, '-g', '100', ...AAC],
    remux: ['-ss', '5.5'],
  },
  {
    name: 'late-start.ts',
    inputs: [...video(HD), ...audio()],
    encode: [...H264, ...AAC, '-output_ts_offset', '3600'],
  },

  { name: 'too-short.mp4', inputs: [...video(HD, 2), ...audio(2)], encode: [...H264, ...AAC] },
  { name: 'too-short.webm', inputs: video(HD, 1), encode: VP9 },
  { name: 'too-small.mp4', inputs: video('320x240'), encode: H264 },
  { name: 'too-small-upright.mkv', inputs: video('240x426'), encode: H264 },
  { name: 'smallest.mp4', inputs: video('360x360'), encode: H264 },
  { name: 'too-wide.mp4', inputs: video('1280x400'), encode: H264 },
  { name: 'upright.mp4', inputs: video('360x640'), encode: H264 },
  { name: 'full-hd.ts', inputs: video('1920x1080', 4.5, 5), encode: H264 },
  { name: 'large.mp4', inputs: video('5184x2160', 4.5, 2), encode: H264 },
  { name: 'too-large.mp4', inputs: video('5200x2200', 4.5, 2), encode: H264 },
  { name: 'odd-height.mkv', inputs: video('642x362'), encode: H264 },
  { name: 'wide-pixels.mp4', inputs: video('720x576'), encode: ['-vf', 'setsar=64/45', ...H264] },
  { name: 'wide-pixels.mkv', inputs: video('720x480'), encode: ['-vf', 'setsar=32/27', ...H264] },
  {
    name: 'wide-pixels-rotated.mp4',
    inputs: video('720x576'),
    encode: ['-vf', 'setsar=64/45', ...H264],
    remux: ['-metadata:s:v:0', 'rotate=90'],
  },

  {
    name: 'truncated-index-at-end.mp4',
    inputs: [...video(HD), ...audio()],
    encode: [...H264, ...AAC],
    damage: keepHalf,
  },
  {
    name: 'truncated-index-in-front.mp4',
    inputs: [...video(HD), ...audio()],
    encode: [...H264, ...AAC, ...FAST_START],
    damage: keepHalf,
  },
  { name: 'truncated.mkv', inputs: [...video(HD), ...audio()], encode: [...H264, ...AAC], damage: keepMost },
  { name: 'truncated.ts', inputs: [...video(HD), ...audio()], encode: [...H264, ...AAC], damage: keepMost },
  { name: 'truncated.webm', inputs: video(HD), encode: VP9, damage: keepHalf },
  {
    name: 'text.mp4',
    inputs: video('64x64', 1),
    encode: H264,
    damage: () => Buffer.from('This is not a video.\n'.repeat(400)),
  },
  {
    name: 'web-page.mp4',
    inputs: video('64x64', 1),
    encode: H264,
    damage: () => Buffer.from(`<!DOCTYPE html><html><body>${'<p>Sign in</p>'.repeat(300)}</body></html>`),
  },
  {
    name: 'noise.webm',
    inputs: video('64x64', 1),
    encode: VP9,
    damage: () => Buffer.from(Array.from({ length: 20_000 }, (_, index) => (index * index * 31 + (index >> 3)) & 0xff)),
  },
  { name: 'zeros.mkv', inputs: video('64x64', 1), encode: H264, damage: () => Buffer.alloc(50_000) },
];
