/** A file that `ffmpeg` creates. */
export interface MediaFile {
  /** The extension determines the container. */
  readonly name: string;
  /** Another file that this one is made of, instead of inputs and `encode`. */
  readonly from?: string;
  /** Arguments between the inputs and the name. */
  readonly encode?: readonly string[];
  readonly inputs?: readonly string[];
  /** Arguments of `mkvmerge` for a second run on the result of the first. */
  readonly mkvmerge?: readonly string[];
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

/** Interlaced, as cameras and broadcasters record. */
const INTERLACED_H264 = [
  '-c:v',
  'libx264',
  '-preset',
  'ultrafast',
  '-pix_fmt',
  'yuv420p',
  '-flags',
  '+ildct+ilme',
  '-x264-params',
  'tff=1',
  '-g',
  '12',
];
const INTERLACED_MPEG2 = ['-c:v', 'mpeg2video', '-q:v', '8', '-flags', '+ildct+ilme', '-g', '12'];
const FRAGMENTED = ['-movflags', '+frag_keyframe+empty_moov'];

/** Sets the first edit of every track: seconds of the movie, and where it begins in the media. */
function setEdits(bytes: Buffer, seconds: number, skipSeconds: number): Buffer {
  const scaleOf = (box: string): number => bytes.readUInt32BE(bytes.indexOf(box, 0, 'latin1') + 16);
  for (let at = bytes.indexOf('elst'); at >= 0; at = bytes.indexOf('elst', at + 4)) {
    const mediaScale = bytes.readUInt32BE(bytes.indexOf('mdhd', at, 'latin1') + 16);
    bytes.writeUInt32BE(1, at + 8);
    bytes.writeUInt32BE(Math.round(seconds * scaleOf('mvhd')), at + 12);
    bytes.writeInt32BE(Math.round(skipSeconds * mediaScale), at + 16);
  }
  return bytes;
}

const cutTo =
  (share: number) =>
  (bytes: Buffer): Buffer =>
    bytes.subarray(0, Math.floor(bytes.length * share));
const skipPackets =
  (count: number) =>
  (bytes: Buffer): Buffer =>
    bytes.subarray(count * 188);
const CENC_KEYS = [
  '-encryption_scheme',
  'cenc-aes-ctr',
  '-encryption_key',
  '76a6c65c5ea762046bd749a2e632ccbb',
  '-encryption_kid',
  'a7e61c373e219033c21091fa607bf3b8',
];
const RATES = ['24', '30000/1001', '60'];
const SIZES = ['854x480', '1280x720', '360x640', '960x400'];
const H264_CONTAINERS = ['mp4', 'mov', 'mkv', 'ts', 'flv', 'm2ts'];

/** What was added for formats that the prober must read as well as `ffprobe`. */
const MORE_FILES: readonly MediaFile[] = [
  ...['ts', 'm2ts', 'mp4', 'mkv', 'mov'].flatMap((extension) => [
    {
      name: `interlaced-1080i.${extension}`,
      inputs: [...video('1920x1080', 4.5), ...audio(4.5)],
      encode: [...INTERLACED_H264, '-c:a', 'ac3'],
    },
    {
      name: `interlaced-576i.${extension}`,
      inputs: [...video('720x576'), ...audio()],
      encode: ['-vf', 'setsar=64/45', ...INTERLACED_H264, '-c:a', 'ac3'],
    },
  ]),
  ...['ts', 'mpg', 'vob', 'mxf', 'mkv', 'm2ts'].map((extension) => ({
    name: `interlaced-mpeg2-576i.${extension}`,
    inputs: [...video('720x576'), ...audio()],
    encode: [...INTERLACED_MPEG2, ...(extension === 'mxf' ? ['-c:a', 'pcm_s16le', '-ar', '48000'] : ['-c:a', 'ac3'])],
  })),
  ...H264_CONTAINERS.flatMap((extension) => [
    ...SIZES.map((size) => ({
      name: `size-${size}.${extension}`,
      inputs: [...video(size), ...audio()],
      encode: [...H264, ...AAC],
    })),
    ...RATES.map((rate) => ({
      name: `rate-${rate.replace('/', '-')}.${extension}`,
      inputs: ['-f', 'lavfi', '-i', `testsrc2=size=640x360:rate=${rate}:duration=${SECONDS}`, ...audio()],
      encode: [...H264, ...AAC],
    })),
  ]),
  ...(
    [
      ['avi-mjpeg.avi', ['-c:v', 'mjpeg', '-q:v', '8', '-pix_fmt', 'yuvj420p', '-c:a', 'pcm_s16le']],
      ['avi-h264.avi', [...H264, ...MP3]],
      ['avi-msmpeg4.avi', ['-c:v', 'msmpeg4', '-q:v', '5', ...MP3]],
      ['avi-huffyuv.avi', ['-c:v', 'huffyuv', '-pix_fmt', 'yuv422p', '-c:a', 'pcm_s16le']],
      ['avi-ffv1.avi', ['-c:v', 'ffv1', '-c:a', 'pcm_s16le']],
      ['wmv1.wmv', ['-c:v', 'wmv1', '-q:v', '5', '-c:a', 'wmav1']],
      ['msmpeg4.asf', ['-c:v', 'msmpeg4', '-q:v', '5', '-c:a', 'wmav2']],
      ['h264.asf', [...H264, ...MP3]],
      ['flv1.flv', ['-c:v', 'flv', '-q:v', '5', ...MP3, '-ar', '44100']],
      ['h264-mp3.flv', [...H264, ...MP3, '-ar', '44100']],
      ['flashsv.flv', ['-c:v', 'flashsv', ...MP3, '-ar', '44100']],
      ['mpeg1.mpg', ['-c:v', 'mpeg1video', '-q:v', '5', '-c:a', 'mp2']],
      ['mpeg2-ac3.vob', [...MPEG2, '-c:a', 'ac3']],
      ['h264.mxf', [...H264, '-c:a', 'pcm_s16le', '-ar', '48000']],
      ['theora.ogg', ['-c:v', 'libtheora', '-q:v', '3', ...VORBIS]],
      ['theora-opus.ogv', ['-c:v', 'libtheora', '-q:v', '3', ...OPUS]],
      ['vp8.ogv', [...VP8, ...VORBIS]],
      ['h264.3gp', [...H264, ...AAC]],
      ['mpeg4.3g2', [...MPEG4, ...AAC]],
      ['h264-aac.f4v', [...H264, ...AAC]],
      ['dnxhd.mov', ['-c:v', 'dnxhd', '-profile:v', 'dnxhr_lb', '-pix_fmt', 'yuv422p', '-c:a', 'pcm_s16le']],
      ['qtrle.mov', ['-c:v', 'qtrle', '-c:a', 'pcm_s16le']],
      ['hevc.mov', [...HEVC, '-tag:v', 'hvc1', ...AAC]],
      ['hevc.m2ts', [...HEVC, '-c:a', 'ac3']],
      ['mpeg4-mp2.ts', [...MPEG4, '-c:a', 'mp2']],
      ['h264-opus.ts', [...H264, ...OPUS]],
      ['h264-mp3.ts', [...H264, ...MP3]],
      ['h264-eac3.ts', [...H264, '-c:a', 'eac3']],
      ['prores.mkv', ['-c:v', 'prores_ks', '-profile:v', '0', '-c:a', 'pcm_s16le']],
      ['mpeg4-mp3.mkv', [...MPEG4, ...MP3]],
      ['theora.mkv', ['-c:v', 'libtheora', '-q:v', '3', ...VORBIS]],
      ['vp9.mkv', [...VP9, ...OPUS]],
      ['av1.mkv', [...AV1, ...OPUS]],
      ['h264-ac3.mkv', [...H264, '-c:a', 'ac3']],
      ['h264-dts.mkv', [...H264, '-strict', '-2', '-c:a', 'dca']],
      ['yuv444.mp4', ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv444p', ...AAC]],
      [
        'ten-bit.mp4',
        [
          '-c:v',
          'libx265',
          '-x265-params',
          'log-level=none',
          '-preset',
          'ultrafast',
          '-pix_fmt',
          'yuv420p10le',
          ...AAC,
        ],
      ],
      ['alac.mov', [...H264, '-c:a', 'alac']],
      ['fragmented-hevc.mp4', [...HEVC, ...AAC, ...FRAGMENTED]],
      ['fragmented-short.mp4', [...H264, ...AAC, ...FRAGMENTED, '-frag_duration', '200000']],
      ['fragmented-av1.mp4', [...AV1, ...OPUS, ...FRAGMENTED]],
      ['fragmented-delay.mp4', [...H264, ...AAC, '-movflags', '+frag_keyframe+empty_moov+delay_moov']],
      ['fragmented-separate.mp4', [...H264, ...AAC, '-movflags', '+frag_keyframe+empty_moov+separate_moof']],
      ['ismv.ismv', [...H264, ...AAC]],
    ] as const
  ).map(([name, encode]) => ({ name, encode, inputs: [...video(HD), ...audio()] })),
  {
    name: 'ten-mxf.mxf',
    inputs: video('1920x1080', 4.5),
    encode: ['-c:v', 'mpeg2video', '-q:v', '8', '-pix_fmt', 'yuv420p'],
  },
  {
    name: 'dv.avi',
    inputs: [...video('720x576'), ...audio()],
    encode: ['-c:v', 'dvvideo', '-pix_fmt', 'yuv420p', '-c:a', 'pcm_s16le', '-ar', '48000'],
  },
  {
    name: 'dv.dv',
    inputs: [...video('720x576'), ...audio()],
    encode: ['-c:v', 'dvvideo', '-pix_fmt', 'yuv420p', '-c:a', 'pcm_s16le', '-ar', '48000', '-ac', '2'],
  },

  ...[
    { name: 'edit-both-ends.mp4', from: 'h264-index-in-front.mp4', damage: (bytes: Buffer) => setEdits(bytes, 3, 1) },
    {
      name: 'edit-both-ends-late-index.mp4',
      from: 'h264-index-at-end.mp4',
      damage: (bytes: Buffer) => setEdits(bytes, 2.5, 1.5),
    },
    { name: 'edit-both-ends.mov', from: 'h264.mov', damage: (bytes: Buffer) => setEdits(bytes, 4, 0.5) },
    { name: 'edit-end.mp4', from: 'h264-index-in-front.mp4', damage: (bytes: Buffer) => setEdits(bytes, 4.2, 0) },
  ],
  {
    name: 'zlib.mkv',
    inputs: [...video(HD), ...audio()],
    encode: [...H264, ...AAC],
    mkvmerge: ['--compression', '0:zlib', '--compression', '1:zlib'],
  },
  {
    name: 'zlib-mpeg4.mkv',
    inputs: [...video(HD), ...audio()],
    encode: [...MPEG4, ...MP3],
    mkvmerge: ['--compression', '0:zlib', '--compression', '1:zlib'],
  },
  {
    name: 'zlib-vp8.mkv',
    inputs: [...video(HD), ...audio()],
    encode: [...VP8, ...VORBIS],
    mkvmerge: ['--compression', '0:zlib', '--compression', '1:none'],
  },
  { name: 'mkvmerge.mkv', from: 'h264.mkv', mkvmerge: [] },
  { name: 'mkvmerge.webm', from: 'vp9-opus.webm', mkvmerge: ['--webm'] },
  { name: 'mkvmerge-no-cues.mkv', from: 'h264.mkv', mkvmerge: ['--no-cues'] },
  { name: 'mkvmerge-linked.mkv', from: 'h264.mkv', mkvmerge: ['--disable-lacing', '--enable-durations'] },
  { name: 'mkvmerge-cropped.mkv', from: 'h264.mkv', mkvmerge: ['--display-dimensions', '0:720x360'] },
  ...[0.5, 2, 4].map((before) => ({
    name: `wrapped-${before}.ts`,
    inputs: [...video(HD), ...audio()],
    encode: [...H264, ...AAC, '-output_ts_offset', String(2 ** 33 / 90_000 - 1.4 - before)],
  })),
  {
    name: 'wrapped.m2ts',
    inputs: [...video(HD), ...audio()],
    encode: [...H264, '-c:a', 'ac3', '-mpegts_m2ts_mode', '1', '-output_ts_offset', String(2 ** 33 / 90_000 - 3)],
  },
  ...[150, 400, 1_000, 2_000].map((count) => ({
    name: `mid-gop-${count}.ts`,
    from: 'size-1280x720.ts',
    damage: skipPackets(count),
  })),
  ...['mp4', 'mov'].map((extension) => ({
    name: `cenc.${extension}`,
    inputs: [...video(HD), ...audio()],
    encode: [...H264, ...AAC, ...CENC_KEYS],
  })),
  ...['mp4', 'mkv', 'mov', 'ts'].map((extension) => ({
    name: `two-videos.${extension}`,
    inputs: [...video('480x360'), ...video('640x480'), ...audio()],
    encode: ['-map', '0', '-map', '1', '-map', '2', ...H264, ...AAC],
  })),
  {
    name: 'three-videos.mkv',
    inputs: [...video('1280x720'), ...video('640x360'), ...video('480x360')],
    encode: ['-map', '0', '-map', '1', '-map', '2', ...H264],
  },
  ...['mp4', 'm4v'].map((extension) => ({
    name: `cover-after.${extension}`,
    inputs: [...video(HD), ...audio(), ...picture('1200x1200')],
    encode: [
      '-map',
      '0',
      '-map',
      '1',
      '-map',
      '2',
      '-c:v:0',
      'libx264',
      '-preset',
      'ultrafast',
      '-pix_fmt:v:0',
      'yuv420p',
      ...AAC,
      '-c:v:1',
      'png',
      '-disposition:v:1',
      'attached_pic',
    ],
  })),
  {
    name: 'cover.m4a',
    inputs: [...audio(), ...picture('600x600')],
    encode: ['-map', '0', '-map', '1', ...AAC, '-c:v', 'png', '-disposition:v:0', 'attached_pic'],
  },
  {
    name: 'cover.mkv',
    inputs: [...video(HD), ...audio(), ...picture('1200x1200')],
    encode: [
      '-map',
      '0',
      '-map',
      '1',
      '-map',
      '2',
      '-c:v:0',
      'libx264',
      '-preset',
      'ultrafast',
      '-pix_fmt:v:0',
      'yuv420p',
      ...AAC,
      '-c:v:1',
      'png',
      '-disposition:v:1',
      'attached_pic',
    ],
  },
  {
    name: 'two-sounds.mp4',
    inputs: [...video(HD), ...audio(), ...audio()],
    encode: ['-map', '0', '-map', '1', '-map', '2', ...H264, ...AAC],
  },
  { name: 'late-sound.mkv', inputs: [...video(HD), '-itsoffset', '2', ...audio(3)], encode: [...H264, ...AAC] },
  { name: 'late-sound.mp4', inputs: [...video(HD), '-itsoffset', '2', ...audio(3)], encode: [...H264, ...AAC] },
  { name: 'late-sound.ts', inputs: [...video(HD), '-itsoffset', '2', ...audio(3)], encode: [...H264, ...AAC] },
  {
    name: 'variable-rate.ts',
    inputs: [...video(HD), ...audio()],
    encode: ['-vf', "select='if(lt(t,2),1,not(mod(n,5)))'", '-vsync', 'vfr', ...H264, ...AAC],
  },
  {
    name: 'variable-rate.webm',
    inputs: [...video(HD), ...audio()],
    encode: ['-vf', "select='if(lt(t,2),1,not(mod(n,5)))'", '-vsync', 'vfr', ...VP8, ...VORBIS],
  },
  { name: 'slow-frames.mp4', inputs: video(HD, 20, 1), encode: H264 },
  { name: 'slow-frames.mkv', inputs: video(HD, 20, 1), encode: H264 },
  {
    name: 'long.ts',
    inputs: ['-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=25:duration=60', ...audio(60)],
    encode: [...H264, '-b:v', '2M', ...AAC],
  },
  {
    name: 'long.mpg',
    inputs: ['-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=25:duration=60', ...audio(60)],
    encode: [...MPEG2, '-c:a', 'mp2'],
  },
  {
    name: 'long.ogv',
    inputs: ['-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=25:duration=60', ...audio(60)],
    encode: ['-c:v', 'libtheora', '-q:v', '6', ...VORBIS],
  },
  {
    name: 'long.flv',
    inputs: ['-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=25:duration=60', ...audio(60)],
    encode: [...H264, ...AAC],
  },
  {
    name: 'long.avi',
    inputs: ['-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=25:duration=60', ...audio(60)],
    encode: [...MPEG4, ...MP3],
  },
  {
    name: 'long-fragmented.mp4',
    inputs: ['-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=25:duration=120', ...audio(120)],
    encode: [...H264, ...AAC, ...FRAGMENTED],
  },
  {
    name: 'long-live.mkv',
    inputs: ['-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=25:duration=30', ...audio(30)],
    encode: [...H264, ...AAC, '-live', '1'],
  },
  { name: 'picture.png', inputs: picture('800x600'), encode: ['-frames:v', '1'] },
  { name: 'picture.jpg', inputs: picture('800x600'), encode: ['-frames:v', '1'] },
  { name: 'picture.gif', inputs: video('320x240', 2), encode: [] },
  { name: 'picture.webp', inputs: picture('800x600'), encode: ['-frames:v', '1'] },
  { name: 'picture.tiff', inputs: picture('800x600'), encode: ['-frames:v', '1'] },
  { name: 'picture.bmp', inputs: picture('800x600'), encode: ['-frames:v', '1'] },

  ...[
    'h264-index-in-front.mp4',
    'h264-index-at-end.mp4',
    'h264.mkv',
    'h264.ts',
    'fragmented.mp4',
    'mpeg4-mp3.avi',
    'h264.flv',
    'vp9-opus.webm',
    'mpeg2.mpg',
    'wmv2.wmv',
  ].flatMap((from) =>
    [0.02, 0.2, 0.45, 0.7, 0.97].map((share) => ({
      name: `cut-${String(share * 100)}-${from}`,
      from,
      damage: cutTo(share),
    })),
  ),
];

function picture(size: string): readonly string[] {
  return ['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=1:duration=1`];
}

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
  ...MORE_FILES,
];
