import type { Outcome } from '../video.ts';
import { link } from './escape.ts';

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
