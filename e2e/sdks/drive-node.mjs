/**
 * Drives a TwelveLabs API with the official SDK for Node: everything that a user of this action would call. Prints one
 * JSON line per step. The SDK is resolved from the working folder.
 */
import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const { TwelveLabs } = createRequire(join(process.cwd(), 'package.json'))('twelvelabs-js');
const { VIDEO_URL, VIDEO_FILE, CONTROL_URL } = process.env;
const POLL_SECONDS = 0.05;
const client = new TwelveLabs({ apiKey: 'tlk_sdk' });
const models = [{ modelName: 'marengo3.0', modelOptions: ['visual', 'audio'] }];
const state = { indexId: '', taskIds: [], videoIds: [], assetIds: [], itemIds: [] };

async function readAll(page) {
  const rows = [];
  for await (const row of page) rows.push(row);
  return rows;
}

/** Every row of a list once, whatever the size of a page. */
async function assertCount(list, ids) {
  for (const pageLimit of [1, 2, 50]) {
    const found = (await readAll(await list(pageLimit))).map((row) => row.id);
    assert.deepEqual([...found].sort(), [...ids].sort(), `with ${pageLimit} rows per page`);
  }
}

async function assertFails(promise, statusCode, code) {
  const error = await promise.then(
    () => null,
    (reason) => reason,
  );
  assert.ok(error, 'the request succeeded');
  assert.equal(error.statusCode, statusCode);
  if (code !== undefined) assert.match(JSON.stringify(error.body), new RegExp(code));
}

async function waitFor(retrieve, isDone = (item) => item.status === 'ready') {
  for (let tries = 0; tries < 200; tries++) {
    const item = await retrieve();
    if (isDone(item)) return item;
    assert.notEqual(item.status, 'failed');
    await sleep(POLL_SECONDS * 1000);
  }
  throw new Error('it does not become ready');
}

async function setOptions(options) {
  const response = await fetch(`${CONTROL_URL}/options`, { method: 'PATCH', body: JSON.stringify(options) });
  assert.ok(response.ok);
}

const steps = {
  'create, find and rename an index': async () => {
    const { id } = await client.indexes.create({ indexName: 'sdk', models, addons: ['thumbnail'] });
    state.indexId = id;
    const [found, ...others] = await readAll(await client.indexes.list({ indexName: 'sdk' }));
    assert.deepEqual([found.id, others.length], [id, 0]);
    await client.indexes.update(id, { indexName: 'sdk-renamed' });
    const index = await client.indexes.retrieve(id);
    assert.deepEqual([index.indexName, index.videoCount, index.models[0].modelName], ['sdk-renamed', 0, 'marengo3.0']);
    assert.deepEqual(index.models[0].modelOptions, ['visual', 'audio']);
    await assertFails(client.indexes.create({ indexName: 'sdk-renamed', models }), 409, 'index_name_already_exists');
  },
  'create tasks of a link and a file, and wait for them': async () => {
    const { indexId } = state;
    for (const source of [
      { videoUrl: `${VIDEO_URL}/red-bicycle.mp4` },
      { videoFile: createReadStream(VIDEO_FILE) },
      { videoUrl: `${VIDEO_URL}/blue-bicycle.mp4`, userMetadata: JSON.stringify({ team: 'news' }) },
    ]) {
      const created = await client.tasks.create({ indexId, ...source });
      const statuses = [];
      const callback = (task) => statuses.push(task.status);
      const task = await client.tasks.waitForDone(created.id, { sleepInterval: POLL_SECONDS, callback });
      assert.equal(task.status, 'ready');
      assert.equal(task.videoId, created.videoId);
      assert.equal(task.indexId, indexId);
      assert.ok(task.systemMetadata.duration > 0 && task.systemMetadata.width > 0);
      assert.ok(task.createdAt && task.updatedAt);
      assert.equal(task.hls.status, 'COMPLETE');
      state.taskIds.push(created.id);
      state.videoIds.push(task.videoId);
    }
  },
  'list and filter tasks': async () => {
    const { indexId, taskIds } = state;
    await assertCount((pageLimit) => client.tasks.list({ indexId, pageLimit }), taskIds);
    const named = await readAll(await client.tasks.list({ indexId, filename: 'red-bicycle.mp4' }));
    assert.deepEqual(
      named.map(({ id }) => id),
      [taskIds[0]],
    );
    assert.equal((await readAll(await client.tasks.list({ indexId, status: ['failed', 'queued'] }))).length, 0);
    const oldest = await readAll(await client.tasks.list({ indexId, sortBy: 'created_at', sortOption: 'asc' }));
    assert.deepEqual(
      oldest.map(({ id }) => id),
      taskIds,
    );
  },
  'report why a task failed': async () => {
    const { id } = await client.tasks.create({ indexId: state.indexId, videoUrl: `${VIDEO_URL}/page.html` });
    const task = await client.tasks.waitForDone(id, { sleepInterval: POLL_SECONDS });
    assert.equal(task.status, 'failed');
    await client.tasks.delete(id);
    await assertFails(client.tasks.retrieve(id), 404, 'resource_not_exist');
  },
  'create assets of a link and a file': async () => {
    for (const source of [
      { method: 'url', url: `${VIDEO_URL}/green.mp4`, filename: 'green.mp4', userMetadata: '{"team":"sport"}' },
      { method: 'direct', file: createReadStream(VIDEO_FILE), enableHls: true, enableThumbnail: true },
    ]) {
      const { id } = await client.assets.create(source);
      const asset = await waitFor(() => client.assets.retrieve(id));
      assert.deepEqual([asset.id, asset.method, asset.fileType], [id, source.method, 'video/mp4']);
      assert.ok(asset.technicalMetadata.duration > 0 && asset.hls.manifestUrl && asset.size > 0);
      state.assetIds.push(id);
    }
    const found = await readAll(await client.assets.list({ filename: 'GREEN' }));
    assert.deepEqual(
      found.map(({ id }) => id),
      [state.assetIds[0]],
    );
  },
  'change the metadata of an asset': async () => {
    const [id] = state.assetIds;
    const read = async () => (await client.assets.retrieve(id)).userMetadata;
    assert.deepEqual(await read(), { team: 'sport' });
    await client.assets.updateUserMetadata(id, { userMetadata: { year: 2026 } });
    assert.deepEqual(await read(), { team: 'sport', year: 2026 });
    await client.assets.replaceUserMetadata(id, { userMetadata: { tags: ['a', 'b'] } });
    assert.deepEqual(await read(), { tags: ['a', 'b'] });
    await client.assets.deleteUserMetadata(id);
    assert.deepEqual((await read()) ?? {}, {});
  },
  'upload a file in parts': async () => {
    const { assetId } = await client.multipartUpload.uploadFile(VIDEO_FILE, { filename: 'parts.mp4', batchSize: 2 });
    const asset = await waitFor(() => client.assets.retrieve(assetId).catch(() => ({ status: 'reserved' })));
    assert.deepEqual([asset.method, asset.filename], ['multipart', 'parts.mp4']);
    state.assetIds.push(assetId);
    const open = await client.multipartUpload.create({ filename: 'open.mp4', type: 'video', totalSize: 200_000 });
    assert.ok(open.totalChunks > 1 && open.uploadUrls.length > 0);
    const more = await client.multipartUpload.getAdditionalPresignedUrls(open.uploadId, { start: 1, count: 2 });
    assert.equal(more.uploadUrls.length, 2);
    const parts = await readAll(await client.multipartUpload.getStatus(open.uploadId));
    assert.deepEqual([parts.length, parts[0].status], [open.totalChunks, 'pending']);
    const unfinished = await readAll(await client.multipartUpload.listIncompleteUploads());
    assert.deepEqual(
      unfinished.map(({ uploadId }) => uploadId),
      [open.uploadId],
    );
  },
  'index assets with metadata': async () => {
    const { indexId, assetIds } = state;
    for (const [place, assetId] of assetIds.entries()) {
      const userMetadata = { color: place === 0 ? 'green' : 'gray', place };
      const created = await client.indexes.indexedAssets.create(indexId, { assetId, userMetadata });
      const item = await waitFor(() => client.indexes.indexedAssets.retrieve(indexId, created.id));
      assert.deepEqual([item.assetId, item.userMetadata], [assetId, userMetadata]);
      assert.ok(item.systemMetadata.duration > 0 && item.indexedAt);
      state.itemIds.push(created.id);
    }
  },
  'find indexed assets by metadata': async () => {
    const { indexId, itemIds, videoIds } = state;
    const find = async (userMetadata) => {
      const rows = await readAll(await client.indexes.indexedAssets.list(indexId, { userMetadata, pageLimit: 50 }));
      return rows.map(({ id }) => id);
    };
    await setOptions({ metadataFilter: ['json'] });
    assert.deepEqual(await find({ color: 'green' }), [itemIds[0]]);
    assert.deepEqual(await find({ color: 'gray', place: 1 }), [itemIds[1]]);
    assert.deepEqual(await find({ color: 'purple' }), []);
    await setOptions({ metadataFilter: ['bare', 'brackets', 'json'] });
    await assertCount(
      (pageLimit) => client.indexes.indexedAssets.list(indexId, { pageLimit, status: ['ready'] }),
      [...itemIds, ...videoIds],
    );
    const long = await readAll(await client.indexes.indexedAssets.list(indexId, { duration: { gte: 100_000 } }));
    assert.equal(long.length, 0);
  },
  'change and delete an indexed asset': async () => {
    const { indexId, itemIds, assetIds } = state;
    await client.indexes.indexedAssets.update(indexId, itemIds[0], { userMetadata: { color: null, note: 'new' } });
    const { userMetadata } = await client.indexes.indexedAssets.retrieve(indexId, itemIds[0]);
    assert.deepEqual(userMetadata, { place: 0, note: 'new' });
    const uses = await readAll(await client.indexes.indexedAssets.listByAsset(assetIds[0]));
    assert.deepEqual(
      uses.map(({ id, index }) => [id, index.id]),
      [[itemIds[0], indexId]],
    );
    await assertFails(client.assets.delete(assetIds[0]), 409);
    await client.indexes.indexedAssets.delete(indexId, itemIds[0]);
    await assertFails(client.indexes.indexedAssets.retrieve(indexId, itemIds[0]), 404);
    await client.assets.delete(assetIds[0]);
    await assertFails(client.assets.retrieve(assetIds[0]), 404);
    state.itemIds.shift();
    state.assetIds.shift();
  },
  'list, change and delete videos': async () => {
    const { indexId, videoIds, itemIds } = state;
    await assertCount((pageLimit) => client.indexes.videos.list(indexId, { pageLimit }), [...videoIds, ...itemIds]);
    const [first] = videoIds;
    await client.indexes.videos.update(indexId, first, { userMetadata: { team: 'news' } });
    const video = await client.indexes.videos.retrieve(indexId, first);
    assert.deepEqual([video.userMetadata, video.systemMetadata.filename], [{ team: 'news' }, 'red-bicycle.mp4']);
    // Other than for indexed assets, both SDKs send the pairs as parameters of their own here.
    await setOptions({ metadataFilter: ['bare'] });
    const news = await readAll(await client.indexes.videos.list(indexId, { userMetadata: { team: 'news' } }));
    await setOptions({ metadataFilter: ['bare', 'brackets', 'json'] });
    assert.deepEqual(news.map(({ id }) => id).sort(), [videoIds[0], videoIds[2]].sort());
    await assertFails(client.tasks.delete(state.taskIds[1]), 400, 'task_cannot_be_deleted');
    await client.indexes.videos.delete(indexId, videoIds[1]);
    await client.tasks.delete(state.taskIds[1]);
    await assertFails(client.indexes.videos.retrieve(indexId, videoIds[1]), 404);
  },
  search: async () => {
    const { indexId, videoIds } = state;
    const query = { indexId, queryText: 'red bicycle', searchOptions: ['visual', 'audio'] };
    const found = await readAll(await client.search.query({ ...query, pageLimit: 1, includeUserMetadata: true }));
    assert.deepEqual(
      found.map(({ videoId }) => videoId),
      [videoIds[0], videoIds[2]],
    );
    assert.deepEqual([found[0].rank, found[0].start, found[1].userMetadata], [1, 0, { team: 'news' }]);
    const grouped = await readAll(await client.search.query({ ...query, groupBy: 'video' }));
    assert.deepEqual(
      grouped.map(({ id, clips }) => [id, clips.length]),
      [
        [videoIds[0], 1],
        [videoIds[2], 1],
      ],
    );
    const filter = JSON.stringify({ id: [videoIds[2]] });
    assert.equal((await readAll(await client.search.query({ ...query, filter }))).length, 1);
  },
  'tell errors apart': async () => {
    const { indexId } = state;
    await assertFails(client.indexes.retrieve('ffffffffffffffffffffffff'), 404, 'resource_not_exist');
    await assertFails(client.tasks.create({ indexId }), 400, 'parameter_not_provided');
    await assertFails(client.assets.create({ method: 'url' }), 400, 'parameter_not_provided');
    await assertFails(client.tasks.list({ pageLimit: 51 }), 400, 'parameter_invalid');
    await setOptions({ foreignIds: ['eeeeeeeeeeeeeeeeeeeeeeee'] });
    await assertFails(client.indexes.retrieve('eeeeeeeeeeeeeeeeeeeeeeee'), 403, 'read_not_allowed');
    await setOptions({ apiKeys: ['other'] });
    await assertFails(client.indexes.retrieve(indexId), 401, 'api_key_invalid');
    await setOptions({ apiKeys: null });
  },
  'meet a rate limit': async () => {
    const { indexId } = state;
    const limit = { perMinute: null, perDay: 0, mediaMinutesPerHour: null, mediaMinutesPerDay: null };
    await setOptions({ rateLimits: limit, uploadRateLimits: limit });
    const once = { maxRetries: 0 };
    const link = `${VIDEO_URL}/late.mp4`;
    await assertFails(client.tasks.create({ indexId, videoUrl: link }, once), 429, 'too_many_requests');
    await assertFails(client.assets.create({ method: 'url', url: link }, once), 429, 'too_many_requests');
    await setOptions({ rateLimits: null, uploadRateLimits: null });
  },
  'delete the index': async () => {
    await client.indexes.delete(state.indexId);
    await assertFails(client.indexes.retrieve(state.indexId), 404);
  },
};

const log = console.log;
// The SDK reports its progress on the standard output.
console.log = () => {};
for (const [name, run] of Object.entries(steps)) {
  const problem = await run().then(
    () => null,
    (error) => String(error?.message ?? error),
  );
  log(JSON.stringify({ name, problem }));
}
