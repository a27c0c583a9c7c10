import { createHash } from 'node:crypto';
import type { Problem } from '../../model/errors.ts';
import type { Outcome } from '../../model/result.ts';
import { code, link } from '../escape.ts';
import { narrowReport } from '../summary.ts';
import { fitting } from '../take-within-bytes.ts';

/** What a comment is about, as the environment of the step tells; null where it does not. */
export interface Subject {
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
export interface Section {
  readonly key: string;
  /** Markdown that begins with the step's name. */
  readonly text: string;
}

/** A comment that was read: what the steps of one run have said so far. */
export interface Said {
  readonly run: number;
  readonly sections: readonly Section[];
}

/** GitHub takes 65,536 characters; bytes of UTF-8 are never fewer. */
const LARGEST = 65_536;
/** For the sentence about what finds no room. */
const MARGIN = 256;
const TITLE = '### TwelveLabs index';
const END = '<!-- end -->';
const REST = 'The log and the results file of the run have the rest.';

/** How a comment of this workflow begins. What it holds is hashed: it can neither end what hides it, nor be read. */
export function markerOf({ workflowId }: Subject): string {
  return `<!-- twelvelabs-index-action ${hash([workflowId])} `;
}

/** The section of this step. As it tells no times, the same results make the same section. */
export function sectionOf(subject: Subject, outcomes: readonly Outcome[], problem: Problem | null): Section {
  const key = hash([subject.job, ...subject.parts]);
  const share = subject.share === '' ? '' : `, share ${code(subject.share)}`;
  const room = {
    bytes: LARGEST - MARGIN - Buffer.byteLength(bodyOf(subject, [{ key, text: '' }])),
    more: (count: number) => `And ${count} more; the log and the results file of the run have them all.`,
  };
  return { key, text: narrowReport(room, `Job ${code(subject.job)}${share}: `, outcomes, problem).trim() };
}

/** A comment with these sections as Markdown. Where they are too many, the longest ones are cut short. */
export function bodyOf(subject: Subject, sections: readonly Section[]): string {
  const head = `${markerOf(subject)}${subject.run} -->\n${TITLE}\n\n`;
  const foot = `\n${footOf(subject)}\n`;
  const room = LARGEST - MARGIN - Buffer.byteLength(head + foot);
  const ordered = sections.toSorted((a, b) => ORDER.compare(a.text, b.text));
  const shown = fitting(shortened(ordered, room), room, markdownOf);
  const rest = ordered.length - shown.length;
  const more = rest === 0 ? '' : `\nAnd ${rest} more steps; their job summaries tell of them.\n`;
  return `${head}${shown.map(markdownOf).join('')}${END}\n${more}${foot}`;
}

/** Reads a comment of this workflow; null if it is none. */
export function readComment(subject: Subject, body: string): Said | null {
  const text = body.replaceAll('\r\n', '\n');
  const marker = markerOf(subject);
  const run = /^\d+(?= -->)/.exec(text.startsWith(marker) ? text.slice(marker.length) : '')?.[0];
  if (run === undefined) return null;
  const [, ...pieces] = (text.split(END)[0] ?? '').split(/^<!-- section ([0-9a-f]{32}) -->$/m);
  const sections = pieces.flatMap((key, at) => (at % 2 === 0 ? [{ key, text: (pieces[at + 1] ?? '').trim() }] : []));
  return { run: Number(run), sections };
}

/** Share 2/10 comes before share 10/10. */
const ORDER = new Intl.Collator('en', { numeric: true });

function markdownOf({ key, text }: Section): string {
  return `<!-- section ${key} -->\n${text}\n\n`;
}

function shortened(sections: readonly Section[], room: number): readonly Section[] {
  const sizes = sections.map((section) => Buffer.byteLength(markdownOf(section)) + 1);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const longest = sizes.indexOf(Math.max(...sizes));
  const brief = `${sections[longest]?.text.split('\n\n')[0]}\n\n${REST}`;
  if (total <= room || brief.length >= (sections[longest]?.text.length ?? 0)) return sections;
  return shortened(
    sections.map((section, at) => (at === longest ? { ...section, text: brief } : section)),
    room,
  );
}

function footOf({ workflow, repositoryUrl, commit, runId }: Subject): string {
  const of = commit === null ? '' : `commit ${link(`${repositoryUrl}/commit/${commit}`, commit.slice(0, 7))}, `;
  const by = runId === null ? '' : `run ${link(`${repositoryUrl}/actions/runs/${runId}`, runId)} of `;
  return `<sub>For ${of}${by}${code(workflow)}</sub>`;
}

function hash(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
