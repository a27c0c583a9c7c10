/**
 * Renders Markdown as GitHub shows it, to a page for a browser.
 *
 *   node scripts/render-summary.ts summary.md page.html [light|dark]
 */
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { marked } from 'marked';

const require = createRequire(import.meta.url);
const LIGHT_CSS = require.resolve('github-markdown-css/github-markdown-light.css');
const DARK_CSS = require.resolve('github-markdown-css/github-markdown-dark.css');

export type Theme = 'light' | 'dark';

/** A page with the Markdown, in the colors of GitHub. It needs no network, apart from the images in the Markdown. */
export async function renderPage(markdown: string, theme: Theme): Promise<string> {
  const css = theme === 'dark' ? DARK_CSS : LIGHT_CSS;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Job summary</title>
<style>
${await readFile(css, 'utf8')}
body { margin: 0; background: ${theme === 'dark' ? '#0d1117' : '#ffffff'}; }
.markdown-body { box-sizing: border-box; max-width: 1012px; margin: 0 auto; padding: 24px; }
</style>
<article class="markdown-body">
${marked.parse(markdown, { gfm: true, async: false })}
</article>
</html>
`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [source = '', target = '', theme = 'light'] = process.argv.slice(2);
  const page = await renderPage(await readFile(source, 'utf8'), theme === 'dark' ? 'dark' : 'light');
  await writeFile(target, page);
}
