import type { InvalidInput } from '../inputs/input-reader.ts';
import type { ErrorDetails } from '../model/errors.ts';
import type { UrlSource } from '../model/source.ts';
import { classifyHost } from '../util/host.ts';
import { decodeUrlText, removeQuery } from '../util/url.ts';

/** Longer than any signed link, and the limit of common servers. */
const MAX_URL_LENGTH = 8_192;

/** Parses a link; without a name it is named after its file. Never throws: an invalid link has an `error`. */
export function parseVideoUrl(line: string, allowPrivate: boolean, name: string | null = null): UrlSource {
  const url = URL.parse(line);
  return {
    kind: 'url',
    url: url?.href ?? line,
    displayName: toDisplayUrl(line, url),
    name: name ?? getFileName(url),
    key: null,
    userMetadata: {},
    error: checkUrl(line, url, allowPrivate),
  };
}

/** A link without credentials, query (which may contain a signature) and fragment. */
function toDisplayUrl(line: string, url: URL | null): string {
  if (url === null || !/^https?:$/.test(url.protocol)) return removeCredentials(line.replace(/[?#].*$/s, ''));
  // Cutting the text is fast, and a list may have many thousands of links. Links with credentials are always invalid.
  if (url.username === '' && url.password === '') return cutAtSecondLink(removeQuery(url));
  return `${url.protocol}//${url.host}${cutAtSecondLink(url.pathname)}`;
}

function cutAtSecondLink(path: string): string {
  return path.slice(0, MAX_URL_LENGTH).replace(/(?:,|%20)+https?:.*$/is, '');
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
  const [reason, hint] = findMistake(line, url, allowPrivate) ?? [];
  if (reason === undefined || hint === undefined) return null;
  return { code: 'video_url_invalid', message: `${INVALID}${reason}.`, hint, class: 'input' };
}

const INVALID = 'This video URL is invalid: ';

/** What is wrong with a link, and what to do. */
function findMistake(line: string, url: URL | null, allowPrivate: boolean): readonly [string, string] | null {
  if (/[\s,]+https?:\/\//.test(line))
    return ['it contains more than one link', 'Put each link on its own line, without commas.'];
  if (url === null || /\s/.test(line))
    return ['it is not a URL', 'Use a direct link to a video file, e.g. https://example.com/video.mp4.'];
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return [`its scheme is ${url.protocol}`, 'Use an http or https link; TwelveLabs supports no other scheme.'];
  if (url.username !== '' || url.password !== '')
    return [
      'it contains a user name or password',
      'Use a public or a signed link, because credentials in a URL can end up in logs.',
    ];
  if (line.length > MAX_URL_LENGTH)
    return [`it is longer than ${MAX_URL_LENGTH} characters`, 'Use a shorter link to the file.'];
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
