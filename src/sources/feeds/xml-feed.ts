import { setImmediate } from 'node:timers/promises';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { asList, asObject, type JsonObject, parseText } from '../../util/json.ts';
import { type FeedItem, parseCount, parseMediaType } from './feed-item.ts';
import type { Rendition } from './rendition.ts';
import { type ItemText, splitItems } from './split-items.ts';

/** Why a text is not a feed. `line` is null if it concerns the whole text. */
export interface FeedMistake {
  readonly line: number | null;
  readonly expected: string;
  readonly hint: string;
}

/** A longer item contains more than a feed needs. */
const MAX_ITEM_LENGTH = 1024 * 1024;
const MAX_SHELL_LENGTH = 1024 * 1024;
const MAX_DEPTH = 50;
/** Characters that are parsed before other work of the process has its turn; about 50 ms. */
const BATCH_LENGTH = 64 * 1024;

const WELL_FORMED = 'well-formed XML';

/** Reads RSS 2.0, RSS 1.0 or Atom, with Media RSS and podcast tags. Nothing in it is executed, expanded or loaded. */
export async function parseXmlFeed(xml: string): Promise<readonly FeedItem[] | FeedMistake> {
  if (/<!(ENTITY|ATTLIST|ELEMENT)/i.test(xml)) {
    const hint = 'a file that is not a feed, or that was changed to harm its readers';
    return { line: null, expected: 'XML without a document type of its own (`<!ENTITY`)', hint };
  }
  const { items, shell, openLine } = splitItems(xml);
  if (openLine !== null)
    return { line: openLine, expected: `${WELL_FORMED}; this item does not end`, hint: 'a truncated download' };
  const mistake = checkShell(shell);
  if (mistake !== null) return mistake;
  const parse = createItemParser(shell);
  const parsed: FeedItem[] = [];
  let length = 0;
  for (const item of items) {
    const result = parseItem(item, parse);
    if ('expected' in result) return result;
    parsed.push(result);
    length += item.text.length;
    if (length < BATCH_LENGTH) continue;
    length = 0;
    await setImmediate();
  }
  return parsed;
}

function checkShell(shell: string): FeedMistake | null {
  if (shell.length > MAX_SHELL_LENGTH)
    return { line: null, expected: 'a feed; this file has more than 1 MiB outside of items', hint: 'another file' };
  const root = /<(?![?!])([^\s/>]+)/.exec(shell)?.[1]?.replace(/^.*:/, '').toLowerCase() ?? '';
  if (root === 'html')
    return { line: null, expected: 'a feed', hint: 'a web page, such as a login page or the page about the feed' };
  if (!['rss', 'feed', 'rdf'].includes(root)) {
    const found = root === '' ? 'no tag' : `<${root.slice(0, 40)}>`;
    return { line: null, expected: `RSS or Atom; found ${found}`, hint: 'another XML file, such as a sitemap' };
  }
  return checkSyntax(shell, null);
}

/** `firstLine`: where the text begins; null if it does not have the lines of the file. */
function checkSyntax(text: string, firstLine: number | null): FeedMistake | null {
  const result = XMLValidator.validate(text);
  if (result === true) return null;
  const line = firstLine === null ? null : firstLine + result.err.line - 1;
  const hint = result.err.msg.includes("'&'")
    ? 'an & that is not written as &amp;'
    : 'a feed that was written without an XML library, or a truncated download';
  return { line, expected: WELL_FORMED, hint };
}

type ParseItem = (xml: string) => JsonObject | null;

/** Namespaces by the prefix that is usual for them. */
const NAMESPACES: readonly (readonly [prefix: string, uri: RegExp])[] = [
  ['media', /^https?:\/\/(search\.yahoo\.com\/mrss|www\.rssboard\.org\/media-rss)\/?$/],
  ['podcast', /podcastindex/i],
  ['dc', /^http:\/\/purl\.org\/dc\/elements\/1\.1\/?$/],
  ['', /^http:\/\/(www\.w3\.org\/2005\/Atom|purl\.org\/rss\/1\.0\/)$/],
];

function createItemParser(shell: string): ParseItem {
  const prefixes = readPrefixes(shell);
  // `atom:link` in RSS is another thing than `link`.
  const isAtom = /<(?:[\w.-]+:)?feed[\s>]/.test(shell);
  const rename = (name: string): string => {
    const separator = name.indexOf(':');
    if (separator === -1) return name;
    const prefix = prefixes.get(name.slice(0, separator));
    if (prefix === undefined || (prefix === '' && !isAtom)) return name;
    return prefix === '' ? name.slice(separator + 1) : `${prefix}:${name.slice(separator + 1)}`;
  };
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    parseTagValue: false,
    trimValues: false,
    // Characters by their numbers; named ones other than those of XML stay as they are.
    htmlEntities: true,
    maxNestedTags: MAX_DEPTH,
    // Markup that is not needed stays text.
    stopNodes: ['*.description', '*.content', '*.summary', '*.content:encoded'],
    transformTagName: rename,
  });
  return (xml) => asObject(parser.parse(xml));
}

function readPrefixes(text: string): ReadonlyMap<string, string> {
  const declarations = text.matchAll(/\sxmlns:([\w.-]+)\s*=\s*["']([^"']*)["']/g);
  const known = [...declarations].flatMap(([, prefix = '', uri = '']) => {
    const namespace = NAMESPACES.find(([, pattern]) => pattern.test(uri.trim()));
    return namespace === undefined ? [] : [[prefix, namespace[0]] as const];
  });
  return new Map(known);
}

function parseItem({ text, line }: ItemText, parse: ParseItem): FeedItem | FeedMistake {
  if (text.length > MAX_ITEM_LENGTH) return { line, expected: 'items of up to 1 MiB', hint: 'a file inside the feed' };
  const mistake = checkSyntax(text, line);
  if (mistake !== null) return mistake;
  try {
    const document = parse(text);
    const item = asObject(Object.values(document ?? {})[0]) ?? {};
    return toFeedItem(item, `line ${line}`);
  } catch {
    return {
      line,
      expected: `XML with up to ${MAX_DEPTH} nested tags and plain names`,
      hint: 'a hostile or broken feed',
    };
  }
}

function toFeedItem(item: JsonObject, location: string): FeedItem {
  const links = listObjects(item['link']);
  const page = links.find((link) => (getAttribute(link, 'rel') ?? 'alternate') === 'alternate');
  return {
    location,
    id: getText(item['guid']) ?? getText(item['id']) ?? getText(asObject(item)?.['@rdf:about']),
    title: getText(item['title']) ?? getText(item['media:title']),
    date: ['pubDate', 'published', 'dc:date', 'updated'].map((name) => getText(item[name])).find(Boolean) ?? null,
    link: getText(item['link']) ?? (page ? getAttribute(page, 'href') : null),
    renditions: [
      ...listObjects(item['enclosure']).map((node) => toRendition(node, 'url', 'length')),
      ...links
        .filter((link) => getAttribute(link, 'rel') === 'enclosure')
        .map((node) => toRendition(node, 'href', 'length')),
      ...listMediaContents(item).map((node) => toRendition(node, 'url', 'fileSize')),
      ...listObjects(item['podcast:alternateEnclosure']).flatMap(toAlternates),
    ].filter(({ url }) => url !== ''),
  };
}

function listMediaContents(item: JsonObject): readonly JsonObject[] {
  const groups = listObjects(item['media:group']);
  return [item, ...groups].flatMap((node) => listObjects(node['media:content']));
}

function toAlternates(node: JsonObject): readonly Rendition[] {
  const base = toRendition(node, 'url', 'length');
  const sources = listObjects(node['podcast:source']).map((source) => getAttribute(source, 'uri') ?? '');
  return sources.filter((uri) => /^https?:/i.test(uri)).map((url) => ({ ...base, url }));
}

function toRendition(node: JsonObject, urlName: string, sizeName: string): Rendition {
  const bitrate = parseCount(getAttribute(node, 'bitrate'));
  return {
    url: getAttribute(node, urlName)?.trim() ?? '',
    type: parseMediaType(getAttribute(node, 'type')),
    medium: getAttribute(node, 'medium')?.trim().toLowerCase() ?? '',
    size: parseCount(getAttribute(node, sizeName)) || null,
    width: parseCount(getAttribute(node, 'width')) || null,
    height: parseCount(getAttribute(node, 'height')) || null,
    bitrate,
  };
}

/** One tag is an object or a text, several are a list. */
function listObjects(value: unknown): readonly JsonObject[] {
  const list = Array.isArray(value) ? asList(value) : [value];
  return list.map(asObject).filter((entry) => entry !== null);
}

function getAttribute(node: JsonObject, name: string): string | null {
  return parseText(node[`@${name}`]);
}

/** The text of a tag, with or without attributes; of the first one if there are several. */
function getText(value: unknown): string | null {
  const [first] = Array.isArray(value) ? asList(value) : [value];
  const text = parseText(first) ?? parseText(asObject(first)?.['#text']);
  return text?.trim() || null;
}
