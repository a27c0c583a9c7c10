import { ApiError, invalid } from './errors.ts';
import type { IndexRecord, Video } from './models.ts';
import type { FilterSpelling, SimulatorOptions } from './options.ts';
import { metadataKey } from './store.ts';

/** The pairs that a video must have to be listed; `null`: no video is listed. */
type MetadataPairs = readonly string[] | null;

/**
 * Reads the parameters of a query that are not parameters of the list itself as a filter by `user_metadata`, as far
 * as their spelling works with these options. Throws 400 on a spelling that is refused.
 */
export function readMetadataFilter(
  { metadataFilter, otherSpellings }: SimulatorOptions,
  query: URLSearchParams,
  names: readonly string[],
): MetadataPairs {
  const pairs: string[] = [];
  let matchesNothing = false;
  for (const [parameter, value] of query) {
    if (!names.includes(parameter)) continue;
    const bracketed = /^user_metadata\[(.+)\]$/.exec(parameter)?.[1];
    const spelling = getSpelling(parameter, bracketed);
    if (metadataFilter.includes(spelling)) {
      if (spelling === 'json') pairs.push(...parsePairs(value));
      else pairs.push(metadataKey(bracketed ?? parameter, value));
    } else if (otherSpellings === 'refused') {
      throw refuse(spelling, parameter);
    } else if (otherSpellings === 'match_nothing') {
      matchesNothing = true;
    }
  }
  return matchesNothing ? null : pairs;
}

function getSpelling(parameter: string, bracketed: string | undefined): FilterSpelling {
  if (bracketed !== undefined) return 'brackets';
  return parameter === 'user_metadata' ? 'json' : 'bare';
}

function refuse(spelling: FilterSpelling, parameter: string): ApiError {
  if (spelling === 'json') return invalid(parameter, 'Filtering by it is not supported.');
  return new ApiError(400, 'parameter_unknown', `The ${parameter} parameter is unknown.`);
}

/** The pairs of a JSON object; of a list of values, each one must be there. */
function parsePairs(text: string): string[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalid('user_metadata', 'It must be a JSON object.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid('user_metadata', 'It must be a JSON object.');
  }
  return Object.entries(value).flatMap(([name, item]) =>
    (Array.isArray(item) ? item : [item]).map((one) => metadataKey(name, String(one))),
  );
}

/** The videos that have every one of the pairs, oldest first. */
export function findByMetadata(
  index: IndexRecord,
  pairs: MetadataPairs,
  { filterableAfter }: SimulatorOptions,
): readonly Video[] {
  if (pairs === null) return [];
  const [first, ...others] = pairs.map((pair) => index.byMetadata.get(pair) ?? new Set<Video>());
  if (first === undefined) return index.videos.rows;
  const isFilterable = (video: Video): boolean => filterableAfter === 'creation' || video.editedAt !== null;
  const found = [...first].filter((video) => isFilterable(video) && others.every((set) => set.has(video)));
  return found.sort((a, b) => a.sequence - b.sequence);
}
