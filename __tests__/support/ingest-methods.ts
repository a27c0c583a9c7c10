import type { RecordedRequest } from '../../simulator/api.ts';

/** The two ways to index a video, by their names in the input `endpoint`. */
export const INGEST_METHODS = ['tasks', 'assets'] as const;
export type IngestMethod = (typeof INGEST_METHODS)[number];

/** The requests of an ingest method, by the names of fault rules and `getRoutes`. */
export interface IngestRequests {
  /** Every POST for one video, in order. */
  readonly posts: readonly string[];
  /** The one of them that is billed, and never sent twice. */
  readonly billed: string;
  /** The status request for one video. */
  readonly status: string;
}

const ITEMS = '/indexes/:id/indexed-assets';

export const INGEST_REQUESTS: Readonly<Record<IngestMethod, IngestRequests>> = {
  tasks: { posts: ['POST /tasks'], billed: 'POST /tasks', status: 'GET /tasks/:id' },
  assets: {
    posts: ['POST /assets', `POST ${ITEMS}`],
    billed: `POST ${ITEMS}`,
    status: `GET ${ITEMS}/:id`,
  },
};

export function filterPosts(routes: readonly string[]): string[] {
  return routes.filter((route) => route.startsWith('POST '));
}

/** The name of a request, as `POST /tasks`. */
export function toRoute(method: string, path: string): string {
  return `${method} ${path.replace(/[0-9a-f]{24}/g, ':id')}`;
}

/** Routes of the requests that a simulator received, in order, as `POST /tasks`. */
export function getRoutes({ requests }: { readonly requests: readonly RecordedRequest[] }): string[] {
  return requests.map(({ method, path }) => toRoute(method, path));
}
