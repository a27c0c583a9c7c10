import { randomUUID } from 'node:crypto';
import { systemClock } from './clock.ts';
import { createSend } from './platform/http.ts';
import type { Run, World } from './run.ts';
import { actionsRunner } from './runner.ts';
import { saveMemory } from './save-memory.ts';

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
