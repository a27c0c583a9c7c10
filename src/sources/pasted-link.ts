/** What is wrong with a link, and what was probably meant. */
export type LinkMistake = readonly [reason: string, hint: string];

/** Characters without a width and marks of direction, by their names. */
const INVISIBLE: Readonly<Record<string, string>> = {
  '\u00AD': 'soft hyphen',
  '\u200B': 'zero-width space',
  '\u200C': 'zero-width non-joiner',
  '\u200D': 'zero-width joiner',
  '\u200E': 'left-to-right mark',
  '\u200F': 'right-to-left mark',
  '\u202A': 'left-to-right embedding',
  '\u202B': 'right-to-left embedding',
  '\u202C': 'end of embedding',
  '\u202D': 'left-to-right override',
  '\u202E': 'right-to-left override',
  '\u2060': 'word joiner',
  '\u2066': 'left-to-right isolate',
  '\u2067': 'right-to-left isolate',
  '\u2068': 'first strong isolate',
  '\u2069': 'end of isolate',
  '\uFEFF': 'byte order mark',
};
const INVISIBLE_CLASS = Object.keys(INVISIBLE).join('');
const BLANK = new RegExp(`^[\\s${INVISIBLE_CLASS}]$`, 'u');
const INVISIBLE_INSIDE = new RegExp(`[${INVISIBLE_CLASS}]`, 'u');
const ALL_INVISIBLE = new RegExp(`[${INVISIBLE_CLASS}]`, 'gu');

/** Removes what cannot be a part of a link: white space and characters without a width at its ends. */
export function trimLink(line: string): string {
  // Most links have neither, and a list may have many thousands of them.
  if (/^[!-~]*$/.test(line)) return line;
  // A pattern for the end takes a time that grows with the square of the length of white space elsewhere.
  let [start, end] = [0, line.length];
  while (start < end && BLANK.test(line.charAt(start))) start += 1;
  while (end > start && BLANK.test(line.charAt(end - 1))) end -= 1;
  return line.slice(start, end);
}

const MAX_SHOWN_LENGTH = 120;

/** A link in quotes for a message: cut, escaped, and without its query, which may contain a signature. */
export function quoteLink(text: string): string {
  const withoutQuery = text.replace(/[?#].*$/s, (query) => (/^[?#]\W*$/.test(query) ? '' : `${query.slice(0, 1)}…`));
  const at = withoutQuery.lastIndexOf('@');
  const safe = at < 0 ? withoutQuery : `…${withoutQuery.slice(at)}`;
  const cut = safe.length > MAX_SHOWN_LENGTH ? `${safe.slice(0, MAX_SHOWN_LENGTH)}…` : safe;
  return JSON.stringify(cut).replace(/[^ -~]/gu, (char) =>
    /[\p{L}\p{N}\p{P}\p{S}\p{M}]/u.test(char) ? char : formatCodePoint(char),
  );
}

function formatCodePoint(char: string): string {
  return `\\u{${char.codePointAt(0)?.toString(16).toUpperCase() ?? ''}}`;
}

const QUOTES = `"'\`“”„‟‘’‚‛«»‹›`;
const FILE_ENDING = /\.(mp4|m4v|mov|mkv|webm|avi|wmv|flv|mpe?g|ts|m2ts|mts|3gp|ogv|mxf)$/i;

/** The first mistake of a text that was pasted as a link; null if nothing speaks against it. */
export function findPasteMistake(text: string): LinkMistake | null {
  for (const check of CHECKS) {
    const mistake = check(text);
    if (mistake !== null) return mistake;
  }
  return null;
}

type Check = (text: string) => LinkMistake | null;

/** What to write instead; `otherwise` if the link is too long to show, or contains what must not be shown. */
function write(link: string, otherwise = 'Write only the address.'): string {
  const shown = quoteLink(link).slice(1, -1);
  return shown.includes('…') ? otherwise : `Write ${shown}.`;
}

const checkInvisible: Check = (text) => {
  const char = INVISIBLE_INSIDE.exec(text)?.[0];
  if (char === undefined) return null;
  const code = char.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
  const hint =
    `Delete the character, which a document or a chat has added. ${write(text.replace(ALL_INVISIBLE, ''), '')}`.trim();
  return [`it contains an invisible character (U+${code}, ${INVISIBLE[char]})`, hint];
};

const checkMarkdown: Check = (text) => {
  const link = /^!?\[[^\]]*\]\(\s*<?(https?:[^\s>]*?)>?(?:\s+["'(].*)?\)?[.,;]?$/i.exec(text)?.[1];
  return link === undefined ? null : ['it is a Markdown link', write(link)];
};

const checkHtml: Check = (text) => {
  const link = /^<[a-z][^>]*\s(?:href|src)\s*=\s*["']?(https?:[^\s"'>]+)/i.exec(text)?.[1];
  return link === undefined ? null : ['it is an HTML tag', write(link)];
};

const checkQuotes: Check = (text) => {
  const first = text[0] ?? '';
  const hasStart = QUOTES.includes(first) && first !== '';
  const last = /(.)[,;]?$/su.exec(text)?.[1] ?? '';
  const hasEnd = QUOTES.includes(last) && last !== '';
  if (!hasStart && !hasEnd) return null;
  const link = text
    .slice(hasStart ? 1 : 0)
    .replace(/[,;]$/, '')
    .slice(0, hasEnd ? -1 : undefined);
  if (hasStart && hasEnd) return [`it is in quotes (${first} ${last})`, write(link)];
  return hasStart
    ? [`it begins with a quote (${first})`, write(link)]
    : [`it ends with a quote (${last})`, write(link)];
};

const checkBrackets: Check = (text) => {
  const [, start = '', link = ''] = /^([<([{])\s*(?:url:)?(.*?)[>)\]}]?[,;.]?$/is.exec(text) ?? [];
  if (start === '' || !/^https?:/i.test(link)) return null;
  const names: Readonly<Record<string, string>> = {
    '<': 'angle brackets (< >)',
    '(': 'parentheses',
    '[': 'square brackets',
    '{': 'braces',
  };
  return [`it is in ${names[start]}`, write(link)];
};

const checkSeveral: Check = (text) =>
  /https?:\/\/.*[\s,;|]https?:\/\//is.test(text)
    ? ['it contains more than one link', 'Put each link on its own line, without commas.']
    : null;

const checkPrefix: Check = (text) => {
  const [, marker = '', link = ''] = /^([-*+•·–—]|\d+[.)]|>+)\s*(https?:\/\/.*)$/is.exec(text) ?? [];
  if (marker !== '') return [`it begins with a list marker (${marker})`, write(link)];
  const [, name = '', target = ''] =
    /^([\p{L}_][\p{L}\p{N}_ -]{0,40}\s*[:=])\s*["']?(https?:\/\/.*)$/isu.exec(text) ?? [];
  if (name === '' || /^https?:$/i.test(name)) return null;
  return [`it begins with a name (${name.trim()})`, write(target.replace(/["']$/, ''))];
};

const checkScheme: Check = (text) => {
  const doubled = /^(?:https?:\/{0,2})+(https?:\/\/.*)$/is.exec(text)?.[1];
  if (doubled !== undefined) return ['it begins with https:// twice', write(doubled)];
  const [, typo = '', rest = ''] =
    /^(h+t*p+s*|htt|ttps?|ttp|https?;|https?)(?::?\/\/|:\/(?=\/))(.*)$/is.exec(text) ?? [];
  if (typo !== '' && !/^https?:\/\//i.test(text))
    return [`its scheme is misspelled (${typo})`, write(`https://${rest}`)];
  if (/^[a-z]:[\\/]/i.test(text))
    return ['it is a path on Windows', 'Use the `video_file` input for files, or a link to the file.'];
  const isHost =
    /^(www\.)?([a-z0-9-]+\.)+[a-z]{2,}(:\d+)?\/\S+$/i.test(text) && !FILE_ENDING.test(text.split('/')[0] ?? '');
  if (isHost) return ['it has no scheme', write(`https://${text}`)];
  if (!/^[a-z][a-z0-9+.-]*:/i.test(text) && FILE_ENDING.test(text) && !/\s/.test(text))
    return ['it is a path, not a URL', 'Use the `video_file` input (or the column `file`) for files.'];
  return null;
};

const checkEllipsis: Check = (text) =>
  /…|\.{3}/.test(text.replace(/[?#].*$/s, ''))
    ? ['it contains "…", so a part of it is missing', 'Copy the address of the link, not its shortened text.']
    : null;

const checkEntities: Check = (text) =>
  /&amp;/i.test(text) ? ['it contains "&amp;" from the source of a web page', 'Write & instead of &amp;.'] : null;

const END_NAMES: Readonly<Record<string, string>> = {
  ',': 'a comma',
  ';': 'a semicolon',
  '.': 'a period',
  ')': 'a closing parenthesis',
  ']': 'a closing bracket',
  '}': 'a closing brace',
  '>': 'a closing angle bracket',
  '|': 'a vertical bar',
  '\\': 'a backslash',
};

/** A bracket that is opened in the link may end it: `clip(1)`. */
function isBalanced(text: string, open: string, close: string): boolean {
  return text.split(open).length >= text.split(close).length;
}

const checkEnd: Check = (text) => {
  const last = text.at(-1) ?? '';
  const name = END_NAMES[last];
  if (name === undefined) return null;
  if (last === ')' && isBalanced(text, '(', ')')) return null;
  if (last === ']' && isBalanced(text, '[', ']')) return null;
  if (last === '}' && isBalanced(text, '{', '}')) return null;
  const encoded = `%${last.charCodeAt(0).toString(16).toUpperCase()}`;
  const meant = text.replace(/[,;.)\]}>|\\]+$/, '');
  return [
    `it ends with "${last}" (${name})`,
    `${write(meant, 'Delete it.')} If it belongs to the link, write ${encoded}.`,
  ];
};

const checkSpaces: Check = (text) => {
  if (!/^https?:\/\//i.test(text) || !/\s/.test(text)) return null;
  if (/^https?:\/\/\s/i.test(text))
    return ['it contains a space', write(text.replaceAll(/\s/g, ''), 'Delete the space.')];
  return ['it contains a space', write(text.replaceAll(/\s/g, '%20'), 'Write %20 instead of each space.')];
};

const checkFragment: Check = (text) => {
  const fragment = /#(.*)$/s.exec(text)?.[1] ?? '';
  if (!FILE_ENDING.test(fragment)) return null;
  const hint = 'Everything after # stays in the browser. If # is a part of the name of the file, write %23 instead.';
  return ['it contains a # before the end of the file name', hint];
};

const CHECKS: readonly Check[] = [
  checkInvisible,
  checkMarkdown,
  checkHtml,
  checkSeveral,
  checkPrefix,
  checkQuotes,
  checkBrackets,
  checkScheme,
  checkEllipsis,
  checkEntities,
  checkEnd,
  checkSpaces,
  checkFragment,
];
