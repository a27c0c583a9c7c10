import type { Clock } from '../src/util/clock.ts';
import { asObject, type JsonObject, parseText } from '../src/util/json.ts';
import type { LiveClient, LiveResponse } from './client.ts';
import { type FilterEffect, type Spelling, testFilters } from './filters.ts';
import { listRows, type Observation, watchTask } from './watch.ts';

/** The shape of the body of an error. */
export type ErrorShape = 'flat' | 'nested' | 'empty' | 'not JSON' | 'other';

/** One refused request. */
export interface Refusal {
  readonly status: number;
  readonly shape: ErrorShape;
  readonly code: string | null;
}

/** What a check has found out. A member that is missing was not reached. */
export interface Findings {
  refusals: Record<string, Refusal>;
  /** Names of headers about limits and versions, by request. */
  headers: Record<string, readonly string[]>;
  /** Status codes of requests that succeeded. */
  statuses: Record<string, number>;
  /** Names of the members of resources. */
  members: Record<string, readonly string[]>;
  submitMs?: number;
  hasVideoIdAtOnce?: boolean;
  isTaskIdVideoId?: boolean;
  observation?: Observation;
  doRowsTellMetadata?: boolean;
  filtersBeforeUpdate?: Readonly<Record<Spelling, FilterEffect>>;
  filtersAfterUpdate?: Readonly<Record<Spelling, FilterEffect>>;
  doesUpdateMerge?: boolean;
  doesNullDelete?: boolean;
  /** Until a deleted video was no longer listed, in milliseconds. */
  unlistedMs?: number | null;
  /** What could not be deleted. */
  leftBehind: string[];
  /** Why the check ended early; null if it did not. */
  problem: string | null;
}

export interface VerifyOptions {
  readonly client: LiveClient;
  readonly clock: Clock;
  /** Ends the check early; what was made is still deleted. */
  readonly signal: AbortSignal;
  readonly video: Uint8Array<ArrayBuffer>;
  /** Makes names unique. */
  readonly token: string;
  readonly pollMs: number;
  readonly timeoutMs: number;
  readonly log: (line: string) => void;
}

const NOTHING = 'ffffffffffffffffffffffff';

/**
 * Finds out what is not documented, with an index of its own and one video of five seconds. Deletes what it made,
 * whatever happens. Never rejects: `problem` says why the findings are incomplete.
 */
export async function verifyLive(options: VerifyOptions): Promise<Findings> {
  const findings: Findings = { refusals: {}, headers: {}, statuses: {}, members: {}, leftBehind: [], problem: null };
  const made: Made = { indexId: null, taskId: null, videoId: null, assetId: null };
  try {
    await testRefusals(options, findings);
    options.signal.throwIfAborted();
    await createIndex(options, findings, made);
    await submit(options, findings, made);
    await inspect(options, findings, made);
  } catch (error) {
    findings.problem = error instanceof Error ? error.message : String(error);
  }
  await cleanUp(options, findings, made);
  return findings;
}

interface Made {
  indexId: string | null;
  taskId: string | null;
  videoId: string | null;
  assetId: string | null;
}

/** Requests that are refused cost nothing. */
async function testRefusals({ client, log }: VerifyOptions, findings: Findings): Promise<void> {
  log('Reading errors and headers.');
  const known = await client('GET', '/indexes?page_limit=1');
  if (known.status !== 200) throw new Error(`The key is not accepted: GET /indexes returned ${known.status}.`);
  findings.headers['GET /indexes'] = selectHeaders(known);
  const refused: readonly (readonly [string, () => Promise<LiveResponse>])[] = [
    ['a wrong key', () => client('GET', '/indexes', { apiKey: 'tlk_0000' })],
    ['an unknown index', () => client('GET', `/indexes/${NOTHING}`)],
    ['an unknown task', () => client('GET', `/tasks/${NOTHING}`)],
    ['an unknown asset', () => client('GET', `/assets/${NOTHING}`)],
    ['an ID that is none', () => client('GET', '/tasks/none')],
    ['51 rows per page', () => client('GET', '/tasks?page_limit=51')],
    ['an unknown parameter', () => client('GET', '/tasks?verify_live=1')],
    ['an unknown path', () => client('GET', '/verify-live')],
    ['a submission as JSON', () => client('POST', '/tasks', { json: { index_id: NOTHING } })],
    ['a submission without a video', () => client('POST', '/tasks', { form: toForm({ index_id: NOTHING }) })],
  ];
  for (const [name, send] of refused) findings.refusals[name] = toRefusal(await send());
}

async function createIndex({ client, token, log }: VerifyOptions, findings: Findings, made: Made): Promise<void> {
  log('Creating an index.');
  const models = [{ model_name: 'marengo3.0', model_options: ['visual', 'audio'] }];
  const created = await client('POST', '/indexes', { json: { index_name: `verify-live-${token}`, models } });
  made.indexId = parseText(created.body?.['_id']);
  findings.statuses['POST /indexes'] = created.status;
  if (made.indexId === null) throw new Error(`The index was not created: ${created.status} ${cut(created.text)}`);
}

async function submit(options: VerifyOptions, findings: Findings, made: Made): Promise<void> {
  const { client, clock, token, video, log } = options;
  log('Submitting a video of five seconds.');
  const form = toForm({ index_id: made.indexId ?? '', user_metadata: JSON.stringify({ verify_live: token }) });
  form.set('video_file', new Blob([video], { type: 'video/mp4' }), 'five-seconds.mp4');
  const started = clock.now();
  const created = await client('POST', '/tasks', { form });
  findings.statuses['POST /tasks'] = created.status;
  findings.headers['POST /tasks'] = selectHeaders(created);
  findings.submitMs = Math.round(clock.now() - started);
  made.taskId = parseText(created.body?.['_id']);
  made.videoId = parseText(created.body?.['video_id']);
  findings.hasVideoIdAtOnce = made.videoId !== null;
  if (made.taskId === null) throw new Error(`The video was not accepted: ${created.status} ${cut(created.text)}`);
  log('Waiting for it. This takes about a minute.');
  const { indexId = '', taskId } = { indexId: made.indexId ?? '', taskId: made.taskId };
  const observation = await watchTask(client, { ...options, indexId, taskId, videoId: made.videoId });
  findings.observation = observation;
  made.videoId ??= parseText(observation.task?.['video_id']);
  findings.isTaskIdVideoId = made.taskId === made.videoId;
  findings.members['task'] = listMembers(observation.task);
  const status = parseText(observation.task?.['status']);
  if (status !== 'ready') throw new Error(`The video did not become ready: its status is ${status ?? 'unknown'}.`);
}

async function inspect(options: VerifyOptions, findings: Findings, made: Made): Promise<void> {
  const { client, token, log } = options;
  const list = `/indexes/${made.indexId}/indexed-assets`;
  const path = `${list}/${made.videoId}`;
  log('Reading it, and testing the filters.');
  const [row] = listRows((await client('GET', list)).body);
  const { body: item } = await client('GET', path);
  made.assetId = parseText(item?.['asset_id']);
  findings.members['row of indexed assets'] = listMembers(row ?? null);
  findings.members['indexed asset'] = listMembers(item);
  findings.doRowsTellMetadata = row?.['user_metadata'] !== undefined;
  findings.filtersBeforeUpdate = await testFilters(client, made.indexId ?? '', 'verify_live', token);
  log('Updating its metadata, and testing the filters again.');
  const json = { user_metadata: { added: 'yes', removed: 'yes' } };
  findings.statuses['PATCH of an indexed asset'] = (await client('PATCH', path, { json })).status;
  await client('PATCH', path, { json: { user_metadata: { removed: null } } });
  const metadata = asObject((await client('GET', path)).body?.['user_metadata']);
  findings.doesUpdateMerge = metadata?.['verify_live'] === token && metadata['added'] === 'yes';
  findings.doesNullDelete = metadata !== null && !('removed' in metadata);
  findings.filtersAfterUpdate = await testFilters(client, made.indexId ?? '', 'verify_live', token);
}

/** Everything that was made, from the video to the index. What is left is named in the findings. */
async function cleanUp(options: VerifyOptions, findings: Findings, made: Made): Promise<void> {
  const { client, log } = options;
  const { indexId, videoId, taskId, assetId } = made;
  if (indexId !== null) log('Deleting what was made.');
  const remove = async (name: string, id: string | null, path: string): Promise<void> => {
    if (id === null) return;
    const response = await client('DELETE', path).catch(() => null);
    findings.statuses[`DELETE of ${name}`] = response?.status ?? 0;
    if (response === null || (response.status >= 300 && response.status !== 404))
      findings.leftBehind.push(`${name} ${id}`);
  };
  await remove('a video', videoId, `/indexes/${indexId}/indexed-assets/${videoId}`);
  if (findings.statuses['DELETE of a video'] === 204) findings.unlistedMs = await waitUntilUnlisted(options, made);
  await remove('a task', taskId, `/tasks/${taskId}`);
  await remove('an asset', assetId, `/assets/${assetId}`);
  await remove('an index', indexId, `/indexes/${indexId}`);
}

const UNLISTED_TRIES = 15;

async function waitUntilUnlisted({ client, clock, pollMs }: VerifyOptions, { indexId }: Made): Promise<number | null> {
  const started = clock.now();
  for (let tries = 0; tries < UNLISTED_TRIES; tries++) {
    const response = await client('GET', `/indexes/${indexId}/indexed-assets`).catch(() => null);
    if (response?.status === 200 && listRows(response.body).length === 0) return Math.round(clock.now() - started);
    await clock.sleep(pollMs);
  }
  return null;
}

function toForm(fields: Readonly<Record<string, string>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
}

/** Only names: values may be limits of an account. */
function selectHeaders({ headers }: LiveResponse): readonly string[] {
  return headers.filter((name) => /rate|retry|quota|version|request-id/.test(name)).toSorted();
}

function listMembers(resource: JsonObject | null): readonly string[] {
  return Object.keys(resource ?? {}).toSorted();
}

function toRefusal({ status, text, body }: LiveResponse): Refusal {
  const nested = asObject(body?.['error']);
  const code = parseText(body?.['code']) ?? parseText(nested?.['code']);
  return { status, shape: getShape(text, body, nested), code };
}

function getShape(text: string, body: JsonObject | null, nested: JsonObject | null): ErrorShape {
  if (text === '') return 'empty';
  if (body === null) return 'not JSON';
  if (parseText(body['code']) !== null) return 'flat';
  return nested === null ? 'other' : 'nested';
}

/** Enough of a body to recognize an error. */
function cut(text: string): string {
  return text.slice(0, 300);
}
