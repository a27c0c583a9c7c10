import { describe, expect, test } from '@jest/globals';
import { summaryOf } from '../../src/report/summary.ts';
import { MEANING } from '../../src/report/words.ts';
import type { Outcome } from '../../src/video.ts';
import { STATUSES } from '../../src/video.ts';
import { anOutcome, aProblem, NASTY } from './given.ts';
import { render } from './page.ts';

const MIB = 1024 * 1024;

/** The cells of every row of the table, its head left out. */
function rowsOf(markdown: string): string[][] {
  const $ = render(markdown);
  return $('tbody tr')
    .get()
    .map((row) =>
      $(row)
        .find('td')
        .get()
        .map((cell) => $(cell).text().trim()),
    );
}

const advicesOf = (markdown: string): string[] => {
  const $ = render(markdown);
  return $('li')
    .get()
    .map((item) => $(item).text());
};

const elementsOf = (markdown: string): string[] =>
  render(markdown)('body *')
    .get()
    .map((element) => element.tagName);

describe('the summary of videos that are ready', () => {
  test('has a heading, a sentence, and a row for each with all that is known', () => {
    const markdown = summaryOf([anOutcome(), anOutcome({ name: 'b.mp4', duration: 61, elapsed_seconds: 3_600 })], null);
    const $ = render(markdown);
    expect($('h3').text()).toBe('TwelveLabs index');
    expect($('p').first().text()).toBe('2 of 2 videos are searchable. Minutes of video: 1.2 indexed.');
    expect(
      $('thead th')
        .get()
        .map((head) => $(head).text()),
    ).toEqual(['Video', 'Status', 'Duration', 'Video id', 'Task id', 'Time']);
    expect(rowsOf(markdown).map((row) => row.map((cell) => cell.replace(/,/g, '')))).toEqual([
      ['intro.mp4', '✅ searchable', '10s', 'video-1', 'task-1', '1m'],
      ['b.mp4', '✅ searchable', '1m 1s', 'video-1', 'task-1', '1h'],
    ]);
    expect($('li')).toHaveLength(0);
    expect($('h4')).toHaveLength(0);
  });

  test('has a dash where nothing is known', () => {
    const unknown = { video_id: null, task_id: null, duration: null, elapsed_seconds: null };
    expect(rowsOf(summaryOf([anOutcome(unknown)], null))[0]?.slice(2)).toEqual(['–', '–', '–', '–']);
  });
});

describe('the summary of videos of which some failed', () => {
  const outcomes = STATUSES.map((status, at) =>
    anOutcome({
      name: `${status}.mp4`,
      status,
      error: at < 2 ? null : aProblem({ message: `Reason ${at}.`, hint: `Advice ${at}.` }),
    }),
  );

  test('names those first that somebody has to act on, and each once', () => {
    const names = rowsOf(summaryOf(outcomes, null)).map((row) => row[0]);
    expect(names.slice(0, 3).sort()).toEqual(['failed.mp4', 'rejected.mp4', 'unconfirmed.mp4']);
    expect([...names].sort()).toEqual(outcomes.map((outcome) => outcome.name).sort());
  });

  test('says what every status means', () => {
    const cells = rowsOf(summaryOf(outcomes, null)).map((row) => row[1] ?? '');
    for (const status of STATUSES) expect(cells.filter((cell) => cell.endsWith(` ${MEANING[status]}`))).toHaveLength(1);
  });

  test('says what to do about each that has a problem', () => {
    const markdown = summaryOf(outcomes, null);
    expect(render(markdown)('h4').text()).toBe('What to do');
    const advices = advicesOf(markdown);
    expect(advices).toHaveLength(6);
    expect(advices).toContain('failed.mp4: Reason 7. Advice 7.');
    expect(render(markdown)('li strong').first().text()).toMatch(/^Advice \d\.$/);
  });
});

describe('the summary of a run that came to nothing', () => {
  test('tells every line of what was wrong, and what to do', () => {
    const problem = aProblem({ message: 'Input `a` is wrong.\nInput `b` is wrong.', hint: 'Correct them.' });
    const $ = render(summaryOf([], problem));
    expect(
      $('p')
        .get()
        .map((paragraph) => $(paragraph).text()),
    ).toEqual(['Nothing was submitted.', 'Input `a` is wrong.', 'Input `b` is wrong.', 'Correct them.']);
    expect($('strong').text()).toBe('Correct them.');
    expect($('table')).toHaveLength(0);
  });

  test('is only paragraphs, whatever the message', () => {
    for (const text of NASTY) {
      const elements = elementsOf(summaryOf([], aProblem({ message: `a\n${text}\nb` })));
      expect([text, elements.filter((name) => name !== 'p')]).toEqual([text, ['h3', 'strong']]);
    }
  });

  test('of an enormous message is small enough for GitHub', () => {
    const message = Array.from({ length: 10_000 }, (_, at) => `Input \`task_id\` is "${at}, ${'x'.repeat(200)}".`);
    expect(Buffer.byteLength(summaryOf([], aProblem({ message: message.join('\n') })))).toBeLessThan(MIB);
  });
});

describe('the summary of hostile names and messages', () => {
  const hostile: Outcome[] = NASTY.map((text) =>
    anOutcome({ name: text, task_id: text, video_id: text, status: 'failed', error: aProblem({ message: text }) }),
  );

  test('has the structure that it has for harmless ones', () => {
    const harmless = hostile.map((outcome) => ({
      ...outcome,
      name: 'a',
      task_id: 'b',
      video_id: 'c',
      error: aProblem(),
    }));
    expect(elementsOf(summaryOf(hostile, null))).toEqual(elementsOf(summaryOf(harmless, null)));
    for (const row of rowsOf(summaryOf(hostile, null))) expect(row).toHaveLength(6);
  });
});

describe('the summary of very many videos', () => {
  test('with nasty names is small enough for GitHub, and says how many are left out', () => {
    const outcomes = Array.from({ length: 5_000 }, (_, at) => {
      const text = `${at} ${'|<&`'.repeat(20)}${NASTY[at % NASTY.length]}`;
      return anOutcome({ name: text, status: 'failed', task_id: text, error: aProblem({ message: text }) });
    });
    const markdown = summaryOf(outcomes, null);
    expect(Buffer.byteLength(markdown)).toBeLessThan(MIB);
    const rows = markdown.split('\n').filter((line) => line.startsWith('| <code>')).length;
    expect(rows).toBeGreaterThan(10);
    expect(markdown).toContain(`The other ${5_000 - rows} videos are in the results file.`);
  });

  test('shows them all where they fit, even if one of them has a long name', () => {
    const outcomes = Array.from({ length: 2_000 }, (_, at) =>
      anOutcome({ name: at === 7 ? 'é-'.repeat(240) : `${at}` }),
    );
    const markdown = summaryOf(outcomes, null);
    expect(markdown).not.toContain('The other');
    expect(markdown.split('\n').filter((line) => line.startsWith('| <code>'))).toHaveLength(2_000);
  });
});
