import type { Collection } from '../existing/collection.ts';
import type { Runner } from '../github/runner.ts';
import type { CommonInputs } from '../inputs/common-inputs.ts';
import type { VideoResult } from '../model/result.ts';
import type { ManifestLocation, VideoSource } from '../model/source.ts';
import { getLocation } from '../model/source.ts';
import { STATUS_TABLE } from '../model/status.ts';
import type { OnChange, VideoState, VideoStore } from '../model/video-store.ts';
import type { PruneMode } from '../plan/removals.ts';
import type { Clock, Deadline } from '../util/clock.ts';
import { createPause } from '../util/concurrency.ts';
import { formatDuration } from '../util/format.ts';
import { findUrlSecrets, isSafeToMask } from '../util/url.ts';
import type { PublishComment } from './comment/publish-comment.ts';
import type { IndexRun } from './index-run.ts';
import { toResults } from './index-run.ts';
import { formatChange, formatProgress, formatResult } from './log-lines.ts';
import { buildOutputs } from './outputs.ts';
import type { RunReporter } from './run-reporter.ts';
import { createRunReporter } from './run-reporter.ts';
import type { ReportFacts } from './summary.ts';
import { buildSummary } from './summary.ts';
import { hasPlayground } from './summary-links.ts';
import { formatTotals } from './totals.ts';

/** The inputs that a report shows or depends on. */
export interface ReportSettings extends CommonInputs {
  readonly indexId: string | null;
  readonly tasks: readonly unknown[];
  readonly maxInFlight: number;
  readonly wait: boolean;
  readonly failOnTimeout: boolean;
  readonly dryRun: boolean;
  readonly pricePerMinute: number | null;
  readonly collection: Collection | null;
  readonly prune: PruneMode;
}

/** Everything that a run publishes, from the settings to the results. */
export interface Reporter extends Omit<RunReporter<ReportSettings, IndexRun>, 'start'> {
  start(inputs: ReportSettings, sources: readonly VideoSource[], notes: readonly string[]): Promise<void>;
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
  let videoEnded = new AbortController();

  const base: RunReporter<ReportSettings, IndexRun> = createRunReporter<ReportSettings, IndexRun, VideoResult>(runner, {
    fallbackResultsFile,
    formatSettings: (inputs) => formatSettings(inputs, log.videoCount),
    buildReport: async (run, inputs, error) => {
      const pause = createPause();
      const videos = run?.store.videos() ?? [];
      const results: VideoResult[] = [];
      const locations = new Map<VideoResult, ManifestLocation>();
      for (const [at, result] of (run === null ? [] : toResults(run)).entries()) {
        const [video, cleaned] = [videos[at], base.log.cleanResult(result, videos[at])];
        const location = video === undefined ? null : getLocation(video.source);
        if (location !== null) locations.set(cleaned, location);
        results.push(cleaned);
        await pause();
      }
      const isDryRun = inputs?.dryRun ?? false;
      const facts = (isSuccess: boolean): ReportFacts => ({
        ...toFacts(run, inputs),
        indexName: run?.indexName ? base.log.redact(run.indexName) : null,
        error,
        isSuccess,
      });
      return {
        results,
        isComplete: run !== null,
        // A dry run fails only if the plan as a whole is an error.
        isSuccess: ({ status }) => isDryRun || STATUS_TABLE.isSuccess(status, inputs?.failOnTimeout ?? true),
        isRoutine: ({ status, error: own }) => status === 'ready' && own === null,
        sortWorstFirst: (some) => STATUS_TABLE.sortWorstFirst(some),
        locate: (result) => locations.get(result) ?? null,
        outputs: (resultsFile, isSuccess) => buildOutputs({ results, error, resultsFile, isSuccess, isDryRun }),
        formatResult,
        summary: (isSuccess) => buildSummary(results, facts(isSuccess)),
        totals: formatTotals(results),
        publishComment: (isSuccess) => publishComment(results, facts(isSuccess)),
      };
    },
  });
  const { log } = base;

  const logVideo = (video: VideoState, line: string | null): void => {
    if (line === null) return;
    const numbered = `${log.formatNumber(video)} ${line}`;
    if (log.videoCount > MAX_UNGROUPED_VIDEOS) log.eventInGroup('Videos', numbered, video);
    else log.event(numbered, video);
  };

  return {
    ...base,
    start: async (inputs, sources, notes) => {
      const pause = createPause();
      log.videoCount = sources.length;
      for (const secret of findMaskable(sources)) runner.mask(secret);
      await pause();
      base.start(inputs);
      for (const note of notes) log.info(note);
    },
    videoChanged: (after, before) => {
      if (after.position === 0 && after.remoteId !== before.remoteId) setIdOutputs(runner, after);
      logVideo(after, formatChange(after, before, clock.now()));
      if (after.phase === 'done' && !videoEnded.signal.aborted) videoEnded.abort();
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

function toFacts(
  run: IndexRun | null,
  inputs: ReportSettings | null,
): Omit<ReportFacts, 'error' | 'isSuccess' | 'indexName'> {
  return {
    isDryRun: inputs?.dryRun ?? false,
    pricePerMinute: inputs?.pricePerMinute ?? null,
    collection: inputs === null || inputs.tasks.length > 0 ? null : (run?.collection?.name ?? null),
    prune: run?.prune ?? 'off',
    hasPlayground: hasPlayground(inputs?.apiUrl ?? null),
  };
}

/** With more videos, nothing is masked for the runner: what this step writes is free of secrets without that. */
const MAX_MASKED_VIDEOS = 1_000;

/**
 * The signatures of links that the runner should mask. GitHub drops every job output that contains a masked value, and a
 * link may call anything its signature: none that is a part of what is published is masked.
 */
function findMaskable(sources: readonly VideoSource[]): readonly string[] {
  if (sources.length > MAX_MASKED_VIDEOS) return [];
  const published = sources
    .map((source) => (source.kind === 'task' ? source.taskId : `${source.name}\n${source.displayName}`))
    .join('\n');
  const secrets = sources.flatMap((source) => (source.kind === 'url' ? findUrlSecrets(source.url) : []));
  return [...new Set(secrets)].filter((secret) => isSafeToMask(secret) && !published.includes(secret));
}

/** Later steps have the IDs even if this one ends before it can publish its results. */
function setIdOutputs(runner: Runner, video: VideoState): void {
  runner.output('task_id', video.remoteId ?? '');
  if (video.metadata.video_id !== null) runner.output('video_id', video.metadata.video_id);
}

function formatSettings(inputs: ReportSettings, videoCount: number): readonly string[] {
  const { indexId, tasks, maxInFlight, wait, timeoutMs, collection, prune, dryRun } = inputs;
  return [
    `Index: ${indexId ?? '(from the task)'}`,
    ...(collection === null || tasks.length > 0 ? [] : [`Collection: ${collection.name}; prune: ${prune}`]),
    ...(dryRun ? ['Dry run: nothing is changed'] : []),
    tasks.length > 0
      ? `Existing tasks: ${tasks.length}`
      : `Videos: ${videoCount}, at most ${maxInFlight} indexed concurrently`,
    wait ? `Timeout: ${formatDuration(timeoutMs / 1000)}` : 'Wait: no',
  ];
}
