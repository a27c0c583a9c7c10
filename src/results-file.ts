import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Writes the results as a JSON array, one object per line. Complete or not at all: a reader never sees half of it.
 * Synchronous, so that it also works while the process is on its way out. Throws what the file system throws.
 */
export function writeResultsFile(path: string, results: readonly object[]): void {
  const rows = results.map((result) => `  ${JSON.stringify(result)}`);
  const text = rows.length === 0 ? '[]\n' : `[\n${rows.join(',\n')}\n]\n`;
  mkdirSync(dirname(path), { recursive: true });
  const partial = `${path}.partial`;
  writeFileSync(partial, text);
  renameSync(partial, path);
}
