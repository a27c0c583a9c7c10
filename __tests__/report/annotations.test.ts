import { describe, expect, test } from '@jest/globals';
import { buildAnnotations } from '../../src/report/annotations.ts';
import { createErrorDetails, createVideoResult, UNSAFE_TEXTS } from '../support/fixtures.ts';

const toLetters = (at: number): string => String(at).replace(/\d/g, (digit) => 'abcdefghij'.charAt(Number(digit)));

/** Each for a reason of its own. */
const failed = (count: number): ReturnType<typeof createVideoResult>[] =>
  Array.from({ length: count }, (_, at) =>
    createVideoResult({
      name: `v${at}`,
      status: 'failed',
      error: createErrorDetails({ message: `Reason ${toLetters(at)}.` }),
    }),
  );

describe('The annotations', () => {
  test('are one per video with an error, with message, hint and task', () => {
    const error = createErrorDetails({ message: 'The picture is too small.', hint: 'Scale it up.' });
    const bad = createVideoResult({ name: 'b.mp4', status: 'failed', task_id: 't7', error });
    expect(buildAnnotations([createVideoResult(), bad, createVideoResult()])).toEqual([
      { title: 'TwelveLabs: b.mp4 failed', text: 'The picture is too small. Scale it up. Task: t7.', location: null },
    ]);
  });

  test('are one per cause, which names the first videos and counts the others', () => {
    const results = Array.from({ length: 300 }, (_, at) =>
      createVideoResult({
        name: `v${at}`,
        status: 'timed_out',
        error: createErrorDetails({ message: `Seen ${at} times.`, hint: 'Wait.' }),
      }),
    );
    const other = createVideoResult({ name: 'w', status: 'failed', error: createErrorDetails() });
    expect(buildAnnotations([other, ...results]).map(({ title, text }) => [title, text])).toEqual([
      ['TwelveLabs: w failed', 'It is broken. Replace it. Task: task-1.'],
      ['TwelveLabs: 300 videos timed_out', 'Seen 0 times. Wait. Videos: v0, v1, v2, v3, v4 and 295 more.'],
    ]);
  });

  test('have the row of the first video that a manifest names', () => {
    const [one, two, three] = failed(3);
    const rows = new Map([[two, { path: 'lists/videos.csv', line: 7 }]]);
    const same = [one, two, three].flatMap((result) => (result ? { ...result, error: createErrorDetails() } : []));
    const locate = ({ name }: { readonly name: string }) =>
      rows.get([one, two, three].find((v) => v?.name === name)) ?? null;
    expect(buildAnnotations(same, locate).map(({ location }) => location)).toEqual([
      { path: 'lists/videos.csv', line: 7 },
    ]);
    expect(buildAnnotations(failed(3), locate).map(({ location }) => location?.line)).toEqual([
      undefined,
      7,
      undefined,
    ]);
  });

  test('omit the task if there is none', () => {
    const [annotation] = buildAnnotations([
      createVideoResult({ status: 'rejected', task_id: null, error: createErrorDetails() }),
    ]);
    expect(annotation?.text).toBe('It is broken. Replace it.');
  });

  test('are empty without errors', () => {
    expect(buildAnnotations([])).toEqual([]);
    expect(buildAnnotations([createVideoResult()])).toEqual([]);
  });

  test('are at most ten, as GitHub shows no more, and the last one counts the others', () => {
    expect(buildAnnotations(failed(10)).map(({ title }) => title)).toEqual(
      failed(10).map(({ name }) => `TwelveLabs: ${name} failed`),
    );
    const many = buildAnnotations(failed(5_000));
    expect(many).toHaveLength(10);
    expect(many[8]?.title).toBe('TwelveLabs: v8 failed');
    expect(many[9]?.text).toMatch(/4991 more/);
    expect(buildAnnotations(failed(11))[9]?.text).toMatch(/\b2 more/);
  });

  test('leave room for earlier warnings', () => {
    expect(buildAnnotations(failed(3), () => null, 3)).toHaveLength(3);
    const [first, last, ...more] = buildAnnotations(failed(5), () => null, 2);
    expect([first?.title, last?.text, more.length]).toEqual([
      'TwelveLabs: v0 failed',
      expect.stringMatching(/4 more/),
      0,
    ]);
    expect(buildAnnotations(failed(5), () => null, 1)[0]?.text).toMatch(/5 more/);
  });

  test('are one line of text each for any names and messages', () => {
    for (const text of UNSAFE_TEXTS) {
      const error = createErrorDetails({ message: text, hint: text });
      for (const { title, text: body } of buildAnnotations([createVideoResult({ name: text, task_id: text, error })])) {
        expect(title + body).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
      }
    }
  });
});
