/** Facts about a video. */
export interface VideoFacts {
  /** Seconds. */
  readonly duration: number;
  /** Pixels, as displayed (rotation applied). */
  readonly width: number;
  readonly height: number;
  /** Frames per second; 0 where unknown. */
  readonly fps: number;
  /** Bytes. */
  readonly size: number;
  readonly hasAudio: boolean;
}

/** Bytes in memory or in a file. */
export type MediaBytes =
  | { readonly kind: 'memory'; readonly bytes: Buffer; readonly size: number }
  | { readonly kind: 'file'; readonly path: string; readonly size: number };

// The few parts of the library that are used. Its own types need those of a browser, which this project does not load.
interface VideoTrack {
  getDisplayWidth(): Promise<number>;
  getDisplayHeight(): Promise<number>;
  computePacketStats(packets: number): Promise<{ averagePacketRate: number }>;
}
interface MediaInput {
  computeDuration(): Promise<number>;
  getPrimaryVideoTrack(): Promise<VideoTrack | null>;
  getPrimaryAudioTrack(): Promise<unknown>;
  dispose(): void;
}
interface MediaLibrary {
  readonly ALL_FORMATS: unknown;
  readonly Input: new (options: { formats: unknown; source: unknown }) => MediaInput;
  readonly BufferSource: new (bytes: Uint8Array) => unknown;
  readonly FilePathSource: new (path: string) => unknown;
}

const name: string = 'mediabunny';
const library: MediaLibrary = await import(name);

/**
 * The facts about a video, read from its container. `null` when the bytes are not a video: not a container the
 * library knows, no video track, or broken beyond reading.
 */
export async function probeMedia(media: MediaBytes): Promise<VideoFacts | null> {
  const source =
    media.kind === 'memory' ? new library.BufferSource(media.bytes) : new library.FilePathSource(media.path);
  const input = new library.Input({ formats: library.ALL_FORMATS, source });
  try {
    const video = await input.getPrimaryVideoTrack();
    return video === null ? null : await readFacts(input, video, media.size);
  } catch {
    return null;
  } finally {
    input.dispose();
  }
}

async function readFacts(input: MediaInput, video: VideoTrack, size: number): Promise<VideoFacts> {
  const { averagePacketRate } = await video.computePacketStats(50);
  return {
    duration: await input.computeDuration(),
    width: await video.getDisplayWidth(),
    height: await video.getDisplayHeight(),
    fps: Math.round(averagePacketRate * 1000) / 1000,
    size,
    hasAudio: (await input.getPrimaryAudioTrack()) !== null,
  };
}
