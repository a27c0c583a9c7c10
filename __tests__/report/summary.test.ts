import { describe, expect, test } from '@jest/globals';
import type { VideoResult } from '../../src/model/result.ts';
import { STATUS_TABLE } from '../../src/model/status.ts';
import { buildSummary } from '../../src/report/summary.ts';
import { createErrorDetails, createVideoResult, UNSAFE_TEXTS } from '../support/fixtures.ts';
import { renderMarkdown } from '../support/render-markdown.ts';

const MIB = 1024 * 1024;

/** The cells of every row of the table, its head left out; a no-break space counts as a space. */
function rowsOf(markdown: string): string[][] {
  const $ = renderMarkdown(markdown);
  return $('tbody tr')
    .get()
    .map((row) =>
      $(row)
        .find('td')
        .get()
        .map((cell) => $(cell).text().replaceAll('\u00a0', ' ').trim()),
    );
}

const advicesOf = (markdown: string): string[] => {
  const $ = renderMarkdown(markdown);
  return $('li')
    .get()
    .map((item) => $(item).text());
};

const elementsOf = (markdown: string): string[] =>
  renderMarkdown(markdown)('body *')
    .get()
    .map((element) => element.tagName);

describe('The summary of ready videos', () => {
  test('has a heading, a sentence, and a row per video', () => {
    const markdown = buildSummary(
      [createVideoResult(), createVideoResult({ name: 'b.mp4', duration: 61, elapsed_seconds: 3_600 })],
      null,
    );
    const $ = renderMarkdown(markdown);
    expect($('h3').text()).toBe('TwelveLabs index');
    expect($('p').first().text()).toBe('2 of 2 videos are searchable. Minutes of video: 1.2 indexed.');
    expect(
      $('thead th')
        .get()
        .map((head) => $(head).text()),
    ).toEqual(['Video', 'Status', 'Duration', 'Video ID', 'Task ID', 'Time']);
    expect(rowsOf(markdown).map((row) => row.map((cell) => cell.replace(/,/g, '')))).toEqual([
      ['intro.mp4', '✅ searchable', '10s', 'video-1', 'task-1', '1m'],
      ['b.mp4', '✅ searchable', '1m 1s', 'video-1', 'task-1', '1h'],
    ]);
    expect($('li')).toHaveLength(0);
    expect($('h4')).toHaveLength(0);
  });

  test('has a dash where a value is not known', () => {
    const unknown = { video_id: null, task_id: null, duration: null, elapsed_seconds: null };
    expect(rowsOf(buildSummary([createVideoResult(unknown)], null))[0]?.slice(2)).toEqual(['–', '–', '–', '–']);
  });
});

describe('The summary of videos of which some failed', () => {
  const outcomes = STATUS_TABLE.statuses.map((status, at) =>
    createVideoResult({
      name: `${status}.mp4`,
      status,
      error: at < 2 ? null : createErrorDetails({ message: `Reason ${at}.`, hint: `Advice ${at}.` }),
    }),
  );

  test('lists failed videos first, and each video once', () => {
    const names = rowsOf(buildSummary(outcomes, null)).map((row) => row[0]);
    expect(names.slice(0, 3).sort()).toEqual(['failed.mp4', 'rejected.mp4', 'unconfirmed.mp4']);
    expect([...names].sort()).toEqual(outcomes.map((outcome) => outcome.name).sort());
  });

  test('contains the label of every status', () => {
    const cells = rowsOf(buildSummary(outcomes, null)).map((row) => row[1] ?? '');
    for (const { icon, label } of Object.values(STATUS_TABLE.rows))
      expect(cells.filter((cell) => cell.replace(/ \(.*/, '') === `${icon} ${label}`)).toHaveLength(1);
  });

  test('contains what to do about each error', () => {
    const markdown = buildSummary(outcomes, null);
    expect(renderMarkdown(markdown)('h4').text()).toBe('What to do');
    const advices = advicesOf(markdown);
    expect(advices).toHaveLength(10);
    expect(advices).toContain('failed.mp4: Reason 11. Advice 11.');
    expect(renderMarkdown(markdown)('li strong').first().text()).toMatch(/^Advice \d+\.$/);
  });
});

describe('The summary of videos with the same error', () => {
  test('contains the error once, with the names of the first videos and the number of others', () => {
    const outcomes = ['a', 'b', 'c', 'd', 'e'].map((name) =>
      createVideoResult({
        name,
        status: 'rejected',
        error: createErrorDetails({ message: 'No minutes left.', hint: 'Wait.' }),
      }),
    );
    const other = createVideoResult({ name: 'f', status: 'failed', error: createErrorDetails() });
    expect(advicesOf(buildSummary([...outcomes, other], null))).toEqual([
      'f: It is broken. Replace it.',
      'a, b, c and 2 more: No minutes left. Wait.',
    ]);
  });

  test('lists the errors above the table, which begins with the worst status', () => {
    const outcomes = STATUS_TABLE.statuses.map((status) =>
      createVideoResult({ name: status, status, error: createErrorDetails() }),
    );
    const elements = elementsOf(buildSummary(outcomes, null));
    expect(elements.indexOf('ul')).toBeLessThan(elements.indexOf('table'));
    expect(rowsOf(buildSummary(outcomes, null)).map(([name]) => name)).toEqual(STATUS_TABLE.statuses.toReversed());
  });
});

describe('A thumbnail', () => {
  const picture = (thumbnail_url: string | null) =>
    renderMarkdown(buildSummary([createVideoResult({ thumbnail_url })], null))('img');

  test('is beside the name of each video that has one', () => {
    const address = 'https://pics.example/a/b_c.jpg?w=1&h=2';
    const markdown = buildSummary(
      [createVideoResult({ thumbnail_url: address }), createVideoResult({ name: 'b.mp4' })],
      null,
    );
    const $ = renderMarkdown(markdown);
    expect($('td').first().find('img').attr()).toEqual({ src: address, width: '112', alt: '' });
    expect($('img')).toHaveLength(1);
    expect(rowsOf(markdown).map(([name]) => name)).toEqual(['intro.mp4', 'b.mp4']);
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
    renderMarkdown(
      buildSummary(
        ids.map((index_id) => createVideoResult({ index_id })),
        null,
      ),
    )('a')
      .get()
      .map(({ attribs }) => attribs['href']);

  test('appears once per index', () => {
    const base = 'https://playground.twelvelabs.io/indexes';
    expect(links('i1', 'i2', 'i1', null)).toEqual([`${base}/i1`, `${base}/i2`]);
    expect(links(...Array.from({ length: 20 }, (_, at) => `i${at}`))).toHaveLength(5);
  });

  test('is omitted if no index is known, and for an invalid ID', () => {
    expect(links(null, '', '../x', 'a b', ...UNSAFE_TEXTS.map((text) => `x${text}/`))).toEqual([]);
  });
});

describe('The summary of a run without videos', () => {
  test('contains every line of the error, and what to do', () => {
    const problem = createErrorDetails({ message: 'Input `a` is wrong.\nInput `b` is wrong.', hint: 'Correct them.' });
    const $ = renderMarkdown(buildSummary([], problem));
    expect(
      $('p')
        .get()
        .map((paragraph) => $(paragraph).text()),
    ).toEqual(['Nothing was submitted.', 'Input `a` is wrong.', 'Input `b` is wrong.', 'Correct them.']);
    expect($('strong').text()).toBe('Correct them.');
    expect($('table')).toHaveLength(0);
  });

  test('contains only paragraphs, whatever the message', () => {
    for (const text of UNSAFE_TEXTS) {
      const elements = elementsOf(buildSummary([], createErrorDetails({ message: `a\n${text}\nb` })));
      expect([text, elements.filter((name) => name !== 'p')]).toEqual([text, ['h3', 'strong']]);
    }
  });

  test('is within the limit of GitHub for a very long message', () => {
    const message = Array.from({ length: 10_000 }, (_, at) => `Input \`task_id\` is "${at}, ${'x'.repeat(200)}".`);
    expect(Buffer.byteLength(buildSummary([], createErrorDetails({ message: message.join('\n') })))).toBeLessThan(MIB);
  });
});

describe('The summary of hostile names and messages', () => {
  const hostile: VideoResult[] = UNSAFE_TEXTS.map((text) =>
    createVideoResult({
      name: text,
      task_id: text,
      video_id: text,
      status: 'failed',
      error: createErrorDetails({ message: text }),
    }),
  );

  test('has the same structure as for harmless ones', () => {
    const harmless = hostile.map((outcome, at) => ({
      ...outcome,
      name: 'a',
      task_id: 'b',
      video_id: 'c',
      error: createErrorDetails({ message: `Reason ${at}.` }),
    }));
    expect(elementsOf(buildSummary(hostile, null))).toEqual(elementsOf(buildSummary(harmless, null)));
    for (const row of rowsOf(buildSummary(hostile, null))) expect(row).toHaveLength(6);
  });
});

describe('The summary of very many videos', () => {
  test('is within the limit of GitHub and counts the omitted videos', () => {
    const outcomes = Array.from({ length: 5_000 }, (_, at) => {
      const text = `${at} ${'|<&`'.repeat(20)}${UNSAFE_TEXTS[at % UNSAFE_TEXTS.length]}`;
      return createVideoResult({
        name: text,
        status: 'failed',
        task_id: text,
        error: createErrorDetails({ message: text }),
      });
    });
    const markdown = buildSummary(outcomes, null);
    expect(Buffer.byteLength(markdown)).toBeLessThan(MIB);
    const rows = markdown.split('\n').filter((line) => line.startsWith('| <code>')).length;
    expect(rows).toBeGreaterThan(10);
    expect(markdown).toContain(`The other ${5_000 - rows} videos are in the results file.`);
  });

  test('shows 1,000 videos with thumbnails, IDs and realistic names', () => {
    const id = (at: number): string => at.toString(16).padStart(24, '6');
    const outcomes = Array.from({ length: 1_000 }, (_, at) =>
      createVideoResult({
        name: `2026-11-23 keynote part ${at} (final), room 12.mp4`,
        task_id: id(at),
        video_id: id(at + 5_000),
        thumbnail_url: `https://deuqpmn4rs7j5.cloudfront.net/${id(1)}/${id(at)}/thumbnails/${id(at)}.0000001.jpg`,
        ...(at % 2 === 0
          ? {}
          : { status: 'failed', error: createErrorDetails({ message: `Video ${at} has no sound at all.` }) }),
      }),
    );
    const markdown = buildSummary(outcomes, null);
    expect(Buffer.byteLength(markdown)).toBeLessThan(MIB);
    expect(renderMarkdown(markdown)('tbody tr')).toHaveLength(1_000);
    expect(renderMarkdown(markdown)('img')).toHaveLength(1_000);
    expect(renderMarkdown(markdown)('li')).toHaveLength(500);
  });

  test('shows all videos that fit, even if one has a long name', () => {
    const outcomes = Array.from({ length: 2_000 }, (_, at) =>
      createVideoResult({ name: at === 7 ? 'é-'.repeat(240) : `${at}` }),
    );
    const markdown = buildSummary(outcomes, null);
    expect(markdown).not.toContain('The other');
    expect(markdown.split('\n').filter((line) => line.startsWith('| <code>'))).toHaveLength(2_000);
  });
});
