import { describe, expect, test } from '@jest/globals';
import { defaultIndexId, type SimulatorOptions } from '../../simulator/options.ts';
import { type Answer, createLab, FACTS, type Lab } from './lab.ts';

const indexed = `/indexes/${defaultIndexId}/indexed-assets`;
const videos = `/indexes/${defaultIndexId}/videos`;

/** A lab in which every video has these facts. */
function lab(options: Partial<SimulatorOptions> = {}, changes: Partial<typeof FACTS & { duration: number }> = {}): Lab {
  return createLab(options, (url) => ({
    kind: 'video',
    filename: url.split('/').at(-1) ?? '',
    facts: { duration: 10, ...FACTS, ...changes },
  }));
}

describe('assets', () => {
  test('are processing at first, whatever their size, and ready later', async () => {
    const play = lab();
    const metadata = '{"gha_source":"s"}';
    const created = await play.post('/assets', {
      method: 'url',
      url: 'https://x.example/Big%20One.mp4',
      filename: 'Big One.MP4',
      user_metadata: metadata,
      enable_hls: 'true',
      enable_thumbnail: 'true',
    });
    expect(created).toMatchObject({
      status: 201,
      body: { method: 'url', status: 'processing', filename: 'Big One.MP4', file_type: 'video/mp4' },
    });
    expect(created.body).not.toHaveProperty('technical_metadata');
    play.pass(4.9);
    const path = `/assets/${created.body._id}`;
    expect((await play.call('GET', path)).body.status).toBe('processing');
    play.pass(0.2);
    expect((await play.call('GET', path)).body).toMatchObject({
      status: 'ready',
      duration: 10,
      size: 1000,
      technical_metadata: { width: 640, has_audio: true },
      user_metadata: { gha_source: 's' },
      hls: { status: 'ready' },
    });
  });

  test('can be ready at once, fail, or never end', async () => {
    const play = lab({ assetReadyAtOnce: true, failAssetWhenIncludes: 'bad', stuckAssetWhenIncludes: 'slow' });
    const make = (name: string): Promise<Answer> =>
      play.post('/assets', { method: 'url', url: `https://x.example/${name}` });
    expect((await make('a.mp4')).body.status).toBe('ready');
    const failed = (await make('bad.mp4')).body;
    expect([failed.status, typeof failed.error?.message]).toEqual(['failed', 'string']);
    const { _id } = (await make('slow.mp4')).body;
    play.pass(1e6);
    expect((await play.call('GET', `/assets/${_id}`)).body.status).toBe('processing');
  });

  test('are listed newest first, without metadata and without a filter for it', async () => {
    const play = lab();
    const first = await play.asset({ filename: 'Meeting One.mp4' });
    const second = await play.asset({ filename: 'talk.mp3', user_metadata: '{"a":"b"}' });
    const ids = async (query: string): Promise<unknown> =>
      (await play.call('GET', `/assets?${query}`)).body.data?.map(({ _id }) => _id);
    expect(await ids('')).toEqual([second, first]);
    expect(await ids('filename=meeting')).toEqual([first]);
    expect(await ids(`asset_ids=${first}&asset_ids=${second}&page_limit=1&page=2`)).toEqual([first]);
    expect(await ids('asset_types=audio')).toEqual([second]);
    expect((await play.call('GET', '/assets?page_limit=51')).status).toBe(400);
    expect((await play.call('GET', '/assets?asset_types=film')).status).toBe(400);
    const refused = await play.call('GET', '/assets?a=b');
    expect([refused.status, refused.body.error?.code]).toEqual([400, 'parameter_unknown']);
    play.core.setOptions({ unknownFields: 'ignore' });
    const all = await play.call('GET', '/assets?a=b');
    expect(all.body.data).toHaveLength(2);
    expect(all.body.data?.[0]).not.toHaveProperty('user_metadata');
    play.core.setOptions({ listUserMetadata: true, listDelaySeconds: 8 });
    const old = await play.call('GET', '/assets');
    expect(old.body.data).toEqual([expect.objectContaining({ _id: first, user_metadata: {} })]);
  });

  test('have metadata that can be merged, replaced and cleared', async () => {
    const play = lab();
    const path = `/assets/${await play.asset({ user_metadata: '{"a":"1","b":"2"}' })}`;
    const metadata = async (): Promise<unknown> => (await play.call('GET', path)).body.user_metadata;
    const change = async (method: string, user_metadata?: object): Promise<number> =>
      (await play.call(method, `${path}/user-metadata`, user_metadata && { user_metadata })).status;
    expect(await change('PATCH', { a: null, b: '', c: 3 })).toBe(204);
    expect(await metadata()).toEqual({ b: '2', c: 3 });
    expect(await change('PUT', { d: true, e: null, f: '' })).toBe(204);
    expect(await metadata()).toEqual({ d: true });
    expect(await change('PATCH', { d: {} })).toBe(400);
    expect(await change('DELETE')).toBe(204);
    expect(await metadata()).toEqual({});
    expect((await play.call('PATCH', `/assets/${'a'.repeat(24)}/user-metadata`, { user_metadata: {} })).status).toBe(
      404,
    );
  });

  test.each([
    [{}, 'method'],
    [{ method: 'ftp' }, 'method'],
    [{ method: 'direct' }, 'file'],
    [{ method: 'url' }, 'url'],
    [{ method: 'url', url: 'nowhere' }, 'url'],
    [{ method: 'url', url: 'https://x.example/a', enable_hls: 'yes' }, 'enable_hls'],
    [{ method: 'url', url: 'https://x.example/a', user_metadata: '{"a":{}}' }, 'user_metadata'],
    [{ method: 'url', url: 'https://x.example/a', language: 'en' }, 'language'],
  ])('are refused with %j because of %s', async (fields, name) => {
    const play = lab();
    const { status, body } = await play.post('/assets', fields);
    expect([status, body.error?.message?.includes(name)]).toEqual([400, true]);
    expect(play.core.assets()).toEqual([]);
  });

  test('accept forms only, and can have flat errors', async () => {
    const play = lab({ assetErrorShape: 'flat' });
    expect((await play.call('POST', '/assets', { method: 'url' })).body.code).toBe('content_type_invalid');
  });

  test('have a rate limit of their own', async () => {
    const one = { perMinute: 1, perDay: null, mediaMinutesPerHour: null, mediaMinutesPerDay: null };
    const play = lab({ rateLimits: one, uploadRateLimits: { ...one, perMinute: 2 } });
    const asset_id = await play.asset();
    await play.asset();
    const third = await play.post('/assets', { method: 'url', url: 'https://x.example/a.mp4' });
    expect([third.status, third.headers['retry-after']]).toEqual([429, '48']);
    expect((await play.call('POST', indexed, { asset_id })).status).toBe(202);
    expect((await play.call('POST', indexed, { asset_id })).status).toBe(429);
    const fields = { index_id: defaultIndexId, video_url: 'https://x.example/a.mp4' };
    expect((await play.post('/tasks', fields)).status).toBe(429);
  });
});

describe('indexing an asset', () => {
  test('returns 202, passes through the statuses of a task, and is found by its metadata', async () => {
    const play = lab();
    const asset_id = await play.asset();
    const { status, headers, body } = await play.call('POST', indexed, {
      asset_id,
      user_metadata: { gha_source: 's' },
    });
    expect([status, body.asset_id, headers['location']]).toEqual([202, asset_id, `/v1.3${indexed}/${body._id}`]);
    const seen: (string | undefined)[] = [];
    for (let second = 0; second < 25; second += 1) {
      const now = (await play.call('GET', `${indexed}/${body._id}`)).body.status;
      if (seen.at(-1) !== now) seen.push(now);
      play.pass(1);
    }
    expect(seen).toEqual(['pending', 'queued', 'indexing', 'ready']);
    const found = await play.call('GET', `${indexed}?gha_source=s`);
    expect(found.body.data).toEqual([expect.objectContaining({ _id: body._id, asset_id })]);
    const video = await play.call('GET', `${videos}/${body._id}`);
    expect(video.body).toMatchObject({ asset_id, user_metadata: { gha_source: 's' } });
    expect(video.body).not.toHaveProperty('hls');
    expect((await play.call('GET', '/tasks')).body.data).toEqual([]);
    expect((await play.call('GET', `/tasks/${body._id}`)).status).toBe(404);
    expect(play.core.tasks()).toEqual([
      expect.objectContaining({ ingestMethod: 'assets', id: body._id, status: 'ready' }),
    ]);
  });

  test('streams only when asked to', async () => {
    const play = lab();
    const { body } = await play.call('POST', indexed, { asset_id: await play.asset(), enable_video_stream: true });
    play.pass(100);
    expect((await play.call('GET', `${indexed}/${body._id}`)).body.hls).toMatchObject({ status: 'COMPLETE' });
  });

  test('is refused for an asset that is not ready, and for an invalid body', async () => {
    const play = lab({ stuckAssetWhenIncludes: 'slow' });
    const stuck = await play.asset({ url: 'https://x.example/slow.mp4' });
    const asset_id = await play.asset();
    const bodies: [object, number][] = [
      [{ asset_id: stuck }, 400],
      [{ asset_id: 'x' }, 400],
      [{}, 400],
      [{ asset_id: 'a'.repeat(24) }, 404],
      [{ asset_id, user_metadata: '{"a":"b"}' }, 400],
      [{ asset_id, enable_video_stream: 'true' }, 400],
      [{ asset_id, language: 'en' }, 400],
    ];
    for (const [body, status] of bodies)
      expect([body, (await play.call('POST', indexed, body)).status]).toEqual([body, status]);
    expect(play.core.tasks()).toEqual([]);
  });

  test('makes a second video, returns the first one or is refused when it is repeated', async () => {
    const play = lab({ quotaMinutes: 1 });
    const asset_id = await play.asset();
    const post = (): Promise<Answer> => play.call('POST', indexed, { asset_id });
    const [first, second] = [await post(), await post()];
    expect(first.body._id).not.toBe(second.body._id);
    const listed = await play.call('GET', `/assets/${asset_id}/indexed-assets`);
    expect(listed.body.data).toEqual(
      [second, first].map(({ body }) => ({ _id: body._id, index: { _id: defaultIndexId, name: 'default' } })),
    );
    play.core.setOptions({ sameAssetTwice: 'same' });
    expect((await post()).body._id).toBe(first.body._id);
    play.core.setOptions({ sameAssetTwice: 'conflict' });
    expect((await post()).status).toBe(409);
    play.core.setOptions({ sameAssetTwice: 'duplicate' });
    for (let n = 3; n <= 6; n += 1) expect((await post()).status).toBe(202);
    expect((await post()).body.code).toBe('usage_limit_exceeded');
  });

  test('obeys the limits of the models, the index and the plan', async () => {
    const long = lab({ fetchOn: 'create' }, { duration: 4 * 3600 + 1 });
    const refused = await long.call('POST', indexed, { asset_id: await long.asset() });
    expect([refused.status, refused.body.code]).toEqual([400, 'video_duration_too_long']);
    long.core.setOptions({ fetchOn: 'task' });
    const { body } = await long.call('POST', indexed, { asset_id: await long.asset() });
    long.pass(100);
    const failed = (await long.call('GET', `${indexed}/${body._id}`)).body;
    expect(failed.status).toBe('failed');
    expect(Object.keys(failed).filter((name) => name.includes('error'))).toEqual([]);
    const large = lab({ fetchOn: 'create' }, { size: 3e9 });
    expect((await large.call('POST', indexed, { asset_id: await large.asset() })).status).toBe(202);
    const full = lab({ capacity: { videos: 1, hours: null }, concurrency: 1, overConcurrency: 'reject' });
    const asset_id = await full.asset();
    expect((await full.call('POST', indexed, { asset_id })).status).toBe(202);
    expect((await full.call('POST', indexed, { asset_id })).body.code).toBe('usage_limit_exceeded');
    full.core.setOptions({ capacity: { videos: null, hours: null } });
    expect((await full.call('POST', indexed, { asset_id })).status).toBe(429);
  });

  test('can be answered with an error after it was processed', async () => {
    const play = lab();
    const asset_id = await play.asset();
    play.core.fault({
      route: 'POST /indexes/:id/indexed-assets',
      calls: [1],
      processed: true,
      effect: { kind: 'drop', at: 'before' },
    });
    await expect(play.call('POST', indexed, { asset_id })).rejects.toThrow('drop');
    expect((await play.call('GET', indexed)).body.data).toHaveLength(1);
  });
});

describe('both ingest methods', () => {
  test('make an asset for each video, also of a task', async () => {
    const play = lab();
    const { body } = await play.post('/tasks', { index_id: defaultIndexId, video_url: 'https://x.example/t.mp4' });
    const [early] = play.core.assets();
    expect(early).toMatchObject({ status: 'processing', filename: 't.mp4', videoIds: [body.video_id] });
    play.pass(100);
    const { asset_id } = (await play.call('GET', `${videos}/${body.video_id}`)).body;
    expect((await play.call('GET', `${indexed}/${body.video_id}`)).body.asset_id).toBe(asset_id);
    expect((await play.call('GET', '/assets')).body.data).toEqual([
      expect.objectContaining({ _id: asset_id, status: 'ready', filename: 't.mp4', duration: 10 }),
    ]);
  });

  test.each(['tasks', 'assets'])(
    'allow the resources of %s to be deleted in the order video, task, asset',
    async (ingestMethod) => {
      const play = lab();
      const fields = { index_id: defaultIndexId, video_url: 'https://x.example/t.mp4' };
      const { body } =
        ingestMethod === 'tasks'
          ? await play.post('/tasks', fields)
          : await play.call('POST', indexed, { asset_id: await play.asset() });
      const video = body.video_id ?? body._id;
      const assetId = play.core.assets()[0]?.id;
      const status = async (method: string, path: string): Promise<number> => (await play.call(method, path)).status;
      expect(await status('DELETE', `${indexed}/${video}`)).toBe(400);
      play.pass(100);
      const blocked = await play.call('DELETE', `/assets/${assetId}`);
      expect([blocked.status, blocked.body.error?.details]).toEqual([
        409,
        [{ indexed_asset_id: video, index_id: defaultIndexId }],
      ]);
      expect(await status('DELETE', `${indexed}/${video}`)).toBe(204);
      expect(await status('DELETE', `${indexed}/${video}`)).toBe(404);
      if (ingestMethod === 'tasks') expect(await status('DELETE', `/tasks/${body._id}`)).toBe(204);
      expect(await status('DELETE', `/assets/${assetId}`)).toBe(204);
      expect(await status('GET', `/assets/${assetId}`)).toBe(404);
      expect(play.core.assets()[0]?.deleted).toBe(true);
    },
  );

  test('keep the video when its asset is deleted by force', async () => {
    const play = lab();
    const asset_id = await play.asset();
    const { body } = await play.call('POST', indexed, { asset_id });
    play.pass(100);
    expect((await play.call('DELETE', `/assets/${asset_id}?force=perhaps`)).status).toBe(400);
    expect((await play.call('DELETE', `/assets/${asset_id}?force=true`)).status).toBe(204);
    expect((await play.call('GET', `${indexed}/${body._id}`)).body).toMatchObject({ status: 'ready', asset_id });
    expect((await play.call('POST', indexed, { asset_id })).status).toBe(404);
  });

  test('can lose one method or a path during a run', async () => {
    const play = lab();
    const fields = { index_id: defaultIndexId, video_url: 'https://x.example/t.mp4' };
    const { body } = await play.post('/tasks', fields);
    play.core.setOptions({ retired: ['POST /tasks'] });
    expect((await play.post('/tasks', fields)).body.code).toBe('endpoint_not_exists');
    expect((await play.call('GET', `/tasks/${body._id}`)).status).toBe(200);
    expect((await play.call('GET', '/tasks')).body.data).toHaveLength(1);
    play.core.setOptions({ retired: ['/tasks'] });
    expect((await play.call('GET', `/tasks/${body._id}`)).status).toBe(404);
    play.pass(100);
    expect((await play.call('GET', `${videos}/${body.video_id}`)).status).toBe(200);
    expect(() => play.core.setOptions({ retired: ['tasks'] })).toThrow('retired');
  });

  test('can lose endpoints after a number of requests and after some time', async () => {
    const play = lab();
    play.core.setOptions({
      ...{ retired: ['/tasks'], retiredAfterRequests: 2, retiredAfterSeconds: 60 },
      ...{ retiredStatus: 410, retiredCode: 'api_upgrade_required' },
    });
    const status = async (): Promise<number> => (await play.call('GET', '/tasks')).status;
    play.pass(60);
    expect([await status(), await status(), await status()]).toEqual([200, 200, 410]);
    expect((await play.call('GET', '/tasks')).body.code).toBe('api_upgrade_required');
    const later = lab();
    later.core.setOptions({ retired: ['/tasks'], retiredAfterSeconds: 60 });
    expect((await later.call('GET', '/tasks')).status).toBe(200);
    later.pass(60);
    expect((await later.call('GET', '/tasks')).status).toBe(404);
  });
});
