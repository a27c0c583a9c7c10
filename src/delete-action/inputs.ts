import type { Collection } from '../existing/collection.ts';
import { createCollection } from '../existing/collection.ts';
import type { EnvironmentVariables } from '../github/environment.ts';
import type { Runner } from '../github/runner.ts';
import type { CommonInputs } from '../inputs/common-inputs.ts';
import {
  checkIndexId,
  RESERVED_METADATA_NAMES,
  readCollectionName,
  readCommonInputs,
  readIds,
  reportConflict,
} from '../inputs/common-inputs.ts';
import { InputError, InputReader } from '../inputs/input-reader.ts';
import type { MetadataValues } from '../twelvelabs/indexed-assets.ts';

/** Which videos to delete: those with some IDs, or those with some metadata. */
export type Selection =
  | { readonly kind: 'ids'; readonly videoIds: readonly string[] }
  /** Numbers and booleans match what was stored as such and what was stored as text. */
  | { readonly kind: 'where'; readonly filter: MetadataValues }
  /** Those that a collection claims: its claims are released, and what nobody else claims is deleted. */
  | { readonly kind: 'collection'; readonly collection: Collection };

/** The validated inputs of a step. Names and defaults: `delete/action.yml`. */
export interface DeleteInputs extends CommonInputs {
  readonly indexId: string;
  readonly selection: Selection;
  readonly dryRun: boolean;
  readonly maxDeletions: number;
  readonly deleteAssets: boolean;
  readonly force: boolean;
  readonly comment: boolean;
}

/** Reads and validates every input. Throws one `InputError` that lists all wrong inputs. */
export function readDeleteInputs(runner: Runner, env: EnvironmentVariables, uuid: string): DeleteInputs {
  const read = new InputReader(runner);
  const inputs: DeleteInputs = Object.freeze({
    ...readCommonInputs(read, env, { uuid, defaultTimeoutMinutes: 10 }),
    indexId: checkIndexId(read, 'the ID of the index that contains the videos'),
    selection: readSelection(read),
    dryRun: read.boolean('dry_run', false),
    maxDeletions: read.number('max_deletions', { atLeast: 1, atMost: 10_000, whole: true }) ?? 50,
    deleteAssets: read.boolean('delete_assets', false),
    force: read.boolean('force', false),
    comment: read.boolean('comment', false),
  });
  if (read.invalidInputs.length > 0) throw new InputError(read.invalidInputs);
  return inputs;
}

function readSelection(read: InputReader): Selection {
  const videoIds = readIds(read, 'video_id', 'videos');
  const received = read.text('where');
  const filter = received === '' ? {} : readFilter(read, received);
  const name = readCollectionName(read);
  const selectors = [
    ...(videoIds.length > 0 ? ['video_id'] : []),
    ...(received === '' ? [] : ['where']),
    ...(name === null ? [] : ['collection']),
  ];
  const [first, second] = selectors;
  if (first !== undefined && second !== undefined) {
    reportConflict(read, second, read.text(second), `either \`${selectors.join('` or `')}\``);
  }
  if (first === undefined) {
    read.report({
      input: 'video_id',
      received: null,
      expected: 'IDs of videos, one per line (or `where`, or `collection`)',
      hint: 'an empty output of an earlier step',
    });
  }
  if (name !== null) return { kind: 'collection', collection: createCollection(name) };
  return received === '' ? { kind: 'ids', videoIds } : { kind: 'where', filter };
}

/** Refuses filters that could match more than intended: a deleted video cannot be restored. */
function readFilter(read: InputReader, received: string): MetadataValues {
  const errors = read.invalidInputs.length;
  const values = read.flatObject('where', checkName);
  if (read.invalidInputs.length > errors) return {};
  const filter = Object.entries(values);
  const lists = filter.filter(([, value]) => typeof value === 'object').map(([name]) => name);
  if (lists.length > 0) {
    const expected = 'a flat object of strings, numbers and booleans';
    read.report({
      input: 'where',
      received,
      expected,
      hint: `${lists.join(', ')}: a list, by which nothing can be selected`,
    });
    return {};
  }
  const empty = filter.filter(([, value]) => String(value).trim() === '').map(([name]) => name);
  if (filter.length === 0 || empty.length > 0) {
    read.report({
      input: 'where',
      received,
      expected: 'a JSON object with at least one name and no empty values, which could match more videos than intended',
      hint:
        filter.length === 0
          ? 'an empty object from an earlier step'
          : `an expression that evaluated to nothing (${empty.join(', ')})`,
    });
  }
  return values as MetadataValues;
}

/** Names that are not user metadata to the list of videos: reserved ones, and its other parameters (documented). */
const RESERVED_PARAMETERS = [
  ...RESERVED_METADATA_NAMES,
  ...['page', 'page_limit', 'sort_by', 'sort_option', 'status', 'created_at', 'updated_at'],
];

function checkName(name: string): string | null {
  if (RESERVED_PARAMETERS.includes(name)) {
    return `names other than ${RESERVED_PARAMETERS.join(', ')}, which are not user metadata`;
  }
  return /^[^\s[\]]+$/.test(name) ? null : 'names without spaces or brackets';
}
