/**
 * Everything that comes from elsewhere (the platform's messages, file names, lists) passes through here before it is
 * shown, so that it can never be more than text: no workflow command, no markup, no mention, no further line.
 */

/** The longest piece of foreign text that is shown; the results file has it all. */
const LONGEST = 500;

/** Control characters, line and paragraph separators, and the marks that turn text around or hide it. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** One line of plain text: what cannot be seen is written out, and what is too long is cut. */
export function plain(text: string): string {
  const line = text
    .replace(/\s*[\r\n]+\s*/g, ' ')
    .replace(UNSAFE, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST)}…`;
}

/**
 * A line for the log. The runner takes a line that begins with `::` and any that holds `##[` for a command; a
 * zero-width word joiner would do, but a space can be seen.
 */
export function logLine(text: string): string {
  return plain(text)
    .replace(/^(\s*):(?=:)/, '$1: ')
    .replaceAll('##[', '## [');
}

/**
 * Foreign text inside Markdown or HTML, as code: every character that could mean something to either is written as a
 * character reference, which neither ever takes for syntax, and `<code>` keeps GitHub from making mentions of it.
 */
export function code(text: string): string {
  const references = plain(text).replace(/[^\p{L}\p{N} ]/gu, (char) => `&#${char.codePointAt(0)};`);
  return `<code>${references}</code>`;
}

/** Text between sentences of ours in Markdown: as `code`, but not set in another type face. */
export function prose(text: string): string {
  return plain(text)
    .replace(/[^\p{L}\p{N} ]/gu, (char) => `&#${char.codePointAt(0)};`)
    .replaceAll('&#64;', '&#64;&#8203;')
    .replaceAll('&#35;', '&#35;&#8203;');
}
