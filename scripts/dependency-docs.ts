import { readFileSync } from 'node:fs';
import { markdownTable } from 'markdown-table';
import { asList, asObject, type JsonObject, parseJson, parseText } from '../src/util/json.ts';
import { BYTES_PROPERTY, FILE_PROPERTY } from './sbom.ts';

interface DependencyNotes {
  readonly purpose: string;
  /** Who maintains it, and when its latest version was released (as of November 2026). */
  readonly upkeep: string;
  /** What was considered instead, and why it was not chosen. */
  readonly alternatives: string;
}

/** Why each runtime dependency is one. A dependency without an entry fails `npm run docs`. */
const NOTES: Readonly<Record<string, DependencyNotes>> = {
  '@actions/core': {
    purpose: 'Inputs, outputs, masks, log commands, job summary',
    upkeep: 'GitHub; April 2026',
    alternatives: 'Own code for the commands and files of the runner: escaping and delimiters are easy to get wrong',
  },
  '@actions/github': {
    purpose: 'Releases and pull request comments',
    upkeep: 'GitHub; April 2026',
    alternatives: '`fetch`: pagination, GitHub Enterprise Server and proxies would be own code',
  },
  '@actions/http-client': {
    purpose: 'All other HTTP requests, through the proxy of the runner',
    upkeep: 'GitHub; April 2026',
    alternatives:
      '`fetch` of Node.js: no control of the connection, which the SSRF guard and "certainly not sent" need; `undici`: 0.9 MB at every start',
  },
  aws4fetch: {
    purpose: 'Signatures of requests to object storage',
    upkeep: 'One maintainer, no dependencies; May 2026',
    alternatives: '`@aws-sdk/client-s3` with `s3-request-presigner`: official, but many times as large',
  },
  'csv-parse': {
    purpose: 'Lists in `.csv` and `.tsv` format',
    upkeep: 'Adaltas, no dependencies; September 2026',
    alternatives: 'Own code: quotes, byte order marks and line ends are easy to get wrong',
  },
  'fast-xml-parser': {
    purpose: 'Feeds, and listings of buckets',
    upkeep: 'Natural Intelligence; November 2026',
    alternatives: '`feedsmith`, `rss-parser`: feeds only; listings of buckets would need a second parser',
  },
  'ipaddr.js': {
    purpose: 'Ranges of addresses for the SSRF guard',
    upkeep: 'One maintainer, no dependencies; August 2026',
    alternatives: '`net.BlockList` of Node.js: no names of ranges, and no addresses inside other addresses',
  },
  'markdown-table': {
    purpose: 'Tables of the job summary and the comment',
    upkeep: 'The maintainers of unified and remark, no dependencies; November 2026',
    alternatives: 'Own code',
  },
  'mediainfo.js': {
    purpose: 'Length, size, codecs and tracks of a video; contains MediaInfoLib as WebAssembly',
    upkeep: 'One maintainer, above the library of MediaArea; September 2026',
    alternatives: '`ffprobe`: not on every runner; `mediabunny`: fewer formats; `mp4box`: MP4 only',
  },
  picomatch: {
    purpose: 'Patterns of files, objects and release assets',
    upkeep: 'The maintainers of micromatch, no dependencies; August 2026',
    alternatives: '`@actions/glob`: other rules for links, and it matches only files that exist',
  },
  'pretty-ms': {
    purpose: 'Durations in texts',
    upkeep: 'Sindre Sorhus; October 2026',
    alternatives: 'Own code',
  },
};

interface Bundled {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly bytes: number;
  readonly isLoadedAlways: boolean;
  readonly dependencies: readonly string[];
}

/** Files that a run of the index or the delete action always loads. */
const ENTRIES = ['index.js', 'delete/index.js'];

function readSbom(): readonly Bundled[] {
  const sbom = asObject(parseJson(readFileSync('dist/sbom.cdx.json', 'utf8')));
  const graph = new Map(
    asList(sbom?.['dependencies']).map((entry) => [
      parseText(asObject(entry)?.['ref']),
      asList(asObject(entry)?.['dependsOn']).map(String),
    ]),
  );
  return asList(sbom?.['components']).map((value) => {
    const component = asObject(value) ?? {};
    const id = String(component['bom-ref']);
    const [group, name] = [parseText(component['group']), String(component['name'])];
    const files = readProperties(component, FILE_PROPERTY);
    return {
      id,
      name: group === null ? name : `${group}/${name}`,
      version: String(component['version']),
      license: String(asObject(asObject(asList(component['licenses'])[0])?.['license'])?.['id']),
      bytes: Number(readProperties(component, BYTES_PROPERTY)[0]),
      isLoadedAlways: files.some((file) => ENTRIES.includes(file)),
      dependencies: graph.get(id) ?? [],
    };
  });
}

function readProperties(component: JsonObject, name: string): readonly string[] {
  const properties = asList(component['properties']).map((property) => asObject(property));
  return properties.filter((property) => property?.['name'] === name).map((property) => String(property?.['value']));
}

/** The names of the runtime dependencies, from `package.json`. */
export function listRuntimeDependencies(): readonly string[] {
  return Object.keys(asObject(asObject(parseJson(readFileSync('package.json', 'utf8')))?.['dependencies']) ?? {});
}

function formatSize(bytes: number): string {
  return `${Math.max(1, Math.round(bytes / 1000)).toLocaleString('en-US')} kB`;
}

export function buildDependencyTable(): string {
  const bundled = readSbom();
  const rows = listRuntimeDependencies().map((name) => {
    const notes = NOTES[name];
    // A second version of a package may be in the bundle for another package; the own one is the newest.
    const own = bundled.filter((one) => one.name === name).at(-1);
    if (notes === undefined || own === undefined)
      throw new Error(`${name} has no notes in dependency-docs.ts, or no code in the bundle.`);
    const when = own.isLoadedAlways ? 'at start' : 'when used';
    return [`\`${name}\` ${own.version}`, notes.purpose, formatSize(own.bytes), when, notes.upkeep, notes.alternatives];
  });
  return toTable(['Package', 'What for', 'Code', 'Loaded', 'Maintained by; latest release', 'Alternatives'], rows);
}

/** Packages that are in the bundle because others need them. */
export function buildTransitiveTable(): string {
  const bundled = readSbom();
  const direct = listRuntimeDependencies();
  const indirect = bundled.filter(({ name, id }) => !direct.includes(name) || !isDirect(bundled, id, name));
  const rows = indirect.map(({ id, name, version, license, bytes }) => {
    const users = bundled.filter(({ dependencies }) => dependencies.includes(id)).map((one) => `\`${one.name}\``);
    return [`\`${name}\` ${version}`, [...new Set(users)].join(', '), formatSize(bytes), license];
  });
  return toTable(['Package', 'Needed by', 'Code', 'License'], rows);
}

function isDirect(bundled: readonly Bundled[], id: string, name: string): boolean {
  return bundled.filter((one) => one.name === name).at(-1)?.id === id;
}

function toTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return markdownTable([[...header], ...rows.map((row) => [...row])], { alignDelimiters: false, padding: true });
}
