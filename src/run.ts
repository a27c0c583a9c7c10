import type { Clock } from './clock.ts';
import type { Cancellation } from './indexing/context.ts';
import type { Send } from './platform/http.ts';
import type { Runner } from './runner.ts';
import type { Environment } from './step-inputs.ts';

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
