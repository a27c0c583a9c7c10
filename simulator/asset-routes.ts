import { jsonReply, noContent, type Reply } from './api.ts';
import { serializeAsset, serializeAssetRow } from './asset-serializers.ts';
import { ApiError, invalid, missing, notFound } from './errors.ts';
import { paginate, parsePaging, select, toListReply } from './listing.ts';
import type { Asset, UserMetadata } from './models.ts';
import type { Platform } from './platform.ts';
import { pathId, type RequestContext, rejectUnknownNames, requireJson } from './request-context.ts';
import { checkUserMetadata, mergeUserMetadata } from './user-metadata.ts';

const assetTypes = ['image', 'video', 'audio', 'document'];

/** `GET /assets`, newest first (documented). User-defined metadata is no filter: such a name is refused, or ignored. */
export function listAssets(platform: Platform, context: RequestContext): Reply {
  const { query } = context;
  const { options, times, assets } = platform;
  rejectUnknownNames(platform, [...query.keys()], ['page', 'page_limit', 'asset_ids', 'asset_types', 'filename']);
  const page = paginate(
    select(assets.table.rows, createAssetTests(platform, query)),
    parsePaging(query),
    ({ createdAt }) => ({
      createdAt,
      updatedAt: createdAt,
    }),
  );
  return toListReply(page, (asset) => serializeAssetRow(asset, options, times));
}

function createAssetTests(platform: Platform, query: URLSearchParams): (((asset: Asset) => boolean) | null)[] {
  const ids = query.getAll('asset_ids');
  const types = query.getAll('asset_types');
  const wrong = types.find((type) => !assetTypes.includes(type));
  if (wrong !== undefined) throw invalid('asset_types', `There is no type ${wrong}.`);
  const filename = query.get('filename')?.toLowerCase() ?? null;
  const latest = platform.times.now() - platform.options.listDelaySeconds * 1000;
  return [
    (asset) => visible(platform, asset) && asset.createdAt <= latest,
    ids.length === 0 ? null : (asset) => ids.includes(asset.id),
    types.length === 0 ? null : (asset) => types.includes(getAssetType(asset)),
    filename === null ? null : (asset) => asset.filename.toLowerCase().includes(filename),
  ];
}

function getAssetType({ fileType }: Asset): string {
  const type = fileType.split('/')[0] ?? '';
  return type === 'application' ? 'document' : type;
}

/** `GET /assets/:id`. */
export function getAsset(platform: Platform, context: RequestContext): Reply {
  return jsonReply(200, serializeAsset(findAsset(platform, context), platform.times));
}

/** `DELETE /assets/:id`: 409 while anything in an index refers to it, unless `force` (documented; the code is a guess). */
export function deleteAsset(platform: Platform, context: RequestContext): Reply {
  const asset = findAsset(platform, context);
  const force = context.query.get('force') ?? 'false';
  if (force !== 'true' && force !== 'false') throw invalid('force', 'It must be true or false.');
  if (force === 'false' && asset.videos.size > 0) {
    const details = [...asset.videos].map(({ id, index }) => ({ indexed_asset_id: id, index_id: index.id }));
    throw new ApiError(409, 'conflict', 'Indexed assets refer to the asset.', { details });
  }
  platform.assets.remove(asset);
  return noContent;
}

/** `PATCH /assets/:id/user-metadata`: merges; `null` deletes a key, an empty text is ignored (documented). */
export function patchAssetMetadata(platform: Platform, context: RequestContext): Reply {
  return setMetadata(platform, context, mergeUserMetadata);
}

/** `PUT /assets/:id/user-metadata`: replaces (documented). */
export function putAssetMetadata(platform: Platform, context: RequestContext): Reply {
  return setMetadata(platform, context, (_, sent) => checkUserMetadata(sent));
}

/** `DELETE /assets/:id/user-metadata` (documented). */
export function deleteAssetMetadata(platform: Platform, context: RequestContext): Reply {
  findAsset(platform, context).userMetadata = {};
  return noContent;
}

function setMetadata(
  platform: Platform,
  context: RequestContext,
  change: (current: UserMetadata, sent: unknown) => UserMetadata,
): Reply {
  const asset = findAsset(platform, context);
  const { user_metadata: sent, ...others } = requireJson(context.body);
  rejectUnknownNames(platform, Object.keys(others), []);
  if (sent === undefined) throw missing('user_metadata');
  asset.userMetadata = change(asset.userMetadata, sent);
  return noContent;
}

/** `GET /assets/:id/indexed-assets` (documented): what was made of it and is still in an index, newest first. */
export function listAssetUses(platform: Platform, context: RequestContext): Reply {
  const { videos } = findAsset(platform, context);
  rejectUnknownNames(platform, [...context.query.keys()], ['page', 'page_limit']);
  const latest = platform.times.now() - platform.options.listDelaySeconds * 1000;
  const rows = [...videos].filter((video) => video.createdAt <= latest);
  const page = paginate(rows, parsePaging(context.query), (video) => ({
    createdAt: video.createdAt,
    updatedAt: video.createdAt,
  }));
  return toListReply(page, ({ id, index }) => ({ _id: id, index: { _id: index.id, name: index.name } }));
}

/** The asset with that id. Throws 403, 404. */
function findAsset(platform: Platform, context: RequestContext): Asset {
  const id = pathId(platform, context, 'asset_id');
  const asset = platform.assets.table.get(id);
  if (asset === undefined || !visible(platform, asset)) throw notFound('asset', id);
  return asset;
}

function visible({ options }: Platform, asset: Asset): boolean {
  return asset.status !== 'reserved' || options.showReservedAssets;
}
