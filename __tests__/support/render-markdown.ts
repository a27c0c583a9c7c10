import { load } from 'cheerio';
import { marked } from 'marked';

/** Renders Markdown as GitHub does. */
export function renderMarkdown(markdown: string): ReturnType<typeof load> {
  return load(marked.parse(markdown, { gfm: true, async: false }));
}

/** How often each HTML element occurs in rendered Markdown: text that adds or removes an element was not escaped. */
export function countElements(markdown: string): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { tagName } of renderMarkdown(markdown)('body *').get()) counts[tagName] = (counts[tagName] ?? 0) + 1;
  return counts;
}
