import { markdownTable } from 'markdown-table';
import { parse } from 'yaml';
import { withSection } from './readme-section.ts';

interface Metadata {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly description: string }>>;
}

/** The README with its tables made anew from the text of action.yml. Throws if a marker is missing. */
export function readmeWithTables(readme: string, actionYml: string): string {
  const { inputs, outputs } = parse(actionYml) as Metadata;
  const inputRows = Object.entries(inputs).map(([name, input]) => [
    `\`${name}\``,
    input.default === undefined ? '–' : `\`${input.default}\``,
    cell(input.description),
  ]);
  const outputRows = Object.entries(outputs).map(([name, output]) => [`\`${name}\``, cell(output.description)]);
  const tables = {
    inputs: markdownTable([['Input', 'Default', 'Meaning'], ...inputRows], { alignDelimiters: false }),
    outputs: markdownTable([['Output', 'Meaning'], ...outputRows], { alignDelimiters: false }),
  };
  return Object.entries(tables).reduce((text, [name, table]) => withSection(text, name, table), readme);
}

/** A description ends like a sentence in a table, and cannot break out of its cell. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replace(/[^.?!]$/, '$&.');
}
