import { load } from 'cheerio';
import { marked } from 'marked';

/** Markdown as GitHub would show it. */
export function render(markdown: string): ReturnType<typeof load> {
  return load(marked.parse(markdown, { async: false, gfm: true }));
}
