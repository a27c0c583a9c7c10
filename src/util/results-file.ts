import { randomUUID } from 'node:crypto';
import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Results are written in batches, so that the text of thousands of them is never in memory as a whole. */
const RESULTS_BATCH_SIZE = 100;

/**
 * Writes the results as a JSON array, one object per line. Atomic: a reader never sees a partial file. Synchronous, so
 * that it also works while the process exits. Throws the errors of the file system.
 */
export function writeResultsFile(path: string, results: readonly object[]): void {
  mkdirSync(dirname(path), { recursive: true });
  // Steps that run at the same time may write the same file.
  const partial = `${path}.${randomUUID()}.partial`;
  const file = openSync(partial, 'w');
  try {
    writeAll(file, results);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
  renameSync(partial, path);
}

function writeAll(file: number, results: readonly object[]): void {
  try {
    for (const chunk of formatChunks(results)) writeWhole(file, Buffer.from(chunk));
  } finally {
    closeSync(file);
  }
}

function* formatChunks(results: readonly object[]): Generator<string> {
  for (let at = 0; at < results.length; at += RESULTS_BATCH_SIZE) {
    const rows = results.slice(at, at + RESULTS_BATCH_SIZE).map((result) => `  ${JSON.stringify(result)}`);
    yield `${at === 0 ? '[\n' : ',\n'}${rows.join(',\n')}`;
  }
  yield results.length === 0 ? '[]\n' : '\n]\n';
}

/** The system may write fewer bytes than requested. */
function writeWhole(file: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
}
