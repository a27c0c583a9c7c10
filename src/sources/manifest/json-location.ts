import type { MemberNode, ValueNode } from '@humanwhocodes/momoa';
import { asObject, parseNumber, parseText } from '../../util/json.ts';
import type { RowError } from './row-error.ts';

/** A position in a text, both counted from 1. */
export interface TextLocation {
  readonly line: number;
  readonly column: number;
}

/** Where, and how, a text fails to be JSON. Only for texts that `JSON.parse` refuses. */
export async function findSyntaxError(text: string): Promise<TextLocation & { readonly fault: RowError }> {
  const offset = await findErrorOffset(text);
  const rest = text.slice(offset).trimStart();
  const before = text.slice(0, offset).trimEnd().slice(-1);
  const found = rest === '' ? 'the end of the text in the middle of a value' : JSON.stringify(rest.slice(0, 1));
  return {
    ...toLocation(text, offset),
    fault: { column: null, found, expected: 'JSON', hint: explainSyntaxError(rest, before) },
  };
}

function explainSyntaxError(rest: string, before: string): string {
  if (rest === '') return 'a file that was cut off, or a bracket too few';
  if (/^[}\]]/.test(rest) && before === ',') return 'a comma behind the last entry';
  if (rest.startsWith("'")) return 'single quotes; JSON knows double quotes only';
  if (/^[“”„]/.test(rest)) return 'curly quotes of a word processor';
  if (/^(\/[/*]|#)/.test(rest)) return 'a comment; JSON has none';
  if (/^(NaN|-?Infinity|None|True|False|undefined)/.test(rest))
    return 'written by hand or by print(); use a JSON library';
  if (/^["{[]/.test(rest)) return 'a comma or colon too few, or a quote inside a text without a backslash before it';
  return 'a name or text without quotes, or a quote inside a text without a backslash before it';
}

/**
 * V8 tells the position of most faults; not of all, and its message may quote the text with a signature in it, so that
 * nothing of it is shown.
 */
async function findErrorOffset(text: string): Promise<number> {
  const message = getParseMessage(text);
  const position = / at position (\d+)/.exec(message)?.[1];
  if (position !== undefined) return Number(position);
  if (message.startsWith('Unexpected end')) return text.length;
  const { parse } = await import('@humanwhocodes/momoa');
  try {
    parse(text, { mode: 'json' });
  } catch (error) {
    return parseNumber(asObject(error)?.['offset']) ?? 0;
  }
  return 0;
}

function getParseMessage(text: string): string {
  try {
    JSON.parse(text);
    return '';
  } catch (error) {
    return parseText(asObject(error)?.['message']) ?? '';
  }
}

function toLocation(text: string, offset: number): TextLocation {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

/**
 * Where a value stands in a JSON text: along `path` (keys and indexes), there at the name `key` where it is one, else
 * at the value itself.
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
