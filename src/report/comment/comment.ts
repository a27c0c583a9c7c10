import { createHash } from 'node:crypto';
import type { ErrorDetails } from '../../model/errors.ts';
import type { VideoResult } from '../../model/result.ts';
import { escapeCode, formatLink } from '../escape.ts';
import { buildNarrowReport } from '../summary.ts';
import { takeWithinBytes } from '../take-within-bytes.ts';

/** What a comment is about, as the environment of the step tells; null where it does not. */
export interface CommentContext {
  /** As it is shown. */
  readonly workflow: string;
  /** What tells it from all others of the repository: one comment for each. */
  readonly workflowId: string;
  /** Counts the runs of the workflow; a run that is repeated keeps its number. */
  readonly run: number;
  readonly job: string;
  /** `i/n`, or empty. */
  readonly share: string;
  /** What tells this step from the others of the run: one section for each. */
  readonly parts: readonly string[];
  /** `https://github.com/owner/name` */
  readonly repositoryUrl: string;
  readonly commit: string | null;
  readonly runId: string | null;
}

/** What one step has to say. */
export interface CommentSection {
  readonly key: string;
  /** Markdown that begins with the step's name. */
  readonly text: string;
}

/** A comment that was read: what the steps of one run have said so far. */
export interface ParsedComment {
  readonly run: number;
  readonly sections: readonly CommentSection[];
}

/** GitHub takes 65,536 characters; bytes of UTF-8 are never fewer. */
const MAX_COMMENT_LENGTH = 65_536;
/** For the sentence about what finds no room. */
const MARGIN_BYTES = 256;
const COMMENT_TITLE = '### TwelveLabs index';
const END_MARKER = '<!-- end -->';
const TRUNCATION_NOTE = 'The log and the results file of the run have the rest.';

/** How a comment of this workflow begins. What it holds is hashed: it can neither end what hides it, nor be read. */
export function buildMarker({ workflowId }: CommentContext): string {
  return `<!-- twelvelabs-index-action ${hashParts([workflowId])} `;
}

/** The section of this step. As it tells no times, the same results make the same section. */
export function buildSection(
  subject: CommentContext,
  outcomes: readonly VideoResult[],
  problem: ErrorDetails | null,
): CommentSection {
  const key = hashParts([subject.job, ...subject.parts]);
  const share = subject.share === '' ? '' : `, share ${escapeCode(subject.share)}`;
  const room = {
    maxBytes: MAX_COMMENT_LENGTH - MARGIN_BYTES - Buffer.byteLength(buildBody(subject, [{ key, text: '' }])),
    more: (count: number) => `And ${count} more; the log and the results file of the run have them all.`,
  };
  return { key, text: buildNarrowReport(room, `Job ${escapeCode(subject.job)}${share}: `, outcomes, problem).trim() };
}

/** A comment with these sections as Markdown. Where they are too many, the longest ones are cut short. */
export function buildBody(subject: CommentContext, sections: readonly CommentSection[]): string {
  const head = `${buildMarker(subject)}${subject.run} -->\n${COMMENT_TITLE}\n\n`;
  const foot = `\n${formatFooter(subject)}\n`;
  const room = MAX_COMMENT_LENGTH - MARGIN_BYTES - Buffer.byteLength(head + foot);
  const ordered = sections.toSorted((a, b) => SECTION_ORDER.compare(a.text, b.text));
  const shown = takeWithinBytes(shortenSections(ordered, room), room, formatSection);
  const rest = ordered.length - shown.length;
  const more = rest === 0 ? '' : `\nAnd ${rest} more steps; their job summaries tell of them.\n`;
  return `${head}${shown.map(formatSection).join('')}${END_MARKER}\n${more}${foot}`;
}

/** Reads a comment of this workflow; null if it is none. */
export function parseComment(subject: CommentContext, body: string): ParsedComment | null {
  const text = body.replaceAll('\r\n', '\n');
  const marker = buildMarker(subject);
  const run = /^\d+(?= -->)/.exec(text.startsWith(marker) ? text.slice(marker.length) : '')?.[0];
  if (run === undefined) return null;
  const [, ...pieces] = (text.split(END_MARKER)[0] ?? '').split(/^<!-- section ([0-9a-f]{32}) -->$/m);
  const sections = pieces.flatMap((key, at) => (at % 2 === 0 ? [{ key, text: (pieces[at + 1] ?? '').trim() }] : []));
  return { run: Number(run), sections };
}

/** Shard 2/10 comes before share 10/10. */
const SECTION_ORDER = new Intl.Collator('en', { numeric: true });

function formatSection({ key, text }: CommentSection): string {
  return `<!-- section ${key} -->\n${text}\n\n`;
}

function shortenSections(sections: readonly CommentSection[], room: number): readonly CommentSection[] {
  const sizes = sections.map((section) => Buffer.byteLength(formatSection(section)) + 1);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const longest = sizes.indexOf(Math.max(...sizes));
  const brief = `${sections[longest]?.text.split('\n\n')[0]}\n\n${TRUNCATION_NOTE}`;
  if (total <= room || brief.length >= (sections[longest]?.text.length ?? 0)) return sections;
  return shortenSections(
    sections.map((section, at) => (at === longest ? { ...section, text: brief } : section)),
    room,
  );
}

function formatFooter({ workflow, repositoryUrl, commit, runId }: CommentContext): string {
  const of = commit === null ? '' : `commit ${formatLink(`${repositoryUrl}/commit/${commit}`, commit.slice(0, 7))}, `;
  const by = runId === null ? '' : `run ${formatLink(`${repositoryUrl}/actions/runs/${runId}`, runId)} of `;
  return `<sub>For ${of}${by}${escapeCode(workflow)}</sub>`;
}

function hashParts(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
