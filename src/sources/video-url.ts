import type { InvalidInput } from '../inputs/input-reader.ts';
import type { ErrorDetails } from '../model/errors.ts';
import type { UrlSource } from '../model/source.ts';
import { classifyHost } from '../util/host.ts';
import { decodeUrlText, removeQuery } from '../util/url.ts';
import {
  isMistake,
  isObjectUrl,
  type ObjectRequest,
  type ObjectUrlMistake,
  parseObjectUrl,
} from './objects/object-url.ts';
import { findPasteMistake, type LinkMistake, quoteLink, trimLink } from './pasted-link.ts';

/** Longer than any signed link, and the limit of common servers. */
const MAX_URL_LENGTH = 8_192;

/** Parses a line of `video_url`: a link, or objects in a bucket. Never throws. */
export function parseVideoLine(line: string, lineNumber: number, allowPrivate: boolean): UrlSource | ObjectRequest {
  const source = parseLine(trimLink(line), allowPrivate);
  if (source.error === null) return source;
  return { ...source, error: { ...source.error, message: `Line ${lineNumber}: ${source.error.message}` } };
}

function parseLine(line: string, allowPrivate: boolean): UrlSource | ObjectRequest {
  if (!isObjectUrl(line)) return parseVideoUrl(line, allowPrivate);
  const parsed = parseObjectUrl(line);
  return isMistake(parsed) ? createInvalidObject(line, parsed) : parsed;
}

/** An invalid `s3://` line, which is reported like an invalid link. */
export function createInvalidObject(line: string, mistake: ObjectUrlMistake): UrlSource {
  return { ...parseVideoUrl(line, false), error: createUrlError(line, mistake) };
}

function createUrlError(line: string, [reason, hint]: LinkMistake): ErrorDetails {
  const message = `${INVALID}${reason}: ${quoteLink(line)}.`;
  return { code: 'video_url_invalid', message, hint, class: 'input' };
}

/** Parses a link; without a name it is named after its file. Never throws: an invalid link has an `error`. */
export function parseVideoUrl(received: string, allowPrivate: boolean, name: string | null = null): UrlSource {
  // Longer text is not a link, and reading it as one takes time.
  const line = received.length > 2 * MAX_URL_LENGTH ? received.slice(0, 2 * MAX_URL_LENGTH) : trimLink(received);
  const url = line.length > MAX_URL_LENGTH ? null : URL.parse(line);
  return {
    kind: 'url',
    url: url?.href ?? line.slice(0, MAX_URL_LENGTH),
    displayName: toDisplayUrl(line, url),
    name: name ?? getFileName(url),
    key: null,
    userMetadata: {},
    error: checkUrl(line, url, allowPrivate),
  };
}

/** A link without credentials, query (which may contain a signature) and fragment. */
function toDisplayUrl(line: string, url: URL | null): string {
  if (url === null || !/^https?:$/.test(url.protocol))
    return removeCredentials(line.slice(0, MAX_URL_LENGTH).replace(/[?#].*$/s, ''));
  // Cutting the text is fast, and a list may have many thousands of links. Links with credentials are always invalid.
  if (url.username === '' && url.password === '') return cutAtSecondLink(removeQuery(url));
  return `${url.protocol}//${url.host}${cutAtSecondLink(url.pathname)}`;
}

function cutAtSecondLink(path: string): string {
  const second = path.search(/(?:,|%20)https?:/i);
  return second === -1 ? path : path.slice(0, second).replace(/(?<!,|%20)(?:,|%20)+$/, '');
}

function removeCredentials(text: string): string {
  const end = text.lastIndexOf('@');
  if (end < 0) return text;
  return (/^[a-z]*:?\/\//i.exec(text)?.[0] ?? '') + text.slice(end + 1);
}

/** The last part of the path, or the host if there is no path. */
function getFileName(url: URL | null): string {
  if (url === null) return '(not a URL)';
  const parts = cutAtSecondLink(url.pathname).split('/');
  return decodeUrlText(parts.findLast((part) => part !== '') ?? url.host);
}

function checkUrl(line: string, url: URL | null, allowPrivate: boolean): ErrorDetails | null {
  const mistake = findMistake(line, url, allowPrivate);
  return mistake && createUrlError(line, mistake);
}

const INVALID = 'This video URL is invalid: ';

const OTHER_SCHEME_HINT = 'Use an http or https link; TwelveLabs supports no other scheme.';
const SCHEME_HINTS: Readonly<Record<string, string>> = {
  'gs:':
    'Use s3:// with an HMAC key and the endpoint https://storage.googleapis.com (AWS_ENDPOINT_URL_S3), or a signed https link.',
  'file:': 'Use the `video_file` input for files of the workspace.',
};

/** A link as most are: nothing in it can be a slip. Lists may have many thousands of them. */
function isPlain(line: string): boolean {
  return (
    /^https?:\/\/[a-z0-9.:-]+\/[\w./~%+=&?@*$!-]*[\w/=~-]$/i.test(line) &&
    !/https?:\/\/.*https?:|\.{3}|&amp;/i.test(line)
  );
}

/** What is wrong with a link, and what to do. */
function findMistake(line: string, url: URL | null, allowPrivate: boolean): LinkMistake | null {
  if (line.length > MAX_URL_LENGTH)
    return [`it is longer than ${MAX_URL_LENGTH} characters`, 'Use a shorter link to the file.'];
  const paste = isPlain(line) ? null : findPasteMistake(line);
  if (paste !== null) return paste;
  if (url === null || /\s/.test(line))
    return ['it is not a URL', 'Use a direct link to a video file, e.g. https://example.com/video.mp4.'];
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return [`its scheme is ${url.protocol.slice(0, -1)}`, SCHEME_HINTS[url.protocol] ?? OTHER_SCHEME_HINT];
  if (url.username !== '' || url.password !== '')
    return [
      'it contains a user name or password',
      'Use a public or a signed link, because credentials in a URL can end up in logs.',
    ];
  const kind = classifyHost(url.hostname);
  if (allowPrivate || kind === 'name' || kind === 'public') return null;
  return [
    `its host ${url.hostname} is an address that can be reached only in your own network`,
    'Use a link that TwelveLabs can download, or set `allow_private_urls: true` for an API on your own network.',
  ];
}

/** Converts the error of a link to an error of the `video_url` input. */
export function toInvalidInput({ message, hint }: ErrorDetails, received: string): InvalidInput {
  const expected = 'direct links to video files, one per line';
  return { input: 'video_url', received, expected, hint: `${message.replace(INVALID, '')} ${hint}` };
}
