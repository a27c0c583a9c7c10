import { randomUUID } from 'node:crypto';
import type { Environment } from './github/environment.ts';
import type { Runner } from './github/runner.ts';
import { actionsRunner } from './github/runner.ts';
import type { Cancellation } from './http/request-limits.ts';
import type { Send } from './http/transport.ts';
import { createSend } from './http/transport.ts';
import type { Clock } from './util/clock.ts';
import { systemClock } from './util/clock.ts';
import { saveMemory } from './util/save-memory.ts';

/** How long a request that is under way may still learn its answer after a cancel; the runner kills after 7.5 s. */
const LAST_CALL_MS = 1_000;
/** How long the results may take to be told once the run is broken. */
const LAST_WORDS_MS = 1_500;

/**
 * Plays a run as this process: wires the real dependencies, hands cancels on, and leaves with the right exit code.
 * Red until proven green: whatever ends this process early ends it as a failure.
 */
export function runAsProcess(createRun: (world: World) => Run): void {
  process.exitCode = 1;
  const clock = systemClock();
  const cancelled = new AbortController();
  const lastCall = new AbortController();
  const run = createRun({
    runner: actionsRunner(),
    env: process.env,
    clock,
    random: Math.random,
    uuid: randomUUID,
    send: createSend(clock),
    cancellation: { signal: cancelled.signal, lastCall: lastCall.signal },
    saveMemory,
  });

  const leave = (code: number): never => process.exit(code);

  const breakOff = (error: unknown): void => {
    void Promise.race([run.breakOff(error), clock.sleep(LAST_WORDS_MS)]).finally(() => leave(1));
  };

  const cancel = (): void => {
    cancelled.abort();
    void clock.sleep(LAST_CALL_MS).then(() => lastCall.abort());
  };

  process.on('SIGINT', cancel);
  process.on('SIGTERM', cancel);
  process.on('uncaughtException', breakOff);
  process.on('unhandledRejection', breakOff);
  process.once('beforeExit', () => breakOff(new Error('nothing was left to wait for')));

  // An open socket or timer must not keep a step alive that has nothing more to say.
  run.main().then((green) => leave(green ? 0 : 1), breakOff);
}

/** Everything from outside that a run works with. */
export interface World {
  readonly runner: Runner;
  readonly env: Environment;
  readonly clock: Clock;
  readonly random: () => number;
  readonly uuid: () => string;
  readonly send: Send;
  readonly cancellation: Cancellation;
  /** Lets go of garbage, and from here on little memory matters more than speed. */
  readonly saveMemory: () => void;
}

/** One run of an action. */
export interface Run {
  /** The whole story. True only when it is proven that all is as the user wants it. Never rejects. */
  main(): Promise<boolean>;
  /** Ends a run that cannot go on, wherever it stands, and tells what is known. Never rejects. */
  breakOff(error: unknown): Promise<void>;
}
