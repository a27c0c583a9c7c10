import { resolve } from 'node:path';
import type { Clock } from '../clock.ts';
import type { Place } from './collect-sources.ts';
import { readEvent } from './event.ts';

/** Where a step runs, as its environment tells. */
export async function readPlace(
  env: Readonly<Record<string, string | undefined>>,
  clock: Clock,
  signal: AbortSignal,
): Promise<Place> {
  return {
    workspace: resolve(env['GITHUB_WORKSPACE'] || '.'),
    repository: env['GITHUB_REPOSITORY'] || null,
    githubApiUrl: env['GITHUB_API_URL'] || 'https://api.github.com',
    event: await readEvent(env['GITHUB_EVENT_PATH']),
    clock,
    signal,
  };
}
