import type { Row } from '../manifest/row.ts';
import type { FeedItem } from './feed-item.ts';
import { getMediaKind, pickRendition, type Rendition } from './rendition.ts';

export interface FeedRowOptions {
  readonly displayPath: string;
  /** The address of the feed, from which relative links start; null for a file. */
  readonly baseUrl: string | null;
  /** How many of the newest videos are taken; null for all. */
  readonly maxItems: number | null;
  readonly note: (text: string) => void;
}

/** The rows of a feed, one for each item that has a video, the newest first. */
export function toFeedRows(items: readonly FeedItem[], options: FeedRowOptions): readonly Row[] {
  const videos: Array<{ readonly item: FeedItem; readonly rendition: Rendition }> = [];
  const skipped = { audio: 0, stream: 0, other: 0 };
  for (const item of items) {
    const rendition = pickRendition(item.renditions.filter((candidate) => getMediaKind(candidate) === 'video'));
    if (rendition !== null) videos.push({ item, rendition });
    else skipped[getSkippedKind(item)] += 1;
  }
  const newest = videos.toSorted((a, b) => getTime(b.item) - getTime(a.item));
  const taken = options.maxItems === null ? newest : newest.slice(0, options.maxItems);
  options.note(formatNote(items.length, videos.length, taken.length, skipped, options.displayPath));
  return taken.map(({ item, rendition }) => toRow(item, rendition, options));
}

type Skipped = Record<'audio' | 'stream' | 'other', number>;

function getSkippedKind({ renditions }: FeedItem): keyof Skipped {
  const kinds = renditions.map(getMediaKind);
  return kinds.includes('audio') ? 'audio' : kinds.includes('stream') ? 'stream' : 'other';
}

/** Items without a date are older than all others, and keep their order. */
function getTime({ date }: FeedItem): number {
  const time = Date.parse(date ?? '');
  return Number.isNaN(time) ? Number.MIN_SAFE_INTEGER : time;
}

function formatNote(
  itemCount: number,
  videoCount: number,
  takenCount: number,
  skipped: Skipped,
  displayPath: string,
): string {
  const reasons = [
    [skipped.audio, 'only audio'],
    [skipped.stream, 'only a stream'],
    [skipped.other, 'no video'],
  ] as const;
  const parts = reasons.filter(([count]) => count > 0).map(([count, reason]) => `${count} with ${reason}`);
  const ignored = parts.length === 0 ? '' : `; ignored: ${parts.join(', ')}`;
  const limited = takenCount < videoCount ? `, the newest ${takenCount} of which are taken` : '';
  return `${displayPath}: ${itemCount} ${itemCount === 1 ? 'item' : 'items'}, ${videoCount} with a video${limited}${ignored}.`;
}

const MAX_NAME_LENGTH = 255;
const MAX_KEY_LENGTH = 512;

function toRow(item: FeedItem, rendition: Rendition, { displayPath, baseUrl }: FeedRowOptions): Row {
  const displayLocation = item.location.startsWith('line ')
    ? `${displayPath}:${item.location.slice('line '.length)}`
    : `${displayPath} (${item.location})`;
  const url = baseUrl === null ? rendition.url : (URL.parse(rendition.url, baseUrl)?.href ?? rendition.url);
  const key = item.id?.trim() ?? '';
  const time = Date.parse(item.date ?? '');
  const cells = {
    url,
    name: toName(item.title),
    // A longer ID is not one that people compare; the address identifies the video then.
    key: key.length > MAX_KEY_LENGTH || /\p{Cc}/u.test(key) ? null : key,
    'user_metadata.published': Number.isNaN(time) ? null : new Date(time).toISOString(),
    'user_metadata.link': item.link?.trim().slice(0, 2_000) ?? null,
  };
  return { displayLocation, content: { cells }, locate: () => Promise.resolve(displayLocation) };
}

/** A title on one line, without markup that some feeds put into it. */
function toName(title: string | null): string | null {
  const plain = title
    ?.replace(/<\/?[a-z][^<>]{0,200}>/gi, '')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  if (plain === undefined || plain === '') return null;
  return plain.length > MAX_NAME_LENGTH
    ? `${plain.slice(0, MAX_NAME_LENGTH - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
    : plain;
}
