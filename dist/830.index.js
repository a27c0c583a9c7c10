export const id = 830;
export const ids = [830];
export const modules = {

/***/ 4356:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   i: () => (/* binding */ parseMediaType),
/* harmony export */   z: () => (/* binding */ parseCount)
/* harmony export */ });
function parseCount(value) {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    return typeof number === 'number' && Number.isFinite(number) && number >= 0 ? Math.round(number) : null;
}
function parseMediaType(value) {
    return value?.split(';')[0]?.trim().toLowerCase() ?? '';
}


/***/ }),

/***/ 4479:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  l: () => (/* binding */ toFeedRows)
});

;// CONCATENATED MODULE: ./lib/sources/feeds/rendition.js
const VIDEO_FILE = /\.(mp4|m4v|mov|mkv|webm|avi|wmv|flv|mpe?g|mpg|ts|m2ts|mts|3gp|ogv|mxf)$/i;
const AUDIO_FILE = /\.(mp3|m4a|aac|ogg|oga|opus|flac|wav|wma|aiff?)$/i;
const STREAM_TYPE = /^(application\/(x-mpegurl|vnd\.apple\.mpegurl|dash\+xml)|audio\/(x-)?mpegurl)$/;
function getMediaKind({ url, type, medium }) {
    const path = url.replace(/[?#].*$/s, '');
    if (STREAM_TYPE.test(type) || /\.(m3u8|mpd)$/i.test(path))
        return 'stream';
    if (type.startsWith('video/'))
        return 'video';
    if (type.startsWith('audio/'))
        return 'audio';
    const isUnspecific = type === '' || type === 'application/octet-stream' || type === 'binary/octet-stream';
    if (!isUnspecific)
        return 'other';
    if (VIDEO_FILE.test(path))
        return 'video';
    if (AUDIO_FILE.test(path))
        return 'audio';
    return medium === 'video' || medium === 'audio' ? medium : 'other';
}
const MAX_BYTES = 4 * 1024 ** 3;
const MIN_SIDE = 360;
const MAX_LONG_SIDE = 5_184;
const MAX_SHORT_SIDE = 2_160;
function pickRendition(renditions) {
    const sorted = renditions.toSorted(compareSizes);
    const fitting = sorted.filter(isWithinLimits);
    return fitting.at(-1) ?? sorted.find((rendition) => !isTooSmall(rendition)) ?? sorted.at(-1) ?? null;
}
function isWithinLimits(rendition) {
    const { size, width, height } = rendition;
    const sides = [width, height].filter((side) => side !== null);
    const isTooWide = Math.max(...sides, 0) > MAX_LONG_SIDE;
    const isTooHigh = sides.length === 2 ? Math.min(...sides) > MAX_SHORT_SIDE : (height ?? 0) > MAX_LONG_SIDE;
    return !isTooWide && !isTooHigh && (size ?? 0) <= MAX_BYTES && !isTooSmall(rendition);
}
function isTooSmall({ width, height }) {
    return Math.min(width ?? MIN_SIDE, height ?? MIN_SIDE) < MIN_SIDE;
}
function compareSizes(a, b) {
    return getArea(a) - getArea(b) || (a.bitrate ?? 0) - (b.bitrate ?? 0) || (a.size ?? 0) - (b.size ?? 0) || -1;
}
function getArea({ width, height }) {
    return (width ?? (height ?? 0) * (16 / 9)) * (height ?? (width ?? 0) * (9 / 16));
}

;// CONCATENATED MODULE: ./lib/sources/feeds/feed-rows.js

function toFeedRows(items, options) {
    const videos = [];
    const skipped = { audio: 0, stream: 0, other: 0 };
    for (const item of items) {
        const rendition = pickRendition(item.renditions.filter((candidate) => getMediaKind(candidate) === 'video'));
        if (rendition !== null)
            videos.push({ item, rendition });
        else
            skipped[getSkippedKind(item)] += 1;
    }
    const newest = videos.toSorted((a, b) => getTime(b.item) - getTime(a.item));
    const taken = options.maxItems === null ? newest : newest.slice(0, options.maxItems);
    options.note(formatNote(items.length, videos.length, taken.length, skipped, options.displayPath));
    return taken.map(({ item, rendition }) => toRow(item, rendition, options));
}
function getSkippedKind({ renditions }) {
    const kinds = renditions.map(getMediaKind);
    return kinds.includes('audio') ? 'audio' : kinds.includes('stream') ? 'stream' : 'other';
}
function getTime({ date }) {
    const time = Date.parse(date ?? '');
    return Number.isNaN(time) ? Number.MIN_SAFE_INTEGER : time;
}
function formatNote(itemCount, videoCount, takenCount, skipped, displayPath) {
    const reasons = [
        [skipped.audio, 'only audio'],
        [skipped.stream, 'only a stream'],
        [skipped.other, 'no video'],
    ];
    const parts = reasons.filter(([count]) => count > 0).map(([count, reason]) => `${count} with ${reason}`);
    const ignored = parts.length === 0 ? '' : `; ignored: ${parts.join(', ')}`;
    const limited = takenCount < videoCount ? `, the newest ${takenCount} of which are taken` : '';
    return `${displayPath}: ${itemCount} ${itemCount === 1 ? 'item' : 'items'}, ${videoCount} with a video${limited}${ignored}.`;
}
const MAX_NAME_LENGTH = 255;
const MAX_KEY_LENGTH = 512;
function toRow(item, rendition, { displayPath, baseUrl }) {
    const displayLocation = item.location.startsWith('line ')
        ? `${displayPath}:${item.location.slice('line '.length)}`
        : `${displayPath} (${item.location})`;
    const url = baseUrl === null ? rendition.url : (URL.parse(rendition.url, baseUrl)?.href ?? rendition.url);
    const key = item.id?.trim() ?? '';
    const time = Date.parse(item.date ?? '');
    const cells = {
        url,
        name: toName(item.title),
        key: key.length > MAX_KEY_LENGTH || /\p{Cc}/u.test(key) ? null : key,
        'user_metadata.published': Number.isNaN(time) ? null : new Date(time).toISOString(),
        'user_metadata.link': item.link?.trim().slice(0, 2_000) ?? null,
    };
    return { displayLocation, content: { cells }, locate: () => Promise.resolve(displayLocation) };
}
function toName(title) {
    const plain = title
        ?.replace(/<\/?[a-z][^<>]{0,200}>/gi, '')
        .replace(/[\p{Cc}\s]+/gu, ' ')
        .trim();
    if (plain === undefined || plain === '')
        return null;
    return plain.length > MAX_NAME_LENGTH
        ? `${plain.slice(0, MAX_NAME_LENGTH - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
        : plain;
}


/***/ }),

/***/ 7830:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  readFeed: () => (/* binding */ readFeed)
});

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(1455);
// EXTERNAL MODULE: ./lib/sources/manifest/row.js
var row = __webpack_require__(3182);
// EXTERNAL MODULE: ./lib/sources/feeds/feed-rows.js + 1 modules
var feed_rows = __webpack_require__(4479);
// EXTERNAL MODULE: external "node:timers/promises"
var external_node_timers_promises_ = __webpack_require__(8500);
// EXTERNAL MODULE: ./node_modules/fast-xml-parser/src/validator.js
var validator = __webpack_require__(1176);
;// CONCATENATED MODULE: ./node_modules/fast-xml-parser/src/fxp.js






const XMLValidator = {
  validate: validator/* validate */.t
}

// EXTERNAL MODULE: ./node_modules/fast-xml-parser/src/xmlparser/XMLParser.js + 26 modules
var XMLParser = __webpack_require__(9658);
// EXTERNAL MODULE: ./lib/util/json.js
var json = __webpack_require__(8884);
// EXTERNAL MODULE: ./lib/sources/feeds/feed-item.js
var feed_item = __webpack_require__(4356);
;// CONCATENATED MODULE: ./lib/sources/feeds/split-items.js
const TOKEN = /<!--[\s\S]*?(?:-->|$)|<!\[CDATA\[[\s\S]*?(?:\]\]>|$)|<(?:[\w.-]+:)?(?:item|entry)(?:\s[^<>]*)?>|<\/(?:[\w.-]+:)?(?:item|entry)\s*>/g;
function splitItems(xml) {
    const items = [];
    const shell = [];
    const countLines = createLineCounter(xml);
    let end = 0;
    let start = 0;
    let depth = 0;
    for (const { 0: token, index } of xml.matchAll(TOKEN)) {
        if (token.startsWith('<!'))
            continue;
        const isEnd = token.startsWith('</');
        if (isEnd && depth === 0)
            continue;
        if (!isEnd && depth === 0) {
            shell.push(xml.slice(end, index));
            start = index;
            end = index;
        }
        depth += isEnd ? -1 : token.endsWith('/>') ? 0 : 1;
        if (depth > 0)
            continue;
        end = index + token.length;
        items.push({ text: xml.slice(start, end), line: countLines(start) });
    }
    if (depth > 0)
        return { items, shell: shell.join(''), openLine: countLines(start) };
    shell.push(xml.slice(end));
    return { items, shell: shell.join(''), openLine: null };
}
function createLineCounter(text) {
    let line = 1;
    let position = 0;
    return (offset) => {
        for (let next = text.indexOf('\n', position); next !== -1 && next < offset; next = text.indexOf('\n', position)) {
            line += 1;
            position = next + 1;
        }
        return line;
    };
}

;// CONCATENATED MODULE: ./lib/sources/feeds/xml-feed.js





const MAX_ITEM_LENGTH = 1024 * 1024;
const MAX_SHELL_LENGTH = 1024 * 1024;
const MAX_DEPTH = 50;
const BATCH_LENGTH = 64 * 1024;
const WELL_FORMED = 'well-formed XML';
async function parseXmlFeed(xml) {
    if (/<!(ENTITY|ATTLIST|ELEMENT)/i.test(xml)) {
        const hint = 'a file that is not a feed, or that was changed to harm its readers';
        return { line: null, expected: 'XML without a document type of its own (`<!ENTITY`)', hint };
    }
    const { items, shell, openLine } = splitItems(xml);
    if (openLine !== null)
        return { line: openLine, expected: `${WELL_FORMED}; this item does not end`, hint: 'a truncated download' };
    const mistake = checkShell(shell);
    if (mistake !== null)
        return mistake;
    const parse = createItemParser(shell);
    const parsed = [];
    let length = 0;
    for (const item of items) {
        const result = parseItem(item, parse);
        if ('expected' in result)
            return result;
        parsed.push(result);
        length += item.text.length;
        if (length < BATCH_LENGTH)
            continue;
        length = 0;
        await (0,external_node_timers_promises_.setImmediate)();
    }
    return parsed;
}
function checkShell(shell) {
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
function checkSyntax(text, firstLine) {
    const result = XMLValidator.validate(text);
    if (result === true)
        return null;
    const line = firstLine === null ? null : firstLine + result.err.line - 1;
    const hint = result.err.msg.includes("'&'")
        ? 'an & that is not written as &amp;'
        : 'a feed that was written without an XML library, or a truncated download';
    return { line, expected: WELL_FORMED, hint };
}
const NAMESPACES = [
    ['media', /^https?:\/\/(search\.yahoo\.com\/mrss|www\.rssboard\.org\/media-rss)\/?$/],
    ['podcast', /podcastindex/i],
    ['dc', /^http:\/\/purl\.org\/dc\/elements\/1\.1\/?$/],
    ['', /^http:\/\/(www\.w3\.org\/2005\/Atom|purl\.org\/rss\/1\.0\/)$/],
];
function createItemParser(shell) {
    const prefixes = readPrefixes(shell);
    const isAtom = /<(?:[\w.-]+:)?feed[\s>]/.test(shell);
    const rename = (name) => {
        const separator = name.indexOf(':');
        if (separator === -1)
            return name;
        const prefix = prefixes.get(name.slice(0, separator));
        if (prefix === undefined || (prefix === '' && !isAtom))
            return name;
        return prefix === '' ? name.slice(separator + 1) : `${prefix}:${name.slice(separator + 1)}`;
    };
    const parser = new XMLParser/* default */.A({
        ignoreAttributes: false,
        attributeNamePrefix: '@',
        parseTagValue: false,
        trimValues: false,
        htmlEntities: true,
        maxNestedTags: MAX_DEPTH,
        stopNodes: ['*.description', '*.content', '*.summary', '*.content:encoded'],
        transformTagName: rename,
    });
    return (xml) => (0,json/* asObject */.eB)(parser.parse(xml));
}
function readPrefixes(text) {
    const declarations = text.matchAll(/\sxmlns:([\w.-]+)\s*=\s*["']([^"']*)["']/g);
    const known = [...declarations].flatMap(([, prefix = '', uri = '']) => {
        const namespace = NAMESPACES.find(([, pattern]) => pattern.test(uri.trim()));
        return namespace === undefined ? [] : [[prefix, namespace[0]]];
    });
    return new Map(known);
}
function parseItem({ text, line }, parse) {
    if (text.length > MAX_ITEM_LENGTH)
        return { line, expected: 'items of up to 1 MiB', hint: 'a file inside the feed' };
    const mistake = checkSyntax(text, line);
    if (mistake !== null)
        return mistake;
    try {
        const document = parse(text);
        const item = (0,json/* asObject */.eB)(Object.values(document ?? {})[0]) ?? {};
        return toFeedItem(item, `line ${line}`);
    }
    catch {
        return {
            line,
            expected: `XML with up to ${MAX_DEPTH} nested tags and plain names`,
            hint: 'a hostile or broken feed',
        };
    }
}
function toFeedItem(item, location) {
    const links = listObjects(item['link']);
    const page = links.find((link) => (getAttribute(link, 'rel') ?? 'alternate') === 'alternate');
    return {
        location,
        id: getText(item['guid']) ?? getText(item['id']) ?? getText((0,json/* asObject */.eB)(item)?.['@rdf:about']),
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
function listMediaContents(item) {
    const groups = listObjects(item['media:group']);
    return [item, ...groups].flatMap((node) => listObjects(node['media:content']));
}
function toAlternates(node) {
    const base = toRendition(node, 'url', 'length');
    const sources = listObjects(node['podcast:source']).map((source) => getAttribute(source, 'uri') ?? '');
    return sources.filter((uri) => /^https?:/i.test(uri)).map((url) => ({ ...base, url }));
}
function toRendition(node, urlName, sizeName) {
    const bitrate = (0,feed_item/* parseCount */.z)(getAttribute(node, 'bitrate'));
    return {
        url: getAttribute(node, urlName)?.trim() ?? '',
        type: (0,feed_item/* parseMediaType */.i)(getAttribute(node, 'type')),
        medium: getAttribute(node, 'medium')?.trim().toLowerCase() ?? '',
        size: (0,feed_item/* parseCount */.z)(getAttribute(node, sizeName)) || null,
        width: (0,feed_item/* parseCount */.z)(getAttribute(node, 'width')) || null,
        height: (0,feed_item/* parseCount */.z)(getAttribute(node, 'height')) || null,
        bitrate,
    };
}
function listObjects(value) {
    const list = Array.isArray(value) ? (0,json/* asList */.DD)(value) : [value];
    return list.map(json/* asObject */.eB).filter((entry) => entry !== null);
}
function getAttribute(node, name) {
    return (0,json/* parseText */.r4)(node[`@${name}`]);
}
function getText(value) {
    const [first] = Array.isArray(value) ? (0,json/* asList */.DD)(value) : [value];
    const text = (0,json/* parseText */.r4)(first) ?? (0,json/* parseText */.r4)((0,json/* asObject */.eB)(first)?.['#text']);
    return text?.trim() || null;
}

;// CONCATENATED MODULE: ./lib/sources/feeds/read-feed.js




const MAX_FEED_BYTES = 32 * 1024 * 1024;
async function* readFeed(file) {
    const { path, displayPath } = file;
    const bytes = await (0,promises_.readFile)(path);
    if (bytes.length > MAX_FEED_BYTES)
        throw (0,row/* createManifestError */.ml)(displayPath, 'a feed of up to 32 MiB', 'another file; split a longer list');
    const items = await parseXmlFeed(decodeXml(bytes, displayPath));
    if ('expected' in items) {
        const location = items.line === null ? displayPath : `${displayPath}:${items.line}`;
        throw (0,row/* createManifestError */.ml)(location, items.expected, items.hint);
    }
    yield (0,feed_rows/* toFeedRows */.l)(items, file);
}
function decodeXml(bytes, displayPath) {
    const declared = /^<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(bytes.subarray(0, 200).toString('latin1'))?.[1];
    const hasUtf16Mark = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
    const encoding = hasUtf16Mark ? (bytes[0] === 0xff ? 'utf-16le' : 'utf-16be') : (declared ?? 'utf-8');
    try {
        return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    }
    catch {
        const hint = 'an encoding that the first line does not state';
        throw (0,row/* createManifestError */.ml)(displayPath, `text in ${encoding.slice(0, 40)}`, hint);
    }
}


/***/ })

};
