import type { ActionEnvironment } from '../github/environment.ts';
import { InputError } from '../inputs/input-reader.ts';
import type { TaskSource, UrlSource } from '../model/source.ts';
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
}

export interface ResolvedSources {
  readonly videos: readonly IndexableSource[];
  /** Information for the log about sources that are valid. */
  readonly notes: readonly string[];
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
  if (inputs.manifest !== null) {
    const { allowPrivateUrls } = inputs;
    const options = { workspace, allowPrivateUrls, note: (text: string) => notes.push(text) };
    for await (const batch of readManifest(inputs.manifest, options)) for (const source of batch) collector.add(source);
  }
  const assets = await findAssets(inputs, environment);
  for (const source of assets.sources) collector.add(source);
  const invalidInputs = [...files.invalidInputs, ...assets.invalidInputs];
  if (invalidInputs.length > 0) throw new InputError(invalidInputs);
  const { sources, duplicates, otherShardsCount } = collector.result();
  notes.push(...formatDuplicates(duplicates), ...formatShard(inputs.shard, sources.length, otherShardsCount));
  return { videos: sources, notes };
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
