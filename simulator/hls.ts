/** What an HLS playlist describes. */
export type Playlist =
  | { readonly kind: 'recording'; readonly seconds: number }
  /** It has no end: a stream that is still live. */
  | { readonly kind: 'live' }
  /** A choice of other playlists, of which this is the first. */
  | { readonly kind: 'master'; readonly uri: string };

/** Whether a URL leads to an HLS playlist, by its extension. */
export function isPlaylistUrl(url: string): boolean {
  return URL.parse(url)?.pathname.toLowerCase().endsWith('.m3u8') === true;
}

/** Parses a playlist (RFC 8216); `null` if the bytes are something else. */
export function parsePlaylist(bytes: Uint8Array): Playlist | null {
  const lines = Buffer.from(bytes).toString('utf8').split(/\r?\n/);
  if (lines[0] !== '#EXTM3U') return null;
  const variant = lines.findIndex((line) => line.startsWith('#EXT-X-STREAM-INF'));
  const uri =
    variant === -1 ? undefined : lines.slice(variant + 1).find((line) => line !== '' && !line.startsWith('#'));
  if (uri !== undefined) return { kind: 'master', uri };
  if (!lines.includes('#EXT-X-ENDLIST')) return { kind: 'live' };
  const durations = lines.map((line) => Number(/^#EXTINF:([\d.]+)/.exec(line)?.[1] ?? 0));
  return { kind: 'recording', seconds: durations.reduce((sum, seconds) => sum + seconds, 0) };
}
