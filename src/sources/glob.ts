import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Whether a path, with forward slashes, is matched. */
export type Matcher = (path: string) => boolean;

/**
 * A matcher for globs as bash knows them: `*`, `**`, `?`, `[…]`, `{…}` and `@(…)` and its relatives; upper and lower
 * case differ on every system, and a leading point is matched only by itself. By picomatch, which is loaded here.
 */
export async function createMatcher(pattern: string): Promise<Matcher> {
  const { default: picomatch } = await import('picomatch');
  return picomatch(pattern, { nonegate: true });
}

/** A line that takes away what others found. `!(…)` is a pattern of its own. */
export function isExclusion(line: string): boolean {
  return line.startsWith('!') && !line.startsWith('!(');
}

/**
 * The files below a directory that match a pattern: paths from there, with forward slashes, in no order. Symbolic
 * links are found themselves, as files are, but never followed; git's own directory and what cannot be read is left
 * out. The walk is ours because those at hand either follow links out of the workspace (Node's own `glob` looks one
 * level behind them) or know none (tinyglobby).
 */
export async function globFiles(pattern: string, directory: string): Promise<readonly string[]> {
  const { default: picomatch } = await import('picomatch');
  const { base, glob } = picomatch.scan(pattern, { unescape: true });
  const matches = await createMatcher(pattern);
  const isDeep = glob.includes('/') || glob.includes('**');
  const found: string[] = [];
  const open = [base];
  for (let below = open.pop(); below !== undefined; below = open.pop()) {
    for (const entry of await listEntries(join(directory, below))) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (!entry.isDirectory()) {
        if (matches(path)) found.push(path);
      } else if (isDeep && entry.name !== '.git') {
        open.push(path);
      }
    }
  }
  return found;
}

async function listEntries(
  directory: string,
): Promise<ReadonlyArray<{ readonly name: string; isDirectory(): boolean }>> {
  try {
    return await readdir(directory, { withFileTypes: true });
  } catch {
    return [];
  }
}
