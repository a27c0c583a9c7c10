/** What is known about a video file. `null` means unknown, never "none". */
export interface MediaInfo {
  /** Seconds. */
  readonly duration: number | null;
  /**
   * Stored pixels after rotation: what `ffprobe` calls width and height, swapped for a rotation by 90 or 270 degrees.
   * Non-square pixels are not scaled; see `pixelAspect`.
   */
  readonly width: number | null;
  readonly height: number | null;
  /** Width of one pixel divided by its height, after rotation; 1 for square pixels. */
  readonly pixelAspect: number | null;
  /** Bytes of the whole file. */
  readonly size: number | null;
  readonly hasVideo: boolean | null;
  readonly hasAudio: boolean | null;
  /** Display name, e.g. `MP4` or `Matroska`. */
  readonly container: string | null;
}

export const UNKNOWN_MEDIA_INFO: MediaInfo = {
  duration: null,
  width: null,
  height: null,
  pixelAspect: null,
  size: null,
  hasVideo: null,
  hasAudio: null,
  container: null,
};
