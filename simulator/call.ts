import type { Reply } from './api.ts';
import type { Body } from './body.ts';
import { ApiError, invalid, notExisting } from './errors.ts';
import { isId } from './ids.ts';
import type { Platform } from './platform.ts';
import type { IndexRecord } from './records.ts';

/** A request that has found its route. */
export interface Call {
  /** `1.3`, `1.2` … as in the path. */
  readonly version: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Body;
}

export type Handler = (platform: Platform, call: Call) => Reply | Promise<Reply>;

/** An id out of the path. Throws 400 on what is no id, and 403 on what belongs to another account. */
export function pathId(platform: Platform, call: Call, name: string): string {
  const id = call.params[name] ?? '';
  if (!isId(id)) throw invalid(name, 'It must be 24 hexadecimal digits.');
  rejectForeign(platform, id);
  return id;
}

/** The index with that id. Throws 403, 404. An expired index is gone. */
export function findIndex(platform: Platform, id: string): IndexRecord {
  rejectForeign(platform, id);
  const index = platform.store.indexes.get(id);
  const now = platform.times.wall(platform.times.now());
  if (index === undefined || (index.expiresAt !== null && index.expiresAt < now)) throw notExisting('index', id);
  return index;
}

/** 403 `read_not_allowed`, as seen live for a valid key and an entity of another account. */
function rejectForeign(platform: Platform, id: string): void {
  if (!platform.options.foreignIds.includes(id)) return;
  throw new ApiError(403, 'read_not_allowed', `You are not allowed to read ${id}.`);
}
