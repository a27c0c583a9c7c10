/** What a look at a video tells. `null` is "unknown", never "none". */
export interface MediaInfo {
  /** Seconds. */
  readonly duration: number | null;
  /**
   * Pixels as they are stored, turned as a player turns them: what `ffprobe` calls width and height, swapped for a
   * rotation by 90 or 270 degrees. The stretching of non-square pixels is not applied; see `pixelAspect`.
   */
  readonly width: number | null;
  readonly height: number | null;
  /** Width of one pixel divided by its height, after rotation; 1 for square ones. */
  readonly pixelAspect: number | null;
  /** Bytes of the whole file. */
  readonly size: number | null;
  readonly hasVideo: boolean | null;
  readonly hasAudio: boolean | null;
  /** For people, for instance `MP4` or `Matroska`. */
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
