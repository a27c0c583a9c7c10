import fc from 'fast-check';
import { type FaultEffect, type FaultRule, rateLimited } from '../../simulator/faults.ts';
import type { FilterSpelling } from '../../simulator/options.ts';
import { TransportError } from '../../src/http/transport.ts';
import { TARGETS } from './fault-matrix.ts';
import { INGEST_REQUESTS, type IngestMethod } from './ingest-methods.ts';
import type { MemoryHarness, MemoryHarnessOptions, MemoryRun } from './memory-harness.ts';
import { createMemoryHarness } from './memory-harness.ts';

/** A run of the action with faults; plain data, so that a printed schedule can be run again. */
interface Schedule {
  readonly endpoint: 'tasks' | 'assets' | 'auto';
  readonly videos: number;
  readonly maxInFlight: number;
  readonly wait: boolean;
  readonly timeoutMinutes: number;
  readonly cancelAtMs: number | null;
  readonly platform: MemoryHarnessOptions;
  readonly faults: readonly FaultRule[];
  /** Which requests (counted from 1) are refused before they reach the platform. */
  readonly refusedRequests: readonly number[];
}

/** The routes that faults can hit with a method; the billed one is listed twice, and hit twice as often. */
const FAULT_ROUTES: Readonly<Record<IngestMethod, readonly string[]>> = {
  tasks: [INGEST_REQUESTS.tasks.billed, ...listRoutes('tasks'), '*'],
  assets: [INGEST_REQUESTS.assets.billed, ...listRoutes('assets'), '*'],
};

function listRoutes(method: IngestMethod): readonly string[] {
  return TARGETS.filter((target) => target.method === method).map(({ route }) => route);
}

const effect: fc.Arbitrary<FaultEffect> = fc.oneof(
  fc.constantFrom<FaultEffect>(
    { kind: 'none' },
    { kind: 'drop', at: 'before' },
    { kind: 'drop', at: 'body' },
    { kind: 'stall', at: 'headers' },
    { kind: 'stall', at: 'body' },
    { kind: 'body', body: '' },
    { kind: 'body', body: '{"_id": "cut' },
    { kind: 'body', body: '[1, 2]' },
    { kind: 'body', body: '{"unexpected": true}' },
    { kind: 'duplicate' },
    rateLimited.retryAfterSeconds(3),
    rateLimited.retryAfterSeconds(100_000),
    rateLimited.silent(),
  ),
  fc
    .constantFrom(301, 307, 400, 401, 403, 404, 409, 410, 500, 502, 503, 504)
    .map((status): FaultEffect => ({ kind: 'status', status, body: status === 502 ? '<html>Bad gateway</html>' : '' })),
);

/** A platform that returns 3xx or 4xx has not processed the request; otherwise it may have. */
function isProcessed(what: FaultEffect, chosen: boolean): boolean {
  if (what.kind === 'status') return what.status >= 500 && chosen;
  return what.kind === 'none' || what.kind === 'duplicate' || what.kind === 'body' || chosen;
}

const fault = (routes: readonly string[]): fc.Arbitrary<FaultRule> =>
  fc
    .record({
      route: fc.constantFrom(...routes),
      from: fc.integer({ min: 1, max: 6 }),
      length: fc.constantFrom(1, 1, 2, 3, 1_000_000),
      processed: fc.boolean(),
      delayMs: fc.constantFrom(0, 0, 500, 40_000),
      effect,
    })
    .map(({ route, from, length, processed, delayMs, effect: what }) => ({
      route,
      calls: { from, to: from + length - 1 },
      processed: isProcessed(what, processed),
      delayMs,
      effect: what,
    }));

/** With tasks, the platform may retire them during the run. */
const ENDPOINTS: Readonly<Record<IngestMethod, ReadonlyArray<Schedule['endpoint']>>> = {
  tasks: ['tasks', 'auto'],
  assets: ['assets'],
};

const schedule = (method: IngestMethod): fc.Arbitrary<Schedule> =>
  fc.record({
    endpoint: fc.constantFrom(...ENDPOINTS[method]),
    videos: fc.integer({ min: 1, max: 4 }),
    maxInFlight: fc.integer({ min: 1, max: 3 }),
    wait: fc.boolean(),
    timeoutMinutes: fc.constantFrom(0.1, 1, 3, 10),
    cancelAtMs: fc.option(fc.integer({ min: 0, max: 90_000 }), { freq: 2 }),
    platform: fc.record({
      listUnfinished: fc.boolean(),
      getUnfinished: fc.boolean(),
      listUserMetadata: fc.boolean(),
      listDelaySeconds: fc.constantFrom(0, 0, 4),
      notFoundForSeconds: fc.constantFrom(0, 0, 5),
      videoIdOnCreate: fc.boolean(),
      statuses: fc.constantFrom('documented' as const, 'observed' as const),
      concurrency: fc.constantFrom(1, 5),
      assetReadyAtOnce: fc.boolean(),
      assetErrorShape: fc.constantFrom('nested' as const, 'flat' as const),
      sameAssetTwice: fc.constantFrom('duplicate' as const, 'same' as const, 'conflict' as const),
      retired: fc.constant(method === 'tasks' ? ['/tasks'] : []),
      retiredAfterRequests: fc.oneof(fc.constant(Number.MAX_SAFE_INTEGER), fc.integer({ min: 0, max: 20 })),
    }),
    faults: fc.array(fault(FAULT_ROUTES[method]), { maxLength: 6 }),
    refusedRequests: fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 3 }),
  });

interface ScheduleResult {
  readonly harness: MemoryHarness;
  readonly run: MemoryRun;
}

async function runSchedule(plan: Schedule, reuse = false): Promise<ScheduleResult> {
  const harness = createMemoryHarness(plan.platform);
  for (const rule of plan.faults) harness.core.fault(rule);
  let sent = 0;
  const run = await harness.run(
    {
      endpoint: plan.endpoint,
      video_url: Array.from({ length: plan.videos }, (_, n) => videoUrl(n)).join('\n'),
      max_in_flight: String(plan.maxInFlight),
      wait: String(plan.wait),
      timeout_minutes: String(plan.timeoutMinutes),
      reuse: String(reuse),
    },
    {
      ...(plan.cancelAtMs === null ? {} : { cancelAtMs: plan.cancelAtMs }),
      onSend: () => {
        sent += 1;
        if (plan.refusedRequests.includes(sent)) throw new TransportError('connect ECONNREFUSED', false);
      },
    },
  );
  return { harness, run };
}

function videoUrl(n: number): string {
  return `https://videos.example/${n}.mp4`;
}

/** Of a video of the simulator. */
const INDEXING_SECONDS = 15;
const MAX_SEARCH_SECONDS = 120;
/** Of the time that is left. */
const SEARCH_FRACTION = 0.4;

/**
 * Whether the search after an error response ends before the platform shows what the request has created, so that the
 * one repetition may create it a second time.
 */
function isHiddenFromSearch({ platform, videos, timeoutMinutes, faults }: Schedule): boolean {
  const { listDelaySeconds = 0, listUnfinished } = platform;
  const hiddenSeconds = listDelaySeconds + (listUnfinished ? 0 : INDEXING_SECONDS * videos);
  const searchSeconds = Math.min(MAX_SEARCH_SECONDS, timeoutMinutes * 60 * SEARCH_FRACTION);
  return hiddenSeconds >= searchSeconds && faults.some(({ processed }) => processed);
}

/** The violations of the invariants; empty if there are none. */
function findViolations(plan: Schedule, { harness, run }: ScheduleResult): string[] {
  const violations: string[] = [];
  const tasks = harness.core.tasks();
  const retired = run.lines.some((line) => line.includes('no longer has tasks'));
  run.results.forEach((result, n) => {
    const own = tasks.filter((task) => task.videoUrl === videoUrl(n));
    if (own.length > (isHiddenFromSearch(plan) ? 2 : 1)) violations.push(`video ${n} has ${own.length} tasks`);
    // When tasks are retired, a later run can resume by the ID of the video.
    const reported = own.find(({ id, videoId }) => [id, ...(retired ? [videoId] : [])].includes(result.task_id ?? ''));
    const task = reported ?? own[0];
    if (task && result.status !== 'unconfirmed' && !reported) {
      violations.push(`task ${task.id} of video ${n} is not reported: ${result.status}, ${result.task_id}`);
    }
    if (result.status === 'ready' && task?.status !== 'ready') violations.push(`video ${n} is reported as ready`);
    if (result.status === 'submitted' && !task) violations.push(`video ${n} is reported as submitted`);
    if (result.task_id !== null && !task) violations.push(`task ${result.task_id} does not exist`);
    const isSuccess = result.status === 'ready' || (!plan.wait && result.status === 'submitted');
    if (run.succeeded && !isSuccess) violations.push(`succeeded with video ${n} ${result.status}`);
    if (isSuccess === (result.error !== null))
      violations.push(`video ${n} is ${result.status} with error ${result.error?.code}`);
  });
  if (run.results.length !== plan.videos) violations.push(`${run.results.length} results for ${plan.videos} videos`);
  if (Object.keys(run.outputs).length !== 22) violations.push(`outputs ${Object.keys(run.outputs)}`);
  const overMs = run.tookMs - plan.timeoutMinutes * 60_000;
  if (overMs > 5_000) violations.push(`ended ${overMs} ms after the deadline`);
  if (plan.cancelAtMs !== null && run.tookMs > plan.cancelAtMs + 2_000) {
    violations.push(`ended ${run.tookMs - plan.cancelAtMs} ms after the cancellation`);
  }
  return violations;
}

/** Runs random schedules. A failure reports its seed and the smallest schedule that fails. */
export async function assertNoViolations(method: IngestMethod, numRuns: number, seed: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(schedule(method), async (plan) => {
      const violations = findViolations(plan, await runSchedule(plan));
      if (violations.length > 0) throw new Error(violations.join('\n'));
    }),
    { numRuns, seed },
  );
}

/** How the platform filters by metadata, and how many videos of others are newer. */
interface Reading {
  readonly filter: MemoryHarnessOptions;
  readonly foreign: number;
}

const reading: fc.Arbitrary<Reading> = fc.record({
  filter: fc.record({
    metadataFilter: fc.constantFrom<FilterSpelling[]>(['brackets'], ['json'], ['bare'], ['brackets', 'json', 'bare']),
    otherSpellings: fc.constantFrom('ignored' as const, 'refused' as const, 'match_nothing' as const),
  }),
  foreign: fc.constantFrom(0, 60, 400),
});

/** Whatever happened to a run, the next one, which nothing disturbs, has all videos and submits none of them again. */
async function findSecondTasks(plan: Schedule, { filter, foreign }: Reading): Promise<string[]> {
  // That tasks are retired during a run has a test of its own.
  const { harness } = await runSchedule({ ...plan, platform: { ...plan.platform, ...filter, retired: [] } }, true);
  harness.core.clearFaults();
  await harness.clock.run(harness.clock.sleep(3_600_000));
  for (let n = 0; n < foreign; n++) {
    harness.core.addTask({ url: 'https://others.example/a.mp4', status: 'ready', userMetadata: { n: `${n % 7}` } });
  }
  const urls = Array.from({ length: plan.videos }, (_, n) => videoUrl(n));
  const run = await harness.run({ endpoint: plan.endpoint, video_url: urls.join('\n'), reuse: 'true' });
  const mostTasks = isHiddenFromSearch(plan) ? 2 : 1;
  return urls.flatMap((url, n) => {
    const tasks = harness.core.tasks().filter(({ videoUrl }) => videoUrl === url);
    const { status, error } = run.results[n] ?? { status: 'missing', error: null };
    return [
      ...(tasks.length > mostTasks ? [`video ${n} has ${tasks.length} tasks`] : []),
      ...(status === 'ready' ? [] : [`video ${n} is ${status}: ${error?.message}`]),
    ];
  });
}

/** Runs random schedules and, after each of them, the next run of the workflow. */
export async function assertNothingTwice(method: IngestMethod, numRuns: number, seed: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(schedule(method), reading, async (plan, how) => {
      const violations = await findSecondTasks(plan, how);
      if (violations.length > 0) throw new Error(violations.join('\n'));
    }),
    { numRuns, seed },
  );
}
