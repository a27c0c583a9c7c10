import fc from 'fast-check';
import type { FaultEffect, FaultRule } from '../../simulator/faults.ts';
import { rateLimited } from '../../simulator/faults.ts';
import { TransportError } from '../../src/http/transport.ts';
import { ROWS } from './fault-matrix.ts';
import type { IngestMethod } from './ingest-methods.ts';
import { INGEST_REQUESTS } from './ingest-methods.ts';
import type { MemoryHarness, MemoryHarnessOptions, MemoryRun } from './memory-harness.ts';
import { createMemoryHarness } from './memory-harness.ts';

/** A run of the action in a world that misbehaves; plain data, so that a failing one can be replayed as it is printed. */
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

/** What can be struck on a road; the first, which is billed, twice as often. */
const STRUCK: Readonly<Record<IngestMethod, readonly string[]>> = {
  tasks: [INGEST_REQUESTS.tasks.billed, ...routesOn('tasks'), '*'],
  assets: [INGEST_REQUESTS.assets.billed, ...routesOn('assets'), '*'],
};

function routesOn(road: IngestMethod): readonly string[] {
  return ROWS.filter((row) => row.road === road).map(({ route }) => route);
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

/** A platform that says 3xx or 4xx has done nothing; with anything else it may have. */
function processedOr(what: FaultEffect, chosen: boolean): boolean {
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
      processed: processedOr(what, processed),
      delayMs,
      effect: what,
    }));

/** On the road of tasks the platform may say in mid-run that there is no such road any more. */
const ENDPOINTS: Readonly<Record<IngestMethod, ReadonlyArray<Schedule['endpoint']>>> = {
  tasks: ['tasks', 'auto'],
  assets: ['assets'],
};

const schedule = (road: IngestMethod): fc.Arbitrary<Schedule> =>
  fc.record({
    endpoint: fc.constantFrom(...ENDPOINTS[road]),
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
      retired: fc.constant(road === 'tasks' ? ['/tasks'] : []),
      retiredAfterRequests: fc.oneof(fc.constant(Number.MAX_SAFE_INTEGER), fc.integer({ min: 0, max: 20 })),
    }),
    faults: fc.array(fault(STRUCK[road]), { maxLength: 6 }),
    refusedRequests: fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 3 }),
  });

interface Played {
  readonly harness: MemoryHarness;
  readonly run: MemoryRun;
}

async function play(plan: Schedule): Promise<Played> {
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

/** What the promises forbid, in words; empty when all is well. */
function broken(plan: Schedule, { harness, run }: Played): string[] {
  const complaints: string[] = [];
  const tasks = harness.core.tasks();
  const retired = run.lines.some((line) => line.includes('no tasks any more'));
  run.results.forEach((result, n) => {
    const own = tasks.filter((task) => task.videoUrl === videoUrl(n));
    if (own.length > 1) complaints.push(`video ${n} has ${own.length} tasks`);
    const [task] = own;
    // Once there are no tasks any more, the id of the video is what a later run can go on by.
    const names = retired ? [task?.id, task?.videoId] : [task?.id];
    if (task && result.status !== 'unconfirmed' && !names.includes(result.task_id ?? '')) {
      complaints.push(`task ${task.id} of video ${n} is not named: ${result.status}, ${result.task_id}`);
    }
    if (result.status === 'ready' && task?.status !== 'ready') complaints.push(`video ${n} is said to be ready`);
    if (result.status === 'submitted' && !task) complaints.push(`video ${n} is said to be submitted`);
    if (result.task_id !== null && !task) complaints.push(`task ${result.task_id} does not exist`);
    const fine = result.status === 'ready' || (!plan.wait && result.status === 'submitted');
    if (run.succeeded && !fine) complaints.push(`green with video ${n} ${result.status}`);
    if (fine === (result.error !== null))
      complaints.push(`video ${n} is ${result.status} with error ${result.error?.code}`);
  });
  if (run.results.length !== plan.videos) complaints.push(`${run.results.length} results for ${plan.videos} videos`);
  if (Object.keys(run.outputs).length !== 15) complaints.push(`outputs ${Object.keys(run.outputs)}`);
  const overMs = run.tookMs - plan.timeoutMinutes * 60_000;
  if (overMs > 5_000) complaints.push(`ended ${overMs} ms after the deadline`);
  if (plan.cancelAtMs !== null && run.tookMs > plan.cancelAtMs + 2_000) {
    complaints.push(`ended ${run.tookMs - plan.cancelAtMs} ms after the cancel`);
  }
  return complaints;
}

/** Plays random schedules. A failure names its seed and the smallest schedule that still fails, ready for `play`. */
export async function assertNoneBroken(road: IngestMethod, numRuns: number, seed: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(schedule(road), async (plan) => {
      const complaints = broken(plan, await play(plan));
      if (complaints.length > 0) throw new Error(complaints.join('\n'));
    }),
    { numRuns, seed },
  );
}
