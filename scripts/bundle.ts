/**
 * Bundles the actions of this repository from `lib` into a folder: `node scripts/bundle.ts dist`. Both actions share
 * one bundle of undici, which `lazy-undici.cjs` loads on first use.
 */
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { formatLicenses, listPackageFolders } from './licenses.ts';

/** What ncc builds from one entry; it has no types of its own. */
interface Build {
  readonly code: string;
  readonly assets: Readonly<Record<string, { readonly source: string | Buffer }>>;
  /** Statistics of webpack. */
  readonly stats: { toJson(options: object): unknown };
}

const require = createRequire(import.meta.url);
const ncc: (entry: string, options: object) => Promise<Build> = require('@vercel/ncc');
const LAZY_UNDICI = 'lazy-undici.cjs';
/** The copy that the @actions packages depend on. */
const UNDICI = createRequire(import.meta.resolve('@actions/http-client')).resolve('undici');

/** Where the bundle of each entry goes below the folder, and which file beside it replaces a package. */
const BUNDLES = [
  { entry: 'lib/index.js', output: 'index.js', externals: { undici: `./${LAZY_UNDICI}` } },
  { entry: 'lib/delete.js', output: 'delete/index.js', externals: { undici: `../${LAZY_UNDICI}` } },
  { entry: UNDICI, output: 'undici.cjs', externals: {} },
  // Runs in a process of its own.
  { entry: 'lib/media/prober/parser-process.cjs', output: 'media-parser.cjs', externals: {} },
];

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('The output folder is missing. Usage: node scripts/bundle.ts dist');
// Chunks of an earlier build have other names and would stay.
rmSync(folder, { recursive: true, force: true });
const packages = new Map<string, string[]>();
for (const { entry, output, externals } of BUNDLES) {
  const path = join(folder, output);
  const { code, assets, stats } = await ncc(resolve(entry), { externals, cache: false, quiet: true });
  write(path, code);
  for (const [name, { source }] of Object.entries(assets)) write(join(dirname(path), name), source);
  const bundled = listPackageFolders(stats.toJson({ all: false, modules: true, nestedModules: true }));
  const file = join(dirname(path), 'licenses.txt');
  packages.set(file, [...(packages.get(file) ?? []), ...bundled]);
}
for (const [file, folders] of packages) write(file, formatLicenses(folders));
copyFileSync(new URL(LAZY_UNDICI, import.meta.url), join(folder, LAZY_UNDICI));
copyFileSync(require.resolve('mediainfo.js/MediaInfoModule.wasm'), join(folder, 'MediaInfoModule.wasm'));

function write(path: string, content: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
