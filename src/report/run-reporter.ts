import type { Runner } from '../github/runner.ts';
import type { CommonInputs } from '../inputs/common-inputs.ts';
import type { ErrorDetails } from '../model/errors.ts';
import type { ManifestLocation } from '../model/source.ts';
import { createPause } from '../util/concurrency.ts';
import { getErrorMessage } from '../util/error.ts';
import { writeResultsFile } from '../util/results-file.ts';
import type { AnnotatedResult } from './annotations.ts';
import { buildAnnotations, MAX_ANNOTATIONS } from './annotations.ts';
import { escapeText, formatLogLine } from './escape.ts';
import { LogWriter } from './log-writer.ts';

/** The part of reporting that all actions share. */
export interface RunReporter<Inputs, Store> {
  readonly log: LogWriter;
  /** Masks the API key, and removes it from everything that is published. */
  addSecret(apiKey: string): void;
  /** Writes the settings to the log. To be called once the inputs are known to be valid. */
  start(inputs: Inputs): void;
  /** Reports the error that ends the run. */
  abort(error: unknown): void;
  /** Publishes the results, once, however often it is called. True if the step succeeds. */
  close(store: Store | null): Promise<boolean>;
}

/** How the results of a run are published. All text in it is free of secrets. */
export interface Report<Result> {
  readonly results: readonly Result[];
  /** Whether these are all results, so that the step can succeed. */
  readonly isComplete: boolean;
  isSuccess(result: Result): boolean;
  /** Whether the log lists the result only with debug logging on: there is nothing to do about it. */
  isRoutine(result: Result): boolean;
  sortWorstFirst(results: readonly Result[]): readonly Result[];
  /** The row of a manifest that names the video of a result; null if there is none. */
  locate(result: Result): ManifestLocation | null;
  /**
   * The outputs by name. `resultsFile`: its path, empty if it could not be written; `isSuccess`: whether the step
   * succeeds, as far as is known.
   */
  outputs(resultsFile: string, isSuccess: boolean): Readonly<Record<string, string>>;
  /** A line of the log. */
  formatResult(result: Result): string;
  /** Builds the Markdown of the job summary. */
  summary(isSuccess: boolean): string;
  /** One sentence about all results. */
  readonly totals: string;
  /** Publishes the results elsewhere, after everything else. Never rejects. */
  readonly publishComment?: (isSuccess: boolean) => Promise<void>;
}

export interface RunReporterOptions<Inputs, Store, Result> {
  /** Used when the inputs could not be read. */
  readonly fallbackResultsFile: string;
  formatSettings(inputs: Inputs): readonly string[];
  /** `store` is null if the run ended before there was one; `error` is what ended it early. */
  buildReport(store: Store | null, inputs: Inputs | null, error: ErrorDetails | null): Promise<Report<Result>>;
}

export function createRunReporter<Inputs extends CommonInputs, Store, Result extends AnnotatedResult>(
  runner: Runner,
  { fallbackResultsFile, formatSettings, buildReport }: RunReporterOptions<Inputs, Store, Result>,
): RunReporter<Inputs, Store> {
  const log = new LogWriter(runner);
  let inputs: Inputs | null = null;
  let error: ErrorDetails | null = null;
  let closing: Promise<boolean> | null = null;

  /**
   * Publishes the results everywhere: file and outputs first (later steps need them), then the log, the annotations and
   * the summary. A failure of one does not stop the others. A summary that cannot be written fails no run.
   */
  const publish = async (store: Store | null): Promise<boolean> => {
    log.closeGroup();
    const pause = createPause();
    const report = await buildReport(store, inputs, error);
    const { results, isSuccess } = report;
    const path = inputs?.resultsFile ?? fallbackResultsFile;
    const failures = results.filter((result) => !isSuccess(result));
    const areSuccessful = report.isComplete && failures.length === 0 && error === null;
    const isFileWritten = await tryTo(runner, 'the results file', () => writeResultsFile(path, results, pause));
    const areOutputsSet = await tryTo(runner, 'the outputs', async () => {
      const outputs = report.outputs(isFileWritten ? path : '', areSuccessful && isFileWritten);
      for (const [name, value] of Object.entries(outputs)) runner.output(name, value);
    });
    if (results.length > 0) await logResults(report, pause);
    annotate(report, failures);
    const isStepSuccessful = areSuccessful && isFileWritten && areOutputsSet;
    if (inputs?.summary ?? true) await tryWriteSummary(runner, () => report.summary(isStepSuccessful));
    runner.info(formatLogLine(report.totals));
    await report.publishComment?.(isStepSuccessful);
    return isStepSuccessful;
  };

  const annotate = (
    { results, isSuccess, sortWorstFirst, locate }: Report<Result>,
    failures: readonly Result[],
  ): void => {
    for (const { title, text, location } of buildAnnotations(sortWorstFirst(failures), locate))
      runner.error(text, title, location);
    const successes = sortWorstFirst(results.filter(isSuccess));
    for (const { title, text, location } of buildAnnotations(successes, locate, MAX_ANNOTATIONS - log.warningCount))
      runner.warning(text, title, location);
  };

  const logResults = async (
    { results, formatResult, isRoutine }: Report<Result>,
    pause: () => Promise<void>,
  ): Promise<void> => {
    const hasLines = results.some((result) => !isRoutine(result));
    if (hasLines) runner.openGroup('Results');
    for (const result of results) {
      if (isRoutine(result)) runner.debug(formatResult(result));
      else runner.info(formatResult(result));
      await pause();
    }
    if (hasLines) runner.closeGroup();
  };

  return {
    log,
    addSecret: log.addSecret,
    start: (validInputs) => {
      inputs = validInputs;
      const { apiUrl, resultsFile } = validInputs;
      log.group('Settings', [`API: ${apiUrl}`, ...formatSettings(validInputs), `Results file: ${resultsFile}`]);
    },
    abort: (reason) => {
      if (closing === null) error = log.abort(reason);
    },
    close: (store) => {
      closing ??= publish(store);
      return closing;
    },
  };
}

async function tryTo(runner: Runner, what: string, write: () => Promise<void>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    runner.error(escapeText(`Failed to write ${what}: ${getErrorMessage(error)}`), 'TwelveLabs');
    return false;
  }
}

async function tryWriteSummary(runner: Runner, build: () => string): Promise<void> {
  try {
    await runner.summary(build());
  } catch (error) {
    runner.warning(escapeText(`Failed to write the job summary: ${getErrorMessage(error)}`), 'TwelveLabs');
  }
}
