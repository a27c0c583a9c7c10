import type { VideoResult } from '../../src/model/result.ts';
import type { ReportFacts } from '../../src/report/summary.ts';
import { createErrorDetails, createVideoResult, UNSAFE_TEXTS } from './fixtures.ts';

/** The facts of a run that succeeds. */
export function createReportFacts(change: Partial<ReportFacts> = {}): ReportFacts {
  return {
    error: null,
    isSuccess: true,
    isDryRun: false,
    pricePerMinute: null,
    indexName: 'Product videos',
    collection: 'octo/videos',
    prune: 'off',
    hasPlayground: true,
    ...change,
  };
}

const INDEX_ID = '68f0a1b2c3d4e5f601234567';

function toId(at: number): string {
  return `68f0a1b2c3d4e5f6${(0x1a2b3c4d + at * 7_919).toString(16).padStart(8, '0')}`;
}

function createVideo(at: number, change: Partial<VideoResult> = {}): VideoResult {
  return createVideoResult({
    name: `keynote-${String(at).padStart(2, '0')}.mp4`,
    index_id: INDEX_ID,
    task_id: toId(at),
    video_id: toId(at + 500_000),
    action: 'submitted',
    reason: 'new',
    duration: 240 + at * 7,
    elapsed_seconds: 75 + at * 3,
    ...change,
  });
}

function createVideos(count: number, change: (at: number) => Partial<VideoResult> = () => ({})): VideoResult[] {
  return Array.from({ length: count }, (_, at) => createVideo(at + 1, change(at)));
}

const NOT_ACCEPTED = { task_id: null, video_id: null, elapsed_seconds: null, action: 'none', reason: null } as const;

const BROKEN = createErrorDetails({
  message: 'TwelveLabs cannot read this as a video: it is damaged, has no picture, or the link leads to a web page.',
  hint: 'Open the link in a private window: it must start a download. Check that it plays; `ffmpeg -i in -c:v libx264 -c:a aac out.mp4` creates a file that works.',
});
const SHARE_LINK = createErrorDetails({
  code: 'video_url_share_link',
  class: 'input',
  message: 'The link leads to a page of a sharing service, not to a video file.',
  hint: 'Use a link that starts a download of the video file when it is opened in a private window.',
});
const NO_MINUTES = createErrorDetails({
  code: 'usage_limit_exceeded',
  class: 'quota',
  message: 'The minutes that the plan includes are used up.',
  hint: 'Upgrade the plan. On the Free plan, deleting videos does not restore minutes.',
});
const TIMED_OUT = createErrorDetails({
  code: 'wait_timed_out',
  class: 'platform',
  message:
    'The video was still being indexed when the step timed out (observed: indexing ×41, HTTP 503 ×7). Indexing continues on TwelveLabs.',
  hint: 'Wait for it in a later run with the input `task_id`. Do not submit it again.',
});
const CANCELLED = createErrorDetails({
  code: 'wait_cancelled',
  class: 'platform',
  message: 'The workflow was cancelled. Indexing continues on TwelveLabs.',
  hint: 'Wait for it in a later run with the input `task_id`. Do not submit it again.',
});

function createRemoval(at: number, change: Partial<VideoResult>): VideoResult {
  const base = { action: 'none', reason: 'unlisted', status: 'unlisted', elapsed_seconds: null, source: null } as const;
  return createVideo(at, { ...base, name: `old-talk-${at}.mp4`, ...change });
}

/** What a run may end with. */
export interface ReportSituation {
  readonly name: string;
  readonly results: readonly VideoResult[];
  readonly facts: ReportFacts;
}

const situation = (
  name: string,
  results: readonly VideoResult[],
  facts: Partial<ReportFacts> = {},
): ReportSituation => ({ name, results, facts: createReportFacts(facts) });

const REUSED = { reused: true, action: 'reused', reason: 'unchanged', elapsed_seconds: null } as const;
const PLANNED = { status: 'planned', elapsed_seconds: null } as const;
const LONG_NAME = `2026-11-23 ${'annual shareholder meeting, '.repeat(8)}part 3 of 4 (final).mp4`;

/** The situations in which the reports were looked at, as rendered pages. */
export const REPORT_SITUATIONS: readonly ReportSituation[] = [
  situation(
    'all ready',
    createVideos(12, (at) => (at < 9 ? REUSED : {})),
    { pricePerMinute: 0.3 },
  ),
  situation(
    'first run',
    createVideos(12, (at) => ({ thumbnail_url: `https://pics.example/${toId(at)}.jpg` })),
    { pricePerMinute: 0.3 },
  ),
  situation(
    'some failed',
    createVideos(12, (at) => {
      if (at === 2) return { ...NOT_ACCEPTED, status: 'rejected', name: 'watch?v=dQw4w9', error: SHARE_LINK };
      return at === 5 || at === 6 ? { status: 'failed', error: BROKEN } : {};
    }),
    { isSuccess: false },
  ),
  situation(
    'all failed',
    createVideos(12, () => ({ ...NOT_ACCEPTED, status: 'rejected', error: NO_MINUTES })),
    { isSuccess: false, indexName: null },
  ),
  situation(
    'plan',
    [
      ...createVideos(12, (at) => {
        if (at < 7) return { ...PLANNED, ...REUSED };
        if (at === 7) return { ...PLANNED, reused: true, action: 'updated', reason: 'metadata_changed' };
        return { ...PLANNED, ...NOT_ACCEPTED, action: 'submitted', reason: at === 8 ? 'changed' : 'new' };
      }),
      createRemoval(20, { status: 'planned', action: 'deleted' }),
      createRemoval(21, { status: 'planned', action: 'deleted', reason: 'replaced' }),
    ],
    { isDryRun: true, pricePerMinute: 0.3, prune: 'delete', collection: 'product videos' },
  ),
  situation(
    'prune report',
    [...createVideos(12, () => REUSED), createRemoval(20, {}), createRemoval(21, { reason: 'replaced' })],
    { prune: 'report', collection: 'product videos' },
  ),
  situation(
    'prune deleted',
    [
      ...createVideos(12, () => REUSED),
      createRemoval(20, { status: 'deleted', action: 'deleted' }),
      createRemoval(21, { status: 'deleted', action: 'deleted', reason: 'replaced' }),
    ],
    { prune: 'delete', collection: 'product videos' },
  ),
  situation(
    'timed out',
    createVideos(12, (at) => (at < 8 ? {} : { status: 'timed_out', error: TIMED_OUT })),
    { isSuccess: false },
  ),
  situation(
    'cancelled',
    createVideos(12, (at) => (at < 3 ? {} : { status: 'cancelled', error: CANCELLED })),
    { isSuccess: false },
  ),
  situation(
    'one video',
    createVideos(1, () => ({ thumbnail_url: 'https://pics.example/a.jpg' })),
  ),
  situation(
    'a thousand videos',
    createVideos(1_000, (at) => {
      if (at % 100 === 7) return { status: 'failed', error: { ...BROKEN, message: `Video ${at} has no picture.` } };
      if (at % 100 === 8)
        return { status: 'failed', error: { ...BROKEN, message: `Reason of ${'x'.repeat(at / 10)}.` } };
      return at % 100 === 9 ? { ...NOT_ACCEPTED, status: 'rejected', error: SHARE_LINK } : {};
    }),
    { isSuccess: false, pricePerMinute: 0.3 },
  ),
  situation(
    'hostile names',
    [LONG_NAME, `${'x'.repeat(250)}.mp4`, '会議の録画'.repeat(30), ...UNSAFE_TEXTS.slice(0, 40)].map((name, at) =>
      createVideo(at, {
        name,
        ...(at % 3 === 0 ? { status: 'failed', error: { ...BROKEN, message: `TwelveLabs reports: ${name}` } } : {}),
      }),
    ),
    { isSuccess: false, indexName: '<b>Videos</b> | @octocat #1', collection: '**bold** `code`' },
  ),
];
