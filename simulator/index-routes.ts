import { jsonReply, type Reply } from './api.ts';
import { paginate, parseDate, parsePaging, rejectUnknown, select, toListReply } from './listing.ts';
import type { IndexRecord } from './models.ts';
import type { Platform } from './platform.ts';
import { findIndex, pathId, type RequestContext } from './request-context.ts';
import { serializeIndex } from './serializers.ts';

/** `GET /indexes`. */
export function listIndexes(platform: Platform, context: RequestContext): Reply {
  const { query } = context;
  const { store, times } = platform;
  rejectUnknown(query, ['index_name', 'model_family', 'model_options', 'created_at', 'updated_at']);
  const paging = parsePaging(query);
  const page = paginate(select(store.indexes.rows, createIndexTests(platform, query)), paging, (index) => index);
  return toListReply(page, (index) => serializeIndex(index, times));
}

function createIndexTests({ times }: Platform, query: URLSearchParams): ((index: IndexRecord) => boolean)[] {
  const name = query.get('index_name');
  const family = query.get('model_family');
  const created = parseDate(query, 'created_at');
  const updated = parseDate(query, 'updated_at');
  const now = times.wall(times.now());
  return [
    (index) => index.expiresAt === null || index.expiresAt >= now,
    (index) => name === null || index.name === name,
    (index) => family === null || index.models.some((model) => model.startsWith(family)),
    (index) => created === null || times.wall(index.createdAt) >= created,
    (index) => updated === null || times.wall(index.updatedAt) >= updated,
  ];
}

/** `GET /indexes/:id`. */
export function getIndex(platform: Platform, context: RequestContext): Reply {
  const index = findIndex(platform, pathId(platform, context, 'index_id'));
  return jsonReply(200, serializeIndex(index, platform.times));
}
