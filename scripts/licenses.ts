import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asObject, parseJson, parseText } from '../src/util/json.ts';

/** The license of each package, under its name and version. Throws if a package states none. */
export function formatLicenses(folders: readonly string[]): string {
  return [...new Set(folders.map(formatLicense))].toSorted().join('\n');
}

/** A package without a license file states at least the SPDX identifier of its license. */
function formatLicense(folder: string): string {
  const manifest = asObject(parseJson(readFileSync(join(folder, 'package.json'), 'utf8')));
  const [name, version, license] = ['name', 'version', 'license'].map((key) => parseText(manifest?.[key]));
  if (!license) throw new Error(`${folder} states no license. Check whether it may be bundled.`);
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? '' : readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim();
  return `${name} ${version}\n${license}\n${text === '' ? '' : `\n${text}\n`}`;
}
