import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder of one test. The caller removes it. */
export interface TemporaryFolder {
  /** Without symbolic links. */
  readonly path: string;
  /** Creates the folders above the file, too; returns the name. */
  write(name: string, content: string | Buffer): string;
  link(name: string, target: string): void;
  remove(): void;
}

export function createTemporaryFolder(): TemporaryFolder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'test-')));
  const resolve = (name: string): string => {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    return join(path, name);
  };
  return {
    path,
    write: (name, content) => {
      writeFileSync(resolve(name), content);
      return name;
    },
    link: (name, target) => symlinkSync(target, resolve(name)),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}
