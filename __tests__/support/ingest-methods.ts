import type { RecordedRequest } from '../../simulator/api.ts';

/** The platform's two ways into an index, as the input `endpoint` names them. */
export const INGEST_METHODS = ['tasks', 'assets'] as const;
export type IngestMethod = (typeof INGEST_METHODS)[number];

/** What differs between the roads, in requests as fault rules and `getRoutes` name them. */
export interface IngestRequests {
  /** Every POST that one video takes, in order. */
  readonly posts: readonly string[];
  /** The one of them that is billed, so that it is never made twice. */
  readonly billed: string;
  /** How one video is watched. */
  readonly look: string;
  /** How several are. */
  readonly list: string;
}

const ITEMS = '/indexes/:id/indexed-assets';

export const INGEST_REQUESTS: Readonly<Record<IngestMethod, IngestRequests>> = {
  tasks: { posts: ['POST /tasks'], billed: 'POST /tasks', look: 'GET /tasks/:id', list: 'GET /tasks' },
  assets: {
    posts: ['POST /assets', `POST ${ITEMS}`],
    billed: `POST ${ITEMS}`,
    look: `GET ${ITEMS}/:id`,
    list: `GET ${ITEMS}`,
  },
};

/** The POSTs among some routes. */
export function filterPosts(routes: readonly string[]): string[] {
  return routes.filter((route) => route.startsWith('POST '));
}

/** `POST /tasks`-style name of a request. */
export function toRoute(method: string, path: string): string {
  return `${method} ${path.replace(/[0-9a-f]{24}/g, ':id')}`;
}

/** Routes of the requests that a simulator received, in order, as `POST /tasks`. */
export function getRoutes({ requests }: { readonly requests: readonly RecordedRequest[] }): string[] {
  return requests.map(({ method, path }) => toRoute(method, path));
}
