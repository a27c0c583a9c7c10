/** The routes of the GitHub API that the examples need, on the loopback interface, with the permissions of a token. */
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { startHttpServer } from '../../__tests__/support/http-server.ts';
import { asObject, type JsonObject, parseJson } from '../../src/util/json.ts';

export const REPOSITORY = 'octo/videos';
export const TOKEN = 'ghs_e2eWorkflowToken';
/** The token of the relay. */
export const DISPATCH_TOKEN = 'github_pat_e2eDispatch';

export type Access = 'read' | 'write';

export interface GitHubRequest {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly body: JsonObject | null;
}

export interface GitHub {
  readonly url: string;
  readonly requests: readonly GitHubRequest[];
  readonly comments: readonly Comment[];
  /** Bodies of `POST /dispatches`, in order. */
  readonly dispatches: readonly JsonObject[];
  /** Sets the permissions of the token. */
  grant(permissions: Readonly<Record<string, string>>): void;
  /** Sets the pull requests. */
  setPullRequests(all: readonly JsonObject[]): void;
  /** Sets the only release. */
  publish(release: JsonObject): void;
  close(): Promise<void>;
}

interface Comment {
  readonly id: number;
  readonly issue: number;
  body: string;
}

interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly location?: string;
}

interface Route {
  readonly method: string;
  readonly path: RegExp;
  /** One of these scopes is required; if there are none, the token of the relay. */
  readonly scopes: readonly string[];
  readonly access: Access;
  act(parts: readonly string[], body: JsonObject | null): Answer;
}

export async function startGitHub(): Promise<GitHub> {
  const requests: GitHubRequest[] = [];
  const comments: Comment[] = [];
  const dispatches: JsonObject[] = [];
  let granted: Readonly<Record<string, string>> = {};
  let release: JsonObject | null = null;
  let pullRequests: readonly JsonObject[] = [];

  const releaseIf = (matches: boolean): Answer =>
    release !== null && matches ? { status: 200, body: release } : { status: 404, body: { message: 'Not Found' } };
  const assets = (): JsonObject[] => (Array.isArray(release?.['assets']) ? release['assets'] : []);
  const issueScopes = ['pull-requests', 'issues'];
  const routes: readonly Route[] = [
    readContents('/releases', () => ({ status: 200, body: release === null ? [] : [release] })),
    readContents('/releases/latest', () => releaseIf(true)),
    readContents('/releases/tags/([^/]+)', ([tag]) => releaseIf(release?.['tag_name'] === tag)),
    readContents('/releases/(\\d+)', ([id]) => releaseIf(String(release?.['id']) === id)),
    readContents('/releases/(\\d+)/assets', () => ({ status: 200, body: assets() })),
    // As on github.com, the content is on another host.
    readContents('/releases/assets/(\\d+)', ([id]) => {
      const url = assets().find((asset) => String(asset['id']) === id)?.['browser_download_url'];
      return typeof url === 'string' ? { status: 302, location: url } : { status: 404, body: { message: 'Not Found' } };
    }),
    {
      ...createRoute('GET', '/pulls', ['pull-requests'], 'read'),
      act: () => ({ status: 200, body: pullRequests.filter(({ state }) => state === 'closed') }),
    },
    {
      ...createRoute('GET', '/issues/(\\d+)/comments', issueScopes, 'read'),
      act: ([issue]) => ({
        status: 200,
        body: comments.filter((comment) => comment.issue === Number(issue)).map(toBody),
      }),
    },
    {
      ...createRoute('POST', '/issues/(\\d+)/comments', issueScopes, 'write'),
      act: ([issue], body) => {
        const comment = { id: 1000 + requests.length, issue: Number(issue), body: String(body?.['body']) };
        comments.push(comment);
        return { status: 201, body: toBody(comment) };
      },
    },
    {
      ...createRoute('PATCH', '/issues/comments/(\\d+)', issueScopes, 'write'),
      act: ([id], body) => {
        const comment = comments.find((one) => one.id === Number(id));
        if (comment === undefined) return { status: 404, body: { message: 'Not Found' } };
        comment.body = String(body?.['body']);
        return { status: 200, body: toBody(comment) };
      },
    },
    {
      ...createRoute('DELETE', '/issues/comments/(\\d+)', issueScopes, 'write'),
      act: ([id]) => {
        const at = comments.findIndex((one) => one.id === Number(id));
        if (at < 0) return { status: 404, body: { message: 'Not Found' } };
        comments.splice(at, 1);
        return { status: 204 };
      },
    },
    {
      ...createRoute('POST', '/dispatches', [], 'write'),
      act: (_, body) => {
        if (body !== null) dispatches.push(body);
        return { status: 204 };
      },
    },
  ];

  const answer = async (request: IncomingMessage): Promise<Answer> => {
    const { pathname } = new URL(request.url ?? '/', 'http://host');
    const body = asObject(parseJson(await text(request)));
    const result = decide(request, pathname, body);
    requests.push({ method: request.method ?? '', path: pathname, status: result.status, body });
    return result;
  };
  const decide = (request: IncomingMessage, pathname: string, body: JsonObject | null): Answer => {
    const path = pathname.startsWith(`/repos/${REPOSITORY}/`) ? pathname.slice(`/repos/${REPOSITORY}`.length) : '';
    const token = /^(?:bearer|token) (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (token !== TOKEN && token !== DISPATCH_TOKEN) return { status: 401, body: { message: 'Bad credentials' } };
    for (const route of routes) {
      const parts = route.path.exec(path);
      if (route.method !== request.method || parts === null) continue;
      const isAllowed = route.scopes.length === 0 ? token === DISPATCH_TOKEN : token === TOKEN && allows(route);
      if (!isAllowed) return { status: 403, body: { message: 'Resource not accessible by integration' } };
      return route.act(parts.slice(1).map(decodeURIComponent), body);
    }
    return { status: 404, body: { message: 'Not Found' } };
  };
  const allows = ({ scopes, access }: Route): boolean =>
    scopes.some((scope) => granted[scope] === 'write' || granted[scope] === access);

  const server = await startHttpServer((request, response) => {
    answer(request).then(
      ({ status, body, location }) => {
        const headers = { 'content-type': 'application/json; charset=utf-8' };
        response.writeHead(status, location === undefined ? headers : { ...headers, location });
        response.end(body === undefined ? undefined : JSON.stringify(body));
      },
      () => response.destroy(),
    );
  });
  return {
    url: server.origin,
    requests,
    comments,
    dispatches,
    grant: (permissions) => {
      granted = permissions;
    },
    setPullRequests: (all) => {
      pullRequests = all;
    },
    publish: (one) => {
      release = one;
    },
    close: server.close,
  };
}

function readContents(path: string, act: Route['act']): Route {
  return { ...createRoute('GET', path, ['contents'], 'read'), act };
}

function createRoute(method: string, path: string, scopes: readonly string[], access: Access): Omit<Route, 'act'> {
  return { method, path: new RegExp(`^${path}$`), scopes, access };
}

function toBody(comment: Comment): JsonObject {
  return { id: comment.id, body: comment.body, user: { login: 'github-actions[bot]', type: 'Bot' } };
}
