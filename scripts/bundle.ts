/**
 * Bundles the actions of this repository from `lib` into a folder: `node scripts/bundle.ts dist`. Both actions share
 * one bundle of undici, which `lazy-undici.cjs` loads on first use.
 */
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type BundledPackage, listBundledPackages, STATS_OPTIONS } from './bundled-packages.ts';
import { BUNDLES, buildBundle, LAZY_UNDICI } from './bundles.ts';
import { formatLicenses } from './licenses.ts';
import { formatSbom } from './sbom.ts';

const MEDIA_INFO = 'MediaInfoModule.wasm';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('The output folder is missing. Usage: node scripts/bundle.ts dist');
// Chunks of an earlier build have other names and would stay.
rmSync(folder, { recursive: true, force: true });
const packages: BundledPackage[] = [];
for (const bundle of BUNDLES) {
  const { code, assets, stats } = await buildBundle(bundle);
  const parent = dirname(bundle.output);
  write(bundle.output, code);
  for (const [name, { source }] of Object.entries(assets)) write(join(parent, name), source);
  // ncc names the file of every entry `index.js`.
  const getFile = (name: string): string => (name.startsWith('index.') ? bundle.output : join(parent, name));
  packages.push(...listBundledPackages(stats.toJson(STATS_OPTIONS), getFile));
}
copyFileSync(new URL(LAZY_UNDICI, import.meta.url), join(folder, LAZY_UNDICI));
const mediaInfo = readFileSync(createRequire(import.meta.url).resolve(`mediainfo.js/${MEDIA_INFO}`));
write(MEDIA_INFO, mediaInfo);
packages.push({ folder: 'node_modules/mediainfo.js', file: MEDIA_INFO, bytes: mediaInfo.length });

// The delete action loads files of its own folder and undici, the index action everything else.
const isOfDelete = ({ file }: BundledPackage): boolean => file.startsWith('delete/');
const isUndici = ({ file }: BundledPackage): boolean => file === 'undici.cjs';
write('licenses.txt', formatLicenses(packages.filter((one) => !isOfDelete(one)).map((one) => one.folder)));
write(
  'delete/licenses.txt',
  formatLicenses(packages.filter((one) => isOfDelete(one) || isUndici(one)).map((one) => one.folder)),
);
write('sbom.cdx.json', formatSbom(packages, [describeMediaInfo(mediaInfo)]));

function write(path: string, content: string | Buffer): void {
  const file = join(folder ?? '', path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

/** The library that mediainfo.js has compiled into its WebAssembly, with the version that the code states. */
function describeMediaInfo(code: Buffer) {
  const [, version] = /MediaInfoLib - v(\d+(?:\.\d+)+)/.exec(code.toString('latin1')) ?? [];
  if (version === undefined) throw new Error(`${MEDIA_INFO} states no version of MediaInfoLib.`);
  return {
    folder: 'node_modules/mediainfo.js',
    name: 'MediaInfoLib',
    version,
    license: 'BSD-2-Clause',
    file: MEDIA_INFO,
  };
}
