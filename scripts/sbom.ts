import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Enums, Models, Serialize, SPDX, Spec } from '@cyclonedx/cyclonedx-library';
import { PackageURL } from 'packageurl-js';
import { asObject, type JsonObject, parseJson, parseText } from '../src/util/json.ts';
import type { BundledPackage } from './bundled-packages.ts';

/** The properties of a component: a file of `dist` with code of it, and the bytes of source code in that file. */
export const FILE_PROPERTY = 'twelvelabs-index-action:bundle:file';
export const BYTES_PROPERTY = 'twelvelabs-index-action:bundle:bytes';

/** What is in a file beside packages of npm. */
export interface ExtraComponent {
  /** The folder of the package that it comes with. */
  readonly folder: string;
  readonly name: string;
  readonly version: string;
  /** SPDX identifier. */
  readonly license: string;
  readonly file: string;
}

/**
 * The software bill of materials of the bundles as CycloneDX in JSON: every package that has code in a file of `dist`,
 * with its license, its checksum in the registry and what it depends on. The same bundles give the same text: it has
 * neither a date nor a serial number.
 */
export function formatSbom(packages: readonly BundledPackage[], extras: readonly ExtraComponent[]): string {
  const locked = asObject(asObject(parseJson(readFileSync('package-lock.json', 'utf8')))?.['packages']) ?? {};
  const bom = new Models.Bom();
  const root = readPackage('.');
  const action = new Models.Component(Enums.ComponentType.Application, parseText(root['name']) ?? '', {
    bomRef: 'root',
  });
  action.licenses.add(new Models.SpdxLicense('MIT'));
  bom.metadata.component = action;
  const folders = [...new Set(packages.map(({ folder }) => folder))].toSorted();
  const components = new Map(folders.map((folder) => [folder, createComponent(folder, asObject(locked[folder]))]));
  for (const [folder, component] of components) {
    for (const property of describeFiles(packages.filter((one) => one.folder === folder)))
      component.properties.add(property);
    for (const name of Object.keys(asObject(asObject(locked[folder])?.['dependencies']) ?? {})) {
      const dependency = components.get(resolveFolder(folder, name, locked));
      if (dependency !== undefined) component.dependencies.add(dependency.bomRef);
    }
    for (const extra of extras.filter((one) => one.folder === folder)) component.components.add(createExtra(extra));
    bom.components.add(component);
  }
  for (const name of Object.keys(asObject(root['dependencies']) ?? {})) {
    const dependency = components.get(`node_modules/${name}`);
    if (dependency !== undefined) action.dependencies.add(dependency.bomRef);
  }
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6));
  return `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`;
}

function readPackage(folder: string): JsonObject {
  return asObject(parseJson(readFileSync(join(folder, 'package.json'), 'utf8'))) ?? {};
}

function createComponent(folder: string, locked: JsonObject | null): Models.Component {
  const manifest = readPackage(folder);
  const [name, version, license] = ['name', 'version', 'license'].map((key) => parseText(manifest[key]) ?? '');
  const [, scope, short = ''] = /^(?:(@[^/]+)\/)?(.+)$/.exec(name ?? '') ?? [];
  const purl = new PackageURL('npm', scope, short, version, undefined, undefined).toString();
  const component = new Models.Component(Enums.ComponentType.Library, short, {
    ...{ bomRef: purl, purl, version: version ?? '' },
    ...(scope === undefined ? {} : { group: scope }),
  });
  component.licenses.add(createLicense(license ?? ''));
  const [, base64 = ''] = /^sha512-(.+)$/.exec(parseText(locked?.['integrity']) ?? '') ?? [];
  if (version !== locked?.['version'] || base64 === '')
    throw new Error(`${folder} differs from package-lock.json. Run \`npm ci\`.`);
  component.hashes.set(Enums.HashAlgorithm['SHA-512'], Buffer.from(base64, 'base64').toString('hex'));
  return component;
}

function createLicense(license: string): Models.SpdxLicense {
  if (!SPDX.isSupportedSpdxId(license)) throw new Error(`${license} is no identifier of SPDX. Check the license.`);
  return new Models.SpdxLicense(license);
}

function createExtra({ name, version, license, file }: ExtraComponent): Models.Component {
  const component = new Models.Component(Enums.ComponentType.Library, name, { version, bomRef: `${name}@${version}` });
  component.licenses.add(createLicense(license));
  component.properties.add(new Models.Property(FILE_PROPERTY, file));
  return component;
}

function describeFiles(packages: readonly BundledPackage[]): Models.Property[] {
  const files = [...new Set(packages.map(({ file }) => file))].toSorted();
  const count = (file: string): number =>
    packages.filter((one) => one.file === file).reduce((sum, { bytes }) => sum + bytes, 0);
  const bytes = Math.max(...files.map(count));
  return [
    ...files.map((file) => new Models.Property(FILE_PROPERTY, file)),
    new Models.Property(BYTES_PROPERTY, `${bytes}`),
  ];
}

/** The folder that Node.js finds a package in, from the folder of another. */
function resolveFolder(from: string, name: string, locked: JsonObject): string {
  const candidates = [from, ...ancestors(from)].map((folder) => `${folder}/node_modules/${name}`);
  return candidates.find((folder) => locked[folder] !== undefined) ?? `node_modules/${name}`;
}

function ancestors(folder: string): string[] {
  const end = folder.lastIndexOf('/node_modules/');
  return end === -1 ? [] : [folder.slice(0, end), ...ancestors(folder.slice(0, end))];
}
