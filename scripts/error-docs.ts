import { markdownTable } from 'markdown-table';
import type { ErrorInfo } from '../src/model/error-catalog.ts';
import { ACTION_ERRORS, EXTERNAL_VIDEO_ERROR, HTTP_ERRORS, PLATFORM_ERRORS } from '../src/model/error-catalog.ts';

const CODES: Readonly<Record<string, ErrorInfo>> = { ...ACTION_ERRORS, ...PLATFORM_ERRORS };

/** The page `docs/errors.md`. */
export function buildErrorsPage(): string {
  const http = Object.entries(HTTP_ERRORS).map(([status, info]) => [`http_${status}`, info] as const);
  return `# Error codes

<!-- Generated from src/model/error-catalog.ts by \`npm run docs\`. -->

The log, the output \`error_code\` and the results file contain these codes; \`error_class\` contains the class. A message may be more specific
than the one listed here.

| Class | Who can fix it |
| --- | --- |
| \`input\` | You: correct an input, the list or the file. |
| \`auth\` | You: correct the key or its permissions. |
| \`quota\` | You: the plan, the budget or the capacity of the index is used up. |
| \`rate_limit\` | No one: wait, or send fewer requests. |
| \`media\` | You: the video itself is unsuitable. The same file would fail again. |
| \`platform\` | TwelveLabs, or the maintainers of this action. |
| \`network\` | The connection between the runner, TwelveLabs and the host of the video. |

## Errors of this action

${buildTable(Object.entries(ACTION_ERRORS))}

## Errors of the TwelveLabs API

${buildTable([...Object.entries(PLATFORM_ERRORS), ['external_video_*', EXTERNAL_VIDEO_ERROR]])}

## Responses without a listed code

A code of the API that is not listed above is reported as it is. A response without a code is reported with its HTTP status.

${buildTable(http)}
`;
}

/** The table of `docs/troubleshooting.md`. */
export function buildTroubleshootingTable(): string {
  const rows = Object.entries(CODES).flatMap(([code, { troubleshooting }]) =>
    Object.entries(typeof troubleshooting === 'string' ? { '': troubleshooting } : troubleshooting).map(
      ([about, text]) => [
        `\`${code}\`${about === '' ? '' : ` (${about.includes('`') ? about : `\`${about}\``})`}`,
        text,
      ],
    ),
  );
  return markdownTable([['Error code', 'Cause and solution'], ...rows], { alignDelimiters: false });
}

function buildTable(entries: ReadonlyArray<readonly [string, ErrorInfo]>): string {
  const rows = entries.map(([code, info]) => [`\`${code}\``, info.message, info.hint, `\`${info.class}\``]);
  return markdownTable([['Code', 'Message', 'What to do', 'Class'], ...rows], { alignDelimiters: false });
}
