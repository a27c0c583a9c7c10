import type { MemberNode, ValueNode } from '@humanwhocodes/momoa';
import { asObject, numberOf, textOf } from '../../util/json.ts';
import type { Fault } from './row-error.ts';

/** A position in a text, both counted from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Where, and how, a text fails to be JSON. Only for texts that `JSON.parse` refuses. */
export async function syntaxFault(text: string): Promise<Place & { readonly fault: Fault }> {
  const offset = await faultyOffset(text);
  const rest = text.slice(offset).trimStart();
  const before = text.slice(0, offset).trimEnd().slice(-1);
  const found = rest === '' ? 'the end of the text in the middle of a value' : JSON.stringify(rest.slice(0, 1));
  return { ...lineAndColumn(text, offset), fault: { at: null, found, allowed: 'JSON', cause: causeOf(rest, before) } };
}

function causeOf(rest: string, before: string): string {
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
async function faultyOffset(text: string): Promise<number> {
  const message = messageOfParse(text);
  const position = / at position (\d+)/.exec(message)?.[1];
  if (position !== undefined) return Number(position);
  if (message.startsWith('Unexpected end')) return text.length;
  const { parse } = await import('@humanwhocodes/momoa');
  try {
    parse(text, { mode: 'json' });
  } catch (error) {
    return numberOf(asObject(error)?.['offset']) ?? 0;
  }
  return 0;
}

function messageOfParse(text: string): string {
  try {
    JSON.parse(text);
    return '';
  } catch (error) {
    return textOf(asObject(error)?.['message']) ?? '';
  }
}

function lineAndColumn(text: string, offset: number): Place {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

/**
 * Where a value stands in a JSON text: along `path` (keys and indexes), there at the name `key` where it is one, else
 * at the value itself.
 */
export async function placeOf(text: string, path: ReadonlyArray<string | number>, key: string | null): Promise<Place> {
  const { parse } = await import('@humanwhocodes/momoa');
  let node: ValueNode = parse(text, { mode: 'json' }).body;
  for (const step of path) node = childOf(node, step) ?? node;
  const member = key === null ? undefined : membersOf(node).find((candidate) => nameOf(candidate) === key);
  const { line, column } = (member ?? node).loc.start;
  return { line, column };
}

function childOf(node: ValueNode, step: string | number): ValueNode | undefined {
  if (typeof step === 'number') return node.type === 'Array' ? node.elements[step]?.value : undefined;
  return membersOf(node).findLast((member) => nameOf(member) === step)?.value;
}

function membersOf(node: ValueNode): readonly MemberNode[] {
  return node.type === 'Object' ? node.members : [];
}

function nameOf({ name }: MemberNode): string {
  return name.type === 'String' ? name.value : name.name;
}
