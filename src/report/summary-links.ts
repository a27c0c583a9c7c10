import type { VideoResult } from '../model/result.ts';
import { findUrlSecrets } from '../util/url.ts';
import { escapeAttribute, formatLink } from './escape.ts';

/** A run has one index; existing tasks may be of several. */
const MAX_INDEXES = 5;

/** The id may come from the platform. */
const ID_PATTERN = /^[A-Za-z0-9_-]{1,100}$/;

/** Where the videos can be looked at and searched, as Markdown; null when no index is known. */
export function formatPlaygroundLinks(outcomes: readonly VideoResult[]): string | null {
  const ids = new Set<string>();
  for (const { index_id } of outcomes) if (index_id !== null && ID_PATTERN.test(index_id)) ids.add(index_id);
  if (ids.size === 0) return null;
  const links = [...ids]
    .slice(0, MAX_INDEXES)
    .map((id) => formatLink(`https://playground.twelvelabs.io/indexes/${id}`, id));
  const more = ids.size > MAX_INDEXES ? ` and ${ids.size - MAX_INDEXES} more` : '';
  return `Open in the TwelveLabs playground: ${links.join(', ')}${more}`;
}

/** Pixels; a row stays low enough for a table to be read. */
const THUMBNAIL_WIDTH = 112;

/** Longer ones are no addresses of pictures, and a thousand of them would fill the summary. */
const MAX_URL_LENGTH = 2_000;

/**
 * The picture of a video for Markdown, or nothing: only from https, and never from an address that gives access to
 * whoever sees it. The name stands beside it, so that it needs no other text.
 */
export function formatThumbnail(address: string | null): string {
  if (address === null || address.length > MAX_URL_LENGTH || !URL.canParse(address)) return '';
  const url = new URL(address);
  const isPublic = url.username === '' && url.password === '' && findUrlSecrets(url.href).length === 0;
  if (url.protocol !== 'https:' || !isPublic) return '';
  return `<img src="${escapeAttribute(url.href)}" width="${THUMBNAIL_WIDTH}" alt="">`;
}
