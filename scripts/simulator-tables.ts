import { markdownTable } from 'markdown-table';
import { getFlagName } from '../simulator/cli.ts';
import type { OptionRow } from '../simulator/option-row.ts';
import { optionGroups } from '../simulator/option-table.ts';
import { withSection } from './readme-section.ts';

/** The page with the tables of the simulator's options. Throws if the place for them is missing. */
export function pageWithOptions(page: string): string {
  const tables = Object.entries(optionGroups).map(([title, options]) => {
    const rows = Object.entries(options).map(([name, row]) => toCells(name, row));
    const table = markdownTable([['Option', 'Values', 'Default', 'Meaning'], ...rows], { alignDelimiters: false });
    return `### ${title}\n\n${table}\n`;
  });
  return withSection(page, 'options', `\n${tables.join('\n')}`);
}

function toCells(name: string, row: OptionRow<unknown>): string[] {
  const { type, expected, initial, help, flag } = row;
  const label = `\`--${getFlagName(name, row)}\`${flag === undefined ? '' : `<br>\`${name}\``}`;
  const values = expected.replace(/^(one of|a list of) /, '').replace(/, or null$/, '');
  const text = typeof initial === 'string' ? initial : JSON.stringify(initial);
  const shown = initial === null || text === '[]' ? '–' : `\`${text}\``;
  return [type === 'object' ? `\`${name}\`` : label, values, shown, help.replaceAll('|', '\\|')];
}
