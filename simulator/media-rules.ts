import { type ModelLimits, modelLimits, unknownModelLimits } from './limits.ts';
import type { VideoFacts } from './media.ts';

/** Why a video cannot be indexed: an error code of the platform and a sentence. */
export interface VideoFault {
  readonly code: string;
  readonly message: string;
  /** What failed if not the video itself: the download, or the end of a stream that is still live. */
  readonly kind?: 'access' | 'live';
}

/** The limits of an index: the strictest of its models' (documented for indexes with two models). */
export function getModelLimits(models: readonly string[]): ModelLimits {
  const all = models.map((name) => modelLimits[name] ?? unknownModelLimits);
  const [first = unknownModelLimits, ...others] = all;
  return others.reduce(stricter, first);
}

function stricter(a: ModelLimits, b: ModelLimits): ModelLimits {
  return {
    minSeconds: Math.max(a.minSeconds, b.minSeconds),
    maxSeconds: Math.min(a.maxSeconds, b.maxSeconds),
    maxTaskBytes: Math.min(a.maxTaskBytes, b.maxTaskBytes),
    maxAssetBytes: Math.min(a.maxAssetBytes, b.maxAssetBytes),
    minEdge: Math.max(a.minEdge, b.minEdge),
    maxLongEdge: Math.min(a.maxLongEdge, b.maxLongEdge),
    maxShortEdge: Math.min(a.maxShortEdge, b.maxShortEdge),
    maxAspect: Math.min(a.maxAspect, b.maxAspect),
    accepting: a.accepting || b.accepting,
    source: `${a.source}; ${b.source}`,
  };
}

/** Why a video does not fit the limits, or `null`. The codes are documented; all of them are 400 where seen. */
export function judgeVideo(facts: VideoFacts, limits: ModelLimits, maxBytes = limits.maxTaskBytes): VideoFault | null {
  const { duration, width, height, size } = facts;
  const long = Math.max(width, height);
  const short = Math.min(width, height);
  if (size > maxBytes) return tooLarge(maxBytes);
  if (duration < limits.minSeconds) {
    return fault('video_duration_too_short', `The video is shorter than ${limits.minSeconds} seconds.`);
  }
  if (duration > limits.maxSeconds) {
    return fault('video_duration_too_long', `The video is longer than ${limits.maxSeconds} seconds.`);
  }
  if (short < limits.minEdge) {
    return fault(
      'video_resolution_too_low',
      `The resolution ${width}x${height} is below ${limits.minEdge}x${limits.minEdge}.`,
    );
  }
  if (long > limits.maxLongEdge || short > limits.maxShortEdge) {
    const most = `${limits.maxLongEdge}x${limits.maxShortEdge}`;
    return fault('video_resolution_too_high', `The resolution ${width}x${height} is above ${most}.`);
  }
  // A small tolerance: real "17:9" and "2.4:1" frames have whole, often even, edges.
  if (long / short > limits.maxAspect + 0.01) {
    return fault('video_resolution_invalid_aspect_ratio', `The aspect ratio of ${width}x${height} is not supported.`);
  }
  return null;
}

/** The file has too many bytes. */
export function tooLarge(maxBytes: number): VideoFault {
  return fault('video_filesize_too_large', `The video is larger than ${maxBytes} bytes.`);
}

/** A link that cannot be downloaded. Its code is not documented; this one is a guess. */
export function inaccessible(reason: string): VideoFault {
  const message = `The video_url parameter is invalid: the video cannot be downloaded (${reason}).`;
  return { code: 'parameter_invalid', message, kind: 'access' };
}

/** A live stream: only recordings are accepted (documented). */
export const liveStream: VideoFault = {
  code: 'parameter_invalid',
  message: 'The url parameter is invalid: live streams are not supported.',
  kind: 'live',
};

/** The bytes are not a video. An audio file counts as broken, as seen live. */
export const brokenVideo: VideoFault = {
  code: 'video_file_broken',
  message: 'The video cannot be read. Provide a valid video file.',
};

function fault(code: string, message: string): VideoFault {
  return { code, message };
}
