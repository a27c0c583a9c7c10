import { describe, expect, test } from '@jest/globals';
import { NO_FACTS } from '../../src/model/result.ts';
import { STATUSES } from '../../src/model/status.ts';
import type { Entry } from '../../src/model/video-store.ts';
import { MEANING } from '../../src/report/labels.ts';
import { changeLine, outcomeLine, progressLine, settledLine } from '../../src/report/log.ts';
import { anOutcome, aProblem, NASTY } from '../support/fixtures.ts';

function anEntry(change: Partial<Entry> = {}): Entry {
  return {
    source: { kind: 'task', taskId: 't1', name: 'task t1' },
    position: 0,
    phase: 'open',
    status: null,
    identity: null,
    version: null,
    askedMs: null,
    reused: false,
    watchedAs: 'given',
    submissionId: null,
    taskId: 't1',
    indexId: 'i1',
    facts: NO_FACTS,
    platformStatus: 'indexing',
    name: 'a.mp4',
    startedMs: 1_000,
    endedMs: null,
    submittedAt: null,
    readyAt: null,
    problem: null,
    ...change,
  };
}

const isOneLineOfText = (line: string): boolean =>
  !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u.test(line) && !line.trimStart().startsWith('::') && !line.includes('##[');

describe('the line about a change', () => {
  test('tells the ids as soon as there are any', () => {
    const before = anEntry({ taskId: null, platformStatus: null });
    const after = anEntry({ platformStatus: null, facts: { ...NO_FACTS, video_id: 'v1' } });
    expect(changeLine(after, before, 2_000)).toBe('a.mp4: accepted as task t1, video v1');
    expect(changeLine(anEntry({ platformStatus: null }), before, 2_000)).toBe('a.mp4: accepted as task t1');
  });

  test('tells a new status, and since when', () => {
    const before = anEntry({ platformStatus: 'queued' });
    expect(changeLine(anEntry(), before, 66_000)).toBe(`a.mp4: indexing (1m${' '}5s)`);
    expect(changeLine(anEntry({ startedMs: null }), before, 66_000)).toBe('a.mp4: indexing');
  });

  test('is none when nothing changed that people need to read', () => {
    expect(changeLine(anEntry(), anEntry(), 66_000)).toBeNull();
    expect(changeLine(anEntry({ facts: { ...NO_FACTS, duration: 3 } }), anEntry(), 66_000)).toBeNull();
    expect(
      changeLine(
        anEntry({ phase: 'submitting', taskId: null, platformStatus: null }),
        anEntry({ phase: 'queued', taskId: null, platformStatus: null }),
        0,
      ),
    ).toBeNull();
  });

  test('is none at the end of a video, which has a line of its own', () => {
    const before = anEntry({ platformStatus: 'queued' });
    expect(changeLine(anEntry({ phase: 'settled', status: 'ready' }), before, 66_000)).toBeNull();
  });

  test('is one line of text, whatever the platform says', () => {
    for (const text of NASTY) {
      const after = anEntry({ name: text, platformStatus: text, taskId: text, facts: { ...NO_FACTS, video_id: text } });
      for (const before of [anEntry(), anEntry({ taskId: text, platformStatus: 'queued' })]) {
        expect(isOneLineOfText(changeLine(after, before, 0) ?? '')).toBe(true);
      }
    }
  });
});

describe('the line about the end', () => {
  test('tells status, time, length and ids', () => {
    expect(outcomeLine(anOutcome())).toBe(
      'intro.mp4: ready (searchable) after 1m; 10s of video; video video-1; task task-1',
    );
  });

  test('leaves out what is not known', () => {
    const unknown = { task_id: null, video_id: null, duration: null, elapsed_seconds: null };
    for (const status of STATUSES) {
      const meaning = status === 'failed' ? '' : ` (${MEANING[status]})`;
      expect(outcomeLine(anOutcome({ status, ...unknown }))).toBe(`intro.mp4: ${status}${meaning}`);
    }
  });

  test('is one line of text, whatever the names and ids', () => {
    for (const text of NASTY) {
      expect(isOneLineOfText(outcomeLine(anOutcome({ name: text, task_id: text, video_id: text })))).toBe(true);
    }
  });
});

describe('the line about a video that got no further', () => {
  test('says why', () => {
    const entry = anEntry({ phase: 'settled', status: 'rejected', problem: aProblem({ message: 'No video.' }) });
    expect(settledLine(entry)).toBe('a.mp4: rejected. No video.');
  });

  test('is none where its status has been told', () => {
    expect(settledLine(anEntry({ phase: 'settled', status: 'ready' }))).toBeNull();
    expect(settledLine(anEntry({ phase: 'settled', status: 'submitted' }))).toBeNull();
  });
});

describe('the line about progress', () => {
  const MINUTE = 60_000;

  test('tells how far one video is, and how long the step still waits', () => {
    expect(progressLine([anEntry()], 0, MINUTE)).toBe('a.mp4: indexing; this step waits 1m more at most');
    expect(progressLine([anEntry({ platformStatus: null })], 0, MINUTE)).toContain('a.mp4: open');
  });

  test('tells how many of several are done, in flight and failed', () => {
    const entries = [
      anEntry({ startedMs: null }),
      anEntry({ position: 1, startedMs: null, phase: 'submitting' }),
      anEntry({ position: 2, startedMs: null, phase: 'queued' }),
      anEntry({ position: 3, startedMs: null, phase: 'settled', status: 'failed' }),
      anEntry({ position: 4, startedMs: null, phase: 'settled', status: 'ready' }),
    ];
    expect(progressLine(entries, 0, MINUTE)).toBe('2/5 done, 2 in flight, 1 failed; this step waits 1m more at most');
  });

  test('tells the rate since the first began, and how long the others take at it', () => {
    const done = { phase: 'settled', status: 'ready', startedMs: MINUTE, endedMs: 3 * MINUTE } as const;
    const entries = [
      anEntry(done),
      anEntry({ ...done, position: 1, startedMs: 2 * MINUTE }),
      anEntry({ position: 2, startedMs: 3 * MINUTE }),
      anEntry({ position: 3, startedMs: null, phase: 'queued' }),
      anEntry({ position: 4, startedMs: null, phase: 'queued' }),
    ];
    expect(progressLine(entries, 5 * MINUTE, 60 * MINUTE)).toBe(
      '2/5 done, 1 in flight, 0 failed; 0.5 per minute, about 6m to go; this step waits 1h more at most',
    );
  });

  test('never tells of less time than none', () => {
    expect(progressLine([anEntry()], 0, -5_000)).toContain('waits 0s more');
  });

  test('is one line of text, whatever the platform says', () => {
    for (const text of NASTY) {
      expect(isOneLineOfText(progressLine([anEntry({ name: text, platformStatus: text })], 0, 0))).toBe(true);
      const problem = aProblem({ message: text });
      const settled = anEntry({ name: text, phase: 'settled', status: 'failed', problem });
      expect(isOneLineOfText(settledLine(settled) ?? '\n')).toBe(true);
    }
  });
});
