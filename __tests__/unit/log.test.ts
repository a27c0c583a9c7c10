import { describe, expect, test } from '@jest/globals';
import type { Entry } from '../../src/ledger.ts';
import { changeLine, heartbeatLine, outcomeLine } from '../../src/report/log.ts';
import { MEANING } from '../../src/report/words.ts';
import { NO_FACTS, STATUSES } from '../../src/video.ts';
import { anOutcome, NASTY } from './given.ts';

function anEntry(change: Partial<Entry> = {}): Entry {
  return {
    source: { kind: 'task', taskId: 't1', name: 'task t1' },
    position: 0,
    phase: 'open',
    status: null,
    identity: null,
    version: null,
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

describe('the heartbeat', () => {
  test('tells how far one video is, and how long the step still waits', () => {
    expect(heartbeatLine([anEntry()], 60_000)).toBe('0 of 1 done, a.mp4: indexing; this step waits 1m more at most');
    expect(heartbeatLine([anEntry({ platformStatus: null })], 60_000)).toContain('a.mp4: accepted');
  });

  test('tells how many of several are open', () => {
    const entries = [
      anEntry(),
      anEntry({ position: 1 }),
      anEntry({ position: 2, phase: 'queued' }),
      anEntry({ position: 3, phase: 'settled', status: 'failed' }),
    ];
    expect(heartbeatLine(entries, 60_000)).toBe('1 of 4 done, 2 open; this step waits 1m more at most');
  });

  test('never tells of less time than none', () => {
    expect(heartbeatLine([anEntry()], -5_000)).toContain('waits 0s more');
  });

  test('is one line of text, whatever the platform says', () => {
    for (const text of NASTY) {
      expect(isOneLineOfText(heartbeatLine([anEntry({ name: text, platformStatus: text })], 0))).toBe(true);
    }
  });
});
