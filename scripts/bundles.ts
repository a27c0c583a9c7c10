import { createRequire } from 'node:module';
import { resolve } from 'node:path';

/** An entry, where its bundle goes below `dist`, and which file beside it replaces a package. */
export interface Bundle {
  readonly entry: string;
  readonly output: string;
  readonly externals: Readonly<Record<string, string>>;
}

/** What ncc builds from one entry; it has no types of its own. */
export interface Build {
  readonly code: string;
  readonly map?: string;
  readonly assets: Readonly<Record<string, { readonly source: string | Buffer }>>;
  /** Statistics of webpack. */
  readonly stats: { toJson(options: object): unknown };
}

const require = createRequire(import.meta.url);
const ncc: (entry: string, options: object) => Promise<Build> = require('@vercel/ncc');
export const LAZY_UNDICI = 'lazy-undici.cjs';
/** The copy that the @actions packages depend on. */
const UNDICI = createRequire(import.meta.resolve('@actions/http-client')).resolve('undici');

export const BUNDLES: readonly Bundle[] = [
  { entry: 'lib/index.js', output: 'index.js', externals: { undici: `./${LAZY_UNDICI}` } },
  { entry: 'lib/delete.js', output: 'delete/index.js', externals: { undici: `../${LAZY_UNDICI}` } },
  { entry: UNDICI, output: 'undici.cjs', externals: {} },
  // Runs in a process of its own.
  { entry: 'lib/media/prober/parser-process.cjs', output: 'media-parser.cjs', externals: {} },
];

export function buildBundle({ entry, externals }: Bundle, options: object = {}): Promise<Build> {
  return ncc(resolve(entry), { externals, cache: false, quiet: true, ...options });
}
