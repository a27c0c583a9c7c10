import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { startHttpServer } from './http-server.ts';

/** A request to one of the servers. */
interface GitHubRequest {
  readonly server: 'api' | 'storage';
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly accept: string | undefined;
}

export interface FakeAsset {
  readonly id: number;
  readonly name: string;
  readonly content: Buffer;
  readonly state?: 'uploaded' | 'open';
}

export interface FakeRelease {
  readonly id: number;
  readonly tag: string;
  readonly assets: readonly FakeAsset[];
  readonly draft?: boolean;
}

/** A comment on a pull request (to GitHub, an issue). */
export interface FakeComment {
  readonly id: number;
  readonly issue: number;
  body: string;
  /** The author; by default the user of the token. */
  readonly author?: Author;
}

/** The bot of the workflow's token, another bot, or a person by the relation to the repository. */
type Author = 'Bot' | 'OtherBot' | 'OWNER' | 'CONTRIBUTOR';

export interface GitHubServer {
  readonly apiUrl: string;
  readonly storageUrl: string;
  readonly seen: GitHubRequest[];
  isPrivate: boolean;
  releases: FakeRelease[];
  comments: FakeComment[];
  /** The permission of the token for comments. */
  commentAccess: 'write' | 'read' | 'none';
  /** Who the token belongs to. */
  tokenUser: Author;
  /** What GraphQL answers about the user of the token: both, only the login, or an error. */
  viewer: 'complete' | 'login' | 'forbidden';
  /** Whether the API never responds. */
  silent: boolean;
  /** Holds lists of comments until so many are requested: then all of them show the same moment. */
  together: number;
  /** The statuses of the next responses. */
  failures: number[];
  /** How the storage sends a file: whole, cut off half-way, not at all, or without an end. */
  storage: 'whole' | 'cut' | 'silent' | 'stalled';
  close(): Promise<void>;
}

export const TOKEN = 'ghs_secretTokenOfTheTest';

const description = JSON.parse(readFileSync(new URL('./github-openapi.json', import.meta.url), 'utf8'));
const ajv = new Ajv({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema({ $id: 'github', components: description.components });
const validators = new Map<string, ValidateFunction>();

/** How a body differs from GitHub's own description of its API; null if it does not. */
function findSchemaError(part: 'answers' | 'requests', path: string, value: unknown): string | null {
  const key = `${part} ${path}`;
  const schema = JSON.parse(JSON.stringify(description[part][path]).replaceAll('"#/', '"github#/'));
  const check = validators.get(key) ?? ajv.compile(schema);
  validators.set(key, check);
  return check(value) ? null : `${path}: ${ajv.errorsText(check.errors)}`;
}

const REPOSITORY = '/repos/{owner}/{repo}';

/** GitHub's API and, on another origin, its storage. Each response of the API is validated before it is sent. */
export async function startGitHubServer(): Promise<GitHubServer> {
  const seen: GitHubRequest[] = [];
  const storageServer = await startHttpServer((request, response) => {
    seen.push(toRequest('storage', request));
    const content = findContent(github.releases, Number(/\d+$/.exec(request.url?.split('?')[0] ?? '')?.[0]));
    sendContent(response, content, github.storage);
  });
  const held: (() => unknown)[] = [];
  const apiServer = await startHttpServer((request, response) => {
    seen.push(toRequest('api', request));
    if (github.silent) return;
    const respond = (): unknown => text(request).then((body) => answer(request, body, response, github));
    const isList = request.method === 'GET' && request.url?.includes('/comments') === true;
    if (!isList || github.together === 0) {
      respond();
      return;
    }
    held.push(respond);
    if (held.length < github.together) return;
    github.together = 0;
    for (const release of held.splice(0)) release();
  });
  const github: GitHubServer = {
    apiUrl: `${apiServer.origin}/api/v3`,
    storageUrl: storageServer.origin,
    seen,
    isPrivate: false,
    releases: [],
    comments: [],
    commentAccess: 'write',
    tokenUser: 'Bot',
    viewer: 'complete',
    silent: false,
    together: 0,
    failures: [],
    storage: 'whole',
    close: async () => {
      await Promise.all([apiServer.close(), storageServer.close()]);
    },
  };
  return github;
}

function toRequest(server: 'api' | 'storage', { method = '', url = '', headers }: IncomingMessage): GitHubRequest {
  return { server, method, path: url, authorization: headers.authorization, accept: headers.accept };
}

function findContent(releases: readonly FakeRelease[], id: number): Buffer {
  return releases.flatMap(({ assets }) => assets).find((asset) => asset.id === id)?.content ?? Buffer.alloc(0);
}

function sendContent(response: ServerResponse, content: Buffer, mode: GitHubServer['storage']): void {
  if (mode === 'silent') return;
  response.writeHead(200, { 'content-length': content.length, 'content-type': 'application/octet-stream' });
  if (mode === 'whole') {
    response.end(content);
    return;
  }
  response.write(content.subarray(0, Math.floor(content.length / 2)), () => {
    if (mode === 'cut') response.destroy();
  });
}

function answer(request: IncomingMessage, body: string, response: ServerResponse, github: GitHubServer): void {
  const failure = github.failures.shift();
  if (failure !== undefined) {
    send(response, failure, null, { message: 'Server Error', documentation_url: 'https://docs.github.com/rest' });
    return;
  }
  if (!request.headers.authorization?.endsWith(TOKEN)) {
    send(response, 401, null, { message: 'Bad credentials' });
    return;
  }
  const url = new URL(request.url ?? '', github.apiUrl);
  const path = url.pathname.replace('/api/v3/repos/octo/videos', '');
  const { method = '' } = request;
  if (url.pathname === '/api/graphql') {
    sendViewer(response, github);
    return;
  }
  if (path.startsWith('/issues/')) routeComments(`${method} ${path}`, url, body, response, github);
  else route(path, url, response, github, request.headers.accept ?? '');
}

const COMMENTS = `${REPOSITORY}/issues/{issue_number}/comments`;
const COMMENT = `${REPOSITORY}/issues/comments/{comment_id}`;
const MAX_COMMENT_LENGTH = 65_536;

function routeComments(
  operationPath: string,
  url: URL,
  sent: string,
  response: ServerResponse,
  github: GitHubServer,
): void {
  const [, method, issue] = /^(GET|POST) \/issues\/(\d+)\/comments$/.exec(operationPath) ?? [];
  const [, change, id] = /^(PATCH|DELETE) \/issues\/comments\/(\d+)$/.exec(operationPath) ?? [];
  const isWrite = method !== 'GET';
  if (github.commentAccess === 'none' || (isWrite && github.commentAccess === 'read')) {
    send(response, 403, null, { message: 'Resource not accessible by integration' });
    return;
  }
  if (!isWrite) {
    const list = github.comments.filter((comment) => comment.issue === Number(issue)).map((one) => toComment(one));
    send(response, 200, COMMENTS, takePage(list, url));
    return;
  }
  const known = github.comments.find((comment) => comment.id === Number(id));
  if (change === 'DELETE') {
    github.comments = github.comments.filter((comment) => comment !== known);
    if (known === undefined) send(response, 404, null, { message: 'Not Found' });
    else response.writeHead(204).end();
    return;
  }
  const operation = id === undefined ? `POST ${COMMENTS}` : `PATCH ${COMMENT}`;
  const { body } = JSON.parse(sent);
  if (findSchemaError('requests', operation, JSON.parse(sent)) !== null || body.length > MAX_COMMENT_LENGTH) {
    send(response, 422, null, { message: 'Validation Failed' });
  } else if (known !== undefined) {
    known.body = body;
    send(response, 200, operation, toComment(known));
  } else if (issue !== undefined) {
    const created = { id: 9_000 + github.seen.length, issue: Number(issue), body, author: github.tokenUser };
    github.comments.push(created);
    send(response, 201, operation, toComment(created));
  } else {
    send(response, 404, null, { message: 'Not Found' });
  }
}

const USERS: Readonly<Record<Author, { readonly id: number; readonly login: string; readonly type: string }>> = {
  Bot: { id: 41_898_282, login: 'github-actions[bot]', type: 'Bot' },
  OtherBot: { id: 2, login: 'other-app[bot]', type: 'Bot' },
  OWNER: { id: 3, login: 'octocat', type: 'User' },
  CONTRIBUTOR: { id: 4, login: 'github-actions', type: 'User' },
};

/** GraphQL names a bot without its suffix. */
function sendViewer(response: ServerResponse, { viewer, tokenUser }: GitHubServer): void {
  const { id, login } = USERS[tokenUser];
  const data = { viewer: { login: login.replace('[bot]', ''), databaseId: viewer === 'login' ? null : id } };
  const errors = [{ type: 'FORBIDDEN', message: 'Resource not accessible by integration' }];
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(viewer === 'forbidden' ? { data: null, errors } : { data }));
}

function toComment({ id, issue, body, author = 'Bot' }: FakeComment): unknown {
  const example = description.examples['issue-comment'];
  return {
    ...example,
    id,
    body,
    issue_url: `https://api.github.com/repos/octo/videos/issues/${issue}`,
    user: { ...example.user, ...USERS[author] },
    author_association: author.endsWith('Bot') ? 'NONE' : author,
  };
}

function takePage(list: readonly unknown[], url: URL): readonly unknown[] {
  const [page, size] = [Number(url.searchParams.get('page') ?? 1), Number(url.searchParams.get('per_page') ?? 30)];
  return list.slice((page - 1) * size, page * size);
}

function route(path: string, url: URL, response: ServerResponse, github: GitHubServer, accept: string): void {
  const [, tag] = /^\/releases\/tags\/(.+)$/.exec(path) ?? [];
  const [, releaseId] = /^\/releases\/(\d+)\/assets$/.exec(path) ?? [];
  const [, assetId] = /^\/releases\/assets\/(\d+)$/.exec(path) ?? [];
  const release = github.releases.find(
    (one) => one.tag === decodeURIComponent(tag ?? '') || one.id === Number(releaseId),
  );
  if (path === '') {
    send(response, 200, REPOSITORY, toRepository(github));
  } else if (path === '/releases') {
    const list = github.releases.map((one) => toRelease(one, github));
    send(response, 200, `${REPOSITORY}/releases`, list);
  } else if (tag !== undefined && release !== undefined && !release.draft) {
    send(response, 200, `${REPOSITORY}/releases/tags/{tag}`, toRelease(release, github));
  } else if (releaseId !== undefined && release !== undefined) {
    const list = release.assets.map((asset) => toAsset(asset, release, github));
    send(response, 200, `${REPOSITORY}/releases/{release_id}/assets`, takePage(list, url));
  } else if (assetId !== undefined && accept === 'application/octet-stream') {
    const location = `${github.storageUrl}/bucket/${assetId}?X-Amz-Signature=secretOfStorage`;
    response.writeHead(302, { location }).end();
  } else {
    send(response, 404, null, { message: 'Not Found' });
  }
}

function send(response: ServerResponse, status: number, schema: string | null, body: unknown): void {
  const invalid = schema === null ? null : findSchemaError('answers', schema, body);
  if (invalid !== null) {
    // A 400 is not retried, and no test expects it.
    response.writeHead(400).end();
    process.stderr.write(`${invalid}\n`);
    return;
  }
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function toRepository({ isPrivate }: GitHubServer): unknown {
  // GitHub's example lacks what its schema requires, and this repository is not a fork.
  const { parent, source, ...example } = description.examples['full-repository-default-response'];
  return { ...example, language: null, name: 'videos', full_name: 'octo/videos', private: isPrivate };
}

export function toRelease({ id, tag, draft = false, assets }: FakeRelease, github: GitHubServer): unknown {
  const list = assets.map((asset) => toAsset(asset, { tag }, github));
  return { ...description.examples['release'], id, tag_name: tag, draft, assets: list };
}

function toAsset(
  { id, name, content, state = 'uploaded' }: FakeAsset,
  { tag }: { tag: string },
  { apiUrl }: GitHubServer,
): unknown {
  return {
    ...description.examples['release-asset'],
    id,
    name,
    state,
    size: content.length,
    url: `${apiUrl}/repos/octo/videos/releases/assets/${id}`,
    browser_download_url: `https://github.com/octo/videos/releases/download/${tag}/${name}`,
    content_type: 'video/mp4',
  };
}
