import type { Limits } from '../http/request-limits.ts';
import type { JsonObject } from '../util/json.ts';
import { asList, asObject, dateOf, numberOf, textOf } from '../util/json.ts';
import type { Api } from './api.ts';
import { errorOfUnreadable } from './errors.ts';

/** An index, as far as the platform says; null where it does not. */
export interface Index {
  readonly id: string;
  readonly name: string | null;
  /** Names of its models, for instance `marengo3.0`; empty when the platform names none. */
  readonly models: readonly string[];
  readonly expiresAt: Date | null;
  readonly videoCount: number | null;
  /** Seconds of video in it. */
  readonly totalDuration: number | null;
}

/**
 * GET /indexes/{id}; rejects with a `PlatformError`. `models[].model_name` since API v1.3; before it, `engines[].engine_name`.
 */
export async function getIndex(api: Api, id: string, limits: Limits): Promise<Index> {
  const body = await api.get(`/indexes/${encodeURIComponent(id)}`, new URLSearchParams(), limits);
  if (textOf(body['_id']) === null) throw errorOfUnreadable('the answer is not an index');
  return {
    id,
    name: textOf(body['index_name']),
    models: [...namesIn(body, 'models', 'model_name'), ...namesIn(body, 'engines', 'engine_name')],
    expiresAt: dateOf(body['expires_at']),
    videoCount: numberOf(body['video_count']),
    totalDuration: numberOf(body['total_duration']),
  };
}

function namesIn(body: JsonObject, list: string, key: string): readonly string[] {
  return asList(body[list])
    .map((item) => textOf(asObject(item)?.[key]))
    .filter((name) => name !== null);
}
