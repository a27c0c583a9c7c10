import { scanMembers } from './json-scan.ts';
import type { RowError } from './row.ts';

/** A position in a text; line and column count from 1. */
export interface TextLocation {
  readonly line: number;
  readonly column: number;
}

/** Explains the syntax error of a text at an offset. The text is never shown: it may have signatures. */
export function explainError(text: string, offset: number): TextLocation & { readonly error: RowError } {
  const rest = text.slice(offset, offset + MAX_EXPLAINED_LENGTH).trimStart();
  const previous = text
    .slice(Math.max(0, offset - MAX_EXPLAINED_LENGTH), offset)
    .trimEnd()
    .slice(-1);
  const found = rest === '' ? 'the end of the text in the middle of a value' : JSON.stringify(rest.slice(0, 1));
  const error = { column: null, found, expected: 'valid JSON', hint: explainSyntaxError(rest, previous) };
  return { ...createLocator(text)(offset), error };
}

const MAX_EXPLAINED_LENGTH = 1_000;

function explainSyntaxError(rest: string, previous: string): string {
  if (rest === '') return 'a truncated file, or a missing bracket';
  if (/^[}\]]/.test(rest) && previous === ',') return 'a comma after the last entry';
  if (rest.startsWith("'")) return 'single quotes; JSON supports double quotes only';
  if (/^[“”„]/.test(rest)) return 'curly quotes from a word processor';
  if (/^(\/[/*]|#)/.test(rest)) return 'a comment, which JSON does not support';
  if (/^(NaN|-?Infinity|None|True|False|undefined)/.test(rest))
    return 'JSON that was written by hand or by print(); use a JSON library';
  const unescaped = 'a quote inside a text without a backslash before it';
  return /^["{[]/.test(rest)
    ? `a missing comma or colon, or ${unescaped}`
    : `a name or text without quotes, or ${unescaped}`;
}

/** Converts offsets to locations. Lines are counted once if the offsets ascend. */
export function createLocator(text: string): (offset: number) => TextLocation {
  let line = 1;
  let lineStart = 0;
  return (offset) => {
    if (offset < lineStart) [line, lineStart] = [1, 0];
    for (let end = text.indexOf('\n', lineStart); end !== -1 && end < offset; end = text.indexOf('\n', lineStart)) {
      line += 1;
      lineStart = end + 1;
    }
    return { line, column: offset - lineStart + 1 };
  };
}

/** The offset of the name `key` in the value at `start`, or of the value itself if `key` is null or absent. */
export function findKeyOffset(text: string, start: number, key: string | null): number {
  if (key === null || text[start] !== '{') return start;
  for (const { name, nameStart } of scanMembers(text, start)) if (name === key) return nameStart;
  return start;
}
