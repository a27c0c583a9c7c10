import { randomUUID } from 'node:crypto';
import {
  closeSync,
  constants,
  lstatSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { createPause } from './concurrency.ts';
import { getSystemErrorCode } from './error.ts';

/** Results are written in batches, so that the text of thousands of them is never in memory as a whole. */
const RESULTS_BATCH_SIZE = 100;

/**
 * Prepares the results file before a run: creates its folder, and writes an empty file, which is no valid result. What an
 * earlier step left there is gone, so that nobody takes it for the results of a run that crashes. Returns the path
 * without symbolic links.
 *
 * Others may have put files into the workspace: the folder must be inside one of `roots`, with all links resolved, and
 * the file itself must be a regular one. Throws an error with the reason.
 */
export function reserveResultsFile(path: string, roots: readonly string[]): string {
  const folder = dirname(path);
  // Before the folder is created, the part of it that exists decides where it will be.
  assertInside(findExistingFolder(folder), roots);
  mkdirSync(folder, { recursive: true });
  const realFolder = realpathSync(folder);
  assertInside(realFolder, roots);
  const realPath = join(realFolder, basename(path));
  const { file, commit } = createReplacement(realPath);
  closeSync(file);
  commit();
  return realPath;
}

/**
 * Writes the results as a JSON array, one object per line. Atomic: a reader never sees a partial file. `path` has no
 * symbolic links. `pause` lets other work run between the batches. Rejects with the errors of the file system.
 */
export async function writeResultsFile(path: string, results: readonly object[], pause = createPause()): Promise<void> {
  const { file, commit, discard } = createReplacement(path);
  try {
    for (const chunk of formatChunks(results)) {
      writeWhole(file, Buffer.from(chunk));
      await pause();
    }
  } catch (error) {
    discard();
    throw error;
  } finally {
    closeSync(file);
  }
  commit();
}

function findExistingFolder(folder: string): string {
  try {
    return realpathSync(folder);
  } catch (error) {
    const parent = dirname(folder);
    if (getSystemErrorCode(error) !== 'ENOENT' || parent === folder) throw error;
    // A link without a target is not a folder that can be created.
    if (lstatSync(folder, { throwIfNoEntry: false })) throw new Error(`${folder} is a broken symbolic link`);
    return findExistingFolder(parent);
  }
}

function assertInside(realFolder: string, roots: readonly string[]): void {
  const isInside = roots.some((root) => {
    const path = relative(findExistingFolder(resolve(root)), realFolder);
    return path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path);
  });
  if (!isInside) throw new Error(`${realFolder} is neither in the workspace nor in RUNNER_TEMP`);
}

/** A new file that takes the place of another one when it is complete. */
interface Replacement {
  /** A descriptor, which the caller closes. */
  readonly file: number;
  commit(): void;
  discard(): void;
}

/** The name of the temporary file is random, and nothing that exists is opened: neither a link nor a pipe. */
function createReplacement(path: string): Replacement {
  const folder = dirname(path);
  if (realpathSync(folder) !== folder) throw new Error(`${folder} was replaced by a symbolic link`);
  if (lstatSync(path, { throwIfNoEntry: false })?.isFile() === false) throw new Error(`${path} is not a regular file`);
  // Steps that run at the same time may write the same file.
  const partial = `${path}.${randomUUID()}.partial`;
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
  return {
    file: openSync(partial, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o644),
    commit: () => renameSync(partial, path),
    discard: () => rmSync(partial, { force: true }),
  };
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
