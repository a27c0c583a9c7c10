import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A directory with files in it, which a test may do with as it likes. */
export interface Workspace {
  readonly path: string;
  write(name: string, content: string | Buffer): Promise<string>;
  link(name: string, target: string): Promise<void>;
  remove(): Promise<void>;
}

export async function createWorkspace(): Promise<Workspace> {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'sources-')));
  const place = async (name: string): Promise<string> => {
    await mkdir(dirname(join(path, name)), { recursive: true });
    return join(path, name);
  };
  return {
    path,
    write: async (name, content) => {
      await writeFile(await place(name), content);
      return name;
    },
    link: async (name, target) => symlink(target, await place(name)),
    remove: () => rm(path, { recursive: true }),
  };
}
