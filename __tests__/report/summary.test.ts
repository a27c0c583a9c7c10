import { describe, expect, test } from '@jest/globals';
import type { VideoResult } from '../../src/model/result.ts';
import { STATUS_TABLE } from '../../src/model/status.ts';
import { buildSummary } from '../../src/report/summary.ts';
import { hasPlayground } from '../../src/report/summary-links.ts';
import { createErrorDetails, createVideoResult, UNSAFE_TEXTS } from '../support/fixtures.ts';
import { renderMarkdown } from '../support/render-markdown.ts';
import { createReportFacts, REPORT_SITUATIONS } from '../support/report-situations.ts';

const MIB = 1024 * 1024;
const FACTS = createReportFacts({ indexName: null, collection: null });

const summarize = (results: readonly VideoResult[], change: Parameters<typeof createReportFacts>[0] = {}): string =>
  buildSummary(results, { ...FACTS, ...change });

/** The cells of every row of a table; a no-break space counts as a space. */
function rowsOf(markdown: string, table: string): string[][] {
  const $ = renderMarkdown(markdown);
  return $(`${table} tbody tr`)
    .get()
    .map((row) =>
      $(row)
        .find('td')
        .get()
        .map((cell) => $(cell).text().replaceAll('\u00a0', ' ').trim()),
    );
}

/** The rows of the list, which may be folded, and of the tables above it. */
const listOf = (markdown: string): string[][] => rowsOf(markdown, 'details table');
const actionsOf = (markdown: string): string[][] => rowsOf(markdown, 'h4 + table');

const elementsOf = (markdown: string): string[] =>
  renderMarkdown(markdown)('body *')
    .get()
    .map((element) => element.tagName);

describe('The summary of ready videos', () => {
  const videos = [createVideoResult(), createVideoResult({ name: 'b.mp4', duration: 61, elapsed_seconds: 3_600 })];

  test('has a headline with icon and result, the facts, and a list with a row per video', () => {
    const markdown = summarize(videos, { indexName: 'My index', collection: 'octo/videos', pricePerMinute: 0.5 });
    const $ = renderMarkdown(markdown);
    expect($('h3').text()).toBe('✅ 2 of 2 videos are searchable');
    expect(
      $('p')
        .get()
        .map((paragraph) => $(paragraph).text()),
    ).toEqual(['TwelveLabs index My index index-1 · Collection octo/videos', 'Minutes of video: 1.2 indexed.']);
    expect(
      $('thead th')
        .get()
        .map((head) => $(head).text()),
    ).toEqual(['Video', 'Status', 'Duration', 'ID', 'Time']);
    expect(listOf(markdown)).toEqual([
      ['intro.mp4', '✅ searchable', '10s', 'video-1', '1m'],
      ['b.mp4', '✅ searchable', '1m 1s', 'video-1', '1h'],
    ]);
    expect($('h4')).toHaveLength(0);
    expect($('summary').text()).toBe('2 searchable');
  });

  test('shows a short list at once, and folds a long one', () => {
    const isOpen = (count: number): boolean =>
      renderMarkdown(summarize(Array.from({ length: count }, () => createVideoResult())))('details').is('[open]');
    expect([1, 10, 11, 1_000].map(isOpen)).toEqual([true, true, false, false]);
  });

  test('has a dash where a value is not known', () => {
    const unknown = { video_id: null, task_id: null, duration: null, elapsed_seconds: null };
    expect(listOf(summarize([createVideoResult(unknown)]))[0]?.slice(2)).toEqual(['–', '–', '–']);
  });

  test('has the ID of the task where there is none of the video', () => {
    expect(listOf(summarize([createVideoResult({ video_id: null, status: 'submitted' })]))[0]?.[3]).toBe('task task-1');
  });
});

describe('The summary of videos of which some failed', () => {
  const outcomes = STATUS_TABLE.statuses.map((status, at) =>
    createVideoResult({
      name: `${status}.mp4`,
      status,
      error: at < 2 ? null : createErrorDetails({ message: `Reason ${'x'.repeat(at)}.`, hint: `Advice ${at}.` }),
    }),
  );

  test('has what needs action at the top, the worst first, and each video once', () => {
    const markdown = summarize(outcomes, { isSuccess: false });
    const names = actionsOf(markdown).map(([name]) => name?.split(' ')[1]);
    expect(names).toEqual(
      STATUS_TABLE.statuses
        .slice(2)
        .toReversed()
        .map((status) => `${status}.mp4`),
    );
    expect(listOf(markdown).map(([name]) => name)).toEqual(['planned.mp4', 'ready.mp4']);
    const elements = elementsOf(markdown);
    expect(elements.indexOf('h4')).toBeLessThan(elements.indexOf('details'));
    expect(renderMarkdown(markdown)('h4').text()).toBe('Needs action');
  });

  test('has what happened in bold, and what to do and the ID beside it', () => {
    const $ = renderMarkdown(summarize(outcomes, { isSuccess: false }));
    const cell = $('h4 + table tbody tr').first().find('td').last();
    expect(cell.find('strong').text()).toBe(`Reason ${'x'.repeat(11)}.`);
    expect(cell.text()).toBe(`Reason ${'x'.repeat(11)}. Advice 11.task task-1`);
  });

  test('contains the label of every status', () => {
    const cells = listOf(summarize(outcomes.map((outcome) => ({ ...outcome, error: null })))).map(
      (row) => row[1] ?? '',
    );
    for (const [status, { icon, label }] of Object.entries(STATUS_TABLE.rows))
      expect(cells).toContain(status === 'planned' ? `${icon} to release` : `${icon} ${label}`);
  });
});

describe('The summary of videos with the same error', () => {
  const rejected = ['a', 'b', 'c', 'd', 'e'].map((name) =>
    createVideoResult({
      name,
      status: 'rejected',
      error: createErrorDetails({ message: 'No minutes left.', hint: 'Wait.' }),
    }),
  );

  test('contains the error once, with the names of the first videos and the number of others, which the list names', () => {
    const other = createVideoResult({ name: 'f', status: 'failed', error: createErrorDetails() });
    const markdown = summarize([...rejected, other], { isSuccess: false });
    expect(actionsOf(markdown)).toEqual([
      ['❌ f', 'It is broken. Replace it.task task-1'],
      ['❌ abcand 2 more', 'No minutes left. Wait.task task-1, task task-1, task task-1'],
    ]);
    expect(listOf(markdown).map(([name, status]) => [name, status])).toEqual([
      ['d', '❌ not accepted'],
      ['e', '❌ not accepted'],
    ]);
  });

  test('does not repeat the error of the run if it is that of its videos', () => {
    const [first] = rejected;
    const markdown = summarize(rejected, { isSuccess: false, error: first?.error ?? null });
    expect(markdown.match(/No minutes left/g)).toHaveLength(1);
  });
});

describe('The summary of a dry run', () => {
  const planned = createVideoResult({ status: 'planned' });
  const results = [
    createVideoResult({
      ...planned,
      name: 'new.mp4',
      action: 'submitted',
      reason: 'new',
      video_id: null,
      task_id: null,
    }),
    createVideoResult({ ...planned, name: 'old.mp4', action: 'reused', reason: 'unchanged', reused: true }),
    createVideoResult({ ...planned, name: 'gone.mp4', action: 'deleted', reason: 'unlisted' }),
  ];

  test('has a section for what it would change, one for what the list no longer uses, and a list of the others', () => {
    const markdown = summarize(results, { isDryRun: true, prune: 'delete', pricePerMinute: 3 });
    const $ = renderMarkdown(markdown);
    expect($('h3').text()).toBe('🔍 Plan: 1 to submit, 1 already indexed, 1 to delete');
    expect($('p').last().text()).toBe(
      'Minutes of video: 0.2 to submit, 0.2 reused. Cost of indexing: 0.50 (3 per minute); 0.50 saved by reuse.',
    );
    expect(
      $('h4')
        .get()
        .map((head) => $(head).text()),
    ).toEqual(['Plan', 'No longer used by the list']);
    expect(actionsOf(markdown)).toEqual([
      ['new.mp4', 'to submit: new', '10s'],
      ['gone.mp4', 'to delete: no longer in the list', 'video-1'],
    ]);
    expect(listOf(markdown).map(([name, status]) => [name, status])).toEqual([['old.mp4', '🔍 already indexed']]);
  });
});

describe('The summary of videos that the list no longer uses', () => {
  const unused = createVideoResult({ name: 'gone.mp4', status: 'unlisted', reason: 'unlisted' });
  const deleted = createVideoResult({ ...unused, status: 'deleted', action: 'deleted', reason: 'replaced' });

  test('states whether they were kept or deleted, why, and what deletes them', () => {
    const report = summarize([createVideoResult(), unused], { prune: 'report' });
    expect(actionsOf(report)).toEqual([['gone.mp4', 'ℹ️ kept: no longer in the list', 'video-1']]);
    expect(renderMarkdown(report)('p').last().text()).toContain('prune: delete');
    const pruned = summarize([createVideoResult(), deleted], { prune: 'delete' });
    expect(actionsOf(pruned)).toEqual([['gone.mp4', '🗑️ deleted: replaced by a new version', 'video-1']]);
    expect(pruned).not.toContain('prune: delete');
    expect(renderMarkdown(pruned)('h3').text()).toBe('✅ The video is searchable');
  });
});

describe('A name', () => {
  const cellOf = (name: string) => renderMarkdown(summarize([createVideoResult({ name })]))('tbody td').first();

  test('of 60 characters is shown as it is', () => {
    expect(cellOf(`${'a'.repeat(56)}.mp4`).html()).toBe(`<code>${'a'.repeat(56)}.mp4</code>`);
  });

  test('that is longer is cut in the middle, and its title is the whole name', () => {
    for (const name of [`${'a'.repeat(40)}${'b'.repeat(200)}.mp4`, `${'日本語'.repeat(60)}.mp4`, '👍'.repeat(100)]) {
      const cell = cellOf(name);
      expect([...cell.text()].length).toBeLessThanOrEqual(60);
      expect(cell.text()).toContain('…');
      expect(cell.text().isWellFormed()).toBe(true);
      expect(cell.find('span').attr('title')).toBe(name);
    }
  });
});

describe('A thumbnail', () => {
  const picture = (thumbnail_url: string | null) =>
    renderMarkdown(summarize([createVideoResult({ thumbnail_url })]))('img');
  const address = 'https://pics.example/a/b_c.jpg?w=1&h=2';

  test('is beside the name of each video', () => {
    const markdown = summarize([createVideoResult({ thumbnail_url: address })]);
    expect(renderMarkdown(markdown)('td').first().find('img').attr()).toEqual({ src: address, width: '112', alt: '' });
    expect(listOf(markdown).map(([name]) => name)).toEqual(['intro.mp4']);
  });

  test('is shown for all videos or for none, and for none if there are more than 20', () => {
    const count = (withPicture: number, without: number): number => {
      const pictures = Array.from({ length: withPicture }, () => createVideoResult({ thumbnail_url: address }));
      const others = Array.from({ length: without }, () => createVideoResult());
      return renderMarkdown(summarize([...pictures, ...others]))('img').length;
    };
    expect([count(20, 0), count(20, 1), count(5, 1), count(21, 0)]).toEqual([20, 0, 0, 0]);
  });

  test.each([
    null,
    '',
    'http://pics.example/a.jpg',
    'data:image/png;base64,AAAA',
    'javascript:alert(1)',
    'https://user:secret@pics.example/a.jpg',
    'https://pics.example/a.jpg?X-Amz-Signature=0123456789abcdef',
    `https://pics.example/${'a'.repeat(3_000)}`,
    ...UNSAFE_TEXTS.filter((text) => !text.startsWith('https:')),
  ])('with an unsafe URL is omitted: %j', (address) => expect(picture(address).length).toBe(0));

  test('with a hostile URL is an image and nothing else', () => {
    for (const text of UNSAFE_TEXTS) {
      const address = `https://pics.example/${text.replace('?', '')}" onerror="x|y>`;
      const picked = picture(address);
      const { href } = new URL(address);
      expect([text, picked.get().map(({ attribs }) => attribs)]).toEqual([
        text,
        [{ src: href, width: '112', alt: '' }],
      ]);
    }
  });
});

describe('The link to the playground', () => {
  const links = (...ids: readonly (string | null)[]) =>
    renderMarkdown(summarize(ids.map((index_id) => createVideoResult({ index_id }))))('a')
      .get()
      .map(({ attribs }) => attribs['href']);

  test('appears once per index', () => {
    const base = 'https://playground.twelvelabs.io/indexes';
    expect(links('i1', 'i2', 'i1', null)).toEqual([`${base}/i1`, `${base}/i2`]);
    expect(links(...Array.from({ length: 20 }, (_, at) => `i${at}`))).toHaveLength(5);
  });

  test('is omitted for another API, whose indexes it does not show', () => {
    const $ = renderMarkdown(summarize([createVideoResult()], { hasPlayground: false }));
    expect([$('a').length, $('p').first().text()]).toEqual([0, 'TwelveLabs index index-1']);
    expect(
      ['https://api.twelvelabs.io/v1.3', 'http://127.0.0.1:8080', 'https://api.twelvelabs.io.evil.example', null].map(
        hasPlayground,
      ),
    ).toEqual([true, false, false, false]);
  });

  test('is omitted if no index is known, and for an invalid ID', () => {
    expect(links(null, '', '../x', 'a b', ...UNSAFE_TEXTS.map((text) => `x${text}/`))).toEqual([]);
  });
});

describe('The summary of a run without videos', () => {
  test('contains every line of the error, and what to do', () => {
    const error = createErrorDetails({ message: 'Input `a` is wrong.\nInput `b` is wrong.', hint: 'Correct `them`.' });
    const $ = renderMarkdown(summarize([], { error, isSuccess: false }));
    const textsOf = (element: string): string[] =>
      $(element)
        .get()
        .map((one) => $(one).text());
    expect(textsOf('h3')).toEqual(['❌ Nothing was submitted']);
    expect(textsOf('li')).toEqual(['Input a is wrong.', 'Input b is wrong.']);
    expect(textsOf('p')).toEqual(['Correct them.']);
    expect(textsOf('code')).toEqual(['a', 'b', 'them']);
    expect($('table, details')).toHaveLength(0);
  });

  test('has the only line of an error in bold', () => {
    const error = createErrorDetails({ message: 'The list is empty.', hint: 'Fill it.' });
    const $ = renderMarkdown(summarize([], { error, isSuccess: false }));
    expect([$('strong').text(), $('p').text()]).toEqual(['The list is empty.', 'The list is empty. Fill it.']);
  });

  test('has what is wrong with an input in bold, and what is expected beside it', () => {
    const message = 'Input `a` is not set. Expected an ID. Possible cause: a typo.';
    const $ = renderMarkdown(summarize([], { error: createErrorDetails({ message, hint: 'Correct it.' }) }));
    expect($('strong').text()).toBe('Input a is not set.');
    expect($('p').text()).toBe('Input a is not set. Expected an ID. Possible cause: a typo. Correct it.');
  });

  test('contains only a list of lines, whatever the message', () => {
    for (const text of UNSAFE_TEXTS) {
      const error = createErrorDetails({ message: `a\n${text}\nb` });
      const elements = elementsOf(summarize([], { error }));
      expect([text, elements.filter((name) => name !== 'li' && name !== 'code')]).toEqual([text, ['h3', 'ul', 'p']]);
    }
  });

  test('is within the limit of GitHub for a very long message', () => {
    const message = Array.from({ length: 10_000 }, (_, at) => `Input \`task_id\` is "${at}, ${'x'.repeat(200)}".`);
    const error = createErrorDetails({ message: message.join('\n') });
    const markdown = summarize([], { error });
    expect(Buffer.byteLength(markdown)).toBeLessThan(MIB);
    expect(renderMarkdown(markdown)('li').last().text()).toBe('And 9960 more; see the log.');
  });
});

describe('The summary of hostile names and messages', () => {
  const createFailed = (text: string, reason: string): VideoResult =>
    createVideoResult({
      name: text,
      task_id: text,
      video_id: text,
      status: 'failed',
      error: createErrorDetails({ message: reason }),
    });

  test('has the same structure as for harmless ones, apart from code in backticks', () => {
    const structureOf = (results: readonly VideoResult[]): string[] =>
      elementsOf(summarize(results)).filter((name) => name !== 'code');
    UNSAFE_TEXTS.forEach((text) => {
      expect([text, structureOf([createFailed(text, text), createFailed(text, 'b')])]).toEqual([
        text,
        structureOf([createFailed('a', 'a'), createFailed('a', 'b')]),
      ]);
      expect([text, structureOf([createVideoResult({ name: text })])]).toEqual([
        text,
        structureOf([createVideoResult()]),
      ]);
    });
  });
});

describe('The summary of very many videos', () => {
  /** Rows of Markdown, as rendering a page of this size takes seconds. */
  const countRows = (part: string | undefined): number => part?.match(/^\|/gm)?.length ?? 0;
  const visibleRowsOf = (markdown: string): number => countRows(markdown.split('<details>')[0]);
  const foldedRowsOf = (markdown: string): number => countRows(markdown.split('<details>')[1]);

  test('is within the limit of GitHub and counts the omitted videos', () => {
    const outcomes = Array.from({ length: 10_000 }, (_, at) => {
      const text = `${at} ${'|<&`'.repeat(20)}${UNSAFE_TEXTS[at % UNSAFE_TEXTS.length]}`;
      return createVideoResult({
        name: text,
        status: 'failed',
        task_id: text,
        error: createErrorDetails({ message: text }),
      });
    });
    const markdown = summarize(outcomes);
    expect(Buffer.byteLength(markdown)).toBeLessThan(MIB);
    expect(visibleRowsOf(markdown)).toBeLessThanOrEqual(60);
    expect(visibleRowsOf(markdown)).toBeGreaterThan(10);
    expect(foldedRowsOf(markdown)).toBeGreaterThan(100);
    expect(markdown).toMatch(/The other \d+ videos are in the results file\./);
  });

  test('shows 10,000 realistic ones that all fail for another reason within the limit of GitHub', () => {
    const outcomes = Array.from({ length: 10_000 }, (_, at) =>
      createVideoResult({
        name: `2026-11-23 keynote part ${at} (final), room 12.mp4`,
        status: 'failed',
        error: createErrorDetails({ message: `Reason ${String.fromCharCode(97 + (at % 26)).repeat(1 + at / 26)}` }),
      }),
    );
    const markdown = summarize(outcomes);
    expect(Buffer.byteLength(markdown)).toBeLessThan(MIB);
    expect(visibleRowsOf(markdown)).toBeLessThanOrEqual(60);
  });

  test('shows 1,000 videos, and at most 60 rows before the list is unfolded', () => {
    const found = REPORT_SITUATIONS.find(({ name }) => name === 'a thousand videos');
    const markdown = buildSummary(found?.results ?? [], found?.facts ?? FACTS);
    expect(visibleRowsOf(markdown)).toBeLessThanOrEqual(60);
    expect(foldedRowsOf(markdown)).toBeGreaterThan(980);
    expect(markdown).not.toContain('<img');
    expect(markdown).not.toContain('The other');
  });

  test('shows all videos that fit, even if one has a long name', () => {
    const outcomes = Array.from({ length: 2_000 }, (_, at) =>
      createVideoResult({ name: at === 7 ? 'é-'.repeat(240) : `${at}` }),
    );
    const markdown = summarize(outcomes);
    expect(markdown).not.toContain('The other');
    expect(foldedRowsOf(markdown)).toBe(2_000 + 2);
  });
});

describe.each(REPORT_SITUATIONS)('The rendered summary of the situation "$name"', ({ name, results, facts }) => {
  const markdown = buildSummary(results, facts);
  const $ = renderMarkdown(markdown);
  const elements = $('body *')
    .get()
    .map((element) => element.tagName);

  test('begins with its only headline, which tells a red run from a green one', () => {
    expect($('body').children().first().is('h3')).toBe(true);
    expect($('h3')).toHaveLength(1);
    expect(/^(❌|⏳|🚫|❓)/u.test($('h3').text())).toBe(!facts.isSuccess);
  });

  test('names every video once, and folds what needs no action', () => {
    const details = $('details');
    expect(details.length).toBeLessThanOrEqual(1);
    expect(details.nextAll()).toHaveLength(0);
    expect($('tr').length - $('details:not([open]) tr').length).toBeLessThanOrEqual(60);
    const count = $('td:first-child')
      .get()
      .reduce((sum, cell) => sum + $(cell).find('code').length, 0);
    expect(count).toBe(results.length);
  });

  test('has as many cells in each row as columns, and no element that GitHub removes', () => {
    for (const table of $('table').get()) {
      const columns = $(table).find('th').length;
      for (const row of $(table).find('tbody tr').get()) expect($(row).find('td')).toHaveLength(columns);
    }
    const allowed = 'h3 h4 p strong a code table thead tbody tr th td br span img details summary'.split(' ');
    const used = new Set(elements);
    expect([...used].filter((element) => !allowed.includes(element))).toEqual([]);
  });

  test('has nothing that is wider than its page: a table scrolls, and no other text is long without a space', () => {
    for (const element of $('h3, h4, p, summary').get()) {
      const longest = Math.max(
        ...$(element)
          .text()
          .split(/\s/)
          .map((word) => word.length),
      );
      expect(longest).toBeLessThanOrEqual(40);
    }
    const names = $('td:first-child code')
      .get()
      .map((code) => [...$(code).text()].length);
    expect(Math.max(...names)).toBeLessThanOrEqual(60);
  });

  test('can be read as Markdown: at most a fifth of it are character references', () => {
    const references = markdown.match(/&#?\w+;/g) ?? [];
    const share = references.join('').length / markdown.length;
    expect(share).toBeLessThanOrEqual(name === 'hostile names' ? 0.3 : 0.2);
    if (name !== 'hostile names') expect(references).toEqual([]);
  });
});
