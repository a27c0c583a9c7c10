import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs';

const { O_RDONLY, O_WRONLY, O_CREAT, O_TRUNC, O_APPEND } = constants;

/** Opening a symbolic link fails, and opening a pipe does not wait for its other end. Windows has neither flag. */
const PLAIN_FILES = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Flags to open regular files in folders that others may write to. */
export const OPEN_FLAGS = {
  read: O_RDONLY | PLAIN_FILES,
  replace: O_WRONLY | O_CREAT | O_TRUNC | PLAIN_FILES,
  append: O_WRONLY | O_CREAT | O_APPEND | PLAIN_FILES,
} as const;

const OWN_FILE_MODE = 0o600;

/** Appends to a file, or creates it. Throws the errors of the file system. */
export function appendToPlainFile(path: string, text: string): void {
  const file = openSync(path, OPEN_FLAGS.append, OWN_FILE_MODE);
  try {
    writeSync(file, text);
  } finally {
    closeSync(file);
  }
}

/** The text of a file. Throws the errors of the file system. */
export function readPlainFile(path: string): string {
  const file = openSync(path, OPEN_FLAGS.read);
  try {
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}
