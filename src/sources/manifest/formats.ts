import { extname } from 'node:path';
import { createManifestError } from './row.ts';

/** How a list is read. */
export type FormatName = 'txt' | 'csv' | 'json' | 'jsonl' | 'feed';

const BY_ENDING: ReadonlyMap<string, FormatName> = new Map([
  ['.txt', 'txt'],
  ['.csv', 'csv'],
  ['.tsv', 'csv'],
  ['.tab', 'csv'],
  ['.json', 'json'],
  ['.jsonl', 'jsonl'],
  ['.ndjson', 'jsonl'],
  ['.xml', 'feed'],
  ['.rss', 'feed'],
  ['.atom', 'feed'],
]);

/** A list at a URL; any other text is a path. */
export function isListUrl(received: string): boolean {
  return /^https?:\/\//i.test(received);
}

/** The format of a file, by its ending. */
export function getFormatByName(name: string): FormatName {
  const ending = extname(name).toLowerCase();
  const format = BY_ENDING.get(ending);
  if (format !== undefined) return format;
  const expected = `a file that ends in ${[...BY_ENDING.keys()].join(', ')}`;
  const hint = UNSUPPORTED_HINTS[ending] ?? 'a video or another file instead of a list of videos';
  throw createManifestError(name, expected, hint);
}

const UNSUPPORTED_HINTS: Readonly<Record<string, string>> = {
  '.xlsx': 'a spreadsheet; export it as .csv in UTF-8',
  '.xls': 'a spreadsheet; export it as .csv in UTF-8',
  '.ods': 'a spreadsheet; export it as .csv in UTF-8',
  '.numbers': 'a spreadsheet; export it as .csv in UTF-8',
  '.yml': 'YAML; write it as .json',
  '.yaml': 'YAML; write it as .json',
  '.mp4': 'a video instead of a list of videos; use the `video_file` input',
};

const BY_TYPE: ReadonlyMap<string, FormatName> = new Map([
  ['text/csv', 'csv'],
  ['text/tab-separated-values', 'csv'],
  ['application/json', 'json'],
  ['text/json', 'json'],
  ['application/feed+json', 'json'],
  ['application/jsonl', 'jsonl'],
  ['application/x-ndjson', 'jsonl'],
  ['application/x-jsonlines', 'jsonl'],
  ['application/rss+xml', 'feed'],
  ['application/atom+xml', 'feed'],
  ['application/rdf+xml', 'feed'],
  ['application/xml', 'feed'],
  ['text/xml', 'feed'],
]);

/** What is known about a list that was downloaded. */
export interface DownloadedList {
  /** The last part of its path. */
  readonly name: string;
  /** As the server states it. */
  readonly contentType: string;
  /** Its first bytes. */
  readonly head: Buffer;
}

/** The format of a list at a URL: by the ending, then by the content type, then by the content. Null if it is none. */
export function detectFormat({ name, contentType, head }: DownloadedList): FormatName | null {
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  const text = toText(head).trimStart();
  // Whatever the URL promises, a login page is not a list.
  if (/^<(!doctype\s+html|html)[\s>]/i.test(text)) return null;
  return BY_ENDING.get(extname(name).toLowerCase()) ?? BY_TYPE.get(type) ?? detectByContent(text);
}

function toText(head: Buffer): string {
  if (head[0] === 0xff && head[1] === 0xfe) return head.toString('utf16le').slice(1);
  return head.toString('utf8').replace(/^\uFEFF/, '');
}

function detectByContent(text: string): FormatName | null {
  if (text.includes('\0')) return null;
  if (text.startsWith('<')) return 'feed';
  const [first = '', second = ''] = text.split(/\r?\n/);
  if (text.startsWith('[')) return 'json';
  if (text.startsWith('{')) return first.trimEnd().endsWith('}') && second.startsWith('{') ? 'jsonl' : 'json';
  if (/^sep=.$/i.test(first)) return 'csv';
  return /^\W*[\w. -]+\W*([,;\t]|$)/.test(first) && !/:\/\//.test(first) && /\b(url|file)\b/i.test(first)
    ? 'csv'
    : 'txt';
}
