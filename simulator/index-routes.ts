import { jsonReply, type Reply } from './api.ts';
import { dateFilter, mapPage, pageOf, parsePaging, rejectUnknown, select } from './listing.ts';
import type { IndexRecord } from './models.ts';
import type { Platform } from './platform.ts';
import { type Call, findIndex, pathId } from './request-context.ts';
import { indexView } from './serializers.ts';

/** `GET /indexes`. */
export function listIndexes(platform: Platform, call: Call): Reply {
  const { query } = call;
  const { store, times } = platform;
  rejectUnknown(query, ['index_name', 'model_family', 'model_options', 'created_at', 'updated_at']);
  const paging = parsePaging(query);
  const page = pageOf(select(store.indexes.rows, indexTests(platform, query)), paging, (index) => index);
  return jsonReply(
    200,
    mapPage(page, (index) => indexView(index, times)),
  );
}

function indexTests({ times }: Platform, query: URLSearchParams): ((index: IndexRecord) => boolean)[] {
  const name = query.get('index_name');
  const family = query.get('model_family');
  const created = dateFilter(query, 'created_at');
  const updated = dateFilter(query, 'updated_at');
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
export function getIndex(platform: Platform, call: Call): Reply {
  const index = findIndex(platform, pathId(platform, call, 'index_id'));
  return jsonReply(200, indexView(index, platform.times));
}
