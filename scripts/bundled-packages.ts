import { asList, asObject, type JsonObject, parseNumber, parseText } from '../src/util/json.ts';

/** What one file of `dist` contains of one package. */
export interface BundledPackage {
  /** The folder of the package, as a path from the root of the repository. */
  readonly folder: string;
  /** The file of `dist`. */
  readonly file: string;
  /** Source code before bundling. */
  readonly bytes: number;
}

/** The options with which the statistics of webpack have what this module reads. */
export const STATS_OPTIONS = { all: false, modules: true, nestedModules: true, ids: true, chunks: true };

const PACKAGE_FOLDER = /^\.\/(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;

/**
 * The packages that the files of one build have code of, from the statistics of webpack. (The list that ncc makes by
 * itself lacks every module that webpack has merged into another.)
 *
 * @param getFile converts the name of a chunk's file into a path in `dist`
 */
export function listBundledPackages(stats: unknown, getFile: (name: string) => string): readonly BundledPackage[] {
  const report = asObject(stats);
  const files = new Map(
    asList(report?.['chunks']).map((chunk) => {
      const { id, files: names } = asObject(chunk) ?? {};
      return [id, asList(names).flatMap((name) => parseText(name) ?? [])] as const;
    }),
  );
  return listModules(report).flatMap(({ name, bytes, chunks }) => {
    const [, folder] = PACKAGE_FOLDER.exec(name) ?? [];
    if (folder === undefined && name.includes('node_modules/'))
      throw new Error(`${name} is not below this folder. A link in place of node_modules hides what is in the bundle.`);
    if (folder === undefined) return [];
    return chunks.flatMap((id) => (files.get(id) ?? []).map((file) => ({ folder, file: getFile(file), bytes })));
  });
}

interface Module {
  readonly name: string;
  readonly bytes: number;
  readonly chunks: readonly unknown[];
}

/** Modules that were merged into another are nested in it, and in the same chunks. */
function listModules(parent: JsonObject | null, inherited: readonly unknown[] = []): readonly Module[] {
  return asList(parent?.['modules']).flatMap((value) => {
    const module = asObject(value);
    const own = asList(module?.['chunks']);
    const chunks = own.length > 0 ? own : inherited;
    const nested = listModules(module, chunks);
    const name = parseText(module?.['name']);
    // A module that others were merged into stands first among them.
    if (nested.length > 0 || name === null) return nested;
    return [{ name, bytes: parseNumber(module?.['size']) ?? 0, chunks }];
  });
}
