/** Inspects one URL and prints `{ms, verdict}`, without the start of Node. */
import { createResolver, IMPATIENT } from '../src/http/resolver.ts';
import { createFetchSession } from '../src/http/safe-fetch.ts';
import { inspectVideos } from '../src/media/inspect-video.ts';
import { getLimits } from '../src/media/model-limits.ts';
import { createSystemClock } from '../src/util/clock.ts';

const clock = createSystemClock();
const { limits } = getLimits(['marengo3.0'], 'tasks');
const started = performance.now();
const session = createFetchSession({
  clock,
  resolve: createResolver(IMPATIENT),
  allowPrivate: true,
  proxyFor: () => null,
});
const [video] = await inspectVideos(
  [{ kind: 'url', url: process.argv[2] ?? '' }],
  { limits },
  { fetch: session.fetch, clock, signal: new AbortController().signal },
);
console.log(JSON.stringify({ ms: performance.now() - started, verdict: video?.verdict }));
session.close();
