import { createReadLimits } from '../http/request-limits.ts';
import { InputError, type InvalidInput } from '../inputs/input-reader.ts';
import type { ActionDependencies } from '../run-action.ts';
import { createApi } from '../twelvelabs/api.ts';
import { ApiError } from '../twelvelabs/errors.ts';
import { findIndexIds } from '../twelvelabs/indexes.ts';
import { createDeadline } from '../util/clock.ts';

export interface IndexNameOptions extends Pick<ActionDependencies, 'send' | 'clock' | 'random' | 'cancellation'> {
  readonly apiUrl: string;
  readonly apiKey: string;
}

/** An ID as TwelveLabs creates them. */
const ID_PATTERN = /^[0-9a-f]{24}$/i;

/** Time for one request that only improves a message, in milliseconds. */
const TIMEOUT_MS = 10_000;

/** Rejects with an `InputError` that suggests the ID if `indexId` is the name of an index. */
export async function rejectIndexName(indexId: string | null, options: IndexNameOptions): Promise<void> {
  if (indexId === null || ID_PATTERN.test(indexId)) return;
  const ids = await findIds(indexId, options);
  if (ids.length > 0) throw new InputError([createSuggestion(indexId, ids)]);
}

/** Adds the ID to the error of an `index_id` that is the name of an index; any other error stays as it is. */
export async function suggestIndexId(error: unknown, options: IndexNameOptions): Promise<unknown> {
  if (!(error instanceof InputError)) return error;
  const isUsable = !error.invalidInputs.some(({ input }) => input === 'api_key' || input === 'api_url');
  const name = error.invalidInputs.find(({ input }) => input === 'index_id')?.received ?? null;
  if (!isUsable || name === null || !URL.canParse(options.apiUrl)) return error;
  const ids = await findIds(name, options);
  if (ids.length === 0) return error;
  return new InputError(
    error.invalidInputs.map((invalid) => (invalid.input === 'index_id' ? createSuggestion(name, ids) : invalid)),
  );
}

function createSuggestion(name: string, ids: readonly string[]): InvalidInput {
  const [id = ''] = ids;
  const expected =
    ids.length === 1
      ? `the ID of the index instead of its name: ${id}`
      : `the ID of an index; ${ids.length} indexes have this name: ${ids.slice(0, 5).join(', ')}`;
  return { input: 'index_id', received: name, expected, hint: 'the name of the index instead of its ID' };
}

async function findIds(name: string, options: IndexNameOptions): Promise<readonly string[]> {
  const { apiUrl: baseUrl, clock, cancellation } = options;
  const api = createApi({ ...options, baseUrl, trace: () => {} });
  try {
    return await findIndexIds(
      api,
      name,
      createReadLimits({ deadline: createDeadline(clock, TIMEOUT_MS), cancellation }),
    );
  } catch (error) {
    if (error instanceof ApiError) return [];
    throw error;
  }
}
