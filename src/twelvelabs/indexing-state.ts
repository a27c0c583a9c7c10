import type { ErrorDetails } from '../model/errors.ts';
import type { VideoMetadata } from '../model/result.ts';
import { NO_METADATA } from '../model/result.ts';
import type { JsonObject } from '../util/json.ts';
import { asList, asObject, formatJson, parseDate, parseId, parseNumber, parseText } from '../util/json.ts';
import { parseErrorCode, toFailedVideoError } from './errors.ts';

/** The state of a task or of an indexed asset. */
export interface IndexingState {
  /** The ID of the task or of the indexed asset. */
  readonly id: string;
  readonly indexId: string | null;
  /** The status as the API returns it, in lower case; may be unknown. */
  readonly status: string;
  readonly metadata: VideoMetadata;
  readonly filename: string | null;
  /** When it was created; null if the API does not return it. */
  readonly createdAt: Date | null;
  /** When it became ready; null if it is not, or if the API does not return it. */
  readonly readyAt: Date | null;
  /** Why it failed; null unless the status is `failed`. */
  readonly error: ErrorDetails | null;
}

/** Parses a task of v1.3 (`system_metadata`) or older (`metadata`), or an indexed asset; null if it is neither. */
export function parseIndexingState(body: JsonObject): IndexingState | null {
  const id = parseId(body['_id']);
  const status = parseText(body['status'])?.toLowerCase();
  if (id === null || status === undefined) return null;
  const metadata = asObject(body['system_metadata']) ?? asObject(body['metadata']);
  return {
    id,
    indexId: parseId(body['index_id']),
    status,
    metadata: {
      ...NO_METADATA,
      video_id: parseId(body['video_id']),
      asset_id: parseId(body['asset_id']),
      duration: parseNumber(metadata?.['duration']),
      width: parseNumber(metadata?.['width']),
      height: parseNumber(metadata?.['height']),
      size: parseNumber(metadata?.['size']),
      ...parseStream(body),
    },
    filename: parseText(metadata?.['filename']),
    createdAt: parseDate(body['created_at']),
    // The last change of a task's state (documented) is that to `ready`.
    readyAt: status === 'ready' ? parseDate(body['updated_at']) : null,
    error: status === 'failed' ? parseFailure(body) : null,
  };
}

function parseStream(body: JsonObject): Pick<VideoMetadata, 'hls_url' | 'thumbnail_url'> {
  const hls = asObject(body['hls']);
  return { hls_url: parseText(hls?.['video_url']), thumbnail_url: parseText(asList(hls?.['thumbnail_urls'])[0]) };
}

/**
 * The reason of a failure. The schema has no field for it; `error_reason` was observed on the live API, in an
 * undocumented format. So: text, an object with `code` and `message`, or one of the other usual names.
 */
function parseFailure(body: JsonObject): ErrorDetails {
  for (const name of ['error_reason', 'error', 'error_message', 'message']) {
    const text = parseText(body[name]);
    if (text !== null) return toFailedVideoError(null, text);
    const object = asObject(body[name]);
    const list = asList(body[name]);
    if (list.length > 0) return toFailedVideoError(null, formatJson(list));
    if (object !== null) {
      return toFailedVideoError(parseErrorCode(object['code']), parseText(object['message']) ?? formatJson(object));
    }
  }
  return toFailedVideoError(null, null);
}
