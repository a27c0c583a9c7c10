import { describe, expect, test } from '@jest/globals';
import { NO_METADATA } from '../../src/model/result.ts';
import { STATUSES } from '../../src/model/status.ts';
import type { VideoState } from '../../src/model/video-store.ts';
import { STATUS_LABELS } from '../../src/report/labels.ts';
import { formatChange, formatFailure, formatProgress, formatResult } from '../../src/report/log.ts';
import { createErrorDetails, createVideoResult, UNSAFE_TEXTS } from '../support/fixtures.ts';

function anEntry(change: Partial<VideoState> = {}): VideoState {
  return {
    source: { kind: 'task', taskId: 't1', name: 'task t1' },
    position: 0,
    phase: 'open',
    status: null,
    sourceKey: null,
    contentVersion: null,
    lookedUpAtMs: null,
    reused: false,
    remoteIdKind: 'unknown',
    submissionId: null,
    remoteId: 't1',
    indexId: 'i1',
    metadata: NO_METADATA,
    platformStatus: 'indexing',
    name: 'a.mp4',
    startedMs: 1_000,
    endedMs: null,
    submittedAt: null,
    readyAt: null,
    error: null,
    ...change,
  };
}

const isOneLineOfText = (line: string): boolean =>
  !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u.test(line) && !line.trimStart().startsWith('::') && !line.includes('##[');

describe('the line about a change', () => {
  test('tells the ids as soon as there are any', () => {
    const before = anEntry({ remoteId: null, platformStatus: null });
    const after = anEntry({ platformStatus: null, metadata: { ...NO_METADATA, video_id: 'v1' } });
    expect(formatChange(after, before, 2_000)).toBe('a.mp4: accepted as task t1, video v1');
    expect(formatChange(anEntry({ platformStatus: null }), before, 2_000)).toBe('a.mp4: accepted as task t1');
  });

  test('tells a new status, and since when', () => {
    const before = anEntry({ platformStatus: 'queued' });
    expect(formatChange(anEntry(), before, 66_000)).toBe(`a.mp4: indexing (1m${' '}5s)`);
    expect(formatChange(anEntry({ startedMs: null }), before, 66_000)).toBe('a.mp4: indexing');
  });

  test('is none when nothing changed that people need to read', () => {
    expect(formatChange(anEntry(), anEntry(), 66_000)).toBeNull();
    expect(formatChange(anEntry({ metadata: { ...NO_METADATA, duration: 3 } }), anEntry(), 66_000)).toBeNull();
    expect(
      formatChange(
        anEntry({ phase: 'submitting', remoteId: null, platformStatus: null }),
        anEntry({ phase: 'queued', remoteId: null, platformStatus: null }),
        0,
      ),
    ).toBeNull();
  });

  test('is none at the end of a video, which has a line of its own', () => {
    const before = anEntry({ platformStatus: 'queued' });
    expect(formatChange(anEntry({ phase: 'done', status: 'ready' }), before, 66_000)).toBeNull();
  });

  test('is one line of text, whatever the platform says', () => {
    for (const text of UNSAFE_TEXTS) {
      const after = anEntry({
        name: text,
        platformStatus: text,
        remoteId: text,
        metadata: { ...NO_METADATA, video_id: text },
      });
      for (const before of [anEntry(), anEntry({ remoteId: text, platformStatus: 'queued' })]) {
        expect(isOneLineOfText(formatChange(after, before, 0) ?? '')).toBe(true);
      }
    }
  });
});

describe('the line about the end', () => {
  test('tells status, time, length and ids', () => {
    expect(formatResult(createVideoResult())).toBe(
      'intro.mp4: ready (searchable) after 1m; 10s of video; video video-1; task task-1',
    );
  });

  test('leaves out what is not known', () => {
    const unknown = { task_id: null, video_id: null, duration: null, elapsed_seconds: null };
    for (const status of STATUSES) {
      const meaning = status === 'failed' ? '' : ` (${STATUS_LABELS[status]})`;
      expect(formatResult(createVideoResult({ status, ...unknown }))).toBe(`intro.mp4: ${status}${meaning}`);
    }
  });

  test('is one line of text, whatever the names and ids', () => {
    for (const text of UNSAFE_TEXTS) {
      expect(isOneLineOfText(formatResult(createVideoResult({ name: text, task_id: text, video_id: text })))).toBe(
        true,
      );
    }
  });
});

describe('the line about a video that got no further', () => {
  test('says why', () => {
    const entry = anEntry({ phase: 'done', status: 'rejected', error: createErrorDetails({ message: 'No video.' }) });
    expect(formatFailure(entry)).toBe('a.mp4: rejected. No video.');
  });

  test('is none where its status has been told', () => {
    expect(formatFailure(anEntry({ phase: 'done', status: 'ready' }))).toBeNull();
    expect(formatFailure(anEntry({ phase: 'done', status: 'submitted' }))).toBeNull();
  });
});

describe('the line about progress', () => {
  const MINUTE = 60_000;

  test('tells how far one video is, and how long the step still waits', () => {
    expect(formatProgress([anEntry()], 0, MINUTE)).toBe('a.mp4: indexing; this step waits 1m more at most');
    expect(formatProgress([anEntry({ platformStatus: null })], 0, MINUTE)).toContain('a.mp4: open');
  });

  test('tells how many of several are done, in flight and failed', () => {
    const entries = [
      anEntry({ startedMs: null }),
      anEntry({ position: 1, startedMs: null, phase: 'submitting' }),
      anEntry({ position: 2, startedMs: null, phase: 'queued' }),
      anEntry({ position: 3, startedMs: null, phase: 'done', status: 'failed' }),
      anEntry({ position: 4, startedMs: null, phase: 'done', status: 'ready' }),
    ];
    expect(formatProgress(entries, 0, MINUTE)).toBe('2/5 done, 2 in flight, 1 failed; this step waits 1m more at most');
  });

  test('tells the rate since the first began, and how long the others take at it', () => {
    const done = { phase: 'done', status: 'ready', startedMs: MINUTE, endedMs: 3 * MINUTE } as const;
    const entries = [
      anEntry(done),
      anEntry({ ...done, position: 1, startedMs: 2 * MINUTE }),
      anEntry({ position: 2, startedMs: 3 * MINUTE }),
      anEntry({ position: 3, startedMs: null, phase: 'queued' }),
      anEntry({ position: 4, startedMs: null, phase: 'queued' }),
    ];
    expect(formatProgress(entries, 5 * MINUTE, 60 * MINUTE)).toBe(
      '2/5 done, 1 in flight, 0 failed; 0.5 per minute, about 6m to go; this step waits 1h more at most',
    );
  });

  test('never tells of less time than none', () => {
    expect(formatProgress([anEntry()], 0, -5_000)).toContain('waits 0s more');
  });

  test('is one line of text, whatever the platform says', () => {
    for (const text of UNSAFE_TEXTS) {
      expect(isOneLineOfText(formatProgress([anEntry({ name: text, platformStatus: text })], 0, 0))).toBe(true);
      const error = createErrorDetails({ message: text });
      const settled = anEntry({ name: text, phase: 'done', status: 'failed', error });
      expect(isOneLineOfText(formatFailure(settled) ?? '\n')).toBe(true);
    }
  });
});
