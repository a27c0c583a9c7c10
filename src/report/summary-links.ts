import type { VideoResult } from '../model/result.ts';
import { findUrlSecrets } from '../util/url.ts';
import { escapeAttribute, escapeCode, formatBold, formatLink } from './escape.ts';

/** A run has one index, but existing tasks may belong to several. */
const MAX_INDEXES = 5;

/** An ID may come from the API, and be anything. */
const ID_PATTERN = /^[A-Za-z0-9_-]{1,100}$/;

/** The indexes of the results, as Markdown; null if none is known. */
export function formatIndexes(
  results: readonly VideoResult[],
  { indexName, hasPlayground }: { readonly indexName: string | null; readonly hasPlayground: boolean },
): string | null {
  const ids = new Set<string>();
  for (const { index_id } of results) if (index_id !== null && ID_PATTERN.test(index_id)) ids.add(index_id);
  if (ids.size === 0) return null;
  const shown = [...ids]
    .slice(0, MAX_INDEXES)
    .map((id) => (hasPlayground ? formatLink(`https://playground.twelvelabs.io/indexes/${id}`, id) : escapeCode(id)));
  const more = ids.size > MAX_INDEXES ? ` and ${ids.size - MAX_INDEXES} more` : '';
  const name = ids.size === 1 && indexName !== null ? `${formatBold(indexName)} ` : '';
  return `TwelveLabs ${ids.size === 1 ? 'index' : 'indexes'} ${name}${shown.join(', ')}${more}`;
}

/** Whether the playground shows the indexes of this API; null: the URL is not known. */
export function hasPlayground(apiUrl: string | null): boolean {
  return apiUrl !== null && URL.canParse(apiUrl) && new URL(apiUrl).hostname === 'api.twelvelabs.io';
}

/** Pixels. Larger pictures make the rows of the table too high. */
const THUMBNAIL_WIDTH = 112;

/** Longer URLs are not those of pictures, and a thousand of them would fill the summary. */
const MAX_URL_LENGTH = 2_000;

/**
 * The thumbnail of a video for Markdown, or nothing: only from https, and never from a URL that contains credentials.
 * It has no alternative text because the name of the video is beside it.
 */
export function formatThumbnail(thumbnailUrl: string | null): string {
  if (thumbnailUrl === null || thumbnailUrl.length > MAX_URL_LENGTH || !URL.canParse(thumbnailUrl)) return '';
  const url = new URL(thumbnailUrl);
  const isPublic = url.username === '' && url.password === '' && findUrlSecrets(url.href).length === 0;
  if (url.protocol !== 'https:' || !isPublic) return '';
  return `<img src="${escapeAttribute(url.href)}" width="${THUMBNAIL_WIDTH}" alt="">`;
}
