import type { Runner } from '../github/runner.ts';
import type { Problem } from '../model/errors.ts';
import type { Outcome } from '../model/result.ts';
import type { Source } from '../model/source.ts';
import type { Entry, Ledger, OnChange } from '../model/video-store.ts';
import { outcomeOf } from '../model/video-store.ts';
import type { Clock, Deadline } from '../util/clock.ts';
import { secretsOfUrl } from '../util/url-secrets.ts';
import { annotationsOf, MOST_ANNOTATIONS } from './annotations.ts';
import type { Commenter } from './comment/publish-comment.ts';
import { plain } from './escape.ts';
import { isGreen, sumUp, timeSpan } from './labels.ts';
import { changeLine, outcomeLine, progressLine, settledLine } from './log.ts';
import { createVoice } from './log-writer.ts';
import { outputsOf } from './outputs.ts';
import { publish } from './publish.ts';
import type { Redact } from './redact.ts';
import { createRedact } from './redact.ts';
import { summaryOf } from './summary.ts';

/** The inputs that a report shows, or goes by. */
export interface ReportSettings {
  readonly apiUrl: string;
  readonly indexId: string | null;
  readonly tasks: readonly unknown[];
  readonly maxInFlight: number;
  readonly wait: boolean;
  readonly timeoutMs: number;
  readonly failOnTimeout: boolean;
  readonly summary: boolean;
  readonly resultsFile: string;
}

/** What a run tells, from its first word to its results; everything it says is free of secrets and is only text. */
export interface Reporter {
  /** The key: masked, and taken out of whatever is told from now on. */
  keepSecret(apiKey: string): void;
  /** The inputs are right, and these are the videos. */
  opened(inputs: ReportSettings, sources: readonly Source[], notes: readonly string[]): void;
  /** A problem of a video, or of the index, that stops nothing. */
  warn(about: Pick<Entry, 'name'>, problem: Problem): void;
  changed: OnChange;
  tell(line: string, about?: Entry): void;
  debug(line: string): void;
  /** Tells how far the videos are, once a minute and when one has ended; the function that comes back stops it. */
  startProgress(ledger: Ledger, deadline: Deadline): () => void;
  /** The run cannot go on. */
  broken(error: unknown): void;
  /** Publishes the results, once, however often it is called. True for a green step. */
  close(ledger: Ledger | null): Promise<boolean>;
}

const HEARTBEAT_MS = 60_000;
/** Many videos end within seconds of one another; they are told of together. */
const GATHERING_MS = 5_000;
/** The lines about each of more videos than this are folded. */
const MOST_UNFOLDED = 10;
/** One place is kept for how the videos end; what is too much are lines of the log. */
const MOST_WARNINGS = MOST_ANNOTATIONS - 1;

export function createReporter(
  runner: Runner,
  clock: Clock,
  fallbackResultsFile: string,
  comment: Commenter,
): Reporter {
  const voice = createVoice(runner);
  let inputs: ReportSettings | null = null;
  let problem: Problem | null = null;
  let warnings = 0;
  let closing: Promise<boolean> | null = null;
  let count = 0;
  let ended = new AbortController();

  /** Takes out what is secret of one video, which the platform may repeat. */
  const withoutOwn = ({ source }: Entry): Redact => createRedact(source.kind === 'url' ? secretsOfUrl(source.url) : []);

  const tellOfVideo = (entry: Entry, line: string | null): void => {
    if (line === null) return;
    const clean = withoutOwn(entry)(voice.clean(line));
    if (count > MOST_UNFOLDED) voice.detail('Videos', clean);
    else voice.tell(clean);
  };

  const cleanOutcome = (entry: Entry): Outcome => {
    const outcome = withTexts(outcomeOf(entry), voice.redact);
    if (outcome.error === null) return outcome;
    const own = withoutOwn(entry);
    const error = {
      ...outcome.error,
      code: voice.redact(outcome.error.code),
      message: own(voice.clean(outcome.error.message)),
    };
    return { ...outcome, error };
  };

  const publishAll = async (ledger: Ledger | null): Promise<boolean> => {
    voice.unfold();
    const outcomes = (ledger?.entries() ?? []).map(cleanOutcome);
    const failOnTimeout = inputs?.failOnTimeout ?? true;
    const green = (outcome: Outcome): boolean => isGreen(outcome.status, failOnTimeout);
    const complete = await publish(runner, {
      results: outcomes,
      resultsFile: inputs?.resultsFile ?? fallbackResultsFile,
      outputs: (resultsFile) => outputsOf(outcomes, problem, resultsFile),
      lines: outcomes.values().map(outcomeLine),
      errors: annotationsOf(outcomes.filter((outcome) => !green(outcome))),
      warnings: annotationsOf(outcomes.filter(green), MOST_ANNOTATIONS - Math.min(warnings, MOST_WARNINGS)),
      summary: (inputs?.summary ?? true) ? () => summaryOf(outcomes, problem) : null,
      lastLine: sumUp(outcomes),
    });
    await comment(outcomes, problem);
    const proven = outcomes.length > 0 && outcomes.every(green);
    return complete && proven && problem === null;
  };

  return {
    keepSecret: voice.keepSecret,
    opened: (given, sources, notes) => {
      inputs = given;
      count = sources.length;
      for (const source of sources) {
        if (source.kind === 'url') for (const secret of secretsOfUrl(source.url)) runner.mask(secret);
      }
      voice.group('Settings', settingsLines(given, sources));
      notes.forEach(voice.tell);
    },
    warn: ({ name }, { message, hint }) => {
      warnings += 1;
      const text = plain(voice.clean(`${message} ${hint}`));
      if (warnings <= MOST_WARNINGS) runner.warning(text, `TwelveLabs: ${plain(voice.clean(name))}`);
      else voice.tell(`${name}: ${text}`);
    },
    changed: (after, before) => {
      if (after.position === 0 && after.taskId !== before.taskId) tellIds(runner, after);
      tellOfVideo(after, changeLine(after, before, clock.now()));
      if (after.phase !== 'settled') return;
      tellOfVideo(after, settledLine(after));
      ended.abort();
    },
    tell: (line, about) => voice.tell(about ? withoutOwn(about)(voice.clean(line)) : line),
    debug: voice.debug,
    startProgress: (ledger, deadline) => {
      const stop = new AbortController();
      const tellProgress = async (): Promise<void> => {
        while (!stop.signal.aborted) {
          ended = new AbortController();
          await clock.sleep(HEARTBEAT_MS, AbortSignal.any([stop.signal, ended.signal]));
          if (ended.signal.aborted) await clock.sleep(GATHERING_MS, stop.signal);
          if (!stop.signal.aborted) voice.tell(progressLine(ledger.entries(), clock.now(), deadline.left()));
        }
      };
      void tellProgress();
      return () => stop.abort();
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

/** The same with `change` made to every text in it; nothing new where nothing changes, for there may be thousands. */
function withTexts(outcome: Outcome, change: (text: string) => string): Outcome {
  const changed = Object.entries(outcome).flatMap(([name, value]) => {
    const text = typeof value === 'string' ? change(value) : value;
    return text === value ? [] : [[name, text]];
  });
  return changed.length === 0 ? outcome : { ...outcome, ...Object.fromEntries(changed) };
}

/** Ids first: later steps have them whatever becomes of the wait. */
function tellIds(runner: Runner, entry: Entry): void {
  runner.output('task_id', entry.taskId ?? '');
  if (entry.facts.video_id !== null) runner.output('video_id', entry.facts.video_id);
}

function settingsLines(inputs: ReportSettings, sources: readonly Source[]): string[] {
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
