import type { ApiRequest, Delivery, RecordedRequest, Reply } from './api.ts';
import { type SimAsset, toSimAsset } from './asset-serializers.ts';
import { type Billing, getBilling } from './billing.ts';
import { disposeBody, getFields, type ReadBody, readBody } from './body.ts';
import { publishExchange } from './exchanges.ts';
import { createFaults, deliverFault, type FaultRule, type Faults, isProcessed } from './faults.ts';
import { assetLimits, modelLimits } from './limits.ts';
import type { SimulatorOptions } from './options.ts';
import { changeOptions, createPlatform, type Platform, type PlatformDependencies } from './platform.ts';
import { answer, splitPath } from './routes.ts';
import { type Seed, seedTask } from './seed.ts';
import { type SimTask, toSimTask } from './serializers.ts';
import { storePart } from './storage.ts';

export type { ApiRequest, Delivery, RecordedRequest } from './api.ts';
export type { SimAsset } from './asset-serializers.ts';
export type { SimTask } from './serializers.ts';

/** The simulated platform without a transport. */
export interface SimulatorCore {
  /** Handles one request, according to the fault rules. Never rejects. */
  deliver(request: ApiRequest): Promise<Delivery>;
  /** Handles one request to the storage behind the upload URLs. Never rejects. */
  deliverStorage(request: ApiRequest): Promise<Delivery>;
  /** API requests in order of arrival. */
  readonly requests: readonly RecordedRequest[];
  /** Requests to the storage in order of arrival. */
  readonly storageRequests: readonly RecordedRequest[];
  fault(rule: FaultRule): void;
  clearFaults(): void;
  /** A snapshot of all submissions to an index, by either ingest method, oldest first. */
  tasks(): SimTask[];
  /** A snapshot of every asset there ever was, oldest first. */
  assets(): SimAsset[];
  /** What the account is charged for. */
  billing(): Billing;
  /** The tasks that have ended, in that order, without the first `from`. */
  endings(from: number): SimTask[];
  /** The current options. */
  readonly options: Readonly<SimulatorOptions>;
  /** Changes options in mid-run; `speed` and `seed` stay. Throws a TypeError on a bad one. */
  setOptions(changes: Partial<SimulatorOptions>): void;
  /** Puts a task there as if it had been submitted before; default: a ready one of 60 seconds in the default index. */
  addTask(seed?: Seed): SimTask;
  /** Removes the temporary files of unfinished uploads. */
  close(): Promise<void>;
}

/** A platform and its fault rules. The clock, random numbers and the download of videos are handed in. */
export function createCore(deps: PlatformDependencies): SimulatorCore {
  const platform = createPlatform(deps);
  const faults = createFaults();
  const requests: RecordedRequest[] = [];
  const storageRequests: RecordedRequest[] = [];
  const advance = (): void => platform.pipeline.advance(platform.times.now());
  return {
    requests,
    storageRequests,
    deliverStorage: (request) => deliverStorage(platform, faults, storageRequests, request),
    deliver: (request) => deliver(platform, faults, requests, request),
    fault: (rule) => faults.add(rule),
    clearFaults: () => faults.clear(),
    tasks: () => {
      advance();
      return platform.store.history.map((task) => toSimTask(task, platform.times));
    },
    assets: () => {
      advance();
      return platform.assets.history.map(toSimAsset);
    },
    billing: () => {
      advance();
      return getBilling(platform.store.history);
    },
    endings: (from) => {
      advance();
      const tasks = platform.store.ended.slice(from).flatMap(({ sequence }) => platform.store.history[sequence] ?? []);
      return tasks.map((task) => toSimTask(task, platform.times));
    },
    get options() {
      return platform.options;
    },
    setOptions: (changes) => changeOptions(platform, changes),
    addTask: (seed = {}) => toSimTask(seedTask(platform, seed), platform.times),
    close: async () => {
      await Promise.all(platform.uploads.rows.map(({ partStore }) => partStore.dispose()));
    },
  };
}

async function deliver(
  platform: Platform,
  faults: Faults,
  requests: RecordedRequest[],
  request: ApiRequest,
): Promise<Delivery> {
  const record = createRecord(platform, request, splitPath(request.path).path);
  requests.push(record);
  const rule = faults.match(request.method, record.path);
  const read = await readBody(request, maxUpload(record.path)).catch(() => null);
  if (read === null) return { kind: 'drop', delayMs: 0, at: 'before' };
  record.fields = getFields(read.body);
  record.bytes = read.bytes;
  const delivery = await act(platform, request, read, rule);
  record.status = getStatus(delivery);
  return delivery;
}

async function act(platform: Platform, request: ApiRequest, read: ReadBody, rule: FaultRule | null): Promise<Delivery> {
  const works = rule === null || isProcessed(rule);
  const reply = works ? await answer(platform, request, read.body) : null;
  if (reply !== null) publishExchange({ request, body: read.body, reply, options: platform.options });
  await disposeBody(read.body);
  if (rule !== null) return deliverFault(rule, reply);
  return reply === null ? { kind: 'drop', delayMs: 0, at: 'before' } : { kind: 'reply', delayMs: 0, reply };
}

/** The body is read even where a fault rule prevents the processing. */
async function deliverStorage(
  platform: Platform,
  faults: Faults,
  requests: RecordedRequest[],
  request: ApiRequest,
): Promise<Delivery> {
  const record = createRecord(platform, request, request.path);
  requests.push(record);
  const rule = faults.match(request.method, request.path);
  const works = rule === null || isProcessed(rule);
  // A request whose path is not one of the storage is read, and leaves no trace.
  const stored = await storePart(platform, works ? request : { ...request, path: '/' }).catch(() => null);
  if (stored === null) return { kind: 'drop', delayMs: 0, at: 'before' };
  const { delivery, bytes } = stored;
  record.bytes = bytes;
  const reply = works && delivery.kind === 'reply' ? delivery.reply : null;
  const acted = rule === null || (works && reply === null) ? delivery : deliverFault(rule, reply);
  record.status = getStatus(acted);
  return acted;
}

/** How much of an uploaded file is kept. */
function maxUpload(path: string): number {
  if (path === '/assets') return assetLimits.directBytes;
  return Math.max(...Object.values(modelLimits).map((limits) => limits.maxTaskBytes));
}

function createRecord(platform: Platform, request: ApiRequest, path: string): RecordedRequest {
  const query: Record<string, string[]> = {};
  for (const name of request.query.keys()) query[name] ??= request.query.getAll(name);
  return {
    at: platform.times.wall(platform.times.now()),
    method: request.method,
    path,
    query,
    headers: { ...request.headers },
    fields: {},
    bytes: 0,
    status: null,
  };
}

/** The status that the client gets to see. */
function getStatus(delivery: Delivery): number | null {
  const seen = delivery.kind === 'reply' || delivery.at === 'body';
  const reply: Reply | undefined = seen ? delivery.reply : undefined;
  return reply?.status ?? null;
}
