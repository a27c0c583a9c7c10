import { randomUUID } from 'node:crypto';
import type { EnvironmentVariables } from './github/environment.ts';
import type { Runner } from './github/runner.ts';
import { createActionsRunner } from './github/runner.ts';
import type { Cancellation } from './http/request-limits.ts';
import type { Send } from './http/transport.ts';
import { createTransport } from './http/transport.ts';
import type { Clock } from './util/clock.ts';
import { createSystemClock } from './util/clock.ts';

/** How long a request that is under way may still learn its answer after a cancel; the runner kills after 7.5 s. */
const HARD_CANCEL_DELAY_MS = 1_000;
/** How long the results may take to be told once the run is broken. */
const REPORT_TIMEOUT_MS = 1_500;

/**
 * Plays a run as this process: wires the real dependencies, hands cancels on, and leaves with the right exit code.
 * Red until proven green: whatever ends this process early ends it as a failure.
 */
export function runAsProcess(createRun: (world: ActionDependencies) => Action): void {
  process.exitCode = 1;
  const clock = createSystemClock();
  const cancelled = new AbortController();
  const lastCall = new AbortController();
  const run = createRun({
    runner: createActionsRunner(),
    env: process.env,
    clock,
    random: Math.random,
    uuid: randomUUID,
    send: createTransport(clock),
    cancellation: { signal: cancelled.signal, hardCancelSignal: lastCall.signal },
  });

  const leave = (code: number): never => process.exit(code);

  const breakOff = (error: unknown): void => {
    void Promise.race([run.abort(error), clock.sleep(REPORT_TIMEOUT_MS)]).finally(() => leave(1));
  };

  const cancel = (): void => {
    cancelled.abort();
    void clock.sleep(HARD_CANCEL_DELAY_MS).then(() => lastCall.abort());
  };

  process.on('SIGINT', cancel);
  process.on('SIGTERM', cancel);
  process.on('uncaughtException', breakOff);
  process.on('unhandledRejection', breakOff);
  process.once('beforeExit', () => breakOff(new Error('nothing was left to wait for')));

  // An open socket or timer must not keep a step alive that has nothing more to say.
  run.run().then((green) => leave(green ? 0 : 1), breakOff);
}

/** Everything from outside that a run works with. */
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
  /** The whole story. True only when it is proven that all is as the user wants it. Never rejects. */
  run(): Promise<boolean>;
  /** Ends a run that cannot go on, wherever it stands, and tells what is known. Never rejects. */
  abort(error: unknown): Promise<void>;
}
