import type { Figure } from './figure.ts';

/** Something whose cost is bounded. Rejects when it could not be measured, which is as bad as a missed bound. */
export interface Scenario {
  readonly name: string;
  measure(): Promise<readonly Figure[]>;
}
