import type { Runner } from '../github/runner.ts';
import type { CommonInputs } from '../inputs/common-inputs.ts';
import type { ErrorDetails } from '../model/errors.ts';
import { getErrorMessage } from '../util/error.ts';
import { writeResultsFile } from '../util/results-file.ts';
import type { Annotation } from './annotations.ts';
import { escapeText, formatLogLine } from './escape.ts';
import type { LogWriter } from './log-writer.ts';

/** The part of reporting that all actions share. */
export interface RunReporter<Inputs, Store> {
  /** Writes the settings to the log. To be called once the inputs are known to be valid. */
  start(inputs: Inputs): void;
  /** Reports the error that ends the run. */
  abort(error: unknown): void;
  /** Publishes the results, once, however often it is called. True if the step succeeds. */
  close(store: Store | null): Promise<boolean>;
}

/** How the results of a run are published. All text in it is free of secrets. */
export interface Report {
  /** For the results file. */
  readonly results: readonly object[];
  /** The outputs by name. `resultsFile`: its path, empty if it could not be written. */
  outputs(resultsFile: string): Readonly<Record<string, string>>;
  /** A line of the log per result. */
  readonly lines: Iterable<string>;
  readonly errors: readonly Annotation[];
  readonly warnings: readonly Annotation[];
  /** Builds the Markdown of the job summary. */
  summary(): string;
  /** One sentence about all results. */
  readonly totals: string;
  /** Whether the results let the step succeed. */
  readonly isSuccess: boolean;
  /** Publishes the results elsewhere, after everything else. Never rejects. */
  readonly publishComment?: () => Promise<void>;
}

export interface RunReporterOptions<Inputs, Store> {
  /** Used when the inputs could not be read. */
  readonly fallbackResultsFile: string;
  formatSettings(inputs: Inputs): readonly string[];
  /** `store` is null if the run ended before there was one; `error` is what ended it early. */
  buildReport(store: Store | null, inputs: Inputs | null, error: ErrorDetails | null): Report;
}

export function createRunReporter<Inputs extends CommonInputs, Store>(
  runner: Runner,
  log: LogWriter,
  { fallbackResultsFile, formatSettings, buildReport }: RunReporterOptions<Inputs, Store>,
): RunReporter<Inputs, Store> {
  let inputs: Inputs | null = null;
  let error: ErrorDetails | null = null;
  let closing: Promise<boolean> | null = null;

  const publishResults = async (store: Store | null): Promise<boolean> => {
    log.closeGroup();
    const report = buildReport(store, inputs, error);
    const isComplete = await publish(
      runner,
      report,
      inputs?.resultsFile ?? fallbackResultsFile,
      inputs?.summary ?? true,
    );
    await report.publishComment?.();
    return isComplete && report.isSuccess && error === null;
  };

  return {
    start: (validInputs) => {
      inputs = validInputs;
      const { apiUrl, resultsFile } = validInputs;
      log.group('Settings', [`API: ${apiUrl}`, ...formatSettings(validInputs), `Results file: ${resultsFile}`]);
    },
    abort: (reason) => {
      if (closing === null) error = log.abort(reason);
    },
    close: (store) => {
      closing ??= publishResults(store);
      return closing;
    },
  };
}

/**
 * Publishes the results everywhere: file and outputs first (later steps need them), then the log, the annotations and
 * the summary. A failure of one does not stop the others. True if everything that later steps can read is complete; a
 * summary that cannot be written fails no run.
 */
async function publish(runner: Runner, report: Report, path: string, withSummary: boolean): Promise<boolean> {
  const isFileWritten = tryTo(runner, 'the results file', () => writeResultsFile(path, report.results));
  const areOutputsSet = tryTo(runner, 'the outputs', () => {
    const outputs = report.outputs(isFileWritten ? path : '');
    for (const [name, value] of Object.entries(outputs)) runner.output(name, value);
  });
  if (report.results.length > 0) runner.group('Results', report.lines);
  for (const { title, text } of report.errors) runner.error(text, title);
  for (const { title, text } of report.warnings) runner.warning(text, title);
  if (withSummary) await tryWriteSummary(runner, report);
  runner.info(formatLogLine(report.totals));
  return isFileWritten && areOutputsSet;
}

function tryTo(runner: Runner, what: string, write: () => void): boolean {
  try {
    write();
    return true;
  } catch (error) {
    runner.error(escapeText(`Failed to write ${what}: ${getErrorMessage(error)}`), 'TwelveLabs');
    return false;
  }
}

async function tryWriteSummary(runner: Runner, report: Report): Promise<void> {
  try {
    await runner.summary(report.summary());
  } catch (error) {
    runner.warning(escapeText(`Failed to write the job summary: ${getErrorMessage(error)}`), 'TwelveLabs');
  }
}
