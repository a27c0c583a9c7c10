import { bufferBody } from './buffered-body.ts';
import { parsePlaylist } from './hls.ts';
import { probeMedia, type VideoFacts } from './media.ts';
import { brokenVideo, inaccessible, liveStream, tooLarge, type VideoFault } from './media-rules.ts';

/** The result of a download. */
export type FetchedVideo =
  | { readonly kind: 'video'; readonly facts: VideoFacts; readonly filename: string }
  | { readonly kind: 'fault'; readonly fault: VideoFault; readonly filename: string };

export interface FetchSettings {
  /** Real milliseconds for one video from first to last byte. */
  readonly deadlineMs: number;
  /** Larger videos are a fault. */
  readonly maxBytes: number;
  /** Aborts downloads. */
  readonly signal?: AbortSignal;
}

export const defaultFetchSettings: FetchSettings = { deadlineMs: 60_000, maxBytes: 2 * 1024 ** 3 };

/**
 * A function that gets a `video_url` for real: one GET per call, redirects followed (whether the platform follows them
 * is not documented), a deadline, a cap. It never throws: an unreachable host, an error status, an HTML page, an audio
 * file are faults. The facts of a video that was seen before (same bytes) are remembered, not the bytes.
 */
export function createVideoFetcher(
  settings: FetchSettings = defaultFetchSettings,
): (url: string, maxBytes?: number) => Promise<FetchedVideo> {
  const known = new Map<string, VideoFacts | null>();
  return async (url, maxBytes = settings.maxBytes) => {
    const filename = getFilename(url);
    try {
      return { filename, ...(await fetchVideo(url, { ...settings, maxBytes }, known)) };
    } catch (error) {
      return { kind: 'fault', filename, fault: inaccessible(describeError(error)) };
    }
  };
}

/** A playlist contains no more than its length. */
const RECORDING = { width: 1280, height: 720, fps: 25, size: 0, hasAudio: true };

type Outcome = { kind: 'video'; facts: VideoFacts } | { kind: 'fault'; fault: VideoFault };

async function fetchVideo(
  url: string,
  settings: FetchSettings,
  known: Map<string, VideoFacts | null>,
  isVariant = false,
): Promise<Outcome> {
  const deadline = AbortSignal.timeout(settings.deadlineMs);
  const signal = settings.signal === undefined ? deadline : AbortSignal.any([deadline, settings.signal]);
  // A connection that is kept may be closed by the server just when it is used again, and the download would fail.
  const response = await fetch(url, { signal, headers: { connection: 'close' } });
  const { ok, status, body } = response;
  if (!ok) {
    await body?.cancel();
    return { kind: 'fault', fault: inaccessible(`the server answered ${status}`) };
  }
  if (Number(response.headers.get('content-length') ?? 0) > settings.maxBytes) {
    await body?.cancel();
    return { kind: 'fault', fault: tooLarge(settings.maxBytes) };
  }
  if (body === null) return { kind: 'fault', fault: brokenVideo };
  const outcome = await probeStream(body, settings.maxBytes, known);
  if (outcome.kind === 'playlist') {
    if (isVariant) return { kind: 'fault', fault: brokenVideo };
    return fetchVideo(new URL(outcome.uri, url).href, settings, known, true);
  }
  const isPage = response.headers.get('content-type')?.startsWith('text/html') === true;
  // A page, such as a login page, in place of a video: the file itself was not accessible.
  return outcome.kind === 'fault' && isPage ? { kind: 'fault', fault: { ...outcome.fault, kind: 'access' } } : outcome;
}

async function probeStream(
  stream: AsyncIterable<Uint8Array>,
  maxBytes: number,
  known: Map<string, VideoFacts | null>,
): Promise<Outcome | { kind: 'playlist'; uri: string }> {
  const buffered = await bufferBody(stream, maxBytes);
  try {
    if (buffered.media === null) return { kind: 'fault', fault: tooLarge(maxBytes) };
    const playlist = buffered.media.kind === 'memory' ? parsePlaylist(buffered.media.bytes) : null;
    if (playlist?.kind === 'master') return { kind: 'playlist', uri: playlist.uri };
    if (playlist?.kind === 'live') return { kind: 'fault', fault: liveStream };
    if (playlist?.kind === 'recording') return { kind: 'video', facts: { ...RECORDING, duration: playlist.seconds } };
    const remembered = known.get(buffered.sha256);
    const facts = remembered === undefined ? await probeMedia(buffered.media) : remembered;
    known.set(buffered.sha256, facts);
    return facts === null ? { kind: 'fault', fault: brokenVideo } : { kind: 'video', facts };
  } finally {
    await buffered.dispose();
  }
}

/** The last part of the path of a URL, decoded; `video` where there is none. */
export function getFilename(url: string): string {
  const last = URL.parse(url)?.pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(last) || 'video';
  } catch {
    return last;
  }
}

/** An error of `fetch` may belong to another realm than this module, so that `instanceof` says nothing. */
function describeError(error: unknown): string {
  const { name, message, cause } = Object(error) as { name?: unknown; message?: unknown; cause?: unknown };
  if (name === 'TimeoutError') return 'timed out';
  const { message: reason } = Object(cause) as { message?: unknown };
  return [reason, message].find((text) => typeof text === 'string' && text !== '')?.toString() ?? 'unknown error';
}
