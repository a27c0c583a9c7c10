import { markdownTable } from 'markdown-table';
import type { Figure } from './figure.ts';

/** The figures as a table that reads well in a terminal and can be pasted into a README. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map(({ what, measured, bound, ok }) => [what, measured, bound, ok ? 'ok' : 'missed']);
  return markdownTable([['figure', 'measured', 'bound', 'result'], ...rows]);
}
