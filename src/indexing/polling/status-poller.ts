import type { RunContext } from '../../existing/run-context.ts';
import { createReadLimits } from '../../http/request-limits.ts';
import type { ApiError } from '../../twelvelabs/errors.ts';
import type { StatusSource, StatusSources } from '../../twelvelabs/status-source.ts';
import { getBackoffMs, getPollIntervalMs, getQueuedPollIntervalMs } from '../../util/poll-schedule.ts';
import { applyStatus } from './apply-status.ts';
import type { StatusSnapshot } from './fetch-statuses.ts';
import { fetchStatuses } from './fetch-statuses.ts';

/** Waits for tasks, all of them together. */
export interface StatusPoller {
  /** Resolves once the task has ended, cannot be watched any more, or the run is over; the store tells which. */
  poll(position: number, taskId: string): Promise<void>;
  /** True once the wait was given up: the deadline has passed, or the platform asks for a pause beyond it. */
  isOver(): boolean;
  /** What the last look failed with; null if it went well. */
  lastError(): string | null;
}

/** A task that has not ended, as far as we know. */
interface PolledVideo {
  readonly position: number;
  readonly taskId: string;
  /** Where it is looked at. */
  readonly endpoint: StatusSource;
  readonly sinceMs: number;
  /** How long 404 is taken for "not yet". */
  readonly graceMs: number;
  readonly lookedAtMs: number;
  /** Refusals in a row, and when they began. */
  readonly refusals: number;
  readonly refusedSinceMs: number;
  readonly done: () => void;
}

/** A task that was just created may be unknown to other parts of the platform for a while … */
const NEW_TASK_GRACE_PERIOD_MS = 120_000;
/** … and an id that a user gave may be a mistake, which should not take long to be told. */
const EXISTING_TASK_GRACE_PERIOD_MS = 20_000;
/** So many of the videos that became ready last tell how long one takes. */
const RECENT_COUNT = 25;
/** One answer that refuses may be a glitch; two in a row are not. */
const MAX_CONSECUTIVE_ERRORS = 2;

/** Whether an end of a task is the beginning of another rather than what somebody waits for. */
function hasQueuedVideos(store: RunContext['store']): boolean {
  return store.videos().some(({ phase, source }) => phase === 'queued' && source.kind !== 'task');
}

export function createStatusPoller(context: RunContext, endpoints: StatusSources): StatusPoller {
  const { clock, random, deadline, store, settings, cancellation } = context;
  const open = new Map<string, PolledVideo>();
  let looping = false;
  let over = false;
  let wake = new AbortController();
  let lastLookMs = 0;
  let pausedUntilMs = 0;
  let failures = 0;
  let keyRefusals = 0;
  let trouble: string | null = null;
  let tookMs: readonly number[] = [];

  const close = (task: PolledVideo): void => {
    open.delete(task.taskId);
    task.done();
  };

  const loseSight = (task: PolledVideo, error: ApiError): void => {
    const entry = store.videos()[task.position];
    const wasThere = entry?.source.kind !== 'task' || entry.platformStatus !== null;
    store.finish(task.position, wasThere ? 'unknown' : 'rejected', error.details);
    close(task);
  };

  const refuse = (task: PolledVideo, error: ApiError): void => {
    const now = clock.now();
    const refusedSinceMs = task.refusals === 0 ? now : task.refusedSinceMs;
    const refused = { ...task, refusals: task.refusals + 1, refusedSinceMs, lookedAtMs: now };
    open.set(task.taskId, refused);
    const patienceMs = error.status === 404 ? task.graceMs : 0;
    if (refused.refusals >= MAX_CONSECUTIVE_ERRORS && now - refusedSinceMs >= patienceMs) loseSight(refused, error);
  };

  const takeIn = (sight: StatusSnapshot): void => {
    for (const state of sight.states) {
      const task = open.get(state.id);
      if (!task) continue;
      open.set(task.taskId, { ...task, refusals: 0, lookedAtMs: clock.now() });
      if (!applyStatus(store, task.position, state)) continue;
      if (state.status === 'ready') tookMs = [...tookMs, clock.now() - task.sinceMs].slice(-RECENT_COUNT);
      close(task);
    }
    for (const { taskId, error } of sight.errors) {
      const task = open.get(taskId);
      if (task) refuse(task, error);
    }
    if (sight.error) outlive(sight.error);
    else recover();
  };

  const recover = (): void => {
    if (trouble !== null) context.log.info('The platform answers again.');
    failures = 0;
    keyRefusals = 0;
    trouble = null;
  };

  const outlive = (error: ApiError): void => {
    failures += 1;
    keyRefusals = error.status === 401 ? keyRefusals + 1 : 0;
    if (keyRefusals >= MAX_CONSECUTIVE_ERRORS) for (const task of [...open.values()]) loseSight(task, error);
    pausedUntilMs = clock.now() + (error.retryAfterMs ?? 0) + getBackoffMs(failures, random());
    if (trouble === null) context.log.info(`A look at the tasks failed; the wait goes on. ${error.message}`);
    trouble = error.message;
  };

  /** Milliseconds until the next look; only the pause is added by trouble, the cadence itself stays. */
  const untilNextLook = (): number => Math.max(lastLookMs + cadenceMs(), pausedUntilMs) - clock.now();

  const cadenceMs = (): number => {
    const bySince = [...open.values()].sort((a, b) => a.sinceMs - b.sinceMs);
    const ageOf = (task: PolledVideo | undefined): number => Math.max(0, lastLookMs - (task?.sinceMs ?? 0));
    const youngest = bySince.at(-1);
    const youngestAgeMs = ageOf(youngest);
    if (settings.pollIntervalMs === null && hasQueuedVideos(store)) {
      return getQueuedPollIntervalMs({ agesMs: bySince.map(ageOf), tookMs, random: random() });
    }
    const duration = store.videos()[youngest?.position ?? 0]?.metadata.duration ?? null;
    return getPollIntervalMs({ youngestAgeMs, duration, fixedMs: settings.pollIntervalMs, tookMs, random: random() });
  };

  const look = async (): Promise<void> => {
    const longestUnseen = [...open.values()].sort((a, b) => a.lookedAtMs - b.lookedAtMs);
    const byEndpoint = Map.groupBy(longestUnseen, ({ endpoint }) => endpoint);
    for (const [endpoint, tasks] of byEndpoint) {
      const sight = await fetchStatuses(
        endpoint,
        tasks.map(({ taskId }) => taskId),
        () => createReadLimits(context),
      );
      lastLookMs = clock.now();
      if (!cancellation.signal.aborted) takeIn(sight);
    }
  };

  const loop = async (): Promise<void> => {
    while (open.size > 0 && !over) {
      wake = new AbortController();
      const ms = untilNextLook();
      // A pause that the platform asks for and that does not fit is not waited for.
      if (pausedUntilMs - clock.now() > deadline.remainingMs()) break;
      const either = AbortSignal.any([wake.signal, cancellation.signal]);
      await clock.sleep(Math.min(ms, Math.max(deadline.remainingMs(), 0)), either);
      if (cancellation.signal.aborted) break;
      if (wake.signal.aborted) continue; // a new task may want an earlier look
      await look();
      if (deadline.remainingMs() <= 0) break;
    }
    over ||= open.size > 0;
    for (const task of [...open.values()]) close(task);
    looping = false;
  };

  const poll: StatusPoller['poll'] = (position, taskId) =>
    new Promise((resolve, reject) => {
      if (over) {
        resolve();
        return;
      }
      const now = clock.now();
      const entry = store.videos()[position];
      const given = entry?.source.kind === 'task' || entry?.reused === true;
      const graceMs = given ? EXISTING_TASK_GRACE_PERIOD_MS : NEW_TASK_GRACE_PERIOD_MS;
      open.set(taskId, {
        position,
        taskId,
        endpoint: endpoints[entry?.remoteIdKind ?? 'task'],
        sinceMs: now,
        graceMs,
        lookedAtMs: 0,
        refusals: 0,
        refusedSinceMs: 0,
        done: resolve,
      });
      wake.abort();
      if (looping) return;
      looping = true;
      // A task that was just accepted need not be looked at at once; of an older one nothing is known yet.
      lastLookMs = given ? Number.NEGATIVE_INFINITY : now;
      loop().catch(reject);
    });

  return { poll, isOver: () => over, lastError: () => trouble };
}
