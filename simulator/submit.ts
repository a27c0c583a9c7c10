import { jsonReply, type Reply } from './api.ts';
import type { Body, UploadedFile } from './body.ts';
import { type Call, findIndex } from './call.ts';
import { ApiError, invalid } from './errors.ts';
import { type FetchedVideo, filenameOf } from './fetch-video.ts';
import { isId } from './ids.ts';
import { probeMedia } from './media.ts';
import { brokenVideo, judgeVideo, limitsOf, tooLarge } from './media-rules.ts';
import type { Platform } from './platform.ts';
import type { IndexRecord, Task, UserMetadata, Video } from './records.ts';
import { parseUserMetadata } from './user-metadata.ts';

/** A checked submission. Exactly one of `url` and `file` is there. */
interface Submission {
  readonly index: IndexRecord;
  readonly url: string | null;
  readonly file: UploadedFile | null;
  readonly stream: boolean;
  readonly userMetadata: UserMetadata;
}

type Form = Extract<Body, { kind: 'form' }>;

const formFields = ['index_id', 'video_url', 'video_file', 'enable_video_stream', 'user_metadata'];
/** Known to v1.1 and v1.2 only. */
const formerFields = [
  'language',
  'disable_video_stream',
  'provide_transcription',
  'transcription_file',
  'transcription_url',
];

/**
 * `POST /tasks`: accepts a video and answers with the ids of its task and, where the options say so, of the video.
 * Nothing protects from submitting the same video twice: the platform has no such protection either.
 */
export async function createTask(platform: Platform, call: Call): Promise<Reply> {
  const submission = readSubmission(platform, call);
  checkRoom(platform, submission.index, 0);
  if (platform.options.overConcurrency === 'reject' && platform.pipeline.unfinished() >= platform.options.concurrency) {
    throw new ApiError(
      429,
      'too_many_requests',
      `More than ${platform.options.concurrency} videos at once are not allowed.`,
    );
  }
  const atOnce = platform.options.fetchOn === 'create';
  const task = atOnce ? await createAfterFetch(platform, submission) : await createBeforeFetch(platform, submission);
  const ids = { _id: task.id, ...(platform.options.videoIdOnCreate && { video_id: task.video.id }) };
  return jsonReply(platform.options.createStatus, ids);
}

async function createAfterFetch(platform: Platform, submission: Submission): Promise<Task> {
  const verdict = await obtain(platform, submission);
  if (verdict.kind === 'fault') throw new ApiError(400, verdict.fault.code, verdict.fault.message);
  checkRoom(platform, submission.index, verdict.facts.duration);
  const task = addTask(platform, submission);
  settle(platform, task.video, verdict);
  return task;
}

/** The answer does not wait for a fetch; an upload is here already, and judged at once. */
async function createBeforeFetch(platform: Platform, submission: Submission): Promise<Task> {
  const task = addTask(platform, submission);
  const settling = obtain(platform, submission)
    .catch((): FetchedVideo => ({ kind: 'fault', filename: task.video.filename, fault: brokenVideo }))
    .then((verdict) => settle(platform, task.video, verdict));
  if (submission.file !== null) await settling;
  return task;
}

function addTask(platform: Platform, submission: Submission): Task {
  const { index, url, file, stream, userMetadata } = submission;
  const id = platform.newId();
  platform.pipeline.enter();
  return platform.store.addTask(id, {
    id: platform.options.sameIds ? id : platform.newId(),
    assetId: platform.newId(),
    index,
    url,
    stream,
    userMetadata,
    createdAt: platform.times.now(),
    filename: file?.filename ?? filenameOf(url ?? ''),
    status: platform.pipeline.firstStatus(),
  });
}

/** Gets the video and judges it by the index's models. */
async function obtain(platform: Platform, { index, url, file }: Submission): Promise<FetchedVideo> {
  const limits = limitsOf(index.models);
  const got = url === null ? await readUpload(file, limits.maxTaskBytes) : await platform.fetchVideo(url);
  if (got.kind === 'fault') return got;
  const fault = judgeVideo(got.facts, limits);
  return fault === null ? got : { kind: 'fault', filename: got.filename, fault };
}

async function readUpload(file: UploadedFile | null, maxBytes: number): Promise<FetchedVideo> {
  const filename = file?.filename ?? '';
  if (file === null) return { kind: 'fault', filename, fault: brokenVideo };
  if (file.content.media === null) return { kind: 'fault', filename, fault: tooLarge(maxBytes) };
  const facts = await probeMedia(file.content.media);
  return facts === null ? { kind: 'fault', filename, fault: brokenVideo } : { kind: 'video', filename, facts };
}

/** Books the video's minutes and sends it on its way. What does not fit the quota any more fails now. */
function settle(platform: Platform, video: Video, verdict: FetchedVideo): void {
  const now = platform.times.now();
  // What was due before the fetch ended has happened by now.
  platform.pipeline.advance(now);
  const kept = verdict.kind === 'video' ? withinQuota(platform, verdict) : verdict;
  if (kept.kind === 'video') {
    platform.account.usedSeconds += kept.facts.duration;
    platform.store.book(video, kept.facts.duration);
    platform.limiter.spend(kept.facts.duration, now);
  }
  platform.pipeline.judged(video, kept, now);
}

function withinQuota(platform: Platform, verdict: Extract<FetchedVideo, { kind: 'video' }>): FetchedVideo {
  if (!overQuota(platform, verdict.facts.duration)) return verdict;
  return {
    kind: 'fault',
    filename: verdict.filename,
    fault: { code: 'usage_limit_exceeded', message: quotaMessage(platform) },
  };
}

function overQuota(platform: Platform, moreSeconds: number): boolean {
  const { quotaMinutes } = platform.options;
  return quotaMinutes !== null && platform.account.usedSeconds + moreSeconds > quotaMinutes * 60;
}

/** Throws 400 `usage_limit_exceeded` (a code of the 400 family, as documented and seen) where account or index is full. */
function checkRoom(platform: Platform, index: IndexRecord, seconds: number): void {
  const { quotaMinutes, capacity } = platform.options;
  const usedUp = quotaMinutes !== null && platform.account.usedSeconds >= quotaMinutes * 60;
  if (usedUp || overQuota(platform, seconds)) throw new ApiError(400, 'usage_limit_exceeded', quotaMessage(platform));
  const tooMany = capacity.videos !== null && index.admitted >= capacity.videos;
  const tooLong = capacity.hours !== null && index.admittedSeconds + seconds > capacity.hours * 3600;
  if (tooMany || tooLong) throw new ApiError(400, 'usage_limit_exceeded', `The index ${index.id} is full.`);
}

function quotaMessage(platform: Platform): string {
  return `The limit of ${platform.options.quotaMinutes} minutes of video is used up.`;
}

function readSubmission(platform: Platform, call: Call): Submission {
  const form = formOf(call.body);
  rejectUnknownFields(platform, call.version, form);
  const { index_id: id, user_metadata } = form.fields;
  if (id === undefined || id === '') throw missing('index_id');
  if (!isId(id)) throw invalid('index_id', 'It must be 24 hexadecimal digits.');
  const index = findIndex(platform, id);
  if (!limitsOf(index.models).accepting) {
    throw invalid('index_id', 'Videos cannot be added to an index without a current model.');
  }
  return {
    index,
    ...sourceOf(form),
    stream: streamOf(form),
    userMetadata: parseUserMetadata(user_metadata),
  };
}

/** Only multipart forms are accepted; JSON gets `content_type_invalid`, as on sibling endpoints. */
function formOf(body: Body): Form {
  if (body.kind === 'form') return body;
  if (body.kind === 'broken') throw new ApiError(400, 'parameter_invalid', 'The body of the request cannot be read.');
  throw new ApiError(400, 'content_type_invalid', 'The content type must be multipart/form-data.');
}

function rejectUnknownFields(platform: Platform, version: string, form: Form): void {
  if (platform.options.unknownFields === 'ignore') return;
  const known = version === '1.1' || version === '1.2' ? [...formFields, ...formerFields] : formFields;
  const unknown = [...Object.keys(form.fields), ...Object.keys(form.files)].find((name) => !known.includes(name));
  if (unknown !== undefined) throw new ApiError(400, 'parameter_unknown', `The ${unknown} parameter is unknown.`);
}

function sourceOf(form: Form): { url: string | null; file: UploadedFile | null } {
  const { video_url } = form.fields;
  const { video_file: file = null } = form.files;
  const url = video_url === undefined || video_url === '' ? null : video_url;
  if (url !== null && file !== null) throw invalid('video_url', 'Provide either video_url or video_file.');
  if (url === null && file === null) throw missing('video_url or video_file');
  const protocol = url === null ? null : URL.parse(url)?.protocol;
  if (protocol !== null && protocol !== 'http:' && protocol !== 'https:') {
    throw invalid('video_url', 'It must be a valid URL.');
  }
  return { url, file };
}

function streamOf(form: Form): boolean {
  const { enable_video_stream: text = 'true' } = form.fields;
  if (text !== 'true' && text !== 'false') throw invalid('enable_video_stream', 'It must be true or false.');
  return text === 'true';
}

function missing(name: string): ApiError {
  return new ApiError(400, 'parameter_not_provided', `The ${name} parameter is required but was not provided.`);
}
