import type { Runner } from '../github/runner.ts';
import type { CommonInputs } from '../inputs/common-inputs.ts';
import { toErrorCode } from '../model/error-catalog.ts';
import type { Log } from '../model/log.ts';
import type { VideoResult } from '../model/result.ts';
import type { VideoSource } from '../model/source.ts';
import { STATUS_TABLE } from '../model/status.ts';
import type { OnChange, VideoState, VideoStore } from '../model/video-store.ts';
import { toResult } from '../model/video-store.ts';
import type { Clock, Deadline } from '../util/clock.ts';
import { formatDuration } from '../util/format.ts';
import { findUrlSecrets } from '../util/url.ts';
import { buildAnnotations, MAX_ANNOTATIONS } from './annotations.ts';
import type { PublishComment } from './comment/publish-comment.ts';
import { formatChange, formatFailure, formatProgress, formatResult } from './log-lines.ts';
import { LogWriter } from './log-writer.ts';
import { buildOutputs } from './outputs.ts';
import type { Report, RunReporter } from './run-reporter.ts';
import { createRunReporter } from './run-reporter.ts';
import { buildSummary } from './summary.ts';
import { formatTotals } from './totals.ts';

/** The inputs that a report shows or depends on. */
export interface ReportSettings extends CommonInputs {
  readonly indexId: string | null;
  readonly tasks: readonly unknown[];
  readonly maxInFlight: number;
  readonly wait: boolean;
  readonly failOnTimeout: boolean;
}

/** Everything that a run publishes, from the settings to the results. */
export interface Reporter extends Omit<RunReporter<ReportSettings, VideoStore>, 'start'> {
  readonly log: Log;
  /** Masks the API key, and removes it from everything that is published. */
  addSecret(apiKey: string): void;
  start(inputs: ReportSettings, sources: readonly VideoSource[], notes: readonly string[]): void;
  videoChanged: OnChange;
  /** Logs the progress every minute, and when videos have ended. The returned function stops it. */
  startProgress(store: VideoStore, deadline: Deadline): () => void;
}

const PROGRESS_INTERVAL_MS = 60_000;
/** Many videos end within seconds of one another: one line reports them together. */
const PROGRESS_DELAY_MS = 5_000;
/** With more videos than this, the lines about each of them are in groups. */
const MAX_UNGROUPED_VIDEOS = 10;

export function createReporter(
  runner: Runner,
  clock: Clock,
  fallbackResultsFile: string,
  publishComment: PublishComment,
): Reporter {
  const log = new LogWriter(runner);
  let videoCount = 0;
  let videoEnded = new AbortController();

  const base = createRunReporter<ReportSettings, VideoStore>(runner, log, {
    fallbackResultsFile,
    formatSettings: (inputs) => formatSettings(inputs, videoCount),
    buildReport: (store, inputs, error): Report => {
      const results = (store?.videos() ?? []).map((video) => toCleanResult(video, log));
      const isSuccess = ({ status }: VideoResult): boolean =>
        STATUS_TABLE.isSuccess(status, inputs?.failOnTimeout ?? true);
      return {
        results,
        outputs: (resultsFile) => buildOutputs({ results, error, resultsFile }),
        lines: results.values().map(formatResult),
        errors: buildAnnotations(results.filter((result) => !isSuccess(result))),
        warnings: buildAnnotations(results.filter(isSuccess), MAX_ANNOTATIONS - log.warningCount),
        summary: () => buildSummary(results, error),
        totals: formatTotals(results),
        isSuccess: results.length > 0 && results.every(isSuccess),
        publishComment: () => publishComment(results, error),
      };
    },
  });

  const logVideo = (video: VideoState, line: string | null): void => {
    if (line === null) return;
    if (videoCount > MAX_UNGROUPED_VIDEOS) log.infoInGroup('Videos', line, video);
    else log.info(line, video);
  };

  return {
    log,
    addSecret: log.addSecret,
    abort: base.abort,
    close: base.close,
    start: (inputs, sources, notes) => {
      videoCount = sources.length;
      for (const source of sources) {
        if (source.kind === 'url') for (const secret of findUrlSecrets(source.url)) runner.mask(secret);
      }
      base.start(inputs);
      for (const note of notes) log.info(note);
    },
    videoChanged: (after, before) => {
      if (after.position === 0 && after.remoteId !== before.remoteId) setIdOutputs(runner, after);
      logVideo(after, formatChange(after, before, clock.now()));
      if (after.phase !== 'done') return;
      logVideo(after, formatFailure(after));
      videoEnded.abort();
    },
    startProgress: (store, deadline) => {
      const stop = new AbortController();
      const logProgress = async (): Promise<void> => {
        while (!stop.signal.aborted) {
          videoEnded = new AbortController();
          await clock.sleep(PROGRESS_INTERVAL_MS, AbortSignal.any([stop.signal, videoEnded.signal]));
          if (videoEnded.signal.aborted) await clock.sleep(PROGRESS_DELAY_MS, stop.signal);
          if (!stop.signal.aborted) log.info(formatProgress(store.videos(), clock.now(), deadline.remainingMs()));
        }
      };
      void logProgress();
      return () => stop.abort();
    },
  };
}

/** The result of a video without secrets. */
function toCleanResult(video: VideoState, { redact, clean }: LogWriter): VideoResult {
  const result = mapTexts(toResult(video), redact);
  if (result.error === null) return result;
  const { code, message } = result.error;
  return { ...result, error: { ...result.error, code: toErrorCode(redact(code)), message: clean(message, video) } };
}

/** A copy with `change` made to every text; the object itself where nothing changes, as there may be thousands. */
function mapTexts(result: VideoResult, change: (text: string) => string): VideoResult {
  const changed = Object.entries(result).flatMap(([name, value]) => {
    const text = typeof value === 'string' ? change(value) : value;
    return text === value ? [] : [[name, text]];
  });
  return changed.length === 0 ? result : { ...result, ...Object.fromEntries(changed) };
}

/** Later steps have the IDs even if this one ends before it can publish its results. */
function setIdOutputs(runner: Runner, video: VideoState): void {
  runner.output('task_id', video.remoteId ?? '');
  if (video.metadata.video_id !== null) runner.output('video_id', video.metadata.video_id);
}

function formatSettings(inputs: ReportSettings, videoCount: number): readonly string[] {
  const { indexId, tasks, maxInFlight, wait, timeoutMs } = inputs;
  return [
    `Index: ${indexId ?? '(from the task)'}`,
    tasks.length > 0
      ? `Existing tasks: ${tasks.length}`
      : `Videos: ${videoCount}, at most ${maxInFlight} indexed at once`,
    wait ? `Timeout: ${formatDuration(timeoutMs / 1000)}` : 'Wait: no',
  ];
}
