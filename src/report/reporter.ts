import type { Clock, Deadline } from '../clock.ts';
import { InputError } from '../input-reader.ts';
import type { Inputs } from '../inputs.ts';
import type { Entry, Ledger, OnChange } from '../ledger.ts';
import { outcomeOf } from '../ledger.ts';
import type { Runner } from '../runner.ts';
import { secretsOfUrl } from '../secrets.ts';
import type { Outcome, Problem, Source } from '../video.ts';
import { logLine, plain } from './escape.ts';
import { changeLine, heartbeatLine } from './log.ts';
import { messageOf, publish } from './publish.ts';
import { createRedact, withoutQueries } from './redact.ts';
import { isGreen, timeSpan } from './words.ts';

/** What a run tells, from its first word to its results; everything it says is free of secrets and is only text. */
export interface Reporter {
  /** The key: masked, and taken out of whatever is told from now on. */
  keepSecret(apiKey: string): void;
  /** The inputs are right, and these are the videos. */
  opened(inputs: Inputs, sources: readonly Source[], notes: readonly string[]): void;
  /** A problem of a video that does not stop it. */
  warn(entry: Entry, problem: Problem): void;
  changed: OnChange;
  tell(line: string): void;
  debug(line: string): void;
  /** Says once a minute that all is well; the function that comes back stops it. */
  startHeartbeat(ledger: Ledger, deadline: Deadline): () => void;
  /** The run cannot go on. */
  broken(error: unknown): void;
  /** Publishes the results, once, however often it is called. True for a green step. */
  close(ledger: Ledger | null): Promise<boolean>;
}

const HEARTBEAT_MS = 60_000;
/** GitHub shows 10 warnings per step; the rest are lines of the log. */
const MOST_WARNINGS = 9;

export function createReporter(runner: Runner, clock: Clock, fallbackResultsFile: string): Reporter {
  let redact = createRedact([]);
  let inputs: Inputs | null = null;
  let problem: Problem | null = null;
  let warnings = 0;
  let closing: Promise<boolean> | null = null;

  const clean = (text: string): string => redact(withoutQueries(text));

  const cleanOutcome = (entry: Entry): Outcome => {
    const outcome = outcomeOf(entry);
    const own = createRedact(entry.source.kind === 'url' ? secretsOfUrl(entry.source.url) : []);
    const error = outcome.error && {
      ...outcome.error,
      code: redact(outcome.error.code),
      message: own(clean(outcome.error.message)),
    };
    const texts = Object.entries({ ...outcome, error: null }).map(([name, value]) => [
      name,
      typeof value === 'string' ? redact(value) : value,
    ]);
    return { ...(Object.fromEntries(texts) as Outcome), error };
  };

  const publishAll = async (ledger: Ledger | null): Promise<boolean> => {
    const outcomes = (ledger?.entries() ?? []).map(cleanOutcome);
    const failOnTimeout = inputs?.failOnTimeout ?? true;
    const complete = await publish(runner, {
      outcomes,
      problem,
      resultsFile: inputs?.resultsFile ?? fallbackResultsFile,
      summary: inputs?.summary ?? true,
      failOnTimeout,
    });
    const proven = outcomes.length > 0 && outcomes.every((outcome) => isGreen(outcome.status, failOnTimeout));
    return complete && proven && problem === null;
  };

  return {
    keepSecret: (apiKey) => {
      if (apiKey === '') return;
      // What was pasted around a key is a mistake that is told; the key in it must not be.
      const pieces = [apiKey, ...apiKey.split(/\s+/).filter((piece) => piece.length >= 8)];
      for (const piece of new Set(pieces)) runner.mask(piece);
      redact = createRedact(pieces);
    },
    opened: (given, sources, notes) => {
      inputs = given;
      for (const source of sources) {
        if (source.kind === 'url') for (const secret of secretsOfUrl(source.url)) runner.mask(secret);
      }
      runner.group(
        'Settings',
        settingsLines(given, sources).map((line) => logLine(clean(line))),
      );
      for (const note of notes) runner.info(logLine(clean(note)));
    },
    warn: ({ name }, { message, hint }) => {
      warnings += 1;
      const text = plain(clean(`${message} ${hint}`));
      if (warnings <= MOST_WARNINGS) runner.warning(text, `TwelveLabs: ${plain(clean(name))}`);
      else runner.info(logLine(clean(`${name}: ${text}`)));
    },
    changed: (after, before) => {
      if (after.position === 0 && after.taskId !== before.taskId) tellIds(runner, after);
      const line = changeLine(after, before, clock.now());
      if (line !== null) runner.info(logLine(clean(line)));
    },
    tell: (line) => runner.info(logLine(clean(line))),
    debug: (line) => runner.debug(plain(clean(line))),
    startHeartbeat: (ledger, deadline) => {
      const stop = new AbortController();
      const beat = async (): Promise<void> => {
        for (;;) {
          await clock.sleep(HEARTBEAT_MS, stop.signal);
          if (stop.signal.aborted) return;
          runner.info(logLine(clean(heartbeatLine(ledger.entries(), deadline.left()))));
        }
      };
      void beat();
      return () => stop.abort();
    },
    broken: (error) => {
      if (closing !== null) return;
      problem = problemOf(error, clean);
      runner.error(clean(problem.message).split('\n').map(plain).join('\n'), 'TwelveLabs');
      if (error instanceof Error && !(error instanceof InputError)) runner.debug(plain(clean(error.stack ?? '')));
    },
    close: (ledger) => {
      closing ??= publishAll(ledger);
      return closing;
    },
  };
}

/** Ids first: later steps have them whatever becomes of the wait. */
function tellIds(runner: Runner, entry: Entry): void {
  runner.output('task_id', entry.taskId ?? '');
  if (entry.facts.video_id !== null) runner.output('video_id', entry.facts.video_id);
}

function settingsLines(inputs: Inputs, sources: readonly Source[]): string[] {
  const tasks = inputs.tasks.length;
  const what = tasks > 0 ? `${tasks} existing task(s)` : `${sources.length} video(s)`;
  return [
    `API: ${inputs.apiUrl}`,
    `Index: ${inputs.indexId ?? '(that of the task)'}`,
    `Work: ${what}${tasks > 0 ? '' : `, at most ${inputs.maxInFlight} being indexed at once`}`,
    inputs.wait ? `Wait: up to ${timeSpan(inputs.timeoutMs / 1000)}` : 'Wait: no',
    `Results file: ${inputs.resultsFile}`,
  ];
}

function problemOf(error: unknown, clean: (text: string) => string): Problem {
  if (error instanceof InputError) {
    return {
      code: 'input_invalid',
      message: clean(error.message),
      hint: 'Correct the inputs of this step. Nothing was sent.',
      class: 'input',
    };
  }
  return {
    code: 'internal_error',
    message: `This action has a fault: ${clean(messageOf(error))}`,
    hint: 'Report it to the maintainers with the log of a run with debug logging on.',
    class: 'platform',
  };
}
