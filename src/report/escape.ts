/*
 * Escaping of untrusted text (messages of the API, file names, lists) before it is shown. It cannot become a workflow
 * command, markup, a mention, or another line.
 */

/** A space at which a line does not break. */
export const NO_BREAK = '\u00a0';

/** Longer text is cut; the results file has all of it. */
const MAX_TEXT_LENGTH = 500;

/** Control and format characters (some reverse or hide text), line and paragraph separators, lone surrogates. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** One line of plain text: invisible characters are replaced by their code, and long text is cut. */
export function escapeText(text: string): string {
  // A message of megabytes is cut before it is processed.
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
 * A line for the log. The runner interprets a line that begins with `::`, or contains `##[`, as a command. A visible
 * space prevents that.
 */
export function formatLogLine(text: string): string {
  return breakMatches(
    escapeText(text)
      .replace(/^(\s*):(?=:)/, '$1: ')
      .replaceAll('##[', '## ['),
  );
}

/**
 * Setup actions register problem matchers, which turn lines that look like those of a compiler into annotations: a name or
 * a message such as `main.go:3:1: text` or `a(1,2): error` must not be one.
 */
function breakMatches(line: string): string {
  return line
    .replace(/(\.(?:go|[cm]?[jt]sx?|py|rs|cs|vb|fs|java|kts?|c|cc|cpp|hpp?|rb|php|swift)):/gi, '$1 :')
    .replace(/\((?=\d[\d,]*\))/g, '( ')
    .replace(/, col /gi, ',  col ')
    .replace(/^(\s*)(?=File "|\d+:\d+\s)/, '$1> ');
}

/**
 * Untrusted text in Markdown or HTML, as code. Every character that could be syntax is written as a character
 * reference, and `<code>` prevents mentions.
 */
export function escapeCode(text: string): string {
  const references = escapeText(text).replace(/[^\p{L}\p{N} ]/gu, (char) => `&#${char.codePointAt(0)};`);
  return `<code>${references.replaceAll('&#64;', '&#64;&#8203;')}</code>`;
}

/** Untrusted text in Markdown, as `escapeCode`, but in the ordinary font. */
export function escapeMarkdown(text: string): string {
  return escapeText(text)
    .replace(/[^\p{L}\p{N} ]/gu, (char) => `&#${char.codePointAt(0)};`)
    .replaceAll('&#64;', '&#64;&#8203;')
    .replaceAll('&#35;', '&#35;&#8203;')
    .replace(/\b(gh)&#45;/gi, '$1&#45;&#8203;')
    .replace(/^ +/, '');
}

/** Untrusted text as the value of an HTML attribute between double quotes, inside Markdown. */
export function escapeAttribute(text: string): string {
  return text.replace(/[^A-Za-z0-9/:.?=%~_-]/gu, (char) => `&#${char.codePointAt(0)};`);
}

/** A link for Markdown; `label` is shown as code. */
export function formatLink(url: string, label: string): string {
  return `<a href="${escapeAttribute(url)}">${escapeCode(label)}</a>`;
}
