import type { Runner } from '../github/runner.ts';
import { InputError } from '../inputs/input-reader.ts';
import { toErrorCode } from '../model/error-catalog.ts';
import type { ErrorDetails } from '../model/errors.ts';
import { ActionError, createErrorDetails } from '../model/errors.ts';
import { getErrorMessage } from '../util/error.ts';
import { escapeText, formatLogLine } from './escape.ts';
import type { Redact } from './redact.ts';
import { createRedact, removeQueries } from './redact.ts';

/** What a run says through the runner: free of secrets, and only text. */
export interface LogWriter {
  /** Takes the key, as it is, out of a text: for what is a value and must otherwise stay as it is. */
  redact: Redact;
  /** Takes the key and all signatures out of a text: for what people read. */
  clean: Redact;
  /** The key: masked, and taken out of whatever is told from now on. */
  addSecret(apiKey: string): void;
  info(line: string): void;
  /** A line about one video of many: folded away, under `title`, until something else is told. */
  infoInGroup(title: string, line: string): void;
  /** Ends what `detail` has folded. */
  closeGroup(): void;
  debug(line: string): void;
  group(title: string, lines: readonly string[]): void;
  /** The run cannot go on: an annotation, and the problem that `error` comes down to. */
  abort(error: unknown): ErrorDetails;
}

export function createLogWriter(runner: Runner): LogWriter {
  let hide = createRedact([]);
  const redact: Redact = (text) => hide(text);
  const clean: Redact = (text) => hide(removeQueries(text));
  let isFolded = false;
  const closeGroup = (): void => {
    if (isFolded) runner.closeGroup();
    isFolded = false;
  };
  return {
    redact,
    clean,
    addSecret: (apiKey) => {
      if (apiKey === '') return;
      // What was pasted around a key is a mistake that is told; the key in it must not be.
      const pieces = [apiKey, ...apiKey.split(/\s+/).filter((piece) => piece.length >= 8)];
      for (const piece of new Set(pieces)) runner.mask(piece);
      hide = createRedact(pieces);
    },
    info: (line) => {
      closeGroup();
      runner.info(formatLogLine(clean(line)));
    },
    infoInGroup: (title, line) => {
      if (!isFolded) runner.openGroup(title);
      isFolded = true;
      runner.info(formatLogLine(clean(line)));
    },
    closeGroup,
    debug: (line) => runner.debug(escapeText(clean(line))),
    group: (title, lines) =>
      runner.group(
        title,
        lines.map((line) => formatLogLine(clean(line))),
      ),
    abort: (error) => {
      closeGroup();
      const problem = toErrorDetails(error, clean);
      runner.error(problem.message.split('\n').map(escapeText).join('\n'), 'TwelveLabs');
      if (error instanceof Error && !(error instanceof InputError)) runner.debug(escapeText(clean(error.stack ?? '')));
      return problem;
    },
  };
}

function toErrorDetails(error: unknown, clean: Redact): ErrorDetails {
  if (error instanceof ActionError) {
    const { details } = error;
    return { ...details, code: toErrorCode(clean(details.code)), message: clean(details.message) };
  }
  return createErrorDetails('internal_error', { message: `Internal error: ${clean(getErrorMessage(error))}` });
}
