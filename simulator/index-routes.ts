import { jsonReply, noContent, type Reply } from './api.ts';
import { ApiError, invalid, missing } from './errors.ts';
import { modelLimits } from './limits.ts';
import { paginate, parseDate, parsePaging, rejectUnknown, select, toListReply } from './listing.ts';
import type { IndexRecord } from './models.ts';
import type { Platform } from './platform.ts';
import {
  findIndex,
  pathId,
  type RequestContext,
  rejectUnknownNames,
  requireJson,
  textMember,
} from './request-context.ts';
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
  if (family !== null && family !== 'marengo' && family !== 'pegasus') {
    throw invalid('model_family', 'It must be marengo or pegasus.');
  }
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

/** `POST /indexes` (documented: 201 with the ID). Only models that still take videos can be chosen (seen live). */
export function createIndex(platform: Platform, context: RequestContext): Reply {
  const body = requireJson(context.body);
  rejectUnknownNames(platform, Object.keys(body), ['index_name', 'models', 'addons']);
  const name = textMember(body, 'index_name');
  const models = parseModels(body['models']);
  if (body['addons'] !== undefined) checkAddons(body['addons']);
  checkName(platform, name);
  const { id } = platform.store.addIndex(platform.newId(), { name, models }, platform.options);
  return jsonReply(201, { _id: id });
}

/** `PUT /indexes/:id`: gives it another name (documented; whether the status is 200 or 204 is not). */
export function renameIndex(platform: Platform, context: RequestContext): Reply {
  const index = findIndex(platform, pathId(platform, context, 'index_id'));
  const body = requireJson(context.body);
  rejectUnknownNames(platform, Object.keys(body), ['index_name']);
  const name = textMember(body, 'index_name');
  if (name !== index.name) checkName(platform, name);
  platform.store.renameIndex(index, name, platform.times.now());
  return noContent;
}

/** `DELETE /indexes/:id`: deletes its videos as well (documented). Their tasks and assets stay. */
export function deleteIndex(platform: Platform, context: RequestContext): Reply {
  const index = findIndex(platform, pathId(platform, context, 'index_id'));
  platform.store.deleteIndex(index, platform.times.now());
  return noContent;
}

/** 409 for a name that is taken (seen live). */
function checkName(platform: Platform, name: string): void {
  const { store, times } = platform;
  const now = times.wall(times.now());
  const isTaken = store.indexes.rows.some(
    (index) => index.name === name && (index.expiresAt === null || index.expiresAt >= now),
  );
  if (isTaken) throw new ApiError(409, 'index_name_already_exists', `There is an index with the name ${name} already.`);
}

function parseModels(value: unknown): readonly string[] {
  if (value === undefined) throw missing('models');
  if (!Array.isArray(value) || value.length === 0) throw invalid('models', 'It must be a list of models.');
  return value.map(parseModel);
}

function parseModel(value: unknown): string {
  const model: Readonly<Record<string, unknown>> = typeof value === 'object' && value !== null ? { ...value } : {};
  const { model_name: name, model_options: chosen, ...others } = model;
  if (Object.keys(others).length > 0) throw invalid('models', `A model has no ${Object.keys(others)[0]}.`);
  if (typeof name !== 'string' || modelLimits[name]?.accepting !== true) {
    throw invalid('models', `A new index cannot have the model ${String(name)}.`);
  }
  const isChosen =
    Array.isArray(chosen) && chosen.length > 0 && chosen.every((one) => ['visual', 'audio'].includes(one));
  if (!isChosen) throw invalid('models', 'The model_options must be visual, audio, or both.');
  return name;
}

function checkAddons(value: unknown): void {
  if (Array.isArray(value) && value.every((one) => one === 'thumbnail')) return;
  throw invalid('addons', 'It must be a list of thumbnail.');
}
