import type { Outcome } from '../model/result.ts';
import { secretsOfUrl } from '../util/url-secrets.ts';
import { attribute, link } from './escape.ts';

/** A run has one index; existing tasks may be of several. */
const MOST = 5;

/** The id may come from the platform. */
const ID = /^[A-Za-z0-9_-]{1,100}$/;

/** Where the videos can be looked at and searched, as Markdown; null when no index is known. */
export function playgroundLine(outcomes: readonly Outcome[]): string | null {
  const ids = new Set<string>();
  for (const { index_id } of outcomes) if (index_id !== null && ID.test(index_id)) ids.add(index_id);
  if (ids.size === 0) return null;
  const links = [...ids].slice(0, MOST).map((id) => link(`https://playground.twelvelabs.io/indexes/${id}`, id));
  const more = ids.size > MOST ? ` and ${ids.size - MOST} more` : '';
  return `Open in the TwelveLabs playground: ${links.join(', ')}${more}`;
}

/** Pixels; a row stays low enough for a table to be read. */
const WIDTH = 112;

/** Longer ones are no addresses of pictures, and a thousand of them would fill the summary. */
const LONGEST = 2_000;

/**
 * The picture of a video for Markdown, or nothing: only from https, and never from an address that gives access to
 * whoever sees it. The name stands beside it, so that it needs no other text.
 */
export function thumbnailOf(address: string | null): string {
  if (address === null || address.length > LONGEST || !URL.canParse(address)) return '';
  const url = new URL(address);
  const isPublic = url.username === '' && url.password === '' && secretsOfUrl(url.href).length === 0;
  if (url.protocol !== 'https:' || !isPublic) return '';
  return `<img src="${attribute(url.href)}" width="${WIDTH}" alt="">`;
}
