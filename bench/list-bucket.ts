/** Lists the bucket at ENDPOINT, matches a pattern, and prints `{ms, objects}`, without the start of Node. */
import { createTransport } from '../src/http/transport.ts';
import { isMistake, parseObjectUrl } from '../src/sources/objects/object-url.ts';
import { createObjectExclusion, listObjects } from '../src/sources/objects/resolve-objects.ts';
import { readS3Settings } from '../src/storage/s3-settings.ts';
import { createS3Store } from '../src/storage/s3-store.ts';
import { createSystemClock } from '../src/util/clock.ts';

const settings = readS3Settings({
  AWS_ACCESS_KEY_ID: 'key',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_ENDPOINT_URL: process.env['ENDPOINT'],
});
const request = parseObjectUrl('s3://bucket/library/**/*.mp4');
if ('expected' in settings || isMistake(request)) throw new Error('The settings are wrong.');

const started = performance.now();
const clock = createSystemClock();
const signal = new AbortController().signal;
const store = createS3Store({ settings, send: createTransport(clock), clock, random: Math.random, signal });
const objects = await listObjects(request, store, await createObjectExclusion([]));
console.log(JSON.stringify({ ms: performance.now() - started, objects: objects.length }));
process.exit(0);
