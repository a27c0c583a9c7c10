import { jsonReply, type Reply } from './api.ts';
import { ApiError, invalid, missing } from './errors.ts';
import { isId } from './ids.ts';
import { MAX_PAGE_LIMIT } from './listing.ts';
import type { IndexRecord, Video } from './models.ts';
import type { Platform } from './platform.ts';
import { type Form, findIndex, type RequestContext, rejectUnknownNames, requireForm } from './request-context.ts';

/** A checked search; also the content of a page token, so that no state is kept between pages. */
interface Search {
  readonly indexId: string;
  readonly text: string;
  readonly filter: Readonly<Record<string, unknown>>;
  readonly byVideo: boolean;
  readonly limit: number;
  readonly withMetadata: boolean;
  readonly from: number;
}

const mediaFields = ['query_media_type', 'query_media_url', 'query_media_file'];
const formFields = [
  'index_id',
  'query_text',
  'search_options',
  'transcription_options',
  'group_by',
  'operator',
  'page_limit',
  'filter',
  'include_user_metadata',
  ...mediaFields,
];
const searchOptions = ['visual', 'audio', 'transcription'];
const PAGE_LIFE_MS = 24 * 3_600_000;
const CLIP_SECONDS = 6;

/**
 * `POST /search`: finds videos by the words of their file names and of their metadata, and by `filter`. What is in a
 * video is not searched. The request is checked as documented; the best match comes first.
 */
export function search(platform: Platform, context: RequestContext): Reply {
  const form = requireForm(context.body);
  rejectUnknownNames(platform, [...Object.keys(form.fields), ...Object.keys(form.files)], formFields);
  if (mediaFields.some((name) => name in form.fields || name in form.files)) {
    throw new ApiError(400, 'search_option_not_supported', 'This simulator searches by text only.');
  }
  return toReply(platform, readSearch(form));
}

/** `GET /search/:page_token`: the next page. */
export function getSearchPage(platform: Platform, context: RequestContext): Reply {
  const found = parseToken(context.params['page_token'] ?? '');
  if (found === null) throw invalid('page_token', 'It is not the token of a page.');
  const withMetadata = context.query.get('include_user_metadata');
  return toReply(platform, {
    ...found,
    withMetadata: withMetadata === null ? found.withMetadata : withMetadata === 'true',
  });
}

function readSearch(form: Form): Search {
  const { index_id: indexId, query_text: text, group_by: group = 'clip', operator = 'or' } = form.fields;
  if (!indexId) throw missing('index_id');
  if (!isId(indexId)) throw invalid('index_id', 'It must be 24 hexadecimal digits.');
  if (!text) throw missing('query_text');
  const options = form.repeated.get('search_options') ?? [];
  if (options.length === 0) throw missing('search_options');
  const wrong = options.find((option) => !searchOptions.includes(option));
  if (wrong !== undefined) throw invalid('search_options', `There is no option ${wrong}.`);
  if (group !== 'clip' && group !== 'video') throw invalid('group_by', 'It must be clip or video.');
  if (operator !== 'or' && operator !== 'and') throw invalid('operator', 'It must be or or and.');
  const metadata = form.fields['include_user_metadata'] ?? 'false';
  if (metadata !== 'true' && metadata !== 'false') throw invalid('include_user_metadata', 'It must be true or false.');
  return {
    indexId,
    text,
    filter: parseFilter(form.fields['filter']),
    byVideo: group === 'video',
    limit: parseLimit(form.fields['page_limit']),
    withMetadata: metadata === 'true',
    from: 0,
  };
}

function parseLimit(text = '10'): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= MAX_PAGE_LIMIT) return limit;
  throw invalid('page_limit', `It must be a whole number from 1 to ${MAX_PAGE_LIMIT}.`);
}

function parseFilter(text = '{}'): Readonly<Record<string, unknown>> {
  const value = parseJson(text);
  if (value !== null) return value;
  throw new ApiError(400, 'search_filter_invalid', 'The filter parameter must be a JSON object as text.');
}

function parseJson(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

function toReply(platform: Platform, search: Search): Reply {
  const index = findIndex(platform, search.indexId);
  const found = findVideos(index, search);
  const next = search.from + search.limit;
  const { times } = platform;
  return jsonReply(200, {
    data: found.slice(search.from, next).map((video, place) => serialize(video, search.from + place + 1, search)),
    page_info: {
      limit_per_page: search.limit,
      total_results: found.length,
      page_expires_at: new Date(times.wall(times.now()) + PAGE_LIFE_MS).toISOString(),
      ...(next < found.length && { next_page_token: toToken({ ...search, from: next }) }),
      ...(search.from > 0 && {
        prev_page_token: toToken({ ...search, from: Math.max(0, search.from - search.limit) }),
      }),
    },
    search_pool: { total_count: index.ready, total_duration: index.readySeconds, index_id: index.id },
  });
}

/** Ready videos with at least one word of the query, those with most words first, then the oldest. */
function findVideos(index: IndexRecord, { text, filter }: Search): readonly Video[] {
  const words = toWords(text);
  const scored = index.videos.rows
    .filter((video) => video.status === 'ready' && matchesFilter(video, filter))
    .map((video) => ({ video, score: countMatches(video, words) }));
  return scored
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .map(({ video }) => video);
}

function toWords(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

function countMatches({ filename, userMetadata }: Video, words: readonly string[]): number {
  const values = Object.values(userMetadata).flat();
  const known = new Set([filename, ...values.map(String)].flatMap(toWords));
  return words.filter((word) => known.has(word)).length;
}

/** By equality, by `gte` and `lte` for numbers, and by a list of IDs (documented). */
function matchesFilter({ id, filename, facts, userMetadata }: Video, filter: Search['filter']): boolean {
  const known: Readonly<Record<string, unknown>> = { ...userMetadata, ...facts, filename, id };
  return Object.entries(filter).every(([name, wanted]) => matchesValue(known[name], wanted));
}

function matchesValue(actual: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) return wanted.includes(actual);
  if (Array.isArray(actual)) return actual.includes(wanted);
  if (typeof wanted !== 'object' || wanted === null) return actual === wanted;
  const { gte = Number.NEGATIVE_INFINITY, lte = Number.POSITIVE_INFINITY }: { gte?: unknown; lte?: unknown } = wanted;
  return typeof actual === 'number' && actual >= Number(gte) && actual <= Number(lte);
}

/** One item per video: its beginning stands for every clip, because nothing is known about its content. */
function serialize(video: Video, rank: number, { byVideo, withMetadata }: Search): object {
  const metadata = withMetadata ? { user_metadata: video.userMetadata } : {};
  const clip = { start: 0, end: Math.min(CLIP_SECONDS, video.facts?.duration ?? 0), rank, video_id: video.id };
  if (!byVideo) return { ...clip, ...metadata };
  return { id: video.id, ...metadata, clips: [{ ...clip, ...metadata }] };
}

function toToken(search: Search): string {
  return Buffer.from(JSON.stringify(search)).toString('base64url');
}

function parseToken(token: string): Search | null {
  const value = parseJson(Buffer.from(token, 'base64url').toString('utf8'));
  if (value === null) return null;
  const { indexId, text, filter, byVideo, limit, withMetadata, from } = value;
  if (typeof indexId !== 'string' || !isId(indexId) || typeof text !== 'string') return null;
  if (typeof limit !== 'number' || typeof from !== 'number' || typeof filter !== 'object' || filter === null)
    return null;
  return {
    indexId,
    text,
    filter: { ...filter },
    byVideo: byVideo === true,
    limit,
    withMetadata: withMetadata === true,
    from,
  };
}
