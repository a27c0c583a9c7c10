/** Looks at one URL in a fresh process and prints `{ms, preflight}`: everything counts but the start of Node itself. */

import { createFetchSession, resolveWithSystem } from '../src/http/safe-fetch.ts';
import { inspectVideos } from '../src/media/inspect-video.ts';
import { getLimits } from '../src/media/model-limits.ts';
import { createSystemClock } from '../src/util/clock.ts';

const clock = createSystemClock();
const { limits } = getLimits(['marengo3.0'], 'tasks');
const started = performance.now();
const session = createFetchSession({ clock, resolve: resolveWithSystem, allowPrivate: true, proxyFor: () => null });
const [preflight] = await inspectVideos(
  [{ kind: 'url', url: process.argv[2] ?? '' }],
  { limits },
  { fetch: session.fetch, clock, signal: new AbortController().signal },
);
console.log(JSON.stringify({ ms: performance.now() - started, preflight }));
session.close();
