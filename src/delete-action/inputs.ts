import type { EnvironmentVariables } from '../github/environment.ts';
import type { Runner } from '../github/runner.ts';
import { checkApiKey, checkApiUrl, checkResultsFile, ID_PATTERN, readApiKey } from '../inputs/common-inputs.ts';
import type { InputReader } from '../inputs/input-reader.ts';
import { createInputReader, InputError } from '../inputs/input-reader.ts';
import type { MetadataValues } from '../twelvelabs/indexed-assets.ts';

/** Which videos: those of some ids, or those whose metadata has some values. */
export type Selection =
  | { readonly kind: 'ids'; readonly videoIds: readonly string[] }
  /** Numbers and booleans match what was stored as such and as text. */
  | { readonly kind: 'where'; readonly filter: MetadataValues };

/** The inputs of a step that deletes, checked and ready for use. Names and defaults: `delete/action.yml`. */
export interface DeleteInputs {
  readonly apiKey: string;
  /** Without a slash at its end. */
  readonly apiUrl: string;
  readonly indexId: string;
  readonly selection: Selection;
  readonly dryRun: boolean;
  readonly maxDeletions: number;
  readonly deleteAssets: boolean;
  readonly force: boolean;
  readonly timeoutMs: number;
  readonly summary: boolean;
  readonly resultsFile: string;
}

/** Reads and checks every input. Throws one `InputError` that lists everything that is wrong. */
export function readDeleteInputs(runner: Runner, env: EnvironmentVariables, uuid: string): DeleteInputs {
  const read = createInputReader((name) => runner.input(name));
  const inputs: DeleteInputs = Object.freeze({
    apiKey: checkApiKey(read, readApiKey(runner, env)),
    apiUrl: checkApiUrl(read),
    indexId: checkIndexId(read),
    selection: readSelection(read),
    dryRun: read.boolean('dry_run', false),
    maxDeletions: read.number('max_deletions', { atLeast: 1, atMost: 10_000, whole: true }) ?? 50,
    deleteAssets: read.boolean('delete_assets', false),
    force: read.boolean('force', false),
    timeoutMs: (read.number('timeout_minutes', { above: 0, atMost: 50_000 }) ?? 10) * 60_000,
    summary: read.boolean('summary', true),
    resultsFile: checkResultsFile(read, env, uuid),
  });
  if (read.invalidInputs().length > 0) throw new InputError(read.invalidInputs());
  return inputs;
}

function checkIndexId(read: InputReader): string {
  const given = read.text('index_id');
  if (!ID_PATTERN.test(given)) {
    read.report({
      input: 'index_id',
      received: given === '' ? null : given,
      expected: 'the id of the index that the videos are in, 24 letters and digits',
      hint:
        given === ''
          ? 'a variable or secret of that name does not exist'
          : "the index's name or address instead of its id",
    });
  }
  return given;
}

function readSelection(read: InputReader): Selection {
  const videoIds = readVideoIds(read);
  const received = read.text('where');
  const filter = received === '' ? {} : readFilter(read, received);
  if (videoIds.length > 0 && received !== '') {
    read.report({
      input: 'where',
      received,
      expected: 'either `video_id` or `where`, not both',
      hint: 'a step that was copied and kept both',
    });
  }
  if (videoIds.length === 0 && received === '') {
    read.report({
      input: 'video_id',
      received: null,
      expected: 'ids of videos, one per line (or `where`)',
      hint: 'the output of an earlier step that came out empty',
    });
  }
  return received === '' ? { kind: 'ids', videoIds } : { kind: 'where', filter };
}

function readVideoIds(read: InputReader): readonly string[] {
  const ids = [...new Set(read.lines('video_id'))];
  for (const id of ids.filter((given) => !ID_PATTERN.test(given))) {
    read.report({
      input: 'video_id',
      received: id,
      expected: 'ids of videos, one per line, letters and digits',
      hint: 'ids separated by commas or spaces, or an address instead of an id',
    });
  }
  return ids;
}

/** What matches everything, or more than was meant, is an error: nobody gets a video back. */
function readFilter(read: InputReader, received: string): MetadataValues {
  const faults = read.invalidInputs().length;
  const values = read.flatObject('where', checkName);
  if (read.invalidInputs().length > faults) return {};
  const filter = Object.entries(values);
  const empty = filter.filter(([, value]) => String(value).trim() === '').map(([name]) => name);
  if (filter.length === 0 || empty.length > 0) {
    read.report({
      input: 'where',
      received,
      expected: 'a JSON object with at least one name, and no empty value: it must not match more than was meant',
      hint:
        filter.length === 0
          ? 'an object that an earlier step left empty'
          : `an expression that came out empty (${empty.join(', ')})`,
    });
  }
  return values;
}

/** Names that the platform keeps for itself (documented), and parameters of its list that are no metadata. */
const RESERVED_PARAMETERS = [
  ...['duration', 'filename', 'fps', 'height', 'model_names', 'size', 'video_title', 'width'],
  ...['page', 'page_limit', 'sort_by', 'sort_option', 'status', 'created_at', 'updated_at'],
];

function checkName(name: string): string | null {
  if (RESERVED_PARAMETERS.includes(name)) {
    return `other names than ${RESERVED_PARAMETERS.join(', ')}: to the platform's list these are not user-defined metadata`;
  }
  return /^[^\s[\]]+$/.test(name) ? null : 'names without spaces and brackets';
}
