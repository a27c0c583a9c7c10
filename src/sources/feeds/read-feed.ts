import { readFile } from 'node:fs/promises';
import { createManifestError, type ManifestFile, type Row } from '../manifest/row.ts';
import { toFeedRows } from './feed-rows.ts';
import { parseXmlFeed } from './xml-feed.ts';

const MAX_FEED_BYTES = 32 * 1024 * 1024;

/** Reads the videos of a feed in XML. */
export async function* readFeed(file: ManifestFile): AsyncGenerator<readonly Row[]> {
  const { path, displayPath } = file;
  const bytes = await readFile(path);
  if (bytes.length > MAX_FEED_BYTES)
    throw createManifestError(displayPath, 'a feed of up to 32 MiB', 'another file; split a longer list');
  const items = await parseXmlFeed(decodeXml(bytes, displayPath));
  if ('expected' in items) {
    const location = items.line === null ? displayPath : `${displayPath}:${items.line}`;
    throw createManifestError(location, items.expected, items.hint);
  }
  yield toFeedRows(items, file);
}

/** Decodes XML by its byte order mark, or else by the encoding that it declares, or else as UTF-8. */
function decodeXml(bytes: Buffer, displayPath: string): string {
  const declared = /^<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(
    bytes.subarray(0, 200).toString('latin1'),
  )?.[1];
  const hasUtf16Mark = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  const encoding = hasUtf16Mark ? (bytes[0] === 0xff ? 'utf-16le' : 'utf-16be') : (declared ?? 'utf-8');
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    const hint = 'an encoding that the first line does not state';
    throw createManifestError(displayPath, `text in ${encoding.slice(0, 40)}`, hint);
  }
}
