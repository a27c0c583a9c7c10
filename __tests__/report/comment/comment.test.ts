import { describe, expect, test } from '@jest/globals';
import type { Comment, CommentClient } from '../../../src/github/comments.ts';
import { parsePullRequest } from '../../../src/github/event.ts';
import type { ErrorDetails } from '../../../src/model/errors.ts';
import type { VideoResult } from '../../../src/model/result.ts';
import type { CommentContext, CommentSection } from '../../../src/report/comment/comment.ts';
import { buildBody, buildMarker, buildSection, parseComment } from '../../../src/report/comment/comment.ts';
import { upsertComment } from '../../../src/report/comment/upsert-comment.ts';
import { createErrorDetails, createVideoResult, UNSAFE_TEXTS } from '../../support/fixtures.ts';
import { renderMarkdown } from '../../support/render-markdown.ts';
import { createReportFacts, REPORT_SITUATIONS } from '../../support/report-situations.ts';

const FACTS = createReportFacts({ indexName: null, collection: null });
const COMMIT = '0123456789abcdef0123456789abcdef01234567';

function aContext(change: Partial<CommentContext> = {}): CommentContext {
  return {
    workflow: 'Videos',
    workflowId: 'octo/videos/.github/workflows/videos.yml',
    run: 7,
    job: 'index',
    shard: '',
    parts: ['__self', 'index-1', ''],
    repositoryUrl: 'https://github.com/octo/videos',
    commit: COMMIT,
    runId: '42',
    ...change,
  };
}

/** The comment of a step that is alone. */
function commentOf(context: CommentContext, outcomes: readonly VideoResult[], problem: ErrorDetails | null): string {
  return buildBody(context, [
    buildSection(context, outcomes, { ...FACTS, error: problem, isSuccess: problem === null }),
  ]);
}

const elementsOf = (markdown: string): string[] =>
  renderMarkdown(markdown)('body *')
    .get()
    .map((element) => element.tagName);

describe('The marker', () => {
  const keyOf = (change: Partial<CommentContext>): string => buildSection(aContext(change), [], FACTS).key;

  test('of a comment is the same for all runs of a workflow, and differs between workflows', () => {
    expect(buildMarker(aContext({ commit: null, runId: '43', run: 8, job: 'b', parts: [] }))).toBe(
      buildMarker(aContext()),
    );
    expect(buildMarker(aContext({ workflowId: 'octo/videos/.github/workflows/b.yml' }))).not.toBe(
      buildMarker(aContext()),
    );
  });

  test('of a section differs between jobs and steps, and is the same in the next run', () => {
    const others = [
      {},
      { job: 'delete' },
      { parts: ['', 'index-1', ''] },
      { parts: [] },
      { job: '', parts: ['index'] },
    ];
    expect(new Set(others.map(keyOf)).size).toBe(others.length);
    expect(keyOf({ job: 'a', parts: ['bc'] })).not.toBe(keyOf({ job: 'ab', parts: ['c'] }));
    expect(keyOf({ run: 8, runId: '43', commit: null })).toBe(keyOf({}));
  });

  test('is one HTML comment for any name of a workflow', () => {
    for (const text of [...UNSAFE_TEXTS, '-->', '--!>', '\n']) {
      const lines = commentOf(aContext({ workflow: text, workflowId: text, job: text, parts: [text] }), [], null);
      expect(lines.match(/<!--.*?-->/gs)).toEqual([
        expect.stringMatching(/^<!-- twelvelabs-index-action [0-9a-f]{32} 7 -->$/),
        expect.stringMatching(/^<!-- section [0-9a-f]{32} -->$/),
        '<!-- end -->',
      ]);
    }
  });
});

describe('The comment', () => {
  test('begins with the marker, shows the narrow columns, and links commit and run', () => {
    const comment = commentOf(aContext(), [createVideoResult()], null);
    expect(comment.startsWith(`${buildMarker(aContext())}7 -->\n### TwelveLabs index\n`)).toBe(true);
    const $ = renderMarkdown(comment);
    const heads = $('th').get();
    expect(heads.map((head) => $(head).text())).toEqual(['Video', 'Status', 'Duration', 'ID']);
    expect($('h4').first().text()).toBe('Job index: ✅ The video is searchable');
    expect($('sub').text()).toBe('For commit 0123456, run 42 of Videos');
    const links = $('sub a').get();
    expect(links.map(({ attribs }) => attribs['href'])).toEqual([
      `https://github.com/octo/videos/commit/${COMMIT}`,
      'https://github.com/octo/videos/actions/runs/42',
    ]);
    expect(commentOf(aContext(), [createVideoResult({ elapsed_seconds: 7 })], null)).toBe(comment);
  });

  test('omits commit and run if they are not known', () => {
    const $ = renderMarkdown(commentOf(aContext({ commit: null, runId: null }), [createVideoResult()], null));
    expect($('sub').text()).toBe('For Videos');
  });

  test('names the shards, in numeric order', () => {
    const sections = ['10/10', '2/10', '1/10'].map((shard) =>
      buildSection(aContext({ shard, parts: [shard] }), [createVideoResult()], FACTS),
    );
    const $ = renderMarkdown(buildBody(aContext(), sections));
    const leads = $('h4')
      .get()
      .flatMap((line) => /^Job .*?:/.exec($(line).text()) ?? []);
    expect(leads).toEqual(['Job index, shard 1/10:', 'Job index, shard 2/10:', 'Job index, shard 10/10:']);
  });

  test('can be parsed after it was rendered', () => {
    const texts = [...UNSAFE_TEXTS, '<!-- end -->', '<!-- section 0 -->'];
    const sections = texts.map((text) =>
      buildSection(
        aContext({ job: text }),
        [createVideoResult({ name: text, error: createErrorDetails({ message: text }) })],
        FACTS,
      ),
    );
    const body = buildBody(aContext(), sections);
    for (const text of [body, body.replaceAll('\n', '\r\n')]) {
      const said = parseComment(aContext(), text);
      expect(said?.run).toBe(7);
      expect(said?.sections.map(({ key }) => key).sort()).toEqual(sections.map(({ key }) => key).sort());
      expect(new Set(said?.sections.map((one) => one.text))).toEqual(new Set(sections.map((one) => one.text)));
      expect(buildBody(aContext(), said?.sections ?? [])).toBe(body);
    }
    for (const text of ['', 'nice', `> ${body}`, buildMarker(aContext()), `${buildMarker(aContext())}x -->`])
      expect(parseComment(aContext(), text)).toBeNull();
    expect(parseComment(aContext({ workflowId: 'another' }), body)).toBeNull();
  });

  test('contains what to do about an error of the run', () => {
    const problem = createErrorDetails({ message: 'Input `wait` is wrong.', hint: 'Correct it.' });
    expect(renderMarkdown(commentOf(aContext(), [], problem))('strong').text()).toBe('Input wait is wrong.');
  });

  test('has the same structure for hostile names as for harmless ones, and mentions nobody', () => {
    const structureWith = (text: string, at: number): string[] => {
      const outcome = createVideoResult({
        name: text,
        task_id: text,
        status: 'failed',
        error: createErrorDetails({ message: text }),
      });
      const markdown = commentOf(aContext({ workflow: text, job: text, commit: text, runId: text }), [outcome], null);
      expect([at, /(?<![&\w])@\w/.test(renderMarkdown(markdown)('body').text())]).toEqual([at, false]);
      return elementsOf(markdown).filter((name) => name !== 'code');
    };
    const harmless = structureWith('a', -1);
    UNSAFE_TEXTS.forEach((text, at) => {
      expect([text, structureWith(text, at)]).toEqual([text, harmless]);
    });
  });

  test.each([
    ['realistic', (at: number) => `keynote ${at}.mp4`],
    ['full of escapes', (at: number) => `${at}${'|<&`'.repeat(100)}`],
    ['of wide characters', (at: number) => `${at}${'日本語👩‍👩‍👧‍👦'.repeat(40)}`],
  ])('of thousands of videos is within the limit and counts the omitted videos (names: %s)', (_, nameOf) => {
    const outcomes: VideoResult[] = Array.from({ length: 3_000 }, (_value, at) =>
      createVideoResult({
        name: nameOf(at),
        ...(at % 3 === 0 ? { status: 'failed', error: createErrorDetails({ message: nameOf(at) }) } : {}),
      }),
    );
    const problem = createErrorDetails({ message: outcomes.map(({ name }) => name).join('\n') });
    for (const comment of [commentOf(aContext(), outcomes, null), commentOf(aContext(), outcomes, problem)]) {
      expect(Buffer.byteLength(comment)).toBeLessThanOrEqual(65_536);
      expect(comment.length).toBeLessThan(10_000);
      // The table of what needs action names the first three, and the table of the list has two more lines.
      const rows = (comment.split('<details>')[1]?.match(/^\|/gm)?.length ?? 0) - 2;
      expect(rows).toBeGreaterThan(1);
      expect(comment).toContain(`And ${3_000 - 3 - rows} more; see [the summary of the run](https://github.com/`);
      expect(renderMarkdown(comment)('sub')).toHaveLength(1);
    }
  });

  test.each(REPORT_SITUATIONS)(
    'has a headline, at most ten visible rows and fewer than 10,000 characters: $name',
    ({ results, facts }) => {
      const comment = buildBody(aContext(), [buildSection(aContext(), results, facts)]);
      expect(comment.length).toBeLessThan(10_000);
      const $ = renderMarkdown(comment);
      expect(/^Job index: (❌|⏳|🚫|❓)/u.test($('h4').first().text())).toBe(!facts.isSuccess);
      expect($('tbody tr').length - $('details:not([open]) tbody tr').length).toBeLessThanOrEqual(10);
    },
  );

  /** A comment of so many steps with so many videos each, beside one that has only a video. */
  function crowded(steps: number, videos: number) {
    const outcomes = Array.from({ length: videos }, (_, at) => createVideoResult({ name: `keynote ${at}.mp4` }));
    const small = buildSection(aContext({ job: 'a small one' }), [createVideoResult()], FACTS);
    const others = Array.from({ length: steps }, (_, at) =>
      buildSection(aContext({ job: `job ${at}` }), outcomes, FACTS),
    );
    const body = buildBody(aContext(), [...others, small]);
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(65_536);
    expect(renderMarkdown(body)('sub')).toHaveLength(1);
    return { body, small, others, said: parseComment(aContext(), body)?.sections ?? [] };
  }

  const REST = 'See the summary of the run for the rest.';

  test.each([
    [8, 2_000],
    [40, 200],
  ])('of %d steps with %d videos each shortens the longest sections', (steps, videos) => {
    const { body, small, others, said } = crowded(steps, videos);
    expect(said.map(({ key }) => key).sort()).toEqual([...others, small].map(({ key }) => key).sort());
    expect(said).toContainEqual(small);
    const short = said.filter(({ text }) => text.endsWith(REST));
    expect(short.length).toBeGreaterThan(0);
    for (const { text } of short) expect(text).toMatch(/^#### Job .*: ✅ \d+ of \d+ videos are searchable\n/);
    for (const own of others) {
      const again = buildBody(aContext(), [...said.filter(({ key }) => key !== own.key), own]);
      // A step that looks again finds what it was cut to, or that it was another that was cut.
      expect(again.includes(own.key)).toBe(true);
      if (short.some(({ key }) => key === own.key)) expect(again).toBe(body);
    }
  });

  test('counts the steps that do not fit', () => {
    const { body, said } = crowded(500, 1);
    expect(said.length).toBeGreaterThan(100);
    expect(body).toContain(`And ${501 - said.length} more steps; see their job summaries.`);
  });
});

describe('Upserting the comment', () => {
  interface There {
    readonly comments: Comment[];
    readonly writes: string[];
    readonly api: CommentClient;
  }

  function there(...bodies: readonly string[]): There {
    const comments: Comment[] = bodies.map((body, id) => ({ id, body }));
    const writes: string[] = [];
    return {
      comments,
      writes,
      api: {
        list: async (fits) => comments.filter(({ body }) => fits(body)),
        create: async (body) => {
          writes.push('create');
          comments.push({ id: comments.length, body });
        },
        update: async (id, body) => {
          writes.push(`update ${id}`);
          comments.splice(
            comments.findIndex((one) => one.id === id),
            1,
            { id, body },
          );
        },
        remove: async (id) => {
          writes.push(`remove ${id}`);
          comments.splice(
            comments.findIndex((one) => one.id === id),
            1,
          );
        },
      },
    };
  }

  const section = (job: string, run = 7): CommentSection =>
    buildSection(aContext({ job, run }), [createVideoResult()], FACTS);
  const body = (run: number, ...jobs: readonly string[]): string =>
    buildBody(
      aContext({ run }),
      jobs.map((job) => section(job, run)),
    );
  const noPause = (): Promise<void> => Promise.resolve();
  const keep = ({ api }: There, job: string, run = 7, pause = noPause): ReturnType<typeof upsertComment> =>
    upsertComment(api, aContext({ run }), section(job, run), pause);

  test.each([
    ['there is none', [], 'created', ['create'], [body(7, 'a')]],
    ['it has other content', [body(7, 'a').replace('intro', 'tour')], 'updated', ['update 0'], [body(7, 'a')]],
    ['it is up to date', [body(7, 'a').replaceAll('\n', '\r\n').trim()], 'unchanged', [], null],
    ['it has other steps of this run', [body(7, 'b', 'c')], 'updated', ['update 0'], [body(7, 'a', 'b', 'c')]],
    ['it is of an earlier run', [body(6, 'a', 'b')], 'updated', ['update 0'], [body(7, 'a')]],
    ['it is of a later run', [body(8, 'b')], 'superseded', [], null],
    ['somebody quotes it', [`see ${body(7, 'a')}`], 'created', ['create'], [`see ${body(7, 'a')}`, body(7, 'a')]],
    [
      'two jobs have created one each',
      [body(7, 'b'), body(7, 'c')],
      'updated',
      ['update 0', 'remove 1'],
      [body(7, 'a', 'b', 'c')],
    ],
  ])('writes the comment if needed: %s', async (_, bodies, kept, writes, after) => {
    const scene = there(...bodies);
    expect([await keep(scene, 'a'), scene.writes]).toEqual([kept, writes]);
    expect(scene.comments.map((comment) => comment.body)).toEqual(after ?? bodies);
  });

  test('is not kept as it is by a run number that no run of the workflow can have reached', async () => {
    for (const planted of [7 + 1_001, 999_999, '9'.repeat(400)]) {
      const scene = there(body(7, 'b').replace(' 7 -->', ` ${planted} -->`));
      expect([planted, await keep(scene, 'a'), scene.comments.map((comment) => comment.body)]).toEqual([
        planted,
        'updated',
        [body(7, 'a')],
      ]);
    }
    expect(await keep(there(body(7 + 1_000, 'b')), 'a')).toBe('superseded');
  });

  test('is not created where it is not needed, but updated if there is one', async () => {
    const write = ({ api }: There): ReturnType<typeof upsertComment> =>
      upsertComment(api, aContext(), section('a'), noPause, false);
    const none = there();
    expect([await write(none), none.writes]).toEqual(['not_needed', []]);
    const old = there(body(6, 'a'));
    expect([await write(old), old.comments.map((comment) => comment.body)]).toEqual(['updated', [body(7, 'a')]]);
  });

  test('writes the section again if another job has overwritten it', async () => {
    const scene = there(body(6, 'a'));
    const lost = [body(7, 'b'), body(7, 'b', 'c')];
    const pause = async (): Promise<void> => {
      const other = lost.shift();
      if (other !== undefined) scene.comments.splice(0, 1, { id: 0, body: other });
    };
    expect(await keep(scene, 'a', 7, pause)).toBe('updated');
    expect(scene.comments).toEqual([{ id: 0, body: body(7, 'a', 'b', 'c') }]);
  });

  test('results in one comment with all sections when jobs run at the same moment', async () => {
    const scene = there();
    const jobs = ['a', 'b', 'c', 'd'];
    // All read before any writes. The pauses differ by chance: here, one lets all the others pass.
    await Promise.all(
      jobs.map((job, at) => {
        let turn = 0;
        return keep(scene, job, 7, async () => {
          turn += 1;
          for (let ticks = 0; ticks < 40 * (turn + at); ticks += 1) await Promise.resolve();
        });
      }),
    );
    expect(scene.comments.map((comment) => comment.body)).toEqual([body(7, ...jobs)]);
    expect(scene.writes.filter((write) => write === 'create').length).toBeGreaterThan(1);
  });

  test('stops after a fixed number of rounds', async () => {
    const scene = there();
    const pause = async (): Promise<void> => void scene.comments.splice(0, 1, { id: 0, body: body(7, 'b') });
    expect(await keep(scene, 'a', 7, pause)).toBe('created');
    expect(scene.writes).toEqual(['create', 'update 0', 'update 0', 'update 0']);
  });

  test('succeeds if the comment was written but cannot be read again', async () => {
    const scene = there();
    let calls = 0;
    const list: CommentClient['list'] = (fits) => {
      calls += 1;
      return calls === 1 ? scene.api.list(fits) : Promise.reject(new Error('no answer'));
    };
    expect(await upsertComment({ ...scene.api, list }, aContext(), section('a'), noPause)).toBe('created');
    const none: CommentClient = { ...scene.api, list: () => Promise.reject(new Error('no answer')) };
    await expect(upsertComment(none, aContext(), section('a'), noPause)).rejects.toThrow('no answer');
  });
});

describe('The pull request of an event', () => {
  const head = (full_name: string | null) => ({ sha: COMMIT, repo: full_name === null ? null : { full_name } });

  test.each([
    ['none', null, null],
    ['a push', { ref: 'refs/heads/main' }, null],
    ['an issue', { issue: { number: 3 } }, null],
    [
      'a pull request',
      { pull_request: { number: 3, head: head('Octo/Videos') } },
      { number: 3, commit: COMMIT, isFromFork: false },
    ],
    [
      'one from a fork',
      { pull_request: { number: 3, head: head('fork/videos') } },
      { number: 3, commit: COMMIT, isFromFork: true },
    ],
    [
      'one from a fork that is gone',
      { pull_request: { number: 3, head: head(null) } },
      { number: 3, commit: COMMIT, isFromFork: true },
    ],
    [
      'a comment on one',
      { issue: { number: 3, pull_request: { url: 'x' } } },
      { number: 3, commit: null, isFromFork: false },
    ],
  ])('is parsed: %s', (_, event, expected) => expect(parsePullRequest(event, 'octo/videos')).toEqual(expected));
});
