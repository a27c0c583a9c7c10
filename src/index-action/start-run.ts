import type { ActionEnvironment } from '../github/environment.ts';
import { createErrorDetails } from '../model/errors.ts';
import { createVideoStore } from '../model/video-store.ts';
import type { IndexRun } from '../report/index-run.ts';
import type { Reporter } from '../report/reporter.ts';
import type { ActionDependencies } from '../run-action.ts';
import type { Buckets } from '../sources/objects/buckets.ts';
import { createBuckets } from '../sources/objects/buckets.ts';
import type { ResolvedSources } from '../sources/resolve-sources.ts';
import { resolveSources } from '../sources/resolve-sources.ts';
import { identifySource } from '../sources/source-key.ts';
import type { Deadline } from '../util/clock.ts';
import { withDeadlineSignal } from '../util/clock.ts';
import { mapInTurns } from '../util/concurrency.ts';
import type { Inputs } from './inputs.ts';
import { noteLongIntegers } from './long-integers.ts';
import { chooseCollection } from './origin.ts';

/** The subject of messages about the list as a whole. */
const LIST = { name: 'list of videos' };
const NO_SOURCES: ResolvedSources = { videos: [], notes: [], warnings: [], isComplete: false };

export function connectBuckets(dependencies: ActionDependencies, reporter: Reporter, inputs: Inputs): Buckets {
  const { linkMinutes, allowPrivateUrls } = inputs;
  const { signal } = dependencies.cancellation;
  return createBuckets({ ...dependencies, linkMinutes, allowPrivateUrls, signal, addSecret: reporter.addSecret });
}

/** Reads lists, matches patterns and asks buckets and releases. A step that waits for existing tasks has no sources. */
export async function readSources(
  { clock, cancellation }: ActionDependencies,
  inputs: Inputs,
  environment: ActionEnvironment,
  deadline: Deadline,
  buckets: Buckets,
): Promise<ResolvedSources> {
  if (inputs.tasks.length > 0) return NO_SOURCES;
  return await withDeadlineSignal({ clock, deadline, cancelled: cancellation.signal }, (signal) =>
    resolveSources(inputs, { ...environment, signal }, buckets),
  );
}

/** Logs the settings and what is to be known of the list, and creates the state of the run. */
export async function startRun(
  dependencies: ActionDependencies,
  reporter: Reporter,
  inputs: Inputs,
  environment: ActionEnvironment,
  { videos, notes, warnings }: ResolvedSources,
): Promise<IndexRun> {
  const sources = [...inputs.tasks, ...videos];
  const { collection, prune } = chooseCollection(inputs, environment);
  const allNotes = [...notes, ...noteLongIntegers(inputs.userMetadata, videos)];
  await reporter.start({ ...inputs, collection, prune }, sources, allNotes);
  for (const warning of warnings) reporter.log.warning(warning, LIST);
  if (sources.length === 0 && inputs.ifNoVideos === 'warn') reporter.log.warning(createErrorDetails('no_videos'), LIST);
  const identities = await mapInTurns(sources, (source) => identifySource(source, environment.repository));
  const options = { identities, onChange: reporter.videoChanged };
  const store = createVideoStore(sources, inputs.indexId, dependencies.clock, options);
  return { store, collection, prune, isDryRun: inputs.dryRun, indexName: null, removed: null };
}
