import { randomUUID } from 'node:crypto';
import type { EnvironmentVariables } from './github/environment.ts';
import type { Runner } from './github/runner.ts';
import { createActionsRunner } from './github/runner.ts';
import { normalizeNoProxy } from './http/proxies.ts';
import type { Cancellation } from './http/request-limits.ts';
import type { Send } from './http/transport.ts';
import { createTransport } from './http/transport.ts';
import { createErrorDetails, UserError } from './model/errors.ts';
import type { Clock } from './util/clock.ts';
import { createSystemClock } from './util/clock.ts';

/** How long a request may still wait for its response after a cancel. The runner terminates the process after 7.5 s. */
const HARD_CANCEL_DELAY_MS = 1_000;
/** When a run that has not ended after a cancel is ended, whatever it waits for, and when the process exits. */
const FORCED_END_DELAY_MS = 1_300;
const FORCED_EXIT_DELAY_MS = 1_700;
/** How long publishing the results may take after a crash. */
const REPORT_TIMEOUT_MS = 1_500;

/**
 * Runs an action as this process: creates the real dependencies, forwards signals, and sets the exit code. The exit code
 * is a failure until the run has succeeded, so that a process that ends early fails the step.
 */
export function runAction(createAction: (dependencies: ActionDependencies) => Action): void {
  process.exitCode = 1;
  normalizeNoProxy(process.env);
  const clock = createSystemClock();
  const cancelled = new AbortController();
  const hardCancelled = new AbortController();
  const action = createAction({
    runner: createActionsRunner(),
    env: process.env,
    clock,
    random: Math.random,
    uuid: randomUUID,
    send: createTransport(clock),
    cancellation: { signal: cancelled.signal, hardCancelSignal: hardCancelled.signal },
  });

  const abort = (error: unknown): void => {
    const exit = (): Promise<void> => exitWithFailure(clock);
    void Promise.race([action.abort(error), clock.sleep(REPORT_TIMEOUT_MS)]).then(exit, exit);
  };

  const cancel = (): void => {
    if (cancelled.signal.aborted) return;
    cancelled.abort();
    void clock.sleep(HARD_CANCEL_DELAY_MS).then(() => hardCancelled.abort());
    void clock.sleep(FORCED_END_DELAY_MS).then(() => action.abort(new UserError(createErrorDetails('run_cancelled'))));
    void clock.sleep(FORCED_EXIT_DELAY_MS).then(() => exitWithFailure(clock));
  };

  process.on('SIGINT', cancel);
  process.on('SIGTERM', cancel);
  process.on('uncaughtException', abort);
  process.on('unhandledRejection', abort);
  process.once('beforeExit', () => abort(new Error('the event loop is empty before the run has ended')));

  // An open socket or timer must not keep a finished step alive.
  action.run().then((isSuccess) => (isSuccess ? exit(clock, 0) : exitWithFailure(clock)), abort);
}

/** How long a thread may take to end its work before the process ends without it. */
const THREAD_TIMEOUT_MS = 250;
const THREAD_POLL_MS = 10;

/**
 * `process.exit` waits for the threads of libuv: one that reads from a dead network disk, or waits for a name server,
 * would hold the step for minutes. Everything is published by now, so that the process may as well be killed.
 */
async function exitWithFailure(clock: Clock): Promise<void> {
  for (let waitedMs = 0; hasThreadWork(); waitedMs += THREAD_POLL_MS) {
    if (waitedMs >= THREAD_TIMEOUT_MS) process.kill(process.pid, 'SIGKILL');
    await clock.sleep(THREAD_POLL_MS);
  }
  await exit(clock, 1);
}

/** A process that is younger has compiled little in the background. */
const LONG_RUN_SECONDS = 2;
const COMPILER_GRACE_PERIOD_MS = 50;

/**
 * `process.exit` waits for the compiler threads of V8 as well, and these may wait for a garbage collection, which the
 * main thread does only before it exits: https://github.com/nodejs/node/issues/54918.
 */
async function exit(clock: Clock, code: number): Promise<void> {
  if (process.uptime() > LONG_RUN_SECONDS) await clock.sleep(COMPILER_GRACE_PERIOD_MS);
  process.exit(code);
}

function hasThreadWork(): boolean {
  return process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq') || name.startsWith('GetAddrInfo'));
}

/** The dependencies of an action on its environment. */
export interface ActionDependencies {
  readonly runner: Runner;
  readonly env: EnvironmentVariables;
  readonly clock: Clock;
  readonly random: () => number;
  readonly uuid: () => string;
  readonly send: Send;
  readonly cancellation: Cancellation;
}

/** One run of an action. */
export interface Action {
  /** True only if the step succeeds. Never rejects. */
  run(): Promise<boolean>;
  /** Ends the run early, whatever its state, and publishes what is known. Never rejects. */
  abort(error: unknown): Promise<void>;
}
