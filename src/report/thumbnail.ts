import { secretsOfUrl } from '../secrets.ts';
import { attribute } from './escape.ts';

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
