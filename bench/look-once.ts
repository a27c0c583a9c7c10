/** Looks at one URL in a fresh process and prints `{ms, preflight}`: everything counts but the start of Node itself. */

import { openFetchSession, systemResolve } from '../src/http/safe-fetch.ts';
import { preflightVideos } from '../src/media/inspect-video.ts';
import { limitsOf } from '../src/media/model-limits.ts';
import { systemClock } from '../src/util/clock.ts';

const clock = systemClock();
const { limits } = limitsOf(['marengo3.0'], 'tasks');
const started = performance.now();
const session = openFetchSession({ clock, resolve: systemResolve, allowPrivate: true, proxyFor: () => null });
const [preflight] = await preflightVideos(
  [{ kind: 'url', url: process.argv[2] ?? '' }],
  { limits },
  { fetch: session.fetch, clock, signal: new AbortController().signal },
);
console.log(JSON.stringify({ ms: performance.now() - started, preflight }));
session.close();
