import type { MemberNode, ValueNode } from '@humanwhocodes/momoa';
import { asObject, parseNumber, parseText } from '../../util/json.ts';
import type { RowError } from './row.ts';

/** A position in a text; line and column count from 1. */
export interface TextLocation {
  readonly line: number;
  readonly column: number;
}

/** Finds the first syntax error of a text that `JSON.parse` rejects. */
export async function findSyntaxError(text: string): Promise<TextLocation & { readonly error: RowError }> {
  const offset = await findErrorOffset(text);
  const rest = text.slice(offset).trimStart();
  const previous = text.slice(0, offset).trimEnd().slice(-1);
  const found = rest === '' ? 'the end of the text in the middle of a value' : JSON.stringify(rest.slice(0, 1));
  const error = { column: null, found, expected: 'valid JSON', hint: explainSyntaxError(rest, previous) };
  return { ...toLocation(text, offset), error };
}

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

/**
 * V8 reports the position of most errors, but not of all. Its message is never shown, because it may quote a part of the
 * text with a signature.
 */
async function findErrorOffset(text: string): Promise<number> {
  const message = parseText(asObject(catchError(() => JSON.parse(text)))?.['message']) ?? '';
  const position = / at position (\d+)/.exec(message)?.[1];
  if (position !== undefined) return Number(position);
  if (message.startsWith('Unexpected end')) return text.length;
  const { parse } = await import('@humanwhocodes/momoa');
  const error = catchError(() => parse(text, { mode: 'json' }));
  return parseNumber(asObject(error)?.['offset']) ?? 0;
}

function catchError(parse: () => unknown): unknown {
  try {
    parse();
    return null;
  } catch (error) {
    return error;
  }
}

function toLocation(text: string, offset: number): TextLocation {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

/**
 * Finds a value in a JSON text by its path of keys and indexes. The location is that of the name `key` inside the
 * value, or of the value itself if `key` is null or absent.
 */
export async function findLocation(
  text: string,
  path: ReadonlyArray<string | number>,
  key: string | null,
): Promise<TextLocation> {
  const { parse } = await import('@humanwhocodes/momoa');
  let node: ValueNode = parse(text, { mode: 'json' }).body;
  for (const step of path) node = getChild(node, step) ?? node;
  const member = key === null ? undefined : getMembers(node).find((candidate) => getMemberName(candidate) === key);
  const { line, column } = (member ?? node).loc.start;
  return { line, column };
}

function getChild(node: ValueNode, step: string | number): ValueNode | undefined {
  if (typeof step === 'number') return node.type === 'Array' ? node.elements[step]?.value : undefined;
  return getMembers(node).findLast((member) => getMemberName(member) === step)?.value;
}

function getMembers(node: ValueNode): readonly MemberNode[] {
  return node.type === 'Object' ? node.members : [];
}

function getMemberName({ name }: MemberNode): string {
  return name.type === 'String' ? name.value : name.name;
}
