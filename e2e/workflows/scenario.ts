import type { StartOptions } from '../../simulator/server.ts';
import type { Environment } from './environment.ts';

/** What triggers some examples, and what must be true afterwards. */
export interface Scenario {
  readonly name: string;
  readonly examples: readonly string[];
  readonly simulator?: StartOptions;
  run(environment: Environment): Promise<void>;
}
