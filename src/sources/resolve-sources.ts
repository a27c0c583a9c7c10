import type { ActionEnvironment } from '../github/environment.ts';
import { InputError } from '../inputs/input-reader.ts';
import type { TaskSource, UrlSource } from '../model/source.ts';
import { createSourceCollector } from './deduplicate.ts';
import { findFiles } from './files.ts';
import { readManifest } from './manifest/read-manifest.ts';
import { findReleaseAssets } from './release-assets.ts';
import type { Shard } from './shard.ts';
import type { IndexableSource } from './source-key.ts';

/** What a step names as its videos, in the words of its inputs. */
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
  /** What people should know although nothing is wrong. */
  readonly notes: readonly string[];
}

const GITHUB_TIMEOUT_MS = 30_000;
/** Of a long list of repetitions, so many are named. */
const MAX_NOTES = 20;

/**
 * Collects the videos of a step from wherever it names them, in the order of the inputs, each once, and of them the
 * share of this job. Rejects with an `InputError` when a list, a file or a release cannot be read.
 */
export async function resolveSources(named: SourceInputs, place: ActionEnvironment): Promise<ResolvedSources> {
  const { workspace, repository } = place;
  const collector = createSourceCollector(named.shard, repository);
  const notes: string[] = [];
  for (const source of named.videoUrls) collector.add(source);
  const files = await findFiles(named.videoFiles, workspace);
  for (const source of files.sources) collector.add(source);
  notes.push(...files.notes);
  if (named.manifest !== null) {
    const { allowPrivateUrls } = named;
    const options = { workspace, allowPrivateUrls, note: (text: string) => notes.push(text) };
    for await (const run of readManifest(named.manifest, options)) for (const source of run) collector.add(source);
  }
  const assets =
    named.releaseAssets.length > 0 ? await releaseAssets(named, place) : { sources: [], invalidInputs: [] };
  for (const source of assets.sources) collector.add(source);
  const invalidInputs = [...files.invalidInputs, ...assets.invalidInputs];
  if (invalidInputs.length > 0) throw new InputError(invalidInputs);
  const { sources, repeated, elsewhere } = collector.collection();
  return {
    videos: sources,
    notes: [...notes, ...formatDuplicates(repeated), ...formatShard(named.shard, sources.length, elsewhere)],
  };
}

function releaseAssets(named: SourceInputs, place: ActionEnvironment): ReturnType<typeof findReleaseAssets> {
  return findReleaseAssets(named.releaseAssets, {
    tag: named.releaseTag,
    event: place.event,
    repository: place.repository ?? '',
    token: named.githubToken,
    apiUrl: place.githubApiUrl,
    timeoutMs: GITHUB_TIMEOUT_MS,
    clock: place.clock,
    signal: place.signal,
  });
}

function formatDuplicates(repeated: ReadonlyMap<string, number>): string[] {
  const told = [...repeated.keys()].slice(0, MAX_NOTES);
  const rest = repeated.size - told.length;
  const lines = told.map((shown) => `${shown} is named more than once; it is taken once.`);
  return rest > 0 ? [...lines, `And ${rest} more are named more than once.`] : lines;
}

function formatShard(shard: Shard | null, own: number, elsewhere: number): string[] {
  if (shard === null) return [];
  return [`Shard ${shard.index}/${shard.of}: ${own} of ${own + elsewhere} videos are this job's.`];
}
