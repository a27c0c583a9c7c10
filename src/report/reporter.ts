import type { Runner } from '../github/runner.ts';
import { toErrorCode } from '../model/error-catalog.ts';
import type { ErrorDetails } from '../model/errors.ts';
import type { VideoResult } from '../model/result.ts';
import type { VideoSource } from '../model/source.ts';
import type { OnChange, VideoState, VideoStore } from '../model/video-store.ts';
import { toResult } from '../model/video-store.ts';
import type { Clock, Deadline } from '../util/clock.ts';
import { findUrlSecrets } from '../util/url.ts';
import { buildAnnotations, MAX_ANNOTATIONS } from './annotations.ts';
import type { PublishComment } from './comment/publish-comment.ts';
import { escapeText } from './escape.ts';
import { formatDuration, formatTotals, isSuccess } from './labels.ts';
import { formatChange, formatFailure, formatProgress, formatResult } from './log.ts';
import { createLogWriter } from './log-writer.ts';
import { buildOutputs } from './outputs.ts';
import { publish } from './publish.ts';
import type { Redact } from './redact.ts';
import { createRedact } from './redact.ts';
import { buildSummary } from './summary.ts';

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
  addSecret(apiKey: string): void;
  /** The inputs are right, and these are the videos. */
  start(inputs: ReportSettings, sources: readonly VideoSource[], notes: readonly string[]): void;
  /** A problem of a video, or of the index, that stops nothing. */
  warn(about: Pick<VideoState, 'name'>, problem: ErrorDetails): void;
  videoChanged: OnChange;
  tell(line: string, about?: VideoState): void;
  debug(line: string): void;
  /** Tells how far the videos are, once a minute and when one has ended; the function that comes back stops it. */
  startProgress(store: VideoStore, deadline: Deadline): () => void;
  /** The run cannot go on. */
  abort(error: unknown): void;
  /** Publishes the results, once, however often it is called. True for a green step. */
  close(store: VideoStore | null): Promise<boolean>;
}

const PROGRESS_INTERVAL_MS = 60_000;
/** Many videos end within seconds of one another; they are told of together. */
const PROGRESS_DELAY_MS = 5_000;
/** The lines about each of more videos than this are folded. */
const MAX_UNFOLDED_VIDEOS = 10;
/** One place is kept for how the videos end; what is too much are lines of the log. */
const MAX_WARNINGS = MAX_ANNOTATIONS - 1;

export function createReporter(
  runner: Runner,
  clock: Clock,
  fallbackResultsFile: string,
  comment: PublishComment,
): Reporter {
  const voice = createLogWriter(runner);
  let inputs: ReportSettings | null = null;
  let problem: ErrorDetails | null = null;
  let warnings = 0;
  let closing: Promise<boolean> | null = null;
  let count = 0;
  let ended = new AbortController();

  /** Takes out what is secret of one video, which the platform may repeat. */
  const withoutOwn = ({ source }: VideoState): Redact =>
    createRedact(source.kind === 'url' ? findUrlSecrets(source.url) : []);

  const tellOfVideo = (entry: VideoState, line: string | null): void => {
    if (line === null) return;
    const clean = withoutOwn(entry)(voice.clean(line));
    if (count > MAX_UNFOLDED_VIDEOS) voice.infoInGroup('Videos', clean);
    else voice.info(clean);
  };

  const cleanOutcome = (entry: VideoState): VideoResult => {
    const outcome = mapTexts(toResult(entry), voice.redact);
    if (outcome.error === null) return outcome;
    const own = withoutOwn(entry);
    const error = {
      ...outcome.error,
      code: toErrorCode(voice.redact(outcome.error.code)),
      message: own(voice.clean(outcome.error.message)),
    };
    return { ...outcome, error };
  };

  const publishAll = async (store: VideoStore | null): Promise<boolean> => {
    voice.closeGroup();
    const outcomes = (store?.videos() ?? []).map(cleanOutcome);
    const failOnTimeout = inputs?.failOnTimeout ?? true;
    const green = (outcome: VideoResult): boolean => isSuccess(outcome.status, failOnTimeout);
    const complete = await publish(runner, {
      results: outcomes,
      resultsFile: inputs?.resultsFile ?? fallbackResultsFile,
      outputs: (resultsFile) => buildOutputs(outcomes, problem, resultsFile),
      lines: outcomes.values().map(formatResult),
      errors: buildAnnotations(outcomes.filter((outcome) => !green(outcome))),
      warnings: buildAnnotations(outcomes.filter(green), MAX_ANNOTATIONS - Math.min(warnings, MAX_WARNINGS)),
      summary: (inputs?.summary ?? true) ? () => buildSummary(outcomes, problem) : null,
      lastLine: formatTotals(outcomes),
    });
    await comment(outcomes, problem);
    const proven = outcomes.length > 0 && outcomes.every(green);
    return complete && proven && problem === null;
  };

  return {
    addSecret: voice.addSecret,
    start: (given, sources, notes) => {
      inputs = given;
      count = sources.length;
      for (const source of sources) {
        if (source.kind === 'url') for (const secret of findUrlSecrets(source.url)) runner.mask(secret);
      }
      voice.group('Settings', formatSettings(given, sources));
      notes.forEach(voice.info);
    },
    warn: ({ name }, { message, hint }) => {
      warnings += 1;
      const text = escapeText(voice.clean(`${message} ${hint}`));
      if (warnings <= MAX_WARNINGS) runner.warning(text, `TwelveLabs: ${escapeText(voice.clean(name))}`);
      else voice.info(`${name}: ${text}`);
    },
    videoChanged: (after, before) => {
      if (after.position === 0 && after.remoteId !== before.remoteId) setIdOutputs(runner, after);
      tellOfVideo(after, formatChange(after, before, clock.now()));
      if (after.phase !== 'done') return;
      tellOfVideo(after, formatFailure(after));
      ended.abort();
    },
    tell: (line, about) => voice.info(about ? withoutOwn(about)(voice.clean(line)) : line),
    debug: voice.debug,
    startProgress: (store, deadline) => {
      const stop = new AbortController();
      const tellProgress = async (): Promise<void> => {
        while (!stop.signal.aborted) {
          ended = new AbortController();
          await clock.sleep(PROGRESS_INTERVAL_MS, AbortSignal.any([stop.signal, ended.signal]));
          if (ended.signal.aborted) await clock.sleep(PROGRESS_DELAY_MS, stop.signal);
          if (!stop.signal.aborted) voice.info(formatProgress(store.videos(), clock.now(), deadline.remainingMs()));
        }
      };
      void tellProgress();
      return () => stop.abort();
    },
    abort: (error) => {
      if (closing === null) problem = voice.abort(error);
    },
    close: (store) => {
      closing ??= publishAll(store);
      return closing;
    },
  };
}

/** The same with `change` made to every text in it; nothing new where nothing changes, for there may be thousands. */
function mapTexts(outcome: VideoResult, change: (text: string) => string): VideoResult {
  const changed = Object.entries(outcome).flatMap(([name, value]) => {
    const text = typeof value === 'string' ? change(value) : value;
    return text === value ? [] : [[name, text]];
  });
  return changed.length === 0 ? outcome : { ...outcome, ...Object.fromEntries(changed) };
}

/** Ids first: later steps have them whatever becomes of the wait. */
function setIdOutputs(runner: Runner, entry: VideoState): void {
  runner.output('task_id', entry.remoteId ?? '');
  if (entry.metadata.video_id !== null) runner.output('video_id', entry.metadata.video_id);
}

function formatSettings(inputs: ReportSettings, sources: readonly VideoSource[]): string[] {
  const tasks = inputs.tasks.length;
  const what = tasks > 0 ? `${tasks} existing task(s)` : `${sources.length} video(s)`;
  return [
    `API: ${inputs.apiUrl}`,
    `Index: ${inputs.indexId ?? '(that of the task)'}`,
    `Work: ${what}${tasks > 0 ? '' : `, at most ${inputs.maxInFlight} being indexed at once`}`,
    inputs.wait ? `Wait: up to ${formatDuration(inputs.timeoutMs / 1000)}` : 'Wait: no',
    `Results file: ${inputs.resultsFile}`,
  ];
}
