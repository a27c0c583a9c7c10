import { type Dirent, readdirSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { join, win32 } from 'node:path';

/** The modules of Node.js as they are on Windows, with a folder of this machine as drive `D:`. */
export interface WindowsModules {
  readonly path: object;
  readonly files: object;
}

/**
 * Imitates what the code meets on Windows: drive letters, backslashes, and names that are found in any upper and lower
 * case. (macOS has only the last of these.)
 */
export function imitateWindows(folder: string): WindowsModules {
  const toReal = (path: string): string => {
    const [, drive = '', rest = ''] = /^([a-z]):\\(.*)$/is.exec(path) ?? [];
    if (drive.toLowerCase() !== 'd') return join(folder, 'no such drive', path);
    return rest
      .split(/[\\/]/)
      .filter(Boolean)
      .reduce((parent, name) => join(parent, findName(parent, name)), folder);
  };
  const toWindows = (path: string): string => `D:\\${path.slice(folder.length + 1).replaceAll('/', '\\')}`;
  const files = {
    ...fs,
    lstat: (path: string) => fs.lstat(toReal(path)),
    stat: (path: string) => fs.stat(toReal(path)),
    // As on Windows, the result has the names of the files as they are stored.
    realpath: async (path: string) => toWindows(await fs.realpath(toReal(path))),
    readFile: (path: string, options: BufferEncoding) => fs.readFile(toReal(path), options),
    readdir: (path: string, options: { withFileTypes: true }): Promise<Dirent[]> => fs.readdir(toReal(path), options),
  };
  return { path: { ...win32, win32, default: win32 }, files };
}

/** The stored name of an entry; the given one if there is none. */
function findName(folder: string, name: string): string {
  try {
    return readdirSync(folder).find((entry) => entry.toLowerCase() === name.toLowerCase()) ?? name;
  } catch {
    return name;
  }
}
