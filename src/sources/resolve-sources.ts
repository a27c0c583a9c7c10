import type { ActionEnvironment } from '../github/environment.ts';
import type { InvalidInput } from '../inputs/input-reader.ts';
import { InputError } from '../inputs/input-reader.ts';
import type { TaskSource, UrlSource } from '../model/source.ts';
import type { SourceCollector } from './deduplicate.ts';
import { createSourceCollector } from './deduplicate.ts';
import { findFiles } from './files.ts';
import { readManifest } from './manifest/read-manifest.ts';
import { createGitHubOptions, type FoundReleaseAssets, findReleaseAssets } from './release-assets.ts';
import type { Shard } from './shard.ts';
import type { IndexableSource } from './source-key.ts';

/** The inputs that name the videos of a step. */
export interface SourceInputs {
  readonly tasks: readonly TaskSource[];
  readonly videoUrls: readonly UrlSource[];
  readonly videoFiles: readonly string[];
  readonly manifest: string | null;
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
  /**
   * Whether the videos are all that the sources name. False if a row is invalid, and if there are no videos at all unless
   * that is to be ignored: then nothing may be deleted because it is not listed.
   */
  readonly isComplete: boolean;
}

/** More duplicates are only counted. */
const MAX_DUPLICATE_NOTES = 20;

/**
 * Collects the videos of a step from all its inputs, in the order of the inputs, each video once, and keeps the shard of
 * this job. Rejects with an `InputError` if a manifest, a file or a release cannot be read.
 */
export async function resolveSources(inputs: SourceInputs, environment: ActionEnvironment): Promise<ResolvedSources> {
  const { workspace, repository } = environment;
  const collector = createSourceCollector(inputs.shard, repository);
  const notes: string[] = [];
  for (const source of inputs.videoUrls) collector.add(source);
  const files = await findFiles(inputs.videoFiles, workspace);
  for (const source of files.sources) collector.add(source);
  notes.push(...files.notes);
  const invalidManifest = await readInto(collector, inputs, workspace, notes);
  const assets = await findAssets(inputs, environment);
  for (const source of assets.sources) collector.add(source);
  const { sources, duplicates, otherShardsCount, isComplete } = collector.result();
  const isEmpty = sources.length === 0 && otherShardsCount === 0;
  const invalidInputs = [...files.invalidInputs, ...invalidManifest, ...assets.invalidInputs];
  const isAllowed = isEmpty && inputs.ifNoVideos !== 'error' && invalidInputs.every((input) => input.isEmpty);
  if (invalidInputs.length > 0 && !isAllowed) throw new InputError(invalidInputs);
  notes.push(...formatDuplicates(duplicates), ...formatShard(inputs.shard, sources.length, otherShardsCount));
  return { videos: sources, notes, isComplete: isComplete && (!isEmpty || inputs.ifNoVideos === 'ignore') };
}

/** Adds the videos of the manifest. Returns why it names none; rejects with an `InputError` if it cannot be read. */
async function readInto(
  collector: SourceCollector,
  { manifest, allowPrivateUrls }: SourceInputs,
  workspace: string,
  notes: string[],
): Promise<readonly InvalidInput[]> {
  if (manifest === null) return [];
  const options = { workspace, allowPrivateUrls, note: (text: string) => notes.push(text) };
  try {
    for await (const batch of readManifest(manifest, options)) for (const source of batch) collector.add(source);
    return [];
  } catch (error) {
    if (error instanceof InputError && error.invalidInputs.every((input) => input.isEmpty)) return error.invalidInputs;
    throw error;
  }
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
