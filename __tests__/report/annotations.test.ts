import { describe, expect, test } from '@jest/globals';
import { buildAnnotations } from '../../src/report/annotations.ts';
import { createErrorDetails, createVideoResult, UNSAFE_TEXTS } from '../support/fixtures.ts';

const failed = (count: number): ReturnType<typeof createVideoResult>[] =>
  Array.from({ length: count }, (_, at) =>
    createVideoResult({ name: `v${at}`, status: 'failed', error: createErrorDetails() }),
  );

describe('The annotations', () => {
  test('are one per video with an error, with message, hint and task', () => {
    const error = createErrorDetails({ message: 'The picture is too small.', hint: 'Scale it up.' });
    const bad = createVideoResult({ name: 'b.mp4', status: 'failed', task_id: 't7', error });
    expect(buildAnnotations([createVideoResult(), bad, createVideoResult()])).toEqual([
      { title: 'TwelveLabs: b.mp4 failed', text: 'The picture is too small. Scale it up. Task: t7.' },
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
    expect(buildAnnotations(failed(3), 3)).toHaveLength(3);
    const [first, last, ...more] = buildAnnotations(failed(5), 2);
    expect([first?.title, last?.text, more.length]).toEqual([
      'TwelveLabs: v0 failed',
      expect.stringMatching(/4 more/),
      0,
    ]);
    expect(buildAnnotations(failed(5), 1)[0]?.text).toMatch(/5 more/);
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
