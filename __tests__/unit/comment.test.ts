import { describe, expect, test } from '@jest/globals';
import type { Subject } from '../../src/report/comment.ts';
import { commentOf, markerOf } from '../../src/report/comment.ts';
import type { CommentApi } from '../../src/report/comment-api.ts';
import { keepComment } from '../../src/report/keep-comment.ts';
import { pullRequestOf } from '../../src/report/pull-request.ts';
import type { Outcome } from '../../src/video.ts';
import { anOutcome, aProblem, NASTY } from './given.ts';
import { render } from './page.ts';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';

function aSubject(change: Partial<Subject> = {}): Subject {
  return {
    workflow: 'Videos',
    job: 'index',
    parts: ['__self', 'index-1', ''],
    repositoryUrl: 'https://github.com/octo/videos',
    commit: COMMIT,
    runId: '42',
    ...change,
  };
}

const elementsOf = (markdown: string): string[] =>
  render(markdown)('body *')
    .get()
    .map((element) => element.tagName);

describe('the marker', () => {
  test('is the same for the same place, and another for any other', () => {
    expect(markerOf(aSubject({ commit: null, runId: '43' }))).toBe(markerOf(aSubject()));
    const others = [{ workflow: 'Others' }, { job: 'delete' }, { parts: ['', 'index-1', ''] }, { parts: [] }];
    const markers = [{}, ...others].map((change) => markerOf(aSubject(change)));
    expect(new Set(markers).size).toBe(markers.length);
    expect(markerOf(aSubject({ workflow: 'a', job: 'bc' }))).not.toBe(markerOf(aSubject({ workflow: 'ab', job: 'c' })));
  });

  test('is one HTML comment, whatever the workflow is called', () => {
    for (const text of [...NASTY, '-->', '--!>', '\n']) {
      expect(markerOf(aSubject({ workflow: text, job: text, parts: [text] }))).toMatch(
        /^<!-- twelvelabs-index-action [0-9a-f]{32} -->$/,
      );
    }
  });
});

describe('the comment', () => {
  test('begins with the marker, shows what most readers ask, and links commit and run', () => {
    const comment = commentOf(aSubject(), [anOutcome()], null);
    expect(comment.startsWith(`${markerOf(aSubject())}\n### TwelveLabs index\n`)).toBe(true);
    const $ = render(comment);
    const heads = $('th').get();
    expect(heads.map((head) => $(head).text())).toEqual(['Video', 'Status', 'Duration', 'Video id']);
    expect($('sub').text()).toBe('For commit 0123456, run 42 of Videos, job index');
    const links = $('sub a').get();
    expect(links.map(({ attribs }) => attribs['href'])).toEqual([
      `https://github.com/octo/videos/commit/${COMMIT}`,
      'https://github.com/octo/videos/actions/runs/42',
    ]);
    expect(commentOf(aSubject(), [anOutcome({ elapsed_seconds: 7 })], null)).toBe(comment);
  });

  test('leaves out what the environment does not tell', () => {
    const $ = render(commentOf(aSubject({ commit: null, runId: null }), [anOutcome()], null));
    expect($('sub').text()).toBe('For Videos, job index');
  });

  test('tells why nothing was done', () => {
    const problem = aProblem({ message: 'Input `wait` is wrong.', hint: 'Correct it.' });
    expect(render(commentOf(aSubject(), [], problem))('strong').text()).toBe('Correct it.');
  });

  test('of hostile names has the structure of that of harmless ones, and mentions nobody', () => {
    const structureWith = (text: string, at: number): string[] => {
      const outcome = anOutcome({ name: text, task_id: text, status: 'failed', error: aProblem({ message: text }) });
      const markdown = commentOf(aSubject({ workflow: text, job: text, commit: text, runId: text }), [outcome], null);
      expect([at, /(?<![&\w])@\w/.test(render(markdown)('body').text())]).toEqual([at, false]);
      return elementsOf(markdown);
    };
    const harmless = structureWith('a', -1);
    NASTY.forEach((text, at) => {
      expect([text, structureWith(text, at)]).toEqual([text, harmless]);
    });
  });

  test.each([
    ['as in life', (at: number) => `keynote ${at}.mp4`],
    ['that are all escapes', (at: number) => `${at}${'|<&`'.repeat(100)}`],
    ['of wide characters', (at: number) => `${at}${'日本語👩‍👩‍👧‍👦'.repeat(40)}`],
  ])('of thousands of videos with names %s is small enough, and says how many are left out', (_, nameOf) => {
    const outcomes: Outcome[] = Array.from({ length: 3_000 }, (_value, at) =>
      anOutcome({
        name: nameOf(at),
        ...(at % 3 === 0 ? { status: 'failed', error: aProblem({ message: nameOf(at) }) } : {}),
      }),
    );
    const problem = aProblem({ message: outcomes.map(({ name }) => name).join('\n') });
    for (const comment of [commentOf(aSubject(), outcomes, null), commentOf(aSubject(), outcomes, problem)]) {
      expect(Buffer.byteLength(comment)).toBeLessThanOrEqual(65_536);
      const rows = comment.split('\n').filter((line) => line.startsWith('| <code>')).length;
      expect(rows).toBeGreaterThan(1);
      expect(comment).toContain(`And ${3_000 - rows} more; the log and the results file of the run have them all.`);
      expect(render(comment)('sub')).toHaveLength(1);
    }
  });
});

describe('keeping it', () => {
  const MARKER = markerOf(aSubject());

  async function keep(there: string | null, body: string): Promise<readonly string[]> {
    const writes: string[] = [];
    const api: CommentApi = {
      find: (fits) => Promise.resolve(there !== null && fits(there) ? { id: 7, body: there } : null),
      create: async (text) => void writes.push(`create ${text}`),
      update: async (id, text) => void writes.push(`update ${id} ${text}`),
    };
    return [await keepComment(api, MARKER, body), ...writes];
  }

  test('creates, updates, or leaves alone', async () => {
    const body = `${MARKER}\nnew\n`;
    expect(await keep(null, body)).toEqual(['created', `create ${body}`]);
    expect(await keep(`${MARKER}\nold\n`, body)).toEqual(['updated', `update 7 ${body}`]);
    expect(await keep(`${MARKER}\r\nnew`, body)).toEqual(['unchanged']);
    expect(await keep(`somebody quotes ${MARKER}`, body)).toEqual(['created', `create ${body}`]);
  });
});

describe('the pull request of an event', () => {
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
  ])('%s', (_, event, expected) => expect(pullRequestOf(event, 'octo/videos')).toEqual(expected));
});
