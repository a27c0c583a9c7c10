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
    .replace(/:(?=\d+[:,]\d+(?::|\)| - ))/g, ': ')
    .replace(/\((?=\d[\d,]*\))/g, '( ')
    .replace(/, col /gi, ',  col ')
    .replace(/^(\s*)(?=File "|\d+:\d+\s)/, '$1> ');
}

/** Text that a code span shows as it is: without what ends the span or the cell of a table, or could be HTML or a mention. */
const CODE_SPAN_TEXT = /^(?! )[^`|@\\<>]+(?<! )$/;

/**
 * Untrusted text in Markdown or HTML, as code. Text that a code span cannot contain is written with character references
 * in `<code>`, which prevents mentions.
 */
export function escapeCode(text: string): string {
  const line = escapeText(text);
  return CODE_SPAN_TEXT.test(line) ? `\`${line}\`` : `<code>${escapeAll(line)}</code>`;
}

function escapeAll(line: string): string {
  return line.replace(/[!-/:-@[-`{-~]/g, (char) => `&#${char.codePointAt(0)};`).replaceAll('&#64;', '&#64;&#8203;');
}

/** Text between backticks, and addresses, which GitHub would turn into links. */
const CODE_PARTS = /(`[^`]+`|\b(?:https?|ftp):\/\/[^\s`]*[^\s`.,;:!?'")\]}>])/i;

/** Untrusted text in Markdown. Only what Markdown would act on is escaped; text in backticks is shown as code. */
export function escapeMarkdown(text: string): string {
  const parts = escapeText(text).trim().split(CODE_PARTS);
  const escaped = parts.map((part, at) => (at % 2 === 0 ? escapeProse(part) : escapeCode(part.replaceAll('`', ''))));
  return escaped
    .join('')
    .replace(/^[-+=>#]/, '\\$&')
    .replace(/^(\d+)([.)])/, '$1\\$2');
}

/** What Markdown acts on inside a line, and what GitHub makes a mention, a reference, a link or an emoji of. */
const ACTIVE_TEXT =
  /[\\|`$<*~[\]@]|&(?=#|[a-z0-9]+;)|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|#(?=\d)|\bgh-(?=\d)|:(?=[\w+-]+:|\/\/)|\bwww(?=\.)/giu;

function escapeProse(text: string): string {
  return text.replace(ACTIVE_TEXT, (active) => {
    if (/[*~[\]_]/.test(active)) return `\\${active}`;
    // A space without width separates what belongs together only for GitHub.
    return /[@#:\w]$|-$/.test(active) ? `${active}&#8203;` : `&#${active.codePointAt(0)};`;
  });
}

/** Untrusted text in Markdown, in bold. */
export function formatBold(text: string): string {
  const escaped = escapeMarkdown(text);
  return escaped === '' ? '' : `**${escaped}**`;
}

/** Longer names push all other columns of a table out of view. */
const MAX_NAME_LENGTH = 60;

/** The name of a video in a table, as code: a long one is cut in the middle, and its title is the whole name. */
export function formatName(name: string, hasTitle = true): string {
  const line = escapeText(name);
  const characters = [...line];
  if (characters.length <= MAX_NAME_LENGTH) return escapeCode(line);
  const start = characters.slice(0, MAX_NAME_LENGTH / 2).join('');
  const end = characters.slice(-(MAX_NAME_LENGTH / 2 - 1)).join('');
  const cut = escapeCode(`${start.trimEnd()}…${end.trimStart()}`);
  return hasTitle ? `<span title="${escapeAttribute(line)}">${cut}</span>` : cut;
}

/** Untrusted text as the value of an HTML attribute between double quotes, inside Markdown. */
export function escapeAttribute(text: string): string {
  return text.replace(/[^A-Za-z0-9/:.?=%~_-]/gu, (char) => `&#${char.codePointAt(0)};`);
}

/** What needs no escape in the address of a Markdown link. */
const PLAIN_URL = /^https?:\/\/[A-Za-z0-9/:.?=%~_-]+$/;

/** A link for Markdown; `label` is shown as code. */
export function formatLink(url: string, label: string): string {
  return PLAIN_URL.test(url)
    ? `[${escapeCode(label)}](${url})`
    : `<a href="${escapeAttribute(url)}">${escapeCode(label)}</a>`;
}
