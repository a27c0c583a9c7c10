import { writeResultsFile } from '../results-file.ts';
import type { Runner } from '../runner.ts';
import type { Outcome, Problem } from '../video.ts';
import { annotationsOf } from './annotations.ts';
import { logLine, plain } from './escape.ts';
import { outcomeLine } from './log.ts';
import { outputsOf } from './outputs.ts';
import { summaryOf } from './summary.ts';
import { isGreen, sumUp } from './words.ts';

export interface Publication {
  readonly outcomes: readonly Outcome[];
  /** What broke the run off; null if nothing did. */
  readonly problem: Problem | null;
  readonly resultsFile: string;
  readonly summary: boolean;
  readonly failOnTimeout: boolean;
}

/**
 * Tells the results everywhere: outputs first (later steps live on them), then the results file, the log, the
 * annotations and the summary. A failure of one does not stop the others. True when all that later steps can see is
 * complete; a summary that cannot be written never fails a run.
 */
export async function publish(runner: Runner, publication: Publication): Promise<boolean> {
  const { outcomes, problem, failOnTimeout } = publication;
  const written = attempt(runner, 'The results file', () => writeResultsFile(publication.resultsFile, outcomes));
  const resultsFile = written ? publication.resultsFile : '';
  const set = attempt(runner, 'The outputs', () => {
    for (const [name, value] of Object.entries(outputsOf(outcomes, problem, resultsFile))) runner.output(name, value);
  });
  if (outcomes.length > 0) runner.group('Results', outcomes.map(outcomeLine));
  for (const { title, text } of annotationsOf(outcomes.filter((o) => !isGreen(o.status, failOnTimeout)))) {
    runner.error(text, title);
  }
  for (const { title, text } of annotationsOf(outcomes.filter((o) => isGreen(o.status, failOnTimeout)))) {
    runner.warning(text, title);
  }
  if (publication.summary) await trySummary(runner, outcomes, problem);
  runner.info(logLine(sumUp(outcomes)));
  return written && set;
}

function attempt(runner: Runner, what: string, work: () => void): boolean {
  try {
    work();
    return true;
  } catch (error) {
    runner.error(plain(`${what} could not be written: ${messageOf(error)}`), 'TwelveLabs');
    return false;
  }
}

async function trySummary(runner: Runner, outcomes: readonly Outcome[], problem: Problem | null): Promise<void> {
  try {
    await runner.summary(summaryOf(outcomes, problem));
  } catch (error) {
    runner.warning(plain(`The job summary could not be written: ${messageOf(error)}`), 'TwelveLabs');
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
