import type { InputProblem } from '../inputs/input-reader.ts';
import type { Problem } from '../model/errors.ts';
import type { UrlSource } from '../model/source.ts';
import { hostKind } from '../util/host.ts';

/** Longer than any signed link, and as long as common servers take. */
const LONGEST_URL = 8_192;

/** Reads one link, named by its file if it has no other name. Never throws: what is wrong with it is its `problem`. */
export function videoUrl(line: string, allowPrivate: boolean, name: string | null = null): UrlSource {
  const url = URL.parse(line);
  const problem = problemOf(line, url, allowPrivate);
  const href = url?.href ?? line;
  return {
    kind: 'url',
    url: href,
    shown: shownUrl(line, url),
    name: name ?? nameOf(url),
    key: null,
    userMetadata: {},
    problem,
  };
}

/** What may be shown of a link: no credentials, no query (signatures live there), no fragment. */
function shownUrl(line: string, url: URL | null): string {
  if (url === null || !/^https?:$/.test(url.protocol)) return withoutCredentials(line.replace(/[?#].*$/s, ''));
  // A cut of the one string costs nothing, and there may be many thousands; a link with credentials is refused anyway.
  if (url.username === '' && url.password === '') {
    return firstLink(url.href.slice(0, url.href.length - url.search.length - url.hash.length).replace(/[?#]+$/, ''));
  }
  return `${url.protocol}//${url.host}${firstLink(url.pathname)}`;
}

function firstLink(path: string): string {
  return path.slice(0, LONGEST_URL).replace(/(?:,|%20)+https?:.*$/is, '');
}

function withoutCredentials(text: string): string {
  const at = text.lastIndexOf('@');
  if (at < 0) return text;
  return (/^[a-z]*:?\/\//i.exec(text)?.[0] ?? '') + text.slice(at + 1);
}

/** The last part of the path, or the host where there is none. */
function nameOf(url: URL | null): string {
  if (url === null) return '(not a URL)';
  return decoded(
    firstLink(url.pathname)
      .split('/')
      .findLast((part) => part !== '') ?? url.host,
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function problemOf(line: string, url: URL | null, allowPrivate: boolean): Problem | null {
  if (/[\s,]+https?:\/\//.test(line)) {
    return badUrl('it holds more than one link', 'Put every link on a line of its own, without commas.');
  }
  if (url === null || /\s/.test(line)) {
    return badUrl('it is not a URL', 'Give a direct link to a video file, for instance https://example.com/video.mp4.');
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return badUrl(`its scheme is ${url.protocol}`, 'The platform fetches http and https only.');
  }
  if (url.username !== '' || url.password !== '') {
    return badUrl(
      'it holds a user name or password',
      'Use a public or a signed link; credentials in a URL end up in logs.',
    );
  }
  if (line.length > LONGEST_URL) return badUrl(`it is longer than ${LONGEST_URL} characters`, 'Shorten it.');
  const kind = hostKind(url.hostname);
  if (!allowPrivate && (kind === 'loopback' || kind === 'private')) {
    return badUrl(
      `its host ${url.hostname} is an address that only your own network can reach`,
      'Give a link that the platform can fetch, or set `allow_private_urls: true` for a platform on your own network.',
    );
  }
  return null;
}

const CANNOT_WORK = 'This video URL cannot work: ';

function badUrl(why: string, hint: string): Problem {
  return { code: 'video_url_invalid', message: `${CANNOT_WORK}${why}.`, hint, class: 'input' };
}

/** A bad link as one of the mistakes in the inputs of a step: what is wrong with it, and what to do. */
export function asInputProblem({ message, hint }: Problem, shown: string): InputProblem {
  const allowed = 'direct links to video files, one per line';
  return { input: 'video_url', given: shown, allowed, cause: `${message.replace(CANNOT_WORK, '')} ${hint}` };
}
