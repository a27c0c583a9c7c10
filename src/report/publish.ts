import type { Runner } from '../github/runner.ts';
import { getErrorMessage } from '../util/error.ts';
import { writeResultsFile } from '../util/results-file.ts';
import type { Annotation } from './annotations.ts';
import { escapeText, formatLogLine } from './escape.ts';

/** The results of a run in every form in which they are told. All text in it is clean. */
export interface Publication {
  /** For the results file. */
  readonly results: readonly object[];
  readonly resultsFile: string;
  /** The outputs by name, given the path of the results file (empty if there is none). */
  outputs(resultsFile: string): Readonly<Record<string, string>>;
  /** A line of the log per result. */
  readonly lines: Iterable<string>;
  readonly errors: readonly Annotation[];
  readonly warnings: readonly Annotation[];
  /** Makes the Markdown of the job summary; null for none. */
  readonly summary: (() => string) | null;
  /** One sentence that sums up. */
  readonly lastLine: string;
}

/**
 * Tells the results everywhere: outputs first (later steps live on them), then the results file, the log, the
 * annotations and the summary. A failure of one does not stop the others. True when all that later steps can see is
 * complete; a summary that cannot be written never fails a run.
 */
export async function publish(runner: Runner, publication: Publication): Promise<boolean> {
  const { results, lines, errors, warnings, summary } = publication;
  const written = tryTo(runner, 'The results file', () => writeResultsFile(publication.resultsFile, results));
  const resultsFile = written ? publication.resultsFile : '';
  const set = tryTo(runner, 'The outputs', () => {
    for (const [name, value] of Object.entries(publication.outputs(resultsFile))) runner.output(name, value);
  });
  if (results.length > 0) runner.group('Results', lines);
  for (const { title, text } of errors) runner.error(text, title);
  for (const { title, text } of warnings) runner.warning(text, title);
  if (summary !== null) await tryWriteSummary(runner, summary);
  runner.info(formatLogLine(publication.lastLine));
  return written && set;
}

function tryTo(runner: Runner, what: string, work: () => void): boolean {
  try {
    work();
    return true;
  } catch (error) {
    runner.error(escapeText(`${what} could not be written: ${getErrorMessage(error)}`), 'TwelveLabs');
    return false;
  }
}

async function tryWriteSummary(runner: Runner, summary: () => string): Promise<void> {
  try {
    await runner.summary(summary());
  } catch (error) {
    runner.warning(escapeText(`The job summary could not be written: ${getErrorMessage(error)}`), 'TwelveLabs');
  }
}
