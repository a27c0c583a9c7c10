import { createHash } from 'node:crypto';
import type { Outcome, Problem } from '../video.ts';
import { code, link } from './escape.ts';
import { reportIn } from './summary.ts';

/** What a comment is about, as the environment of the step tells; null where it does not. */
export interface Subject {
  readonly workflow: string;
  readonly job: string;
  /** The part of the job that is this step, and what it works on: one comment for each. */
  readonly parts: readonly string[];
  /** `https://github.com/owner/name` */
  readonly repositoryUrl: string;
  readonly commit: string | null;
  readonly runId: string | null;
}

/** GitHub takes 65,536 characters; bytes of UTF-8 are never fewer. */
const LARGEST = 65_536;

/** Finds the comment again. Its parts are hashed, so that they cannot end the comment that hides it, or be read. */
export function markerOf({ workflow, job, parts }: Subject): string {
  const key = createHash('sha256').update(JSON.stringify([workflow, job, ...parts]));
  return `<!-- twelvelabs-index-action ${key.digest('hex').slice(0, 32)} -->`;
}

/**
 * The comment as Markdown, beginning with its marker. As it tells no times, the same results make the same comment.
 */
export function commentOf(subject: Subject, outcomes: readonly Outcome[], problem: Problem | null): string {
  const head = `${markerOf(subject)}\n`;
  const foot = `\n${footOf(subject)}\n`;
  const room = {
    bytes: LARGEST - Buffer.byteLength(head + foot),
    more: (count: number) => `And ${count} more; the log and the results file of the run have them all.`,
    narrow: true,
  };
  return `${head}${reportIn(room, outcomes, problem)}${foot}`;
}

function footOf({ workflow, job, repositoryUrl, commit, runId }: Subject): string {
  const name = `${code(workflow)}, job ${code(job)}`;
  const of = commit === null ? '' : `commit ${link(`${repositoryUrl}/commit/${commit}`, commit.slice(0, 7))}, `;
  const by = runId === null ? '' : `run ${link(`${repositoryUrl}/actions/runs/${runId}`, runId)} of `;
  return `<sub>For ${of}${by}${name}</sub>`;
}
