import { describe, expect, test } from '@jest/globals';
import { defaultIndexId } from '../../simulator/options.ts';
import { createLab, type Lab } from './lab.ts';

const model = { model_name: 'marengo3.0', model_options: ['visual', 'audio'] };

async function createIndex(lab: Lab, name: string): Promise<string> {
  const { status, body } = await lab.call('POST', '/indexes', { index_name: name, models: [model] });
  expect(status).toBe(201);
  return body._id ?? '';
}

describe('indexes', () => {
  test('are created, renamed, and deleted with their videos', async () => {
    const lab = createLab();
    const id = await createIndex(lab, 'holiday');
    const { id: taskId } = lab.core.addTask({ indexId: id });
    expect((await lab.get(`/indexes/${id}`)).body).toMatchObject({ index_name: 'holiday', video_count: 1 });
    expect((await lab.call('PUT', `/indexes/${id}`, { index_name: 'summer' })).status).toBe(204);
    expect((await lab.get('/indexes?index_name=summer')).body.data).toHaveLength(1);
    expect((await lab.call('DELETE', `/indexes/${id}`)).status).toBe(204);
    expect((await lab.get(`/indexes/${id}`)).status).toBe(404);
    expect(lab.core.tasks()).toMatchObject([{ id: taskId, videoDeleted: true }]);
  });

  test('that were deleted do not come back when options change', async () => {
    const lab = createLab();
    await lab.call('DELETE', `/indexes/${defaultIndexId}`);
    lab.core.setOptions({ listUserMetadata: true });
    expect((await lab.get(`/indexes/${defaultIndexId}`)).status).toBe(404);
  });

  test('take no name twice', async () => {
    const lab = createLab();
    const id = await createIndex(lab, 'holiday');
    const again = await lab.call('POST', '/indexes', { index_name: 'holiday', models: [model] });
    expect([again.status, again.body.code]).toEqual([409, 'index_name_already_exists']);
    expect((await lab.call('PUT', `/indexes/${id}`, { index_name: 'holiday' })).status).toBe(204);
    expect((await lab.call('PUT', `/indexes/${id}`, { index_name: 'default' })).status).toBe(409);
  });

  test.each([
    [{}, 'parameter_not_provided'],
    [{ index_name: 'a' }, 'parameter_not_provided'],
    [{ index_name: 'a', models: [] }, 'parameter_invalid'],
    [{ index_name: 'a', models: [{ model_name: 'pegasus1.2', model_options: ['visual'] }] }, 'parameter_invalid'],
    [{ index_name: 'a', models: [{ model_name: 'marengo3.0', model_options: ['smell'] }] }, 'parameter_invalid'],
    [{ index_name: 'a', models: [model], addons: ['magic'] }, 'parameter_invalid'],
    [{ index_name: 'a', models: [model], color: 'red' }, 'parameter_unknown'],
  ])('are refused with the body %j', async (body, code) => {
    const answer = await createLab().call('POST', '/indexes', body);
    expect([answer.status, answer.body.code]).toEqual([400, code]);
  });
});

describe('a search', () => {
  const query = { index_id: defaultIndexId, query_text: 'red bicycle', search_options: 'visual' };

  function addVideos(lab: Lab): readonly string[] {
    const add = (url: string, userMetadata = {}): string => lab.core.addTask({ url, userMetadata }).videoId;
    return [
      add('https://x.example/red-bicycle.mp4', { year: 2026 }),
      add('https://x.example/blue-bicycle.mp4', { year: 2025, tags: ['race'] }),
      add('https://x.example/unrelated.mp4'),
      add('https://x.example/b.mp4', { title: 'A red bicycle', year: 2026 }),
    ];
  }

  test('finds videos by the words of their names and their metadata, the best match first', async () => {
    const lab = createLab();
    const [red, blue, , titled] = addVideos(lab);
    const { status, body } = await lab.post('/search', query);
    expect(status).toBe(200);
    expect(body.data?.map(({ video_id }) => video_id)).toEqual([red, titled, blue]);
  });

  test.each([
    ['{"year":2025}', 1],
    ['{"year":{"gte":2025,"lte":2026}}', 3],
    ['{"year":"2025"}', 0],
    ['{"tags":"race"}', 1],
    ['{"filename":"red-bicycle.mp4"}', 1],
    ['{"id":["000000000000000000000000"]}', 0],
  ])('finds with the filter %s %d videos', async (filter, count) => {
    const lab = createLab();
    addVideos(lab);
    expect((await lab.post('/search', { ...query, filter })).body.data).toHaveLength(count);
  });

  test('is read page by page and grouped by video', async () => {
    const lab = createLab();
    addVideos(lab);
    const { body } = await lab.post('/search', { ...query, page_limit: '2', group_by: 'video' });
    expect(body.data).toHaveLength(2);
    const token = (body.page_info as { next_page_token?: string } | undefined)?.next_page_token;
    const next = await lab.get(`/search/${token}?include_user_metadata=true`);
    expect(next.body.data).toMatchObject([{ user_metadata: { year: 2025 } }]);
    expect(next.body.page_info).not.toHaveProperty('next_page_token');
  });

  test.each([
    [{ index_id: '' }, 'parameter_not_provided'],
    [{ query_text: '' }, 'parameter_not_provided'],
    [{ search_options: 'smell' }, 'parameter_invalid'],
    [{ page_limit: '51' }, 'parameter_invalid'],
    [{ group_by: 'scene' }, 'parameter_invalid'],
    [{ filter: '[]' }, 'search_filter_invalid'],
    [{ query_media_url: 'https://x.example/a.png' }, 'search_option_not_supported'],
    [{ color: 'red' }, 'parameter_unknown'],
  ])('is refused with %j', async (changes, code) => {
    const { status, body } = await createLab().post('/search', { ...query, ...changes });
    expect([status, body.code]).toEqual([400, code]);
  });

  test('refuses the token of a page that does not exist', async () => {
    expect((await createLab().get('/search/abc')).status).toBe(400);
  });
});
