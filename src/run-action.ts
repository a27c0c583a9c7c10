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
const FORCED_EXIT_DELAY_MS = 1_900;
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
    void Promise.race([action.abort(error), clock.sleep(REPORT_TIMEOUT_MS)]).finally(() => process.exit(1));
  };

  const cancel = (): void => {
    if (cancelled.signal.aborted) return;
    cancelled.abort();
    void clock.sleep(HARD_CANCEL_DELAY_MS).then(() => hardCancelled.abort());
    void clock.sleep(FORCED_END_DELAY_MS).then(() => action.abort(new UserError(createErrorDetails('run_cancelled'))));
    void clock.sleep(FORCED_EXIT_DELAY_MS).then(() => process.exit(1));
  };

  process.on('SIGINT', cancel);
  process.on('SIGTERM', cancel);
  process.on('uncaughtException', abort);
  process.on('unhandledRejection', abort);
  process.once('beforeExit', () => abort(new Error('the event loop is empty before the run has ended')));

  // An open socket or timer must not keep a finished step alive.
  action.run().then((isSuccess) => process.exit(isSuccess ? 0 : 1), abort);
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
