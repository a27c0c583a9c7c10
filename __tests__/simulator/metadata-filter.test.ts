import { describe, expect, test } from '@jest/globals';
import { defaultIndexId, type FilterSpelling, type SimulatorOptions } from '../../simulator/options.ts';
import { startSimulator } from '../../simulator/server.ts';
import { createLab, type Lab } from './lab.ts';

const ASSETS = `/indexes/${defaultIndexId}/indexed-assets`;
const VIDEOS = `/indexes/${defaultIndexId}/videos`;

const QUERIES: Readonly<Record<FilterSpelling, string>> = {
  bare: 'category=x',
  brackets: `${encodeURIComponent('user_metadata[category]')}=x`,
  json: `user_metadata=${encodeURIComponent('{"category":"x"}')}`,
};
const SPELLINGS = ['bare', 'brackets', 'json'] as const;

/** An index with one video of the category and two others. */
function createIndex(options: Partial<SimulatorOptions> = {}): Lab {
  const lab = createLab(options);
  lab.core.addTask({ userMetadata: { category: 'x' } });
  lab.core.addTask({ userMetadata: { category: 'y' } });
  lab.core.addTask();
  return lab;
}

async function count(lab: Lab, path: string): Promise<number> {
  const { status, body } = await lab.get(path);
  if (status !== 200) throw new Error(String(body.code));
  return body.data?.length ?? 0;
}

/** What an answer with one of three, all three or none of the videos means. */
async function judge(lab: Lab, path: string): Promise<string> {
  const { status, body } = await lab.get(path);
  if (status === 400) return 'refused';
  return { 0: 'match_nothing', 1: 'obeyed', 3: 'ignored' }[body.data?.length ?? -1] ?? 'odd';
}

describe.each([ASSETS, VIDEOS])('the metadata filter of GET %s', (path) => {
  test.each(SPELLINGS)('obeys the spelling %s by default', async (spelling) => {
    expect(await judge(createIndex(), `${path}?${QUERIES[spelling]}`)).toBe('obeyed');
  });

  test.each(
    (['ignored', 'refused', 'match_nothing'] as const).flatMap((otherSpellings) =>
      [[], ...SPELLINGS.map((spelling) => [spelling])].map((metadataFilter) => ({ metadataFilter, otherSpellings })),
    ),
  )('obeys only what $metadataFilter names; other spellings: $otherSpellings', async (options) => {
    const lab = createIndex(options);
    for (const spelling of SPELLINGS) {
      const expected = options.metadataFilter.includes(spelling) ? 'obeyed' : options.otherSpellings;
      expect([spelling, await judge(lab, `${path}?${QUERIES[spelling]}`)]).toEqual([spelling, expected]);
    }
  });

  test('combines several names, and keeps the meaning of the parameters of the list', async () => {
    const lab = createLab();
    lab.core.addTask({ userMetadata: { category: 'x', filename_hint: 'a' }, url: 'https://x.example/a.mp4' });
    lab.core.addTask({ userMetadata: { category: 'x' }, url: 'https://x.example/b.mp4' });
    expect(await count(lab, `${path}?category=x&filename=a.mp4&page=1&page_limit=5`)).toBe(1);
    expect(await count(lab, `${path}?category=x&filename_hint=a`)).toBe(1);
    const both = encodeURIComponent('{"category":"x","filename_hint":"a"}');
    expect(await count(lab, `${path}?user_metadata=${both}`)).toBe(1);
    expect(await count(lab, `${path}?user_metadata=${encodeURIComponent('{}')}`)).toBe(2);
    expect((await lab.get(`${path}?user_metadata=x`)).body.code).toBe('parameter_invalid');
  });

  test('finds metadata only after an update where the platform wants one', async () => {
    const lab = createIndex({ filterableAfter: 'update' });
    const [task] = lab.core.tasks();
    expect(await count(lab, `${path}?category=x`)).toBe(0);
    await lab.call('PATCH', `${path}/${task?.videoId}`, { user_metadata: { category: 'x' } });
    expect(await count(lab, `${path}?category=x`)).toBe(1);
    expect(await count(lab, `${path}?category=y`)).toBe(0);
  });

  test('has rows with or without user_metadata', async () => {
    const lab = createIndex({ listUserMetadata: true });
    expect((await lab.get(`${path}?category=x`)).body.data?.[0]?.user_metadata).toEqual({ category: 'x' });
    lab.core.setOptions({ listUserMetadata: false });
    expect((await lab.get(`${path}?category=x`)).body.data?.[0]).not.toHaveProperty('user_metadata');
  });
});

describe('the status filter of GET /indexes/:id/indexed-assets', () => {
  const query = `${ASSETS}?status=ready&status=validating`;

  test('ignores an unknown status by default', async () => {
    expect(await count(createIndex(), query)).toBe(3);
    expect(await count(createIndex(), `${ASSETS}?status=failed&status=validating`)).toBe(0);
  });

  test('refuses an unknown status where it is strict', async () => {
    const lab = createIndex({ statusFilter: 'strict' });
    expect((await lab.get(query)).body.code).toBe('parameter_invalid');
    expect(await count(lab, `${ASSETS}?status=ready`)).toBe(3);
  });

  test.each(['strict', 'tolerant'] as const)(
    'has validating among its statuses where the platform does (%s)',
    async (statusFilter) => {
      const lab = createIndex({ statusFilter, validatingAssets: true });
      const { body } = await lab.submit();
      expect(await count(lab, `${ASSETS}?status=validating`)).toBe(1);
      expect(await count(lab, query)).toBe(4);
      expect((await lab.get(`${ASSETS}/${body.video_id}`)).body.status).toBe('validating');
      lab.core.setOptions({ validatingAssets: false });
      expect((await lab.get(`${ASSETS}/${body.video_id}`)).body.status).toBe('pending');
    },
  );
});

describe('PATCH of an indexed asset', () => {
  test('merges, deletes nulls, and drops empty values', async () => {
    const lab = createLab();
    const { videoId } = lab.core.addTask({ userMetadata: { a: 'old', b: 1, c: 'kept' } });
    const changes = { a: ['one', 'two'], b: null, c: '', d: [], e: true };
    expect((await lab.call('PATCH', `${ASSETS}/${videoId}`, { user_metadata: changes })).status).toBe(204);
    const { body } = await lab.get(`${ASSETS}/${videoId}`);
    expect(body.user_metadata).toEqual({ a: ['one', 'two'], c: 'kept', e: true });
    expect(await count(lab, `${ASSETS}?a=two`)).toBe(1);
    expect(await count(lab, `${ASSETS}?a=old`)).toBe(0);
  });

  test('answers 200 with the item where the platform does', async () => {
    const lab = createLab({ patchStatus: 200 });
    const { videoId } = lab.core.addTask();
    const answer = await lab.call('PATCH', `${VIDEOS}/${videoId}`, { user_metadata: { a: 'b' } });
    expect([answer.status, answer.body.user_metadata]).toEqual([200, { a: 'b' }]);
  });

  test.each([[{ a: [1] }], [{ a: {} }], [{ a: 2 ** 53 }], [{ size: 1 }]])('refuses %j', async (user_metadata) => {
    const lab = createLab();
    const { videoId } = lab.core.addTask();
    const answer = await lab.call('PATCH', `${ASSETS}/${videoId}`, { user_metadata });
    expect([answer.status, answer.body.code]).toEqual([400, 'parameter_invalid']);
  });
});

test('metadata of a new task loses its empty values', async () => {
  const lab = createLab();
  const user_metadata = '{"a":"","b":[],"c":null,"d":["x"]}';
  await lab.post('/tasks', { index_id: defaultIndexId, video_url: 'https://x.example/a.mp4', user_metadata });
  expect(lab.core.tasks()[0]?.userMetadata).toEqual({ d: ['x'] });
});

test('a simulator over HTTP obeys every spelling', async () => {
  const simulator = await startSimulator({ plan: 'unlimited' });
  try {
    simulator.core.addTask({ userMetadata: { category: 'x' } });
    simulator.core.addTask();
    for (const query of Object.values(QUERIES)) {
      const response = await fetch(`${simulator.url}${ASSETS}?${query}`, { headers: { 'x-api-key': 'k' } });
      expect(await response.json()).toMatchObject({ page_info: { total_results: 1 } });
    }
  } finally {
    await simulator.close();
  }
});
