/** What can be checked about the documentation without running it. Every problem begins with `file:line`. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import { parseDocument, stringify } from 'yaml';
import { readMetadata } from '../e2e/workflows/example.ts';
import { asList, asObject, type JsonObject, parseText } from '../src/util/json.ts';

export interface Doc {
  readonly path: string;
  readonly text: string;
}

/** A fenced block of a page. */
export interface Block {
  /** `file:line` of its first line. */
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

/** The blocks of a page, and the page with nothing but empty lines in their place. */
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

export function blocksOf(doc: Doc): readonly Block[] {
  return split(doc).blocks;
}

export function isYaml({ language }: Block): boolean {
  return language === 'yaml' || language === 'yml';
}

const OURS = /^(?:OWNER\/twelvelabs-index-action|\.)(\/delete)?\/?(?:@.*)?$/;

/** `action.yml` or `delete/action.yml` for a step of ours, null for any other. */
function metadataOf(step: JsonObject): string | null {
  const match = OURS.exec(parseText(step['uses']) ?? '');
  if (match === null) return null;
  return match[1] === undefined ? 'action.yml' : 'delete/action.yml';
}

function declares(kind: 'inputs' | 'outputs', file: string, name: string): boolean {
  return Object.hasOwn(readMetadata(file)[kind], name);
}

/** Every object of a document, however deep. */
function objectsIn(value: unknown): readonly JsonObject[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  const object = asObject(value);
  return object === null ? [] : [object, ...Object.values(object).flatMap(objectsIn)];
}

/**
 * What a YAML block says that is not so. One that shows only what comes after our step calls it `index`, as all
 * examples do.
 */
export function problemsOfYaml({ place, text }: Pick<Block, 'place' | 'text'>): readonly string[] {
  const document = parseDocument(text);
  if (document.errors.length > 0) return document.errors.map(({ message }) => `${place}: ${message}`);
  const objects = objectsIn(document.toJS());
  const steps = new Map<string, string | null>([['index', 'action.yml']]);
  for (const object of objects) {
    const id = parseText(object['id']);
    if (id !== null) steps.set(id, metadataOf(object));
  }
  const inputs = objects.flatMap((step) => {
    const file = metadataOf(step);
    const given = file === null ? [] : Object.keys(asObject(step['with']) ?? {});
    return given.flatMap((name) =>
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

/** A block as a whole workflow, so that it can be linted; null when it is no part of one. */
export function asWorkflow(text: string): string | null {
  const value: unknown = parseDocument(text).toJS();
  const object = asObject(value);
  if (object?.['jobs'] !== undefined) return text;
  const needed = needsOf(text);
  if (object === null) {
    const steps = asList(value);
    return steps.length === 0 ? null : workflowOf({}, { steps }, needed);
  }
  const keys = Object.keys(object);
  if (keys.every((key) => TOP.includes(key))) return workflowOf(object, {}, needed);
  return keys.every((key) => OF_A_JOB.includes(key)) ? workflowOf({}, object, needed) : null;
}

const TOP = ['name', 'on', 'permissions', 'concurrency', 'env', 'defaults'];
const OF_A_JOB = [
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

/** Jobs that a block takes outputs from, with the names of these. */
function needsOf(text: string): ReadonlyMap<string, readonly string[]> {
  const found = [...text.matchAll(/\bneeds\.([\w-]+)\.outputs\.([\w-]+)/g)];
  const jobs = Map.groupBy(found, ([, job = '']) => job);
  return new Map([...jobs].map(([job, uses]) => [job, uses.map(([, , name = '']) => name)]));
}

function workflowOf(top: JsonObject, job: JsonObject, needed: ReadonlyMap<string, readonly string[]>): string {
  const others = [...needed].map(([name, outputs]) => {
    const values = Object.fromEntries(outputs.map((output) => [output, 'x']));
    return [name, { 'runs-on': 'ubuntu-latest', outputs: values, steps: [{ run: 'true' }] }];
  });
  const steps = asList(job['steps']).map((step) => asObject(step) ?? {});
  const isKnown = steps.some(({ id }) => id === 'index');
  const before = isKnown ? [] : [{ id: 'index', uses: 'OWNER/twelvelabs-index-action@v1' }];
  const needs = needed.size === 0 ? {} : { needs: [...needed.keys()] };
  const whole = { 'runs-on': 'ubuntu-latest', ...needs, ...job, steps: [...before, ...steps] };
  return stringify({ on: 'push', ...top, jobs: { ...Object.fromEntries(others), example: whole } });
}

/** Scripts and files that a shell block calls and that do not exist. */
export function problemsOfShell({ place, text }: Block, folder: string): readonly string[] {
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

/** Links of a page to pages, files and headings of this repository that lead nowhere. */
export function problemsOfLinks(doc: Doc): readonly string[] {
  return split(doc).prose.flatMap((line, at) =>
    [...line.matchAll(/\]\(([^()\s]+)\)/g)].flatMap(([, target = '']) => {
      const wrong = /^[a-z]+:/.test(target) ? null : problemOfLink(doc, target);
      return wrong === null ? [] : [`${doc.path}:${at + 1}: ${wrong}`];
    }),
  );
}

function problemOfLink(doc: Doc, target: string): string | null {
  const [file = '', anchor] = target.split('#');
  const path = file === '' ? doc.path : normalize(join(dirname(doc.path), file));
  if (path !== doc.path && !existsSync(path)) return `there is no ${path}`;
  if (anchor === undefined || !path.endsWith('.md')) return null;
  const text = path === doc.path ? doc.text : readFileSync(path, 'utf8');
  return anchorsOf({ path, text }).has(anchor) ? null : `${path} has no heading #${anchor}`;
}

/** The anchors that GitHub gives to the headings of a page. */
export function anchorsOf(doc: Doc): ReadonlySet<string> {
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

/** A test that a page names as `[file](path): "name"`, where the name is its title or that of the group it is in. */
const NAMED_TEST = /\[`[^`]+`\]\(([^)]+\.test\.ts)\): "([^"]+)"/g;

/** Tests that a page names and that do not exist. */
export function problemsOfTests({ path, text }: Doc): readonly string[] {
  return text.split('\n').flatMap((line, at) =>
    [...line.matchAll(NAMED_TEST)].flatMap(([, link = '', name = '']) => {
      const file = normalize(join(dirname(path), link));
      const titles = existsSync(file) ? titlesIn(readFileSync(file, 'utf8')) : [];
      return titles.includes(name) ? [] : [`${path}:${at + 1}: ${file} has no test "${name}"`];
    }),
  );
}

/** Every text that may be the title of a test or a group: the first argument of a call, or the first value of a row. */
function titlesIn(source: string): readonly string[] {
  return [...source.matchAll(/(?:[([]|^)\s*(['"`])((?:(?!\1).)+)\1,/gm)].map(([, , title = '']) => title);
}

/** How many tests a line names. */
export function countTests(line: string): number {
  return [...line.matchAll(NAMED_TEST)].length;
}

/** Everything at once. */
export function problemsOfDocs(docs: readonly Doc[]): readonly string[] {
  return docs.flatMap((doc) => {
    const blocks = blocksOf(doc);
    const isShell = ({ language }: Block): boolean => ['sh', 'bash', 'shell'].includes(language);
    return [
      ...blocks.filter(isYaml).flatMap(problemsOfYaml),
      ...blocks.filter(isShell).flatMap((block) => problemsOfShell(block, dirname(doc.path))),
      ...problemsOfLinks(doc),
      ...problemsOfTests(doc),
    ];
  });
}
