import type { Runner } from '../github/runner.ts';
import { InputError } from '../inputs/input-reader.ts';
import type { Problem } from '../model/errors.ts';
import { Refusal } from '../model/errors.ts';
import { PlatformError } from '../twelvelabs/errors.ts';
import { logLine, plain } from './escape.ts';
import type { Redact } from './redact.ts';
import { createRedact, withoutQueries } from './redact.ts';

/** What a run says through the runner: free of secrets, and only text. */
export interface Voice {
  /** Takes the key, as it is, out of a text: for what is a value and must otherwise stay as it is. */
  redact: Redact;
  /** Takes the key and all signatures out of a text: for what people read. */
  clean: Redact;
  /** The key: masked, and taken out of whatever is told from now on. */
  keepSecret(apiKey: string): void;
  tell(line: string): void;
  /** A line about one video of many: folded away, under `title`, until something else is told. */
  detail(title: string, line: string): void;
  /** Ends what `detail` has folded. */
  unfold(): void;
  debug(line: string): void;
  group(title: string, lines: readonly string[]): void;
  /** The run cannot go on: an annotation, and the problem that `error` comes down to. */
  broken(error: unknown): Problem;
}

export function createVoice(runner: Runner): Voice {
  let hide = createRedact([]);
  const redact: Redact = (text) => hide(text);
  const clean: Redact = (text) => hide(withoutQueries(text));
  let isFolded = false;
  const unfold = (): void => {
    if (isFolded) runner.closeGroup();
    isFolded = false;
  };
  return {
    redact,
    clean,
    keepSecret: (apiKey) => {
      if (apiKey === '') return;
      // What was pasted around a key is a mistake that is told; the key in it must not be.
      const pieces = [apiKey, ...apiKey.split(/\s+/).filter((piece) => piece.length >= 8)];
      for (const piece of new Set(pieces)) runner.mask(piece);
      hide = createRedact(pieces);
    },
    tell: (line) => {
      unfold();
      runner.info(logLine(clean(line)));
    },
    detail: (title, line) => {
      if (!isFolded) runner.openGroup(title);
      isFolded = true;
      runner.info(logLine(clean(line)));
    },
    unfold,
    debug: (line) => runner.debug(plain(clean(line))),
    group: (title, lines) =>
      runner.group(
        title,
        lines.map((line) => logLine(clean(line))),
      ),
    broken: (error) => {
      unfold();
      const problem = problemOf(error, clean);
      runner.error(problem.message.split('\n').map(plain).join('\n'), 'TwelveLabs');
      if (error instanceof Error && !(error instanceof InputError)) runner.debug(plain(clean(error.stack ?? '')));
      return problem;
    },
  };
}

function problemOf(error: unknown, clean: Redact): Problem {
  if (error instanceof InputError) {
    return {
      code: 'input_invalid',
      message: clean(error.message),
      hint: 'Correct the inputs of this step. Nothing was sent.',
      class: 'input',
    };
  }
  if (error instanceof PlatformError || error instanceof Refusal) {
    return { ...error.problem, code: clean(error.problem.code), message: clean(error.problem.message) };
  }
  return {
    code: 'internal_error',
    message: `This action has a fault: ${clean(error instanceof Error ? error.message : String(error))}`,
    hint: 'Report it to the maintainers with the log of a run with debug logging on.',
    class: 'platform',
  };
}
