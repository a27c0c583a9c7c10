import { jsonReply, type Reply } from './api.ts';
import type { UploadedFile } from './body.ts';
import { ApiError, invalid, missing } from './errors.ts';
import { type FetchedVideo, getFilename } from './fetch-video.ts';
import { isPlaylistUrl } from './hls.ts';
import { isId } from './ids.ts';
import { probeMedia } from './media.ts';
import { brokenVideo, getModelLimits, judgeVideo, tooLarge } from './media-rules.ts';
import type { IndexRecord, Task, UserMetadata } from './models.ts';
import type { Platform } from './platform.ts';
import { checkQuota, checkRoom, startIndexing } from './quota.ts';
import {
  booleanField,
  type Form,
  findIndex,
  type RequestContext,
  rejectUnknownNames,
  requireForm,
  urlField,
} from './request-context.ts';
import { parseUserMetadata } from './user-metadata.ts';

/** A checked submission. Exactly one of `url` and `file` is there. */
interface Submission {
  readonly index: IndexRecord;
  readonly url: string | null;
  readonly file: UploadedFile | null;
  readonly stream: boolean;
  readonly userMetadata: UserMetadata;
}

const formFields = ['index_id', 'video_url', 'video_file', 'enable_video_stream', 'user_metadata'];
/** Fields of v1.1 and v1.2 only. */
const formerFields = [
  'language',
  'disable_video_stream',
  'provide_transcription',
  'transcription_file',
  'transcription_url',
];

/**
 * `POST /tasks`: accepts a video and returns the IDs of its task and, depending on the options, of the video.
 * Nothing protects from submitting the same video twice: the platform has no such protection either.
 */
export async function createTask(platform: Platform, context: RequestContext): Promise<Reply> {
  const submission = readSubmission(platform, context);
  checkQuota(platform, submission.index);
  const { fetchOn, fetchFailure } = platform.options;
  const waits = fetchOn === 'create' || (fetchFailure === 'rejected' && submission.url !== null);
  const task = waits ? await createAfterFetch(platform, submission) : await createBeforeFetch(platform, submission);
  const ids = { _id: task.id, ...(platform.options.videoIdOnCreate && { video_id: task.video.id }) };
  return jsonReply(platform.options.createStatus, ids);
}

async function createAfterFetch(platform: Platform, submission: Submission): Promise<Task> {
  const verdict = await obtain(platform, submission);
  const { fetchOn } = platform.options;
  if (verdict.kind === 'fault' && (fetchOn === 'create' || verdict.fault.kind === 'access')) {
    throw new ApiError(400, verdict.fault.code, verdict.fault.message);
  }
  if (verdict.kind === 'video' && fetchOn === 'create') checkRoom(platform, submission.index, verdict.facts.duration);
  const task = addTask(platform, submission);
  startIndexing(platform, task.video, verdict);
  return task;
}

/** The response does not wait for a download; an upload is complete and checked immediately. */
async function createBeforeFetch(platform: Platform, submission: Submission): Promise<Task> {
  const task = addTask(platform, submission);
  const starting = obtain(platform, submission)
    .catch((): FetchedVideo => ({ kind: 'fault', filename: task.video.filename, fault: brokenVideo }))
    .then((verdict) => startIndexing(platform, task.video, verdict));
  if (submission.file !== null) await starting;
  return task;
}

function addTask(platform: Platform, submission: Submission): Task {
  const { index, url, file, stream, userMetadata } = submission;
  const id = platform.newId();
  const createdAt = platform.times.now();
  const filename = file?.filename ?? getFilename(url ?? '');
  const method = url === null ? 'direct' : 'url';
  platform.pipeline.enter();
  return platform.store.addTask(id, {
    id: platform.options.sameIds ? id : platform.newId(),
    asset: platform.assets.add({ method, filename, url, createdAt }),
    index,
    url,
    stream,
    userMetadata,
    createdAt,
    filename,
    status: platform.pipeline.firstStatus(),
  });
}

/** Gets the video and checks it by the limits of the index's models. */
async function obtain(platform: Platform, { index, url, file }: Submission): Promise<FetchedVideo> {
  const limits = getModelLimits(index.models);
  if (url !== null && isPlaylistUrl(url)) return { kind: 'fault', filename: getFilename(url), fault: brokenVideo };
  const got = url === null ? await readUpload(file, limits.maxTaskBytes) : await platform.fetchVideo(url);
  if (got.kind === 'fault') return got;
  const fault = judgeVideo(got.facts, limits);
  return fault === null ? got : { kind: 'fault', filename: got.filename, fault };
}

/** What an uploaded file is. */
export async function readUpload(file: UploadedFile | null, maxBytes: number): Promise<FetchedVideo> {
  const filename = file?.filename ?? '';
  if (file === null) return { kind: 'fault', filename, fault: brokenVideo };
  if (file.content.media === null) return { kind: 'fault', filename, fault: tooLarge(maxBytes) };
  const facts = await probeMedia(file.content.media);
  return facts === null ? { kind: 'fault', filename, fault: brokenVideo } : { kind: 'video', filename, facts };
}

function readSubmission(platform: Platform, context: RequestContext): Submission {
  const form = requireForm(context.body);
  rejectUnknownFields(platform, context.version, form);
  const { index_id: id, user_metadata } = form.fields;
  if (id === undefined || id === '') throw missing('index_id');
  if (!isId(id)) throw invalid('index_id', 'It must be 24 hexadecimal digits.');
  const index = findIndex(platform, id);
  return {
    index,
    ...parseSource(form),
    stream: booleanField(form, 'enable_video_stream', true),
    userMetadata: parseUserMetadata(user_metadata),
  };
}

function rejectUnknownFields(platform: Platform, version: string, form: Form): void {
  const known = version === '1.1' || version === '1.2' ? [...formFields, ...formerFields] : formFields;
  rejectUnknownNames(platform, [...Object.keys(form.fields), ...Object.keys(form.files)], known);
}

function parseSource(form: Form): { url: string | null; file: UploadedFile | null } {
  const { video_file: file = null } = form.files;
  const url = urlField(form, 'video_url');
  if (url !== null && file !== null) throw invalid('video_url', 'Provide either video_url or video_file.');
  if (url === null && file === null) throw missing('video_url or video_file');
  return { url, file };
}
