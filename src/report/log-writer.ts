import type { Runner } from '../github/runner.ts';
import { InputError } from '../inputs/input-reader.ts';
import type { ErrorDetails } from '../model/errors.ts';
import { UserError } from '../model/errors.ts';
import type { Log } from '../model/log.ts';
import type { VideoState } from '../model/video-store.ts';
import { ApiError } from '../twelvelabs/errors.ts';
import { getErrorMessage } from '../util/error.ts';
import { findUrlSecrets } from '../util/url-secrets.ts';
import { MAX_ANNOTATIONS } from './annotations.ts';
import { escapeText, formatLogLine } from './escape.ts';
import type { Redact } from './redact.ts';
import { createRedact, removeQueries } from './redact.ts';

/** The log of a run on a runner. */
export interface LogWriter extends Log {
  /** Removes the API key from a value that must otherwise stay as it is. */
  redact: Redact;
  /** Removes the API key, the query of every link, and the secrets of `video` from a text for people. */
  clean(text: string, video?: VideoState): string;
  /** Masks the API key, and removes it from everything that is written from now on. */
  addSecret(apiKey: string): void;
  /** A line about one video of many, in a group that ends with the next `info`. */
  infoInGroup(title: string, line: string, video: VideoState): void;
  closeGroup(): void;
  group(title: string, lines: readonly string[]): void;
  /** How many annotations `warning` has made. */
  countWarnings(): number;
  /** Writes the error that ends the run as an annotation, and returns its details. */
  abort(error: unknown): ErrorDetails;
}

/** One annotation is kept for the results; further warnings become lines of the log. */
const MAX_WARNINGS = MAX_ANNOTATIONS - 1;
/** Shorter pieces of a malformed key are not masked: they would hide ordinary text. */
const MIN_SECRET_LENGTH = 8;

export function createLogWriter(runner: Runner): LogWriter {
  let redactKey = createRedact([]);
  let isGroupOpen = false;
  let warnings = 0;

  const clean: LogWriter['clean'] = (text, video) => {
    const cleaned = redactKey(removeQueries(text));
    return video?.source.kind === 'url' ? createRedact(findUrlSecrets(video.source.url))(cleaned) : cleaned;
  };
  const formatLine = (line: string, video?: VideoState): string => formatLogLine(clean(line, video));

  const closeGroup = (): void => {
    if (isGroupOpen) runner.closeGroup();
    isGroupOpen = false;
  };
  const info: LogWriter['info'] = (line, video) => {
    closeGroup();
    runner.info(formatLine(line, video));
  };
  const debug = (line: string): void => runner.debug(escapeText(clean(line)));

  return {
    redact: (text) => redactKey(text),
    clean,
    addSecret: (apiKey) => {
      if (apiKey === '') return;
      // A malformed key is reported, and what was pasted around the key must not reveal it.
      const pieces = [apiKey, ...apiKey.split(/\s+/).filter((piece) => piece.length >= MIN_SECRET_LENGTH)];
      for (const piece of new Set(pieces)) runner.mask(piece);
      redactKey = createRedact(pieces);
    },
    info,
    warning: ({ message, hint }, { name }) => {
      const text = escapeText(clean(`${message} ${hint}`));
      if (warnings === MAX_WARNINGS) {
        info(`${name}: ${text}`);
        return;
      }
      warnings += 1;
      runner.warning(text, `TwelveLabs: ${escapeText(clean(name))}`);
    },
    infoInGroup: (title, line, video) => {
      if (!isGroupOpen) runner.openGroup(title);
      isGroupOpen = true;
      runner.info(formatLine(line, video));
    },
    closeGroup,
    debug,
    group: (title, lines) =>
      runner.group(
        title,
        lines.map((line) => formatLine(line)),
      ),
    countWarnings: () => warnings,
    abort: (error) => {
      closeGroup();
      const details = toErrorDetails(error, clean);
      runner.error(details.message.split('\n').map(escapeText).join('\n'), 'TwelveLabs');
      if (error instanceof Error && !(error instanceof InputError)) debug(error.stack ?? '');
      return details;
    },
  };
}

function toErrorDetails(error: unknown, clean: Redact): ErrorDetails {
  if (error instanceof InputError) {
    return {
      code: 'input_invalid',
      message: clean(error.message),
      hint: 'Correct the inputs of this step. Nothing was sent.',
      class: 'input',
    };
  }
  if (error instanceof ApiError || error instanceof UserError) {
    return { ...error.details, code: clean(error.details.code), message: clean(error.details.message) };
  }
  return {
    code: 'internal_error',
    message: `Internal error: ${clean(getErrorMessage(error))}`,
    hint: 'Report this to the maintainers, with the log of a run with debug logging enabled.',
    class: 'platform',
  };
}
