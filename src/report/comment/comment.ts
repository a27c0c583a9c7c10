import { createHash } from 'node:crypto';
import type { VideoResult } from '../../model/result.ts';
import { escapeAttribute, escapeCode, formatLink } from '../escape.ts';
import type { ReportFacts } from '../summary.ts';
import { buildNarrowReport } from '../summary.ts';
import { takeWithinBytes } from '../summary-page.ts';

/** What a comment is about, from the environment of the step; null where that is not known. */
export interface CommentContext {
  /** The name of the workflow. */
  readonly workflow: string;
  /** Identifies the workflow in its repository. There is one comment for each. */
  readonly workflowId: string;
  /** The number of the run. A re-run has the same number. */
  readonly run: number;
  readonly job: string;
  /** `i/n`, or empty. */
  readonly shard: string;
  /** Identify this step in its run. There is one section for each. */
  readonly parts: readonly string[];
  /** `https://github.com/owner/name` */
  readonly repositoryUrl: string;
  readonly commit: string | null;
  readonly runId: string | null;
}

/** The part of a comment that belongs to one step. */
export interface CommentSection {
  readonly key: string;
  /** Markdown that begins with the step's name. */
  readonly text: string;
}

/** A parsed comment: the sections that the steps of one run have written so far. */
export interface ParsedComment {
  readonly run: number;
  readonly sections: readonly CommentSection[];
}

/** The limit of GitHub is 65,536 characters; the bytes of UTF-8 are never fewer. */
export const MAX_COMMENT_LENGTH = 65_536;
/** A longer section is not read; the summary of the run has the rest. */
export const MAX_SECTION_BYTES = 8_500;
export const NARROW_TARGET = { maxVisibleRows: 10, maxUnfoldedRows: 3, isWide: false } as const;
/** For the sentence about what is left out. */
const MARGIN_BYTES = 256;
export const COMMENT_TITLE = '### TwelveLabs index';
const END_MARKER = '<!-- end -->';
const TRUNCATION_NOTE = 'See the summary of the run for the rest.';

/** The beginning of every comment of this workflow. The hash cannot end the HTML comment that it is in. */
export function buildMarker({ workflowId }: CommentContext): string {
  return `<!-- twelvelabs-index-action ${hashParts([workflowId])} `;
}

/** Whether a comment is of any workflow that uses this action. */
export function isOwnComment(body: string): boolean {
  return /^<!-- twelvelabs-index-action [0-9a-f]{32} \d+ -->/.test(body);
}

/** The section of this step. It contains no times, so that the same results make the same section. */
export function buildSection(
  context: CommentContext,
  results: readonly VideoResult[],
  facts: ReportFacts,
): CommentSection {
  const key = hashParts([context.job, ...context.parts]);
  const shard = context.shard === '' ? '' : `, shard ${escapeCode(context.shard)}`;
  const target = {
    maxBytes: MAX_SECTION_BYTES,
    ...NARROW_TARGET,
    more: (count: number) => `And ${count} more; see ${formatRunLink(context)}.`,
  };
  const lead = `Job ${escapeCode(context.job)}${shard}: `;
  return { key, text: buildNarrowReport(target, lead, results, facts).trim() };
}

/** A comment with these sections, as Markdown. If it is too long, the longest sections are shortened. */
export function buildBody(context: CommentContext, sections: readonly CommentSection[]): string {
  const head = `${buildMarker(context)}${context.run} -->\n${COMMENT_TITLE}\n\n`;
  const foot = `\n${formatFooter(context)}\n`;
  const maxBytes = MAX_COMMENT_LENGTH - MARGIN_BYTES - Buffer.byteLength(head + foot);
  const ordered = sections.toSorted((a, b) => SECTION_ORDER.compare(a.text, b.text));
  const shown = takeWithinBytes(shortenSections(ordered, maxBytes), maxBytes, formatSection);
  const rest = ordered.length - shown.length;
  const more = rest === 0 ? '' : `\nAnd ${rest} more steps; see their job summaries.\n`;
  return `${head}${shown.map(formatSection).join('')}${END_MARKER}\n${more}${foot}`;
}

/** Null if it is not a comment of this workflow. */
export function parseComment(context: CommentContext, body: string): ParsedComment | null {
  const text = body.replaceAll('\r\n', '\n');
  const marker = buildMarker(context);
  const run = /^\d+(?= -->)/.exec(text.startsWith(marker) ? text.slice(marker.length) : '')?.[0];
  if (run === undefined) return null;
  const [, ...pieces] = (text.split(END_MARKER)[0] ?? '').split(/^<!-- section ([0-9a-f]{32}) -->$/m);
  const sections = pieces.flatMap((key, at) => (at % 2 === 0 ? [{ key, text: (pieces[at + 1] ?? '').trim() }] : []));
  return { run: Number(run), sections };
}

/** Sorts shard 2/10 before shard 10/10. */
const SECTION_ORDER = new Intl.Collator('en', { numeric: true });

function formatSection({ key, text }: CommentSection): string {
  return `<!-- section ${key} -->\n${text}\n\n`;
}

function shortenSections(sections: readonly CommentSection[], maxBytes: number): readonly CommentSection[] {
  const sizes = sections.map((section) => Buffer.byteLength(formatSection(section)) + 1);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const longest = sizes.indexOf(Math.max(...sizes));
  const brief = `${sections[longest]?.text.split('\n\n')[0]}\n\n${TRUNCATION_NOTE}`;
  if (total <= maxBytes || brief.length >= (sections[longest]?.text.length ?? 0)) return sections;
  return shortenSections(
    sections.map((section, at) => (at === longest ? { ...section, text: brief } : section)),
    maxBytes,
  );
}

function formatRunLink({ repositoryUrl, runId }: CommentContext): string {
  const name = 'the summary of the run';
  return runId === null ? name : `[${name}](${escapeAttribute(`${repositoryUrl}/actions/runs/${runId}`)})`;
}

function formatFooter({ workflow, repositoryUrl, commit, runId }: CommentContext): string {
  const of = commit === null ? '' : `commit ${formatLink(`${repositoryUrl}/commit/${commit}`, commit.slice(0, 7))}, `;
  const by = runId === null ? '' : `run ${formatLink(`${repositoryUrl}/actions/runs/${runId}`, runId)} of `;
  return `<sub>For ${of}${by}${escapeCode(workflow)}</sub>`;
}

function hashParts(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
