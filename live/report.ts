import type { Findings } from './verify.ts';

type Row = readonly [string, string];

/** The findings in Markdown, to be pasted into an issue. It has no IDs, no values of headers, and no key. */
export function formatReport(findings: Findings, date: string): string {
  const sections = [
    `# What the TwelveLabs API does, ${date}`,
    findings.problem === null ? '' : `**Incomplete:** ${toText(findings.problem)}`,
    '## Behavior',
    formatTable(['Question', 'Answer'], listBehavior(findings)),
    '## Errors',
    formatTable(
      ['Request', 'Status', 'Code', 'Shape'],
      Object.entries(findings.refusals).map(([name, { status, code, shape }]) => [
        name,
        String(status),
        code ?? '–',
        shape,
      ]),
    ),
    '## Responses',
    formatTable(
      ['Request', 'Status'],
      Object.entries(findings.statuses).map(([name, status]) => [name, status === 0 ? 'no response' : String(status)]),
    ),
    formatTable(
      ['Resource', 'Members'],
      Object.entries(findings.members).map(([name, members]) => [name, members.join(', ')]),
    ),
    formatTable(
      ['Request', 'Headers about limits and versions'],
      Object.entries(findings.headers).map(([name, headers]) => [name, headers.join(', ') || 'none']),
    ),
  ];
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`;
}

function listBehavior(findings: Findings): readonly Row[] {
  const { observation: seen } = findings;
  return [
    ['`POST /tasks` took', formatMs(findings.submitMs)],
    ['It returned the ID of the video', formatAnswer(findings.hasVideoIdAtOnce)],
    ['Task and video have the same ID', formatAnswer(findings.isTaskIdVideoId)],
    ['Statuses of the task', formatList(seen?.taskStatuses)],
    ['Statuses of the indexed asset', formatList(seen?.itemStatuses)],
    ['The task was readable after', formatMs(seen?.taskReadableMs)],
    ['The task was listed after', formatMs(seen?.taskListedMs)],
    ['The video was listed after', formatMs(seen?.itemListedMs)],
    ['Status of the task when the video was first listed', seen?.itemListedDuring ?? 'not known'],
    ['`GET` of the unfinished video returned', formatList(seen?.unfinishedItemCodes.map(String))],
    ['The task ended after', formatMs(seen?.endedMs)],
    ['Rows of indexed assets tell `user_metadata`', formatAnswer(findings.doRowsTellMetadata)],
    ...listFilters(findings.filtersBeforeUpdate, 'before an update'),
    ...listFilters(findings.filtersAfterUpdate, 'after an update'),
    ['An update merges', formatAnswer(findings.doesUpdateMerge)],
    ['An update with `null` deletes', formatAnswer(findings.doesNullDelete)],
    ['A deleted video was listed for', formatMs(findings.unlistedMs)],
    ['Left behind', formatList(findings.leftBehind)],
  ];
}

function listFilters(effects: Findings['filtersBeforeUpdate'], when: string): readonly Row[] {
  if (effects === undefined) return [];
  const names = { bare: '`?name=value`', brackets: '`?user_metadata[name]=value`', json: '`?user_metadata={…}`' };
  return (['bare', 'brackets', 'json'] as const).map(
    (spelling): Row => [`The filter ${names[spelling]} ${when}`, effects[spelling]],
  );
}

function formatTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(toText).join(' | ')} |`);
  return lines.join('\n');
}

/** Text of the API cannot break a table or begin markup. */
function toText(text: string): string {
  return text
    .replaceAll(/[\r\n]+/g, ' ')
    .replaceAll('|', '\\|')
    .replaceAll('<', '&lt;');
}

function formatAnswer(answer: boolean | undefined): string {
  if (answer === undefined) return 'not known';
  return answer ? 'yes' : 'no';
}

function formatMs(ms: number | null | undefined): string {
  return ms === null || ms === undefined ? 'not known' : `${(ms / 1000).toFixed(1)} s`;
}

function formatList(items: readonly string[] | undefined): string {
  return items === undefined || items.length === 0 ? 'none' : items.join(', ');
}
