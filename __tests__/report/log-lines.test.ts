import { describe, expect, test } from '@jest/globals';
import { toErrorCode } from '../../src/model/error-catalog.ts';
import { NO_METADATA } from '../../src/model/result.ts';
import { STATUS_TABLE } from '../../src/model/status.ts';
import type { VideoState } from '../../src/model/video-store.ts';
import { formatLogLine } from '../../src/report/escape.ts';
import { formatChange, formatProgress, formatResult } from '../../src/report/log-lines.ts';
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
    unconfirmedError: null,
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
    expect(formatChange(after, before, 2_000)).toBe('submitted: a.mp4; video v1; task t1');
    expect(formatChange(aVideo({ platformStatus: null }), before, 2_000)).toBe('submitted: a.mp4; task t1');
  });

  test('contains a new status and the time since the start', () => {
    const before = aVideo({ platformStatus: 'queued' });
    expect(formatChange(aVideo(), before, 66_000)).toBe('status: a.mp4 is indexing after 1m 5s');
    expect(formatChange(aVideo({ startedMs: null }), before, 66_000)).toBe('status: a.mp4 is indexing');
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

  test('contains the end of a video with its IDs, or with the code of its error', () => {
    const before = aVideo({ platformStatus: 'queued' });
    const done = { phase: 'done', endedMs: 66_000 } as const;
    const metadata = { ...NO_METADATA, video_id: 'v1' };
    expect(formatChange(aVideo({ ...done, status: 'ready', metadata }), before, 66_000)).toBe(
      'ready: a.mp4 after 1m 5s; video v1; task t1',
    );
    expect(formatChange(aVideo({ ...done, status: 'failed', error: createErrorDetails() }), before, 66_000)).toBe(
      'failed: a.mp4 (video_file_broken) after 1m 5s',
    );
  });

  test('is null at an end that another line states', () => {
    const reused = aVideo({ phase: 'done', status: 'ready', startedMs: null, reused: true });
    for (const after of [reused, aVideo({ phase: 'done', status: 'timed_out', error: createErrorDetails() })])
      expect(formatChange(after, aVideo(), 66_000)).toBeNull();
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
      'ready (searchable): intro.mp4 after 1m; 10s of video; video video-1; task task-1',
    );
  });

  test('omits what is not known', () => {
    const unknown = { task_id: null, video_id: null, duration: null, elapsed_seconds: null };
    for (const status of STATUS_TABLE.statuses) {
      const { label } = STATUS_TABLE.rows[status];
      const meaning = label === status ? '' : ` (${label})`;
      const planned = status === 'planned' ? '; to release' : '';
      expect(formatResult(createVideoResult({ status, ...unknown }))).toBe(`${status}${meaning}: intro.mp4${planned}`);
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

describe('The line about the progress', () => {
  const MINUTE = 60_000;

  test('contains the status of a single video and the time until the timeout', () => {
    expect(formatProgress([aVideo()], 0, MINUTE)).toBe('Progress: a.mp4 is indexing; timeout in 1m');
    expect(formatProgress([aVideo({ platformStatus: null })], 0, MINUTE)).toContain('a.mp4 is being indexed');
  });

  test('counts how many of several videos are done, in flight and failed', () => {
    const videos = [
      aVideo({ startedMs: null }),
      aVideo({ position: 1, startedMs: null, phase: 'submitting' }),
      aVideo({ position: 2, startedMs: null, phase: 'queued' }),
      aVideo({ position: 3, startedMs: null, phase: 'done', status: 'failed' }),
      aVideo({ position: 4, startedMs: null, phase: 'done', status: 'ready' }),
    ];
    expect(formatProgress(videos, 0, MINUTE)).toBe('Progress: 2/5 done, 2 in flight, 1 failed; timeout in 1m');
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
      'Progress: 2/5 done, 1 in flight, 0 failed; 0.5 per minute, about 6m left; timeout in 1h',
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
      expect(isOneLineOfText(formatLogLine(formatChange(done, aVideo(), 0) ?? ''))).toBe(true);
    }
  });
});

/** The matchers of setup-node, setup-go, setup-python, setup-dotnet, and of GCC, which a step before this one registers. */
const MATCHERS: readonly RegExp[] = [
  /^(?:\s+\d+>)?([^\s].*)[(:](\d+)[,:](\d+)(?:\):\s+|\s+-\s+)(error|warning|info)\s+(TS\d+)\s*:\s*(.*)$/,
  /^(.+):\sline\s(\d+),\scol\s(\d+),\s(Error|Warning|Info)\s-\s(.+)\s\((.+)\)$/,
  /^\s+(\d+):(\d+)\s+(error|warning|info)\s+(.*)\s\s+(.*)$/,
  /^\s*(.+\.go):(?:(\d+):(\d+):)? (.*)/,
  /^\s*File\s"(.*)",\sline\s(\d+),?.*$/,
  /^([^\s].*)\((\d+)(?:,\d+|,\d+,\d+)?\):\s+(error|warning)\s+([A-Z]+\d+)\s*:\s*(.*)$/,
  /^(.*):(\d+):(\d+):\s+(warning|error):\s+(.*)$/,
  /^(.+\.java):(\d+):\s+(error|warning):\s+(.*)$/,
];

const COMPILER_LINES = [
  'a.ts(1,2): error TS2345: Argument',
  'a.ts:1:2 - error TS2345: Argument',
  'a: line 1, col 2, Error - x (rule)',
  '  1:2  error  x  rule',
  './main.go:3:1: undefined: x',
  'File "a.py", line 3',
  'a.cs(1): error CS0103: x',
  'a.c:3:1: error: x',
  'A.java:3: error: x',
];

describe('A line about a video', () => {
  test('begins with a fixed word and fits no problem matcher, whatever its name, status and error', () => {
    expect(MATCHERS.filter((matcher) => !COMPILER_LINES.some((line) => matcher.test(line)))).toEqual([]);
    for (const text of COMPILER_LINES) {
      const error = createErrorDetails({ message: text, code: toErrorCode(text) });
      const before = aVideo({ remoteId: null, platformStatus: null });
      const changes = [
        aVideo({ name: text, platformStatus: text, metadata: { ...NO_METADATA, video_id: text } }),
        aVideo({ name: text, phase: 'done', status: 'failed', error }),
      ];
      const lines = [
        ...changes.flatMap((after) => [formatChange(after, before, 0), formatChange(after, aVideo(), 0)]),
        formatProgress([aVideo({ name: text, platformStatus: text })], 0, 0),
        ...STATUS_TABLE.statuses.map((status) => formatResult(createVideoResult({ name: text, status, error }))),
      ].map((line) => formatLogLine(line ?? ''));
      for (const line of lines) {
        expect(line).toMatch(/^(submitted|reused|replaced|status|Progress|[a-z_]+( \([a-z ,]+\))?): /);
        expect(MATCHERS.filter((matcher) => matcher.test(line))).toEqual([]);
        expect(MATCHERS.filter((matcher) => matcher.test(`[3/12] ${line}`))).toEqual([]);
      }
    }
  });
});
