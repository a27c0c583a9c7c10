import type { InvalidInput } from '../inputs/input-reader.ts';
import type { ErrorDetails } from '../model/errors.ts';
import type { UrlSource } from '../model/source.ts';
import { classifyHost } from '../util/host.ts';

/** Longer than any signed link, and as long as common servers take. */
const MAX_URL_LENGTH = 8_192;

/** Reads one link, named by its file if it has no other name. Never throws: what is wrong with it is its `problem`. */
export function parseVideoUrl(line: string, allowPrivate: boolean, name: string | null = null): UrlSource {
  const url = URL.parse(line);
  const error = checkUrl(line, url, allowPrivate);
  const href = url?.href ?? line;
  return {
    kind: 'url',
    url: href,
    displayName: toDisplayUrl(line, url),
    name: name ?? getFileName(url),
    key: null,
    userMetadata: {},
    error,
  };
}

/** What may be shown of a link: no credentials, no query (signatures live there), no fragment. */
function toDisplayUrl(line: string, url: URL | null): string {
  if (url === null || !/^https?:$/.test(url.protocol)) return removeCredentials(line.replace(/[?#].*$/s, ''));
  // A cut of the one string costs nothing, and there may be many thousands; a link with credentials is refused anyway.
  if (url.username === '' && url.password === '') {
    return cutAtSecondLink(
      url.href.slice(0, url.href.length - url.search.length - url.hash.length).replace(/[?#]+$/, ''),
    );
  }
  return `${url.protocol}//${url.host}${cutAtSecondLink(url.pathname)}`;
}

function cutAtSecondLink(path: string): string {
  return path.slice(0, MAX_URL_LENGTH).replace(/(?:,|%20)+https?:.*$/is, '');
}

function removeCredentials(text: string): string {
  const at = text.lastIndexOf('@');
  if (at < 0) return text;
  return (/^[a-z]*:?\/\//i.exec(text)?.[0] ?? '') + text.slice(at + 1);
}

/** The last part of the path, or the host where there is none. */
function getFileName(url: URL | null): string {
  if (url === null) return '(not a URL)';
  return decodeUrlText(
    cutAtSecondLink(url.pathname)
      .split('/')
      .findLast((part) => part !== '') ?? url.host,
  );
}

function decodeUrlText(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function checkUrl(line: string, url: URL | null, allowPrivate: boolean): ErrorDetails | null {
  if (/[\s,]+https?:\/\//.test(line)) {
    return createInvalidUrl('it holds more than one link', 'Put every link on a line of its own, without commas.');
  }
  if (url === null || /\s/.test(line)) {
    return createInvalidUrl(
      'it is not a URL',
      'Give a direct link to a video file, for instance https://example.com/video.mp4.',
    );
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return createInvalidUrl(`its scheme is ${url.protocol}`, 'The platform fetches http and https only.');
  }
  if (url.username !== '' || url.password !== '') {
    return createInvalidUrl(
      'it holds a user name or password',
      'Use a public or a signed link; credentials in a URL end up in logs.',
    );
  }
  if (line.length > MAX_URL_LENGTH)
    return createInvalidUrl(`it is longer than ${MAX_URL_LENGTH} characters`, 'Shorten it.');
  const kind = classifyHost(url.hostname);
  if (!allowPrivate && (kind === 'loopback' || kind === 'private')) {
    return createInvalidUrl(
      `its host ${url.hostname} is an address that only your own network can reach`,
      'Give a link that the platform can fetch, or set `allow_private_urls: true` for a platform on your own network.',
    );
  }
  return null;
}

const CANNOT_WORK = 'This video URL cannot work: ';

function createInvalidUrl(why: string, hint: string): ErrorDetails {
  return { code: 'video_url_invalid', message: `${CANNOT_WORK}${why}.`, hint, class: 'input' };
}

/** A bad link as one of the mistakes in the inputs of a step: what is wrong with it, and what to do. */
export function toInvalidInput({ message, hint }: ErrorDetails, shown: string): InvalidInput {
  const expected = 'direct links to video files, one per line';
  return { input: 'video_url', received: shown, expected, hint: `${message.replace(CANNOT_WORK, '')} ${hint}` };
}
