/**
 * Everything that comes from elsewhere (the platform's messages, file names, lists) passes through here before it is
 * shown, so that it can never be more than text: no workflow command, no markup, no mention, no further line.
 */

/** Keeps what belongs together in one line, however narrow the column. */
export const NO_BREAK = '\u00a0';

/** The longest piece of foreign text that is shown; the results file has it all. */
const MAX_TEXT_LENGTH = 500;

/** Control characters, line and paragraph separators, and the marks that turn text around or hide it. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** One line of plain text: what cannot be seen is written out, and what is too long is cut. */
export function escapeText(text: string): string {
  // Megabytes of one message are cut before anything is done with them.
  const line = text
    .slice(0, 4 * MAX_TEXT_LENGTH)
    .split(/[\r\n]+/)
    .map((part, at, all) => trimEdges(part, at > 0, at < all.length - 1))
    .join(' ')
    .replace(UNSAFE, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
  return line.length <= MAX_TEXT_LENGTH ? line : `${line.slice(0, MAX_TEXT_LENGTH).replace(/[\ud800-\udbff]$/, '')}…`;
}

function trimEdges(text: string, start: boolean, end: boolean): string {
  const left = start ? text.trimStart() : text;
  return end ? left.trimEnd() : left;
}

/**
 * A line for the log. The runner takes a line that begins with `::` and any that holds `##[` for a command; a
 * zero-width word joiner would do, but a space can be seen.
 */
export function formatLogLine(text: string): string {
  return escapeText(text)
    .replace(/^(\s*):(?=:)/, '$1: ')
    .replaceAll('##[', '## [');
}

/**
 * Foreign text inside Markdown or HTML, as code: every character that could mean something to either is written as a
 * character reference, which neither ever takes for syntax, and `<code>` keeps GitHub from making mentions of it.
 */
export function escapeCode(text: string): string {
  const references = escapeText(text).replace(/[^\p{L}\p{N} ]/gu, (char) => `&#${char.codePointAt(0)};`);
  return `<code>${references.replaceAll('&#64;', '&#64;&#8203;')}</code>`;
}

/** Text between sentences of ours in Markdown: as `code`, but not set in another type face. */
export function escapeMarkdown(text: string): string {
  return escapeText(text)
    .replace(/[^\p{L}\p{N} ]/gu, (char) => `&#${char.codePointAt(0)};`)
    .replaceAll('&#64;', '&#64;&#8203;')
    .replaceAll('&#35;', '&#35;&#8203;')
    .replace(/\b(gh)&#45;/gi, '$1&#45;&#8203;')
    .replace(/^ +/, '');
}

/** Foreign text as the value of an attribute between double quotes, in HTML that stands inside Markdown. */
export function escapeAttribute(text: string): string {
  return text.replace(/[^A-Za-z0-9/:.?=%~_-]/gu, (char) => `&#${char.codePointAt(0)};`);
}

/** A link in Markdown; `label` is shown as code. */
export function formatLink(url: string, label: string): string {
  return `<a href="${escapeAttribute(url)}">${escapeCode(label)}</a>`;
}
