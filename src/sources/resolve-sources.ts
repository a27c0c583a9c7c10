import type { ActionEnvironment } from '../github/environment.ts';
import type { InvalidInput } from '../inputs/input-reader.ts';
import { InputError } from '../inputs/input-reader.ts';
import type { ErrorDetails } from '../model/errors.ts';
import { createErrorDetails, UserError } from '../model/errors.ts';
import type { TaskSource, UrlSource } from '../model/source.ts';
import { createSourceCollector } from './deduplicate.ts';
import { findFiles } from './files.ts';
import { readManifest } from './manifest/read-manifest.ts';
import type { Buckets } from './objects/buckets.ts';
import type { ObjectRequest } from './objects/object-url.ts';
import { createGitHubOptions, type FoundReleaseAssets, findReleaseAssets } from './release-assets.ts';
import { mergeSameFiles } from './same-files.ts';
import type { Shard } from './shard.ts';
import type { IndexableSource } from './source-key.ts';

/** The inputs that name the videos of a step. */
export interface SourceInputs {
  readonly tasks: readonly TaskSource[];
  /** Links, and objects in buckets. */
  readonly videoUrls: ReadonlyArray<UrlSource | ObjectRequest>;
  readonly videoFiles: readonly string[];
  readonly manifest: string | null;
  readonly maxItems: number | null;
  readonly releaseAssets: readonly string[];
  readonly releaseTag: string | null;
  readonly shard: Shard | null;
  readonly githubToken: string;
  readonly allowPrivateUrls: boolean;
  /** Whether it is an error if the sources name no video at all. */
  readonly ifNoVideos: 'error' | 'warn' | 'ignore';
}

export interface ResolvedSources {
  readonly videos: readonly IndexableSource[];
  /** Information for the log about sources that are valid. */
  readonly notes: readonly string[];
  /** What may go wrong with all of them. */
  readonly warnings: readonly ErrorDetails[];
  /**
   * Whether the videos are all that the sources name. False if a row is invalid, if only the newest items of a feed are
   * taken, and if there are no videos at all unless that is to be ignored: then nothing may be deleted because it is not
   * listed.
   */
  readonly isComplete: boolean;
}

/** More duplicates are only counted. */
const MAX_DUPLICATE_NOTES = 20;

/**
 * Collects the videos of a step from all its inputs, in the order of the inputs, each video once, and keeps the shard of
 * this job. Rejects with an `InputError` if a manifest, a file or a release cannot be read.
 */
export async function resolveSources(
  inputs: SourceInputs,
  environment: ActionEnvironment,
  buckets: Buckets,
): Promise<ResolvedSources> {
  const { signal } = environment;
  const stopped = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    const fail = (): void => reject(createStoppedError(signal));
    if (signal.aborted) fail();
    else signal.addEventListener('abort', fail, { once: true, signal: stopped.signal });
  });
  aborted.catch(() => {}); // it may lose its race
  try {
    // Whatever a source waits for (a disk, a pipe, GitHub), the step goes on.
    return await Promise.race([collectSources(inputs, environment, buckets), aborted]);
  } finally {
    stopped.abort();
  }
}

async function collectSources(
  inputs: SourceInputs,
  environment: ActionEnvironment,
  buckets: Buckets,
): Promise<ResolvedSources> {
  const { repository } = environment;
  const collector = createSourceCollector(inputs.shard, repository);
  const notes: string[] = [];
  /** With their places, because they are read after all exclusions are known. */
  const requests: OrderedRequest[] = [];
  let order = 0;
  const add = (source: IndexableSource | ObjectRequest): void => {
    order += 1;
    if (source.kind === 'object_request') requests.push({ request: source, order });
    else collector.add(source, order);
    if (collector.count() > MAX_VIDEOS) throw createTooManyError(inputs.manifest ?? '');
  };
  for (const source of inputs.videoUrls) add(source);
  const files = await findFiles(inputs.videoFiles, environment);
  for (const source of files.sources) add(source);
  notes.push(...files.notes);
  const invalidManifest = await readInto(add, inputs, environment, notes);
  const assets = await findAssets(inputs, environment);
  for (const source of assets.sources) add(source);
  const objects = requests.length === 0 ? NO_OBJECTS : await findObjects(requests, buckets);
  for (const { source, order: place } of objects.sources) collector.add(source, place);
  const { duplicates, otherShardsCount, ...collected } = collector.result();
  const { sources, notes: fileNotes } = await mergeSameFiles(
    await readObjects(collected.sources, buckets),
    environment.signal,
  );
  const isEmpty = sources.length === 0 && otherShardsCount === 0;
  const invalidInputs = [...files.invalidInputs, ...invalidManifest, ...assets.invalidInputs, ...objects.invalidInputs];
  const isAllowed = isEmpty && inputs.ifNoVideos !== 'error' && invalidInputs.every((input) => input.isEmpty);
  if (invalidInputs.length > 0 && !isAllowed) throw new InputError(invalidInputs);
  notes.push(...fileNotes, ...buckets.notes(), ...formatDuplicates(duplicates));
  notes.push(...formatShard(inputs.shard, sources.length, otherShardsCount));
  const isListed = collected.isComplete && sources.every(({ error }) => error === null) && inputs.maxItems === null;
  const isComplete = isListed && (!isEmpty || inputs.ifNoVideos === 'ignore');
  return { videos: sources, notes, warnings: buckets.warnings(), isComplete };
}

/** Adds the videos of the manifest. Returns why it names none; rejects with an `InputError` if it cannot be read. */
async function readInto(
  add: (source: IndexableSource | ObjectRequest) => void,
  { manifest, allowPrivateUrls, maxItems }: SourceInputs,
  environment: ActionEnvironment,
  notes: string[],
): Promise<readonly InvalidInput[]> {
  if (manifest === null) return [];
  const note = (text: string): number => notes.push(text);
  const options = { roots: environment, allowPrivateUrls, maxItems, note, download: environment };
  return collectEmpty(async () => {
    for await (const batch of readManifest(manifest, options)) {
      for (const source of batch) add(source);
      if (environment.signal.aborted) return;
    }
  });
}

/** More videos than this do not fit into the memory of a small runner, and take weeks to index. */
const MAX_VIDEOS = 200_000;

function createTooManyError(received: string): InputError {
  const expected = `up to ${MAX_VIDEOS} videos for each step`;
  return new InputError([
    { input: 'manifest', received, expected, hint: 'a list that was joined with itself; or split it with `shard`' },
  ]);
}

function createStoppedError(signal: AbortSignal): UserError {
  return new UserError(createErrorDetails(signal.reason === 'deadline' ? 'run_timed_out' : 'run_cancelled'));
}

/** Returns the invalid inputs of work that only finds no video; any other error rejects. */
async function collectEmpty(work: () => Promise<void>): Promise<readonly InvalidInput[]> {
  try {
    await work();
    return [];
  } catch (error) {
    if (error instanceof InputError && error.invalidInputs.every((input) => input.isEmpty)) return error.invalidInputs;
    throw error;
  }
}

interface OrderedRequest {
  readonly request: ObjectRequest;
  readonly order: number;
}

/** The objects that some requests name, in their places. */
interface FoundObjects {
  readonly sources: ReadonlyArray<{ readonly source: IndexableSource; readonly order: number }>;
  readonly invalidInputs: readonly InvalidInput[];
}

const NO_OBJECTS: FoundObjects = { sources: [], invalidInputs: [] };

/** Lists buckets. The code for it is loaded only by steps that name objects. */
async function findObjects(requests: readonly OrderedRequest[], buckets: Buckets): Promise<FoundObjects> {
  const { createObjectExclusion, createObjectSource, listObjects } = await import('./objects/resolve-objects.ts');
  const exclusions = requests.flatMap(({ request }) => (request.isExclusion ? [request] : []));
  const isExcluded = await createObjectExclusion(exclusions);
  const store = await buckets.connect();
  const sources: Array<FoundObjects['sources'][number]> = [];
  const invalidInputs: InvalidInput[] = [];
  for (const { request, order } of requests) {
    if (request.isExclusion) continue;
    if (request.isPattern) {
      const empty = await collectEmpty(async () => {
        for (const source of await listObjects(request, store, isExcluded)) sources.push({ source, order });
      });
      invalidInputs.push(...empty);
    } else if (!isExcluded(request.bucket, request.key)) sources.push({ source: createObjectSource(request), order });
  }
  return { sources, invalidInputs };
}

/** Reads the objects of this job that are named by their keys. */
async function readObjects(sources: readonly IndexableSource[], buckets: Buckets): Promise<readonly IndexableSource[]> {
  if (!sources.some(({ kind }) => kind === 'object')) return sources;
  const { statObjects } = await import('./objects/resolve-objects.ts');
  return statObjects(sources, await buckets.connect());
}

async function findAssets(inputs: SourceInputs, environment: ActionEnvironment): Promise<FoundReleaseAssets> {
  const { releaseAssets, releaseTag: tag, githubToken } = inputs;
  if (releaseAssets.length === 0) return { sources: [], invalidInputs: [] };
  const { event } = environment;
  return findReleaseAssets(releaseAssets, { ...createGitHubOptions(githubToken, environment), tag, event });
}

function formatDuplicates(duplicates: ReadonlyMap<string, number>): string[] {
  const names = [...duplicates.keys()].slice(0, MAX_DUPLICATE_NOTES);
  const lines = names.map((displayName) => `${displayName} is listed more than once; it is indexed once.`);
  const rest = duplicates.size - names.length;
  return rest > 0 ? [...lines, `${rest} more videos are listed more than once.`] : lines;
}

function formatShard(shard: Shard | null, count: number, otherShardsCount: number): string[] {
  if (shard === null) return [];
  return [`Shard ${shard.index}/${shard.count}: this job processes ${count} of ${count + otherShardsCount} videos.`];
}
