import { load } from 'cheerio';
import { marked } from 'marked';

/** What a reader of some Markdown gets to see, as counts of everything that is not text. */
export function structureOf(markdown: string): Readonly<Record<string, number>> {
  const page = load(marked(markdown, { gfm: true, async: false }));
  const counts: Record<string, number> = {};
  for (const element of page('body *').get()) {
    const name = element.tagName;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
