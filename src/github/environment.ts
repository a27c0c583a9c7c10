import { resolve } from 'node:path';
import type { Clock } from '../util/clock.ts';
import type { JsonObject } from '../util/json.ts';
import { readEvent } from './event.ts';

/** The inputs that every action of this repository has. */

export type EnvironmentVariables = Readonly<Record<string, string | undefined>>;

/** Where the step runs. */
export interface ActionEnvironment {
  /** Absolute. */
  readonly workspace: string;
  /** `owner/name`; null outside of GitHub Actions. */
  readonly repository: string | null;
  readonly githubApiUrl: string;
  readonly event: JsonObject | null;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Where a step runs, as its environment tells. */
export async function readEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  clock: Clock,
  signal: AbortSignal,
): Promise<ActionEnvironment> {
  return {
    workspace: resolve(env['GITHUB_WORKSPACE'] || '.'),
    repository: env['GITHUB_REPOSITORY'] || null,
    githubApiUrl: env['GITHUB_API_URL'] || 'https://api.github.com',
    event: await readEvent(env['GITHUB_EVENT_PATH']),
    clock,
    signal,
  };
}
