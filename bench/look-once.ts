/** Looks at one URL in a fresh process and prints `{ms, preflight}`: everything counts but the start of Node itself. */
import { systemClock } from '../src/clock.ts';
import { openFetchSession } from '../src/preflight/guarded-fetch.ts';
import { limitsOf } from '../src/preflight/limits.ts';
import { preflightVideos } from '../src/preflight/preflight.ts';
import { systemResolve } from '../src/preflight/resolve.ts';

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
