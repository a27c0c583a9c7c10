import type { Rendition } from './rendition.ts';

/** An item of a feed. */
export interface FeedItem {
  /** Where it is, for messages: `line 12` or `item 3`. */
  readonly location: string;
  /** Its permanent ID; null if it has none. */
  readonly id: string | null;
  readonly title: string | null;
  /** As the feed states it. */
  readonly date: string | null;
  /** Its web page. */
  readonly link: string | null;
  readonly renditions: readonly Rendition[];
}

/** A whole number that is not negative; null for anything else. */
export function parseCount(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) && number >= 0 ? Math.round(number) : null;
}

/** A media type in lower case, without parameters. */
export function parseMediaType(value: string | null): string {
  return value?.split(';')[0]?.trim().toLowerCase() ?? '';
}
