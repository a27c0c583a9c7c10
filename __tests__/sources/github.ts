import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

/** A request as one of the servers saw it. */
export interface Seen {
  readonly server: 'api' | 'storage';
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

export interface FakeGitHub {
  readonly apiUrl: string;
  readonly storageUrl: string;
  readonly seen: Seen[];
  isPrivate: boolean;
  releases: FakeRelease[];
  /** Answers with these statuses first, one for each request. */
  failures: number[];
  /** How storage sends a content: whole, cut off half-way, never beginning, or never ending. */
  storage: 'whole' | 'cut' | 'silent' | 'stalled';
  close(): Promise<void>;
}

export const TOKEN = 'ghs_secretTokenOfTheTest';

const description = JSON.parse(readFileSync(new URL('./github-openapi.json', import.meta.url), 'utf8'));
const ajv = new Ajv({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema({ $id: 'github', components: description.components });
const validators = new Map<string, ValidateFunction>();

/** In what an answer is not what GitHub's own description of its API says; null when it is. */
export function problemOf(path: string, answer: unknown): string | null {
  const schema = JSON.parse(JSON.stringify(description.answers[path]).replaceAll('"#/', '"github#/'));
  const check = validators.get(path) ?? ajv.compile(schema);
  validators.set(path, check);
  return check(answer) ? null : `${path}: ${ajv.errorsText(check.errors)}`;
}

const REPOSITORY = '/repos/{owner}/{repo}';

/** GitHub's API and, on an origin of its own, its storage. Every answer of the API is checked before it is sent. */
export async function fakeGitHub(): Promise<FakeGitHub> {
  const seen: Seen[] = [];
  const storageServer = createServer((request, response) => {
    seen.push(entry('storage', request));
    const content = contentOf(github.releases, Number(/\d+$/.exec(request.url?.split('?')[0] ?? '')?.[0]));
    sendContent(response, content, github.storage);
  });
  const apiServer = createServer((request, response) => {
    seen.push(entry('api', request));
    answer(request, response, github);
  });
  const github: FakeGitHub = {
    apiUrl: `${await listen(apiServer)}/api/v3`,
    storageUrl: await listen(storageServer),
    seen,
    isPrivate: false,
    releases: [],
    failures: [],
    storage: 'whole',
    close: async () => {
      for (const server of [apiServer, storageServer]) {
        server.closeAllConnections();
        await new Promise((done) => server.close(done));
      }
    },
  };
  return github;
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function entry(server: 'api' | 'storage', { url = '', headers }: IncomingMessage): Seen {
  return { server, path: url, authorization: headers.authorization, accept: headers.accept };
}

function contentOf(releases: readonly FakeRelease[], id: number): Buffer {
  return releases.flatMap(({ assets }) => assets).find((asset) => asset.id === id)?.content ?? Buffer.alloc(0);
}

function sendContent(response: ServerResponse, content: Buffer, how: FakeGitHub['storage']): void {
  if (how === 'silent') return;
  response.writeHead(200, { 'content-length': content.length, 'content-type': 'application/octet-stream' });
  if (how === 'whole') {
    response.end(content);
    return;
  }
  response.write(content.subarray(0, Math.floor(content.length / 2)), () => {
    if (how === 'cut') response.destroy();
  });
}

function answer(request: IncomingMessage, response: ServerResponse, github: FakeGitHub): void {
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
  route(path, url, response, github, request.headers.accept ?? '');
}

function route(path: string, url: URL, response: ServerResponse, github: FakeGitHub, accept: string): void {
  const [, tag] = /^\/releases\/tags\/(.+)$/.exec(path) ?? [];
  const [, releaseId] = /^\/releases\/(\d+)\/assets$/.exec(path) ?? [];
  const [, assetId] = /^\/releases\/assets\/(\d+)$/.exec(path) ?? [];
  const release = github.releases.find(
    (one) => one.tag === decodeURIComponent(tag ?? '') || one.id === Number(releaseId),
  );
  if (path === '') {
    send(response, 200, REPOSITORY, repositoryOf(github));
  } else if (path === '/releases') {
    const list = github.releases.map((one) => releaseOf(one, github));
    send(response, 200, `${REPOSITORY}/releases`, list);
  } else if (tag !== undefined && release !== undefined && !release.draft) {
    send(response, 200, `${REPOSITORY}/releases/tags/{tag}`, releaseOf(release, github));
  } else if (releaseId !== undefined && release !== undefined) {
    const [page, size] = [Number(url.searchParams.get('page') ?? 1), Number(url.searchParams.get('per_page') ?? 30)];
    const list = release.assets.map((asset) => assetOf(asset, release, github)).slice((page - 1) * size, page * size);
    send(response, 200, `${REPOSITORY}/releases/{release_id}/assets`, list);
  } else if (assetId !== undefined && accept === 'application/octet-stream') {
    const location = `${github.storageUrl}/bucket/${assetId}?X-Amz-Signature=secretOfStorage`;
    response.writeHead(302, { location }).end();
  } else {
    send(response, 404, null, { message: 'Not Found' });
  }
}

function send(response: ServerResponse, status: number, schema: string | null, body: unknown): void {
  const invalid = schema === null ? null : problemOf(schema, body);
  if (invalid !== null) {
    // 400 is repeated by nobody, and no test expects it.
    response.writeHead(400).end();
    process.stderr.write(`${invalid}\n`);
    return;
  }
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function repositoryOf({ isPrivate }: FakeGitHub): unknown {
  // GitHub's own example lacks what GitHub's own schema requires; and ours is no fork.
  const { parent, source, ...example } = description.examples['full-repository-default-response'];
  return { ...example, language: null, name: 'videos', full_name: 'octo/videos', private: isPrivate };
}

export function releaseOf({ id, tag, draft = false, assets }: FakeRelease, github: FakeGitHub): unknown {
  const list = assets.map((asset) => assetOf(asset, { tag }, github));
  return { ...description.examples['release'], id, tag_name: tag, draft, assets: list };
}

function assetOf(
  { id, name, content, state = 'uploaded' }: FakeAsset,
  { tag }: { tag: string },
  { apiUrl }: FakeGitHub,
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
