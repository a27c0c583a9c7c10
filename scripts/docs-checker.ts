/** Static checks of the documentation. Every problem starts with `file:line`. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import { parseDocument, stringify } from 'yaml';
import { readMetadata } from '../e2e/workflows/example.ts';
import { asList, asObject, type JsonObject, parseText } from '../src/util/json.ts';

export interface Doc {
  readonly path: string;
  readonly text: string;
}

/** A fenced code block of a page. */
export interface Block {
  /** `file:line` of the first line. */
  readonly place: string;
  readonly language: string;
  readonly text: string;
}

/** Every Markdown page of the repository. */
export function readDocs(): readonly Doc[] {
  const paths = globSync(['*.md', '{docs,examples,simulator,.github}/**/*.md']).map((path) =>
    path.split(sep).join('/'),
  );
  return paths.sort().map((path) => ({ path, text: readFileSync(path, 'utf8') }));
}

const FENCE = /^(\s*)(`{3,}|~{3,})\s*([\w-]*)/;

/** Separates the code blocks of a page from its prose, in which empty lines replace them. */
function split({ path, text }: Doc): { readonly blocks: readonly Block[]; readonly prose: readonly string[] } {
  const blocks: Block[] = [];
  const prose: string[] = [];
  let open: { fence: string; indent: number; language: string; line: number; lines: string[] } | null = null;
  for (const [at, line] of text.split('\n').entries()) {
    const [, indent = '', fence = '', language = ''] = FENCE.exec(line) ?? [];
    if (open === null) {
      if (fence !== '') open = { fence, indent: indent.length, language, line: at + 2, lines: [] };
      prose.push(fence === '' ? line : '');
    } else {
      if (line.trim() === open.fence) {
        blocks.push({
          place: `${path}:${open.line}`,
          language: open.language,
          text: `${open.lines.join('\n')}\n`,
        });
        open = null;
      } else {
        open.lines.push(line.slice(0, open.indent).trim() === '' ? line.slice(open.indent) : line);
      }
      prose.push('');
    }
  }
  return { blocks, prose };
}

export function parseBlocks(doc: Doc): readonly Block[] {
  return split(doc).blocks;
}

export function isYaml({ language }: Block): boolean {
  return language === 'yaml' || language === 'yml';
}

const THIS_ACTION = /^(?:__OWNER__\/twelvelabs-index-action|[.$])(\/delete)?\/?(?:@.*)?$/;

/** `action.yml` or `delete/action.yml` for a step that uses this repository; null for any other step. */
function getMetadataFile(step: JsonObject): string | null {
  const match = THIS_ACTION.exec(parseText(step['uses']) ?? '');
  if (match === null) return null;
  return match[1] === undefined ? 'action.yml' : 'delete/action.yml';
}

function declares(kind: 'inputs' | 'outputs', file: string, name: string): boolean {
  return Object.hasOwn(readMetadata(file)[kind], name);
}

/** All objects of a document, nested ones included. */
function collectObjects(value: unknown): readonly JsonObject[] {
  if (Array.isArray(value)) return value.flatMap(collectObjects);
  const object = asObject(value);
  return object === null ? [] : [object, ...Object.values(object).flatMap(collectObjects)];
}

/**
 * Finds unknown inputs, outputs and steps in a YAML block. A block may use outputs of a step `index` that it does not
 * contain.
 */
export function checkYaml({ place, text }: Pick<Block, 'place' | 'text'>): readonly string[] {
  const document = parseDocument(text);
  if (document.errors.length > 0) return document.errors.map(({ message }) => `${place}: ${message}`);
  const objects = collectObjects(document.toJS());
  const steps = new Map<string, string | null>([['index', 'action.yml']]);
  for (const object of objects) {
    const id = parseText(object['id']);
    if (id !== null) steps.set(id, getMetadataFile(object));
  }
  const inputs = objects.flatMap((step) => {
    const file = getMetadataFile(step);
    const names = file === null ? [] : Object.keys(asObject(step['with']) ?? {});
    return names.flatMap((name) =>
      file === null || declares('inputs', file, name) ? [] : `${file} has no input ${name}`,
    );
  });
  const outputs = [...text.matchAll(/\bsteps\.([\w-]+)\.outputs\.([\w-]+)/g)].flatMap(([, id = '', name = '']) => {
    const file = steps.get(id);
    if (file === undefined) return [`there is no step ${id}`];
    return file === null || declares('outputs', file, name) ? [] : [`${file} has no output ${name}`];
  });
  return [...inputs, ...outputs].map((problem) => `${place}: ${problem}`);
}

/** Completes a YAML block to a workflow so that it can be linted; null if it is not part of a workflow. */
export function toWorkflow(text: string): string | null {
  const value: unknown = parseDocument(text).toJS();
  const object = asObject(value);
  if (object?.['jobs'] !== undefined) return text;
  const needed = findNeededJobs(text);
  if (object === null) {
    const steps = asList(value);
    return steps.length === 0 ? null : buildWorkflow({}, { steps }, needed);
  }
  const keys = Object.keys(object);
  if (keys.every((key) => TOP_LEVEL_KEYS.includes(key))) return buildWorkflow(object, {}, needed);
  return keys.every((key) => JOB_KEYS.includes(key)) ? buildWorkflow({}, object, needed) : null;
}

const TOP_LEVEL_KEYS = ['name', 'on', 'permissions', 'concurrency', 'env', 'defaults'];
const JOB_KEYS = [
  'name',
  'runs-on',
  'strategy',
  'steps',
  'timeout-minutes',
  'permissions',
  'if',
  'needs',
  'environment',
];

/** Jobs whose outputs a block uses, with the names of these outputs. */
function findNeededJobs(text: string): ReadonlyMap<string, readonly string[]> {
  const found = [...text.matchAll(/\bneeds\.([\w-]+)\.outputs\.([\w-]+)/g)];
  const jobs = Map.groupBy(found, ([, job = '']) => job);
  return new Map([...jobs].map(([job, uses]) => [job, uses.map(([, , name = '']) => name)]));
}

function buildWorkflow(top: JsonObject, job: JsonObject, needed: ReadonlyMap<string, readonly string[]>): string {
  const others = [...needed].map(([name, outputs]) => {
    const values = Object.fromEntries(outputs.map((output) => [output, 'x']));
    return [name, { 'runs-on': 'ubuntu-latest', outputs: values, steps: [{ run: 'true' }] }];
  });
  const steps = asList(job['steps']).map((step) => asObject(step) ?? {});
  const isKnown = steps.some(({ id }) => id === 'index');
  const before = isKnown ? [] : [{ id: 'index', uses: '__OWNER__/twelvelabs-index-action@v1' }];
  const needs = needed.size === 0 ? {} : { needs: [...needed.keys()] };
  const whole = { 'runs-on': 'ubuntu-latest', ...needs, ...job, steps: [...before, ...steps] };
  return stringify({ on: 'push', ...top, jobs: { ...Object.fromEntries(others), example: whole } });
}

/** Finds npm scripts and files in a shell block that do not exist. */
export function checkShell({ place, text }: Block, folder: string): readonly string[] {
  const scripts = asObject(asObject(JSON.parse(readFileSync('package.json', 'utf8')))?.['scripts']) ?? {};
  const named = [...text.matchAll(/\bnpm (?:run (?:--silent )?([\w:-]+)|(test|start)\b)/g)].map(
    (m) => m[1] ?? m[2] ?? '',
  );
  const files = [
    ...text.matchAll(/(?:^|[\s(])(?:node (?:--\S+ )*)?((?:\.?[\w-]+\/)*[\w.-]+\.(?:ts|js|sh)|\.ci\/run)(?=[\s)]|$)/gm),
  ];
  const isThere = (file: string): boolean => existsSync(file) || existsSync(join(folder, file));
  return [
    ...named.filter((name) => scripts[name] === undefined).map((name) => `${place}: there is no npm script ${name}`),
    ...files.flatMap(([, file = '']) => (isThere(file) ? [] : [`${place}: there is no file ${file}`])),
  ];
}

/** Finds links to files and headings of this repository that do not exist. */
export function checkLinks(doc: Doc): readonly string[] {
  return split(doc).prose.flatMap((line, at) =>
    [...line.matchAll(/\]\(([^()\s]+)\)/g)].flatMap(([, target = '']) => {
      const wrong = /^[a-z]+:/.test(target) ? null : checkLink(doc, target);
      return wrong === null ? [] : [`${doc.path}:${at + 1}: ${wrong}`];
    }),
  );
}

function checkLink(doc: Doc, target: string): string | null {
  const [file = '', anchor] = target.split('#');
  const path = file === '' ? doc.path : normalize(join(dirname(doc.path), file));
  if (path !== doc.path && !existsSync(path)) return `there is no ${path}`;
  if (anchor === undefined || !path.endsWith('.md')) return null;
  const text = path === doc.path ? doc.text : readFileSync(path, 'utf8');
  return getAnchors({ path, text }).has(anchor) ? null : `${path} has no heading #${anchor}`;
}

/** The anchors that GitHub generates for the headings of a page. */
export function getAnchors(doc: Doc): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const line of split(doc).prose) {
    const [, heading] = /^#{1,6} +(.*?)\s*#*$/.exec(line) ?? [];
    if (heading === undefined) continue;
    const plain = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const slug = plain.replace(/[^\p{L}\p{N}\p{M}_\- ]/gu, '').replaceAll(' ', '-');
    let anchor = slug;
    for (let again = 1; anchors.has(anchor); again++) anchor = `${slug}-${again}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** A reference to a test: `[file](path): "title"`, with the title of the test or of its group. */
const NAMED_TEST = /\[`[^`]+`\]\(([^)]+\.test\.ts)\): "([^"]+)"/g;

/** Finds references to tests that do not exist. */
export function checkTestNames({ path, text }: Doc): readonly string[] {
  return text.split('\n').flatMap((line, at) =>
    [...line.matchAll(NAMED_TEST)].flatMap(([, link = '', name = '']) => {
      const file = normalize(join(dirname(path), link));
      const titles = existsSync(file) ? parseTitles(readFileSync(file, 'utf8')) : [];
      return titles.includes(name) ? [] : [`${path}:${at + 1}: ${file} has no test "${name}"`];
    }),
  );
}

/** All strings that can be titles of tests or groups: first arguments of calls, and first values of rows. */
function parseTitles(source: string): readonly string[] {
  return [...source.matchAll(/(?:[([]|^)\s*(['"`])((?:(?!\1).)+)\1,/gm)].map(([, , title = '']) => title);
}

/** Number of references to tests in a line. */
export function countTestNames(line: string): number {
  return [...line.matchAll(NAMED_TEST)].length;
}

/** Runs all checks that need no other program. */
export function checkDocs(docs: readonly Doc[]): readonly string[] {
  return docs.flatMap((doc) => {
    const blocks = parseBlocks(doc);
    const isShell = ({ language }: Block): boolean => ['sh', 'bash', 'shell'].includes(language);
    return [
      ...blocks.filter(isYaml).flatMap(checkYaml),
      ...blocks.filter(isShell).flatMap((block) => checkShell(block, dirname(doc.path))),
      ...checkLinks(doc),
      ...checkTestNames(doc),
    ];
  });
}
