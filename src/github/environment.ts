import { resolve } from 'node:path';
import type { Clock } from '../util/clock.ts';
import type { JsonObject } from '../util/json.ts';
import { readEvent } from './event.ts';

export type EnvironmentVariables = Readonly<Record<string, string | undefined>>;

/** Where the step runs. */
export interface ActionEnvironment {
  /** Absolute. */
  readonly workspace: string;
  /** RUNNER_TEMP, absolute; null outside of GitHub Actions. */
  readonly temporaryFolder: string | null;
  /** `owner/name`; null outside of GitHub Actions. */
  readonly repository: string | null;
  readonly githubApiUrl: string;
  readonly event: JsonObject | null;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Reads where the step runs from its environment variables. */
export async function readEnvironment(
  env: EnvironmentVariables,
  clock: Clock,
  signal: AbortSignal,
): Promise<ActionEnvironment> {
  return {
    workspace: resolve(env['GITHUB_WORKSPACE'] || '.'),
    temporaryFolder: env['RUNNER_TEMP'] ? resolve(env['RUNNER_TEMP']) : null,
    repository: env['GITHUB_REPOSITORY'] || null,
    githubApiUrl: env['GITHUB_API_URL'] || 'https://api.github.com',
    event: await readEvent(env['GITHUB_EVENT_PATH']),
    clock,
    signal,
  };
}
