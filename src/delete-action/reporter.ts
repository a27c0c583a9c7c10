import type { Runner } from '../github/runner.ts';
import type { Problem } from '../model/errors.ts';
import { annotationsOf } from '../report/annotations.ts';
import { timeSpan } from '../report/labels.ts';
import type { Voice } from '../report/log-writer.ts';
import { createVoice } from '../report/log-writer.ts';
import { publish } from '../report/publish.ts';
import type { Removal } from './deletion-result.ts';
import { isGreenRemoval } from './deletion-result.ts';
import type { Ledger } from './deletion-store.ts';
import { removalsOf } from './deletion-store.ts';
import type { DeleteInputs } from './inputs.ts';
import { removalLine, sumUpRemovals } from './labels.ts';
import { deleteOutputsOf } from './outputs.ts';
import { deleteSummaryOf } from './summary.ts';

/** What a run that deletes tells, from its first word to its results. */
export interface DeleteReporter extends Pick<Voice, 'keepSecret' | 'tell' | 'debug'> {
  opened(inputs: DeleteInputs): void;
  /** The run cannot go on. */
  broken(error: unknown): void;
  /**
   * Publishes the results, once, however often it is called. True for a green step. Without a ledger (nobody came to
   * know what there is to delete) it never is.
   */
  close(ledger: Ledger | null): Promise<boolean>;
}

export function createDeleteReporter(runner: Runner, fallbackResultsFile: string): DeleteReporter {
  const voice = createVoice(runner);
  let inputs: DeleteInputs | null = null;
  let problem: Problem | null = null;
  let closing: Promise<boolean> | null = null;

  const publishAll = async (ledger: Ledger | null): Promise<boolean> => {
    const removals = ledger === null ? [] : removalsOf(ledger).map((removal) => cleaned(removal, voice));
    const green = removals.filter(({ status }) => isGreenRemoval(status));
    const red = removals.filter(({ status }) => !isGreenRemoval(status));
    const complete = await publish(runner, {
      results: removals,
      resultsFile: inputs?.resultsFile ?? fallbackResultsFile,
      outputs: (resultsFile) => deleteOutputsOf(removals, problem, resultsFile),
      lines: removals.map(removalLine),
      errors: annotationsOf(red),
      warnings: annotationsOf(green),
      summary: (inputs?.summary ?? true) ? () => deleteSummaryOf(removals, problem) : null,
      lastLine: sumUpRemovals(removals, problem !== null),
    });
    return complete && ledger !== null && red.length === 0 && problem === null;
  };

  return {
    keepSecret: voice.keepSecret,
    tell: voice.tell,
    debug: voice.debug,
    opened: (given) => {
      inputs = given;
      voice.group('Settings', settingsLines(given));
    },
    broken: (error) => {
      if (closing === null) problem = voice.broken(error);
    },
    close: (ledger) => {
      closing ??= publishAll(ledger);
      return closing;
    },
  };
}

function cleaned(removal: Removal, { clean, redact }: Voice): Removal {
  const { error } = removal;
  return {
    ...removal,
    name: redact(removal.name),
    video_id: redact(removal.video_id),
    task_id: removal.task_id && redact(removal.task_id),
    asset_id: removal.asset_id && redact(removal.asset_id),
    index_id: redact(removal.index_id),
    error: error && { ...error, code: redact(error.code), message: clean(error.message) },
  };
}

function settingsLines(inputs: DeleteInputs): string[] {
  const { selection } = inputs;
  const what = selection.kind === 'ids' ? `${selection.videoIds.length} id(s)` : JSON.stringify(selection.filter);
  const also = inputs.deleteAssets ? ', with their assets' : '';
  return [
    `API: ${inputs.apiUrl}`,
    `Index: ${inputs.indexId}`,
    `Videos: ${what}${also}, at most ${inputs.maxDeletions}${inputs.force ? ', also those of others' : ''}`,
    inputs.dryRun ? 'Dry run: nothing is deleted' : `Time: up to ${timeSpan(inputs.timeoutMs / 1000)}`,
    `Results file: ${inputs.resultsFile}`,
  ];
}
