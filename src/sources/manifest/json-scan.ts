/*
 * Offsets in JSON texts. Others write these texts: nothing here recurses, and every function is linear in the length of
 * what it reads.
 */

/** A part of a text; `end` is exclusive. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** A name and its value in an object. */
export interface MemberRange {
  readonly name: string;
  readonly nameStart: number;
  readonly value: TextRange;
}

/** Where a list or an object ends. */
export interface ScanEnd {
  /** False if there is an error in its structure. */
  readonly isComplete: boolean;
  /** The offset after it, or of the error. */
  readonly offset: number;
}

/** The offset of the next character that is not white space. */
export function skipSpace(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code !== SPACE && code !== LINE_FEED && code !== RETURN && code !== TAB) break;
  }
  return at;
}

/** The values of an array whose bracket is at `start`. They are not checked, and the last one may lack its end. */
export function* scanElements(text: string, start: number): Generator<TextRange, ScanEnd> {
  let at = skipSpace(text, start + 1);
  if (text[at] === ']') return { isComplete: true, offset: at + 1 };
  for (;;) {
    const end = skipValue(text, at);
    yield { start: at, end };
    const next = skipSpace(text, end);
    if (text[next] !== ',') return endAt(text, next, ']');
    at = skipSpace(text, next + 1);
  }
}

/** The members of an object whose brace is at `start`, with the same restrictions. */
export function* scanMembers(text: string, start: number): Generator<MemberRange, ScanEnd> {
  let at = skipSpace(text, start + 1);
  if (text[at] === '}') return { isComplete: true, offset: at + 1 };
  for (;;) {
    const nameStart = at;
    const nameEnd = skipValue(text, nameStart);
    const colon = skipSpace(text, nameEnd);
    const name = parseName(text.slice(nameStart, nameEnd));
    if (name === null) return { isComplete: false, offset: nameStart };
    if (text[colon] !== ':') return { isComplete: false, offset: colon };
    const valueStart = skipSpace(text, colon + 1);
    const end = skipValue(text, valueStart);
    yield { name, nameStart, value: { start: valueStart, end } };
    const next = skipSpace(text, end);
    if (text[next] !== ',') return endAt(text, next, '}');
    at = skipSpace(text, next + 1);
  }
}

function endAt(text: string, offset: number, bracket: string): ScanEnd {
  const isComplete = text[offset] === bracket;
  return { isComplete, offset: isComplete ? offset + 1 : offset };
}

function parseName(text: string): string | null {
  try {
    const name: unknown = JSON.parse(text);
    return typeof name === 'string' ? name : null;
  } catch {
    return null;
  }
}

/** The offset after the value that begins at `start`: only quotes and brackets are read. */
function skipValue(text: string, start: number): number {
  let depth = 0;
  let at = start;
  do {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = skipString(text, at);
    else if (code === OPEN_BRACKET || code === OPEN_BRACE) {
      depth += 1;
      at += 1;
    } else if (code === CLOSE_BRACKET || code === CLOSE_BRACE) {
      if (depth === 0) return at;
      depth -= 1;
      at += 1;
    } else if (depth === 0) return skipWord(text, at);
    else at += 1;
  } while (depth > 0 && at < text.length);
  return at;
}

/** The offset after the string that begins at `start`, or the end of the text. */
function skipString(text: string, start: number): number {
  let at = start + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote === -1) return text.length;
    let backslashes = 0;
    while (quote - backslashes > at && text.charCodeAt(quote - backslashes - 1) === BACKSLASH) backslashes += 1;
    at = quote + 1;
    if (backslashes % 2 === 0) return at;
  }
}

/** The offset after a number or a word. */
function skipWord(text: string, start: number): number {
  let at = start;
  while (at < text.length && !DELIMITERS.includes(text.charAt(at))) at += 1;
  return at;
}

const DELIMITERS = ' \t\r\n,:[]{}"';
const [TAB, LINE_FEED, RETURN, SPACE, QUOTE, BACKSLASH] = [9, 10, 13, 32, 34, 92];
const [OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [91, 93, 123, 125];

/** What may come next in a text. */
type Expected = 'value' | 'value or ]' | 'name' | 'name or }' | ':' | ', or end' | 'nothing';

/** The offset of the first syntax error; the length of the text if it ends too early, or if it has no error. */
export function findSyntaxErrorOffset(text: string): number {
  /** The closing brackets that are still missing. */
  const open: string[] = [];
  let expected: Expected = 'value';
  for (let at = skipSpace(text, 0); at < text.length; at = skipSpace(text, at)) {
    const char = text.charAt(at);
    if (expected === ', or end' && char === ',') expected = open.at(-1) === '}' ? 'name' : 'value';
    else if (isClosing(char, expected, open)) {
      open.pop();
      expected = open.length === 0 ? 'nothing' : ', or end';
    } else if (expected === ':' && char === ':') expected = 'value';
    else if (expected === 'name' || expected === 'name or }') {
      const end = char === '"' ? checkString(text, at) : at;
      if (end <= at) return Math.abs(end);
      at = end - 1;
      expected = ':';
    } else if (expected !== 'value' && expected !== 'value or ]') return at;
    else if (char === '{' || char === '[') {
      open.push(char === '{' ? '}' : ']');
      expected = char === '{' ? 'name or }' : 'value or ]';
    } else {
      const end = char === '"' ? checkString(text, at) : checkWord(text, at);
      if (end <= at) return Math.abs(end);
      at = end - 1;
      expected = open.length === 0 ? 'nothing' : ', or end';
    }
    at += 1;
  }
  return text.length;
}

function isClosing(char: string, expected: Expected, open: readonly string[]): boolean {
  if (char !== open.at(-1)) return false;
  return expected === ', or end' || expected === (char === ']' ? 'value or ]' : 'name or }');
}

/** The offset after a string; the offset of its error, negated, if it is invalid. */
function checkString(text: string, start: number): number {
  const end = skipString(text, start);
  const isClosed = end - start > 1 && text[end - 1] === '"';
  for (let at = start + 1; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code < SPACE) return -at;
    if (code !== BACKSLASH) continue;
    const length = getEscapeLength(text, at);
    if (length === 0) return -at;
    at += length - 1;
  }
  return isClosed ? end : -text.length;
}

/** The length of the escape sequence at `at`; 0 if it is invalid. */
function getEscapeLength(text: string, at: number): number {
  const next = text.charAt(at + 1);
  if (next === 'u') return /^[0-9a-fA-F]{4}$/.test(text.slice(at + 2, at + 6)) ? 6 : 0;
  return next !== '' && '"\\/bfnrt'.includes(next) ? 2 : 0;
}

/** The offset after a number, `true`, `false` or `null`; the offset of its error, negated, if it is none of these. */
function checkWord(text: string, start: number): number {
  const end = skipWord(text, start);
  const word = text.slice(start, end);
  const isValid = /^(true|false|null|-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?)$/.test(word);
  return isValid ? end : -start;
}
