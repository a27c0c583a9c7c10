/**
 * Checks the committed SBOM and licenses against what is in the bundles. It finds that out in another way than the build
 * does: from the source maps of a build of its own. `lib` must be compiled.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { asList, asObject, parseJson, parseText } from '../src/util/json.ts';
import { BUNDLES, buildBundle } from './bundles.ts';
import { FILE_PROPERTY } from './sbom.ts';

/** `name@version` of the packages in each file of `dist`. */
type Contents = Map<string, Set<string>>;

function add(contents: Contents, file: string, name: string): void {
  contents.set(file, (contents.get(file) ?? new Set()).add(name));
}

function identify(folder: string): string {
  const { name, version } = asObject(parseJson(readFileSync(join(folder, 'package.json'), 'utf8'))) ?? {};
  return `${name}@${version}`;
}

async function readBundles(): Promise<Contents> {
  const contents: Contents = new Map();
  for (const bundle of BUNDLES) {
    const { map = '', assets } = await buildBundle(bundle, { sourceMap: true });
    const chunks = Object.entries(assets).filter(([name]) => /^\d+\.index\.js\.map$/.test(name));
    const maps = [
      [bundle.output, map] as const,
      ...chunks.map(
        ([name, { source }]) => [join(dirname(bundle.output), name.replace(/\.map$/, '')), source] as const,
      ),
    ];
    for (const [file, text] of maps)
      for (const source of asList(asObject(parseJson(String(text)))?.['sources'])) {
        const [folder] = /node_modules\/(?:.*node_modules\/)?(?:@[^/]+\/)?[^/]+/.exec(String(source)) ?? [];
        if (folder !== undefined) add(contents, file, identify(folder));
      }
  }
  add(contents, 'MediaInfoModule.wasm', identify('node_modules/mediainfo.js'));
  return contents;
}

function readSbom(text: string): Contents {
  const contents: Contents = new Map();
  for (const component of asList(asObject(parseJson(text))?.['components']).map(asObject)) {
    const group = parseText(component?.['group']);
    const name = `${group === null ? '' : `${group}/`}${component?.['name']}@${component?.['version']}`;
    for (const property of asList(component?.['properties']).map(asObject))
      if (property?.['name'] === FILE_PROPERTY) add(contents, String(property['value']), name);
  }
  return contents;
}

/** The packages that a licenses file has a section for, which begins with a line of the name and version. */
function readLicenses(file: string): string[] {
  const headings = readFileSync(file, 'utf8').matchAll(/^((?:@[\w.-]+\/)?[\w.-]+) (\d+\.\d+\.\d+\S*)\n(?=\S+\n)/gm);
  return [...headings].map(([, name, version]) => `${name}@${version}`).toSorted();
}

function list(contents: Contents, isOf: (file: string) => boolean): string[] {
  return [...new Set([...contents].flatMap(([file, names]) => (isOf(file) ? [...names] : [])))].toSorted();
}

function compare(what: string, actual: readonly string[], expected: readonly string[]): string[] {
  const missing = expected.filter((name) => !actual.includes(name));
  const surplus = actual.filter((name) => !expected.includes(name));
  return [
    ...missing.map((name) => `${what} lacks ${name}, which is in the bundle.`),
    ...surplus.map((name) => `${what} lists ${name}, which is not in the bundle.`),
  ];
}

const text = readFileSync('dist/sbom.cdx.json', 'utf8');
const invalid = await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(text);
const [built, stated] = [await readBundles(), readSbom(text)];
const files = [...new Set([...built.keys(), ...stated.keys()])].toSorted();
const problems = [
  ...(invalid === null ? [] : [`The SBOM does not match the schema of CycloneDX: ${JSON.stringify(invalid)}`]),
  ...files.flatMap((file) =>
    compare(`The SBOM of ${file}`, [...(stated.get(file) ?? [])], [...(built.get(file) ?? [])]),
  ),
  ...compare(
    'dist/licenses.txt',
    readLicenses('dist/licenses.txt'),
    list(built, (file) => !file.startsWith('delete/')),
  ),
  ...compare(
    'dist/delete/licenses.txt',
    readLicenses('dist/delete/licenses.txt'),
    list(built, (file) => file.startsWith('delete/') || file === 'undici.cjs'),
  ),
];
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
else
  console.log(
    `SBOM and licenses match the bundles: ${list(built, () => true).length} packages in ${files.length} files.`,
  );
