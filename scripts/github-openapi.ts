/**
 * Takes out of GitHub's own OpenAPI description (npm `@octokit/openapi`, 390 MB unpacked) what the tests of release
 * assets and of comments need: the schemas of some answers and request bodies, all that they refer to, and GitHub's
 * own examples.
 *
 *     npm install --prefix /tmp/openapi @octokit/openapi
 *     node scripts/github-openapi.ts /tmp/openapi/node_modules/@octokit/openapi
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asObject, type JsonObject } from '../src/util/json.ts';

const TARGET = '__tests__/sources/github-openapi.json';

const PATHS = [
  '/repos/{owner}/{repo}',
  '/repos/{owner}/{repo}/releases',
  '/repos/{owner}/{repo}/releases/tags/{tag}',
  '/repos/{owner}/{repo}/releases/{release_id}',
  '/repos/{owner}/{repo}/releases/{release_id}/assets',
  '/repos/{owner}/{repo}/releases/assets/{asset_id}',
  '/repos/{owner}/{repo}/issues/{issue_number}/comments',
];

/** Requests that change something, with the status of their success. */
const WRITES = [
  { path: '/repos/{owner}/{repo}/issues/{issue_number}/comments', method: 'post', status: '201' },
  { path: '/repos/{owner}/{repo}/issues/comments/{comment_id}', method: 'patch', status: '200' },
];

const EXAMPLES = ['full-repository-default-response', 'release', 'release-asset', 'issue-comment'];

function at(root: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((node, step) => asObject(node)?.[step], root);
}

/** The names of the schemas in which a part of the description refers to others. */
function references(part: unknown): readonly string[] {
  return [...JSON.stringify(part).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].flatMap(([, name]) => name ?? []);
}

function schemasFor(description: unknown, part: unknown): JsonObject {
  const schemas: Record<string, unknown> = {};
  const open = [...references(part), 'basic-error'];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (Object.hasOwn(schemas, name)) continue;
    schemas[name] = at(description, 'components', 'schemas', name);
    open.push(...references(schemas[name]));
  }
  return Object.fromEntries(Object.entries(schemas).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

const [directory = ''] = process.argv.slice(2);
const { version } = JSON.parse(await readFile(join(directory, 'package.json'), 'utf8')) as { version: string };
const description: unknown = JSON.parse(await readFile(join(directory, 'generated/api.github.com.json'), 'utf8'));
const JSON_SCHEMA = ['content', 'application/json', 'schema'];
const schemaOf = (path: string, method: string, ...rest: readonly string[]): unknown =>
  at(description, 'paths', path, method, ...rest, ...JSON_SCHEMA);
const answers = [
  ...PATHS.map((path) => [path, schemaOf(path, 'get', 'responses', '200')] as const),
  ...WRITES.map(({ path, method, status }) => [
    `${method.toUpperCase()} ${path}`,
    schemaOf(path, method, 'responses', status),
  ]),
];
const requests = WRITES.map(({ path, method }) => [
  `${method.toUpperCase()} ${path}`,
  schemaOf(path, method, 'requestBody'),
]);
const extract = {
  source: `@octokit/openapi@${version}, generated/api.github.com.json (MIT)`,
  answers: Object.fromEntries(answers),
  requests: Object.fromEntries(requests),
  examples: Object.fromEntries(
    EXAMPLES.map((name) => [name, at(description, 'components', 'examples', name, 'value')]),
  ),
  components: { schemas: schemasFor(description, [answers, requests]) },
};
await writeFile(TARGET, `${JSON.stringify(extract, null, 1)}\n`);
console.log(`${TARGET}: ${Object.keys(extract.components.schemas).length} schemas`);
