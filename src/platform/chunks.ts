/**
 * Bytes, piece by piece; every `Readable` of bytes is one. A piece is good until the next one is asked for: its memory
 * may be used again then.
 */
export interface Chunks extends AsyncIterable<Uint8Array> {
  /** Ends it early and lets go of what it holds. Whoever gets chunks reads them to their end or calls this. */
  destroy(): void;
}
