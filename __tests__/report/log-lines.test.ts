import { describe, expect, test } from '@jest/globals';
import { NO_METADATA } from '../../src/model/result.ts';
import { STATUS_TABLE } from '../../src/model/status.ts';
import type { VideoState } from '../../src/model/video-store.ts';
import { formatLogLine } from '../../src/report/escape.ts';
import { formatChange, formatFailure, formatProgress, formatResult } from '../../src/report/log-lines.ts';
import { createErrorDetails, createVideoResult, UNSAFE_TEXTS } from '../support/fixtures.ts';

function aVideo(change: Partial<VideoState> = {}): VideoState {
  return {
    source: { kind: 'task', taskId: 't1', name: 'task t1' },
    position: 0,
    phase: 'open',
    status: null,
    sourceKey: null,
    address: null,
    contentVersion: null,
    contentStamp: null,
    inspectionError: null,
    lookedUpAtMs: null,
    action: 'none',
    reason: null,
    replaces: [],
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

describe('The line about a change', () => {
  test('contains the IDs as soon as there are any', () => {
    const before = aVideo({ remoteId: null, platformStatus: null });
    const after = aVideo({ platformStatus: null, metadata: { ...NO_METADATA, video_id: 'v1' } });
    expect(formatChange(after, before, 2_000)).toBe('a.mp4: submitted as task t1, video v1');
    expect(formatChange(aVideo({ platformStatus: null }), before, 2_000)).toBe('a.mp4: submitted as task t1');
  });

  test('contains a new status and the time since the start', () => {
    const before = aVideo({ platformStatus: 'queued' });
    expect(formatChange(aVideo(), before, 66_000)).toBe(`a.mp4: indexing (1m${' '}5s)`);
    expect(formatChange(aVideo({ startedMs: null }), before, 66_000)).toBe('a.mp4: indexing');
  });

  test('is null for a change that is not logged', () => {
    expect(formatChange(aVideo(), aVideo(), 66_000)).toBeNull();
    expect(formatChange(aVideo({ metadata: { ...NO_METADATA, duration: 3 } }), aVideo(), 66_000)).toBeNull();
    expect(
      formatChange(
        aVideo({ phase: 'submitting', remoteId: null, platformStatus: null }),
        aVideo({ phase: 'queued', remoteId: null, platformStatus: null }),
        0,
      ),
    ).toBeNull();
  });

  test('is null at the end of a video, which has a line of its own', () => {
    const before = aVideo({ platformStatus: 'queued' });
    expect(formatChange(aVideo({ phase: 'done', status: 'ready' }), before, 66_000)).toBeNull();
  });

  test('is one line of text for any text from the API', () => {
    for (const text of UNSAFE_TEXTS) {
      const after = aVideo({
        name: text,
        platformStatus: text,
        remoteId: text,
        metadata: { ...NO_METADATA, video_id: text },
      });
      for (const before of [aVideo(), aVideo({ remoteId: text, platformStatus: 'queued' })]) {
        expect(isOneLineOfText(formatLogLine(formatChange(after, before, 0) ?? ''))).toBe(true);
      }
    }
  });
});

describe('The line about a result', () => {
  test('contains status, time, duration and IDs', () => {
    expect(formatResult(createVideoResult())).toBe(
      'intro.mp4: ready (searchable) after 1m; 10s of video; video video-1; task task-1',
    );
  });

  test('omits what is not known', () => {
    const unknown = { task_id: null, video_id: null, duration: null, elapsed_seconds: null };
    for (const status of STATUS_TABLE.statuses) {
      const { label } = STATUS_TABLE.rows[status];
      const meaning = label === status ? '' : ` (${label})`;
      expect(formatResult(createVideoResult({ status, ...unknown }))).toBe(`intro.mp4: ${status}${meaning}`);
    }
  });

  test('is one line of text for any names and IDs', () => {
    for (const text of UNSAFE_TEXTS) {
      expect(isOneLineOfText(formatResult(createVideoResult({ name: text, task_id: text, video_id: text })))).toBe(
        true,
      );
    }
  });
});

describe('The line about a video with an error', () => {
  test('contains the error message', () => {
    const video = aVideo({ phase: 'done', status: 'rejected', error: createErrorDetails({ message: 'No video.' }) });
    expect(formatFailure(video)).toBe('a.mp4: rejected. No video.');
  });

  test('is null without an error', () => {
    expect(formatFailure(aVideo({ phase: 'done', status: 'ready' }))).toBeNull();
    expect(formatFailure(aVideo({ phase: 'done', status: 'submitted' }))).toBeNull();
  });
});

describe('The line about the progress', () => {
  const MINUTE = 60_000;

  test('contains the status of a single video and the time until the timeout', () => {
    expect(formatProgress([aVideo()], 0, MINUTE)).toBe('a.mp4: indexing; timeout in 1m');
    expect(formatProgress([aVideo({ platformStatus: null })], 0, MINUTE)).toContain('a.mp4: open');
  });

  test('counts how many of several videos are done, in flight and failed', () => {
    const videos = [
      aVideo({ startedMs: null }),
      aVideo({ position: 1, startedMs: null, phase: 'submitting' }),
      aVideo({ position: 2, startedMs: null, phase: 'queued' }),
      aVideo({ position: 3, startedMs: null, phase: 'done', status: 'failed' }),
      aVideo({ position: 4, startedMs: null, phase: 'done', status: 'ready' }),
    ];
    expect(formatProgress(videos, 0, MINUTE)).toBe('2/5 done, 2 in flight, 1 failed; timeout in 1m');
  });

  test('contains the rate since the first video began, and how long the others take at that rate', () => {
    const done = { phase: 'done', status: 'ready', startedMs: MINUTE, endedMs: 3 * MINUTE } as const;
    const videos = [
      aVideo(done),
      aVideo({ ...done, position: 1, startedMs: 2 * MINUTE }),
      aVideo({ position: 2, startedMs: 3 * MINUTE }),
      aVideo({ position: 3, startedMs: null, phase: 'queued' }),
      aVideo({ position: 4, startedMs: null, phase: 'queued' }),
    ];
    expect(formatProgress(videos, 5 * MINUTE, 60 * MINUTE)).toBe(
      '2/5 done, 1 in flight, 0 failed; 0.5 per minute, about 6m left; timeout in 1h',
    );
  });

  test('never contains a negative time', () => {
    expect(formatProgress([aVideo()], 0, -5_000)).toContain('timeout in 0s');
  });

  test('is one line of text for any text from the API', () => {
    for (const text of UNSAFE_TEXTS) {
      expect(isOneLineOfText(formatLogLine(formatProgress([aVideo({ name: text, platformStatus: text })], 0, 0)))).toBe(
        true,
      );
      const error = createErrorDetails({ message: text });
      const done = aVideo({ name: text, phase: 'done', status: 'failed', error });
      expect(isOneLineOfText(formatLogLine(formatFailure(done) ?? ''))).toBe(true);
    }
  });
});
