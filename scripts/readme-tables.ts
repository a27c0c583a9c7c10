import { markdownTable } from 'markdown-table';
import { isMap, isScalar, parse, parseDocument } from 'yaml';
import { withSection } from './readme-section.ts';

interface Input {
  readonly description: string;
  readonly required?: boolean;
  readonly default?: string;
}

interface Metadata {
  readonly inputs: Readonly<Record<string, Input>>;
  readonly outputs: Readonly<Record<string, { readonly description: string }>>;
}

/** Generates the tables of inputs and outputs from the text of action.yml. Throws if the README lacks a marker. */
export function readmeWithTables(readme: string, actionYml: string): string {
  const { inputs, outputs } = parse(actionYml) as Metadata;
  const outputRows = Object.entries(outputs).map(([name, output]) => [`\`${name}\``, cell(output.description)]);
  const sections = {
    inputs: groupInputs(actionYml)
      .map(({ title, names }) => `${title === '' ? '' : `### ${title}\n\n`}${inputTable(names, inputs)}`)
      .join('\n\n'),
    outputs: markdownTable([['Output', 'Description'], ...outputRows], { alignDelimiters: false }),
  };
  return Object.entries(sections).reduce((text, [name, section]) => withSection(text, name, section), readme);
}

function inputTable(names: readonly string[], inputs: Metadata['inputs']): string {
  const rows = names.flatMap((name) => {
    const input = inputs[name];
    return input === undefined ? [] : [[`\`${name}\``, formatDefault(input), cell(input.description)]];
  });
  return markdownTable([['Input', 'Default', 'Description'], ...rows], { alignDelimiters: false });
}

function formatDefault(input: Input): string {
  if (input.default !== undefined) return `\`${input.default}\``;
  return input.required === true ? 'required' : '–';
}

interface InputGroup {
  /** The comment above the first input of the group; empty if there is none. */
  readonly title: string;
  readonly names: readonly string[];
}

/** Groups the inputs by the comments in action.yml: a comment above an input starts a group. */
export function groupInputs(actionYml: string): readonly InputGroup[] {
  const inputs = parseDocument(actionYml).get('inputs');
  if (!isMap(inputs)) return [];
  const groups: { title: string; names: string[] }[] = [];
  for (const [index, { key }] of inputs.items.entries()) {
    if (!isScalar(key)) continue;
    // The parser attaches a comment above the first key to the map.
    const comment = (index === 0 ? inputs.commentBefore : null) ?? key.commentBefore ?? '';
    if (groups.length === 0 || comment !== '') groups.push({ title: comment.trim(), names: [] });
    groups.at(-1)?.names.push(String(key.value));
  }
  return groups;
}

/** Ends a description like a sentence, and escapes what would end its cell. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replace(/[^.?!]$/, '$&.');
}
