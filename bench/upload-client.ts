import { createTransport } from '../src/http/transport.ts';
import { createApi } from '../src/twelvelabs/api.ts';
import { createAssetFromFile } from '../src/twelvelabs/assets.ts';
import { openLocalFile } from '../src/upload/local-file.ts';
import { PART_CONCURRENCY, uploadFile } from '../src/upload/upload.ts';
import { type Clock, createDeadline, createSystemClock } from '../src/util/clock.ts';

/**
 * Uploads UPLOAD_FILE, of UPLOAD_SIZE bytes, to the platform at UPLOAD_API with the modules of the action: in parts, or
 * in one request if UPLOAD_METHOD is `direct`. Prints `{ms}`.
 */
const { UPLOAD_FILE: path = '', UPLOAD_SIZE = '', UPLOAD_API: baseUrl = '', UPLOAD_METHOD = '' } = process.env;
const size = Number(UPLOAD_SIZE);
const labels = { enableVideoStream: true, filename: 'bench.mp4', userMetadata: { gha_source: 'bench' } };
const DEADLINE_MS = 20 * 60_000;

const real = createSystemClock();
// The clock is one hour slow, so that the client uses expired URLs and the storage has to refuse them.
const clock: Clock = { ...real, date: () => new Date(Date.now() - 3_600_000) };
const send = createTransport(clock);
const api = createApi({ baseUrl, apiKey: 'bench', send, clock, random: Math.random, trace: () => {} });
const { signal } = new AbortController();

async function direct(): Promise<void> {
  const file = await openLocalFile(path, size);
  const content = { contentType: 'video/mp4', size, stream: file.range(0, size) };
  await createAssetFromFile(api, { ...labels, file: content }, { timeoutMs: DEADLINE_MS, signal });
  await file.close();
}

async function inParts(): Promise<void> {
  const world = {
    api,
    send,
    clock,
    random: Math.random,
    deadline: createDeadline(clock, DEADLINE_MS),
    cancellation: { signal },
    mask: () => {},
    log: { info: () => {}, warning: () => {}, debug: () => {} },
  };
  const settings = { concurrency: PART_CONCURRENCY, checkpointFile: `${path}.upload.jsonl`, onProgress: () => {} };
  await uploadFile(world, { path, size }, labels, settings);
}

const started = performance.now();
await (UPLOAD_METHOD === 'direct' ? direct() : inParts());
const ms = performance.now() - started;
process.stdout.write(JSON.stringify({ ms }));
