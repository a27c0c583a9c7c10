/** What the main process sends to the process that parses: the size of a file to parse, or the bytes that it asked for. */
export type ParserRequest =
  | { readonly kind: 'open'; readonly size: number }
  /** Empty: there is nothing more to read. */
  | { readonly kind: 'data'; readonly data: Uint8Array };

/** What the process that parses sends to the main process. */
export type ParserResponse =
  | { readonly kind: 'read'; readonly start: number; readonly maxBytes: number }
  | { readonly kind: 'tracks'; readonly tracks: readonly MediaTrack[]; readonly isReusable: boolean }
  | { readonly kind: 'failed' };

/** One track as MediaInfo describes it, limited to the fields that are used. `General` is the container. */
export interface MediaTrack {
  readonly type: string;
  /** By the names of MediaInfo, e.g. `Duration` in seconds. */
  readonly fields: Readonly<Record<string, string>>;
}
