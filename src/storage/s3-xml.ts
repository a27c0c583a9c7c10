import { XMLParser } from 'fast-xml-parser';
import { asList, asObject, type JsonObject, parseText } from '../util/json.ts';
import type { StoredObject } from './object-store.ts';

/** A page of a listing. */
export interface ListPage {
  readonly objects: readonly StoredObject[];
  /** For the next page; null on the last one. */
  readonly continuationToken: string | null;
}

/** Values stay text: a key may look like a number, or begin with a space. */
const parser = (): XMLParser =>
  new XMLParser({
    parseTagValue: false,
    trimValues: false,
    ignoreDeclaration: true,
    isArray: (name) => name === 'Contents',
    processEntities: true,
    htmlEntities: true,
  });

/** An entry of a listing; a key in it contains no raw `<`. */
const ENTRY = /<Contents>[\s\S]*?<\/Contents>/g;
/** Entries that are parsed together: of a whole page, the intermediate objects would take many megabytes. */
const ENTRY_BATCH_SIZE = 50;

/** Parses a response to `ListObjectsV2`. Null if it is none. */
export function parseListPage(xml: string): ListPage | null {
  const root = parseXml(xml.replace(ENTRY, ''))?.['ListBucketResult'];
  if (root === undefined) return null;
  // A tag without content is a text.
  const result = asObject(root);
  const isEncoded = getText(result, 'EncodingType')?.toLowerCase() === 'url';
  const entries = xml.match(ENTRY) ?? [];
  const objects: StoredObject[] = [];
  for (let start = 0; start < entries.length; start += ENTRY_BATCH_SIZE) {
    const batch = parseXml(`<List>${entries.slice(start, start + ENTRY_BATCH_SIZE).join('')}</List>`);
    for (const entry of asList(asObject(batch?.['List'])?.['Contents'])) {
      const object = parseObject(asObject(entry), isEncoded);
      if (object !== null) objects.push(object);
    }
  }
  const isTruncated = getText(result, 'IsTruncated') === 'true';
  return { objects, continuationToken: isTruncated ? getText(result, 'NextContinuationToken') : null };
}

function parseXml(xml: string): JsonObject | null {
  try {
    return asObject(parser().parse(xml));
  } catch {
    return null;
  }
}

function getText(node: JsonObject | null, name: string): string | null {
  return parseText(node?.[name]);
}

/** Storage classes that cannot be read without a restoration. `GLACIER_IR` can. */
const ARCHIVES = ['GLACIER', 'DEEP_ARCHIVE'];

function parseObject(entry: JsonObject | null, isEncoded: boolean): StoredObject | null {
  const rawKey = getText(entry, 'Key');
  const size = Number(getText(entry, 'Size') ?? Number.NaN);
  if (rawKey === null || !Number.isSafeInteger(size)) return null;
  const restoration = asObject(entry?.['RestoreStatus']);
  return {
    // A part of the response would keep the whole response in memory.
    key: copyText(isEncoded ? decodeKey(rawKey) : rawKey),
    size,
    etag: copyText(getText(entry, 'ETag')?.replaceAll('"', '') ?? '') || null,
    isArchived: ARCHIVES.includes(getText(entry, 'StorageClass') ?? '') && !isRestored(restoration),
  };
}

function copyText(text: string): string {
  return Buffer.from(text).toString();
}

function isRestored(restoration: JsonObject | null): boolean {
  return getText(restoration, 'IsRestoreInProgress') === 'false' && restoration?.['RestoreExpiryDate'] !== undefined;
}

/** With `encoding-type=url`, spaces are `+` and everything else is percent-encoded. */
function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return key;
  }
}

/** The code, message and region of an error response; nulls where it has none. */
export function parseErrorBody(xml: string): {
  readonly code: string | null;
  readonly message: string | null;
  readonly region: string | null;
} {
  const error = asObject(parseXml(xml)?.['Error']);
  return { code: getText(error, 'Code'), message: getText(error, 'Message'), region: getText(error, 'Region') };
}

export function isArchivedClass(storageClass: string | undefined, restore: string | undefined): boolean {
  const isReadable = restore?.includes('ongoing-request="false"') === true;
  return ARCHIVES.includes(storageClass ?? '') && !isReadable;
}
