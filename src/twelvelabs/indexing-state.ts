import type { Problem } from '../model/errors.ts';
import type { VideoFacts } from '../model/result.ts';
import { NO_FACTS } from '../model/result.ts';
import type { JsonObject } from '../util/json.ts';
import { asList, asObject, dateOf, numberOf, textOf } from '../util/json.ts';
import { codeIn, problemOfFailedTask } from './errors.ts';

/** What the platform says of something that is being indexed: a task, or an indexed asset. */
export interface IndexingState {
  /** The id to ask by: of the task, or of the indexed asset. */
  readonly taskId: string;
  readonly indexId: string | null;
  /** The platform's own word, in lower case; may be one that nobody has heard of. */
  readonly status: string;
  readonly facts: VideoFacts;
  readonly filename: string | null;
  /** When the platform created it; null if it does not say. */
  readonly createdAt: Date | null;
  /** When it became ready; null if it is not, or if the platform does not say. */
  readonly readyAt: Date | null;
  /** Why it failed; null unless the status is `failed`. */
  readonly problem: Problem | null;
}

/** Reads a task of v1.3 (`system_metadata`) or older (`metadata`), or an indexed asset; null if it is none. */
export function indexingStateOf(body: JsonObject): IndexingState | null {
  const taskId = textOf(body['_id']);
  const status = textOf(body['status'])?.toLowerCase();
  if (taskId === null || status === undefined) return null;
  const metadata = asObject(body['system_metadata']) ?? asObject(body['metadata']);
  return {
    taskId,
    indexId: textOf(body['index_id']),
    status,
    facts: {
      ...NO_FACTS,
      video_id: textOf(body['video_id']),
      asset_id: textOf(body['asset_id']),
      duration: numberOf(metadata?.['duration']),
      width: numberOf(metadata?.['width']),
      height: numberOf(metadata?.['height']),
      size: numberOf(metadata?.['size']),
      ...streamOf(body),
    },
    filename: textOf(metadata?.['filename']),
    createdAt: dateOf(body['created_at']),
    // The last change of a task's state (documented) is that to `ready`.
    readyAt: status === 'ready' ? dateOf(body['updated_at']) : null,
    problem: status === 'failed' ? problemOfFailure(body) : null,
  };
}

function streamOf(body: JsonObject): Pick<VideoFacts, 'hls_url' | 'thumbnail_url'> {
  const hls = asObject(body['hls']);
  return { hls_url: textOf(hls?.['video_url']), thumbnail_url: textOf(asList(hls?.['thumbnail_urls'])[0]) };
}

/**
 * The reason of a failure. The schema has no field for it; `error_reason` was seen on the live platform, in a
 * format that nobody has written down. So: text, an object with `code` and `message`, or one of the other usual names.
 */
function problemOfFailure(body: JsonObject): Problem {
  for (const name of ['error_reason', 'error', 'error_message', 'message']) {
    const text = textOf(body[name]);
    if (text !== null) return problemOfFailedTask(null, text);
    const object = asObject(body[name]);
    const list = asList(body[name]);
    if (list.length > 0) return problemOfFailedTask(null, JSON.stringify(list));
    if (object !== null) {
      return problemOfFailedTask(codeIn(object['code']), textOf(object['message']) ?? JSON.stringify(object));
    }
  }
  return problemOfFailedTask(null, null);
}
