import type { RequestLimits } from '../http/request-limits.ts';
import type { JsonObject } from '../util/json.ts';
import { asList, asObject, parseDate, parseNumber, parseText } from '../util/json.ts';
import type { Api } from './api.ts';
import { createInvalidResponseError } from './errors.ts';

/** An index; null for what the API does not return. */
export interface Index {
  readonly id: string;
  readonly name: string | null;
  /** The names of its models, for example `marengo3.0`; empty if the API returns none. */
  readonly models: readonly string[];
  readonly expiresAt: Date | null;
  readonly videoCount: number | null;
  /** Seconds of video in it. */
  readonly totalDuration: number | null;
}

/**
 * GET /indexes/{id}; rejects with a `ApiError`. `models[].model_name` since API v1.3; before it, `engines[].engine_name`.
 */
export async function getIndex(api: Api, id: string, limits: RequestLimits): Promise<Index> {
  const body = await api.get(`/indexes/${encodeURIComponent(id)}`, new URLSearchParams(), limits);
  if (parseText(body['_id']) === null) throw createInvalidResponseError('the response is not an index');
  return {
    id,
    name: parseText(body['index_name']),
    models: [...parseNames(body, 'models', 'model_name'), ...parseNames(body, 'engines', 'engine_name')],
    expiresAt: parseDate(body['expires_at']),
    videoCount: parseNumber(body['video_count']),
    totalDuration: parseNumber(body['total_duration']),
  };
}

/** GET /indexes, filtered by name: the IDs of the indexes with exactly this name. Rejects with an `ApiError`. */
export async function findIndexIds(api: Api, name: string, limits: RequestLimits): Promise<readonly string[]> {
  const body = await api.get('/indexes', new URLSearchParams({ index_name: name }), limits);
  return asList(body['data']).flatMap((row) => {
    const index = asObject(row);
    return index?.['index_name'] === name ? (parseText(index['_id']) ?? []) : [];
  });
}

function parseNames(body: JsonObject, list: string, key: string): readonly string[] {
  return asList(body[list])
    .map((item) => parseText(asObject(item)?.[key]))
    .filter((name) => name !== null);
}
