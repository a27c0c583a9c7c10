export const id = 588;
export const ids = [588,757];
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

/***/ 4588:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  readJson: () => (/* binding */ readJson),
  readJsonl: () => (/* binding */ readJsonl)
});

// EXTERNAL MODULE: ./lib/util/json.js
var json = __webpack_require__(8884);
// EXTERNAL MODULE: ./lib/sources/feeds/feed-rows.js + 1 modules
var feed_rows = __webpack_require__(4479);
// EXTERNAL MODULE: ./lib/sources/feeds/feed-item.js
var feed_item = __webpack_require__(4356);
;// CONCATENATED MODULE: ./lib/sources/feeds/json-feed.js


function isJsonFeed(value) {
    const object = (0,json/* asObject */.eB)(value);
    const version = (0,json/* parseText */.r4)(object?.['version']) ?? '';
    return /^https?:\/\/(www\.)?jsonfeed\.org\/version\//i.test(version) && Array.isArray(object?.['items']);
}
function parseJsonFeed(feed) {
    return (0,json/* asList */.DD)(feed['items']).map((value, index) => {
        const item = (0,json/* asObject */.eB)(value) ?? {};
        const { id } = item;
        return {
            location: `item ${index + 1}`,
            id: typeof id === 'number' ? String(id) : (0,json/* parseText */.r4)(id),
            title: (0,json/* parseText */.r4)(item['title']),
            date: (0,json/* parseText */.r4)(item['date_published']) ?? (0,json/* parseText */.r4)(item['date_modified']),
            link: (0,json/* parseText */.r4)(item['url']) ?? (0,json/* parseText */.r4)(item['external_url']),
            renditions: (0,json/* asList */.DD)(item['attachments']).flatMap((entry) => {
                const attachment = (0,json/* asObject */.eB)(entry);
                const url = (0,json/* parseText */.r4)(attachment?.['url'])?.trim() ?? '';
                const type = (0,feed_item/* parseMediaType */.i)((0,json/* parseText */.r4)(attachment?.['mime_type']));
                const size = (0,feed_item/* parseCount */.z)(attachment?.['size_in_bytes']) || null;
                return url === '' ? [] : [{ url, type, medium: '', size, width: null, height: null, bitrate: null }];
            }),
        };
    });
}

;// CONCATENATED MODULE: ./lib/sources/manifest/json-scan.js
function skipSpace(text, from) {
    let at = from;
    for (; at < text.length; at += 1) {
        const code = text.charCodeAt(at);
        if (code !== SPACE && code !== LINE_FEED && code !== RETURN && code !== TAB)
            break;
    }
    return at;
}
function* scanElements(text, start) {
    let at = skipSpace(text, start + 1);
    if (text[at] === ']')
        return { isComplete: true, offset: at + 1 };
    for (;;) {
        const end = skipValue(text, at);
        yield { start: at, end };
        const next = skipSpace(text, end);
        if (text[next] !== ',')
            return endAt(text, next, ']');
        at = skipSpace(text, next + 1);
    }
}
function* scanMembers(text, start) {
    let at = skipSpace(text, start + 1);
    if (text[at] === '}')
        return { isComplete: true, offset: at + 1 };
    for (;;) {
        const nameStart = at;
        const nameEnd = skipValue(text, nameStart);
        const colon = skipSpace(text, nameEnd);
        const name = parseName(text.slice(nameStart, nameEnd));
        if (name === null)
            return { isComplete: false, offset: nameStart };
        if (text[colon] !== ':')
            return { isComplete: false, offset: colon };
        const valueStart = skipSpace(text, colon + 1);
        const end = skipValue(text, valueStart);
        yield { name, nameStart, value: { start: valueStart, end } };
        const next = skipSpace(text, end);
        if (text[next] !== ',')
            return endAt(text, next, '}');
        at = skipSpace(text, next + 1);
    }
}
function endAt(text, offset, bracket) {
    const isComplete = text[offset] === bracket;
    return { isComplete, offset: isComplete ? offset + 1 : offset };
}
function parseName(text) {
    try {
        const name = JSON.parse(text);
        return typeof name === 'string' ? name : null;
    }
    catch {
        return null;
    }
}
function skipValue(text, start) {
    let depth = 0;
    let at = start;
    do {
        const code = text.charCodeAt(at);
        if (code === QUOTE)
            at = skipString(text, at);
        else if (code === OPEN_BRACKET || code === OPEN_BRACE) {
            depth += 1;
            at += 1;
        }
        else if (code === CLOSE_BRACKET || code === CLOSE_BRACE) {
            if (depth === 0)
                return at;
            depth -= 1;
            at += 1;
        }
        else if (depth === 0)
            return skipWord(text, at);
        else
            at += 1;
    } while (depth > 0 && at < text.length);
    return at;
}
function skipString(text, start) {
    let at = start + 1;
    for (;;) {
        const quote = text.indexOf('"', at);
        if (quote === -1)
            return text.length;
        let backslashes = 0;
        while (quote - backslashes > at && text.charCodeAt(quote - backslashes - 1) === BACKSLASH)
            backslashes += 1;
        at = quote + 1;
        if (backslashes % 2 === 0)
            return at;
    }
}
function skipWord(text, start) {
    let at = start;
    while (at < text.length && !DELIMITERS.includes(text.charAt(at)))
        at += 1;
    return at;
}
const DELIMITERS = ' \t\r\n,:[]{}"';
const [TAB, LINE_FEED, RETURN, SPACE, QUOTE, BACKSLASH] = [9, 10, 13, 32, 34, 92];
const [OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [91, 93, 123, 125];
function findSyntaxErrorOffset(text) {
    const open = [];
    let expected = 'value';
    for (let at = skipSpace(text, 0); at < text.length; at = skipSpace(text, at)) {
        const char = text.charAt(at);
        if (expected === ', or end' && char === ',')
            expected = open.at(-1) === '}' ? 'name' : 'value';
        else if (isClosing(char, expected, open)) {
            open.pop();
            expected = open.length === 0 ? 'nothing' : ', or end';
        }
        else if (expected === ':' && char === ':')
            expected = 'value';
        else if (expected === 'name' || expected === 'name or }') {
            const end = char === '"' ? checkString(text, at) : at;
            if (end <= at)
                return Math.abs(end);
            at = end - 1;
            expected = ':';
        }
        else if (expected !== 'value' && expected !== 'value or ]')
            return at;
        else if (char === '{' || char === '[') {
            open.push(char === '{' ? '}' : ']');
            expected = char === '{' ? 'name or }' : 'value or ]';
        }
        else {
            const end = char === '"' ? checkString(text, at) : checkWord(text, at);
            if (end <= at)
                return Math.abs(end);
            at = end - 1;
            expected = open.length === 0 ? 'nothing' : ', or end';
        }
        at += 1;
    }
    return text.length;
}
function isClosing(char, expected, open) {
    if (char !== open.at(-1))
        return false;
    return expected === ', or end' || expected === (char === ']' ? 'value or ]' : 'name or }');
}
function checkString(text, start) {
    const end = skipString(text, start);
    const isClosed = end - start > 1 && text[end - 1] === '"';
    for (let at = start + 1; at < end; at += 1) {
        const code = text.charCodeAt(at);
        if (code < SPACE)
            return -at;
        if (code !== BACKSLASH)
            continue;
        const length = getEscapeLength(text, at);
        if (length === 0)
            return -at;
        at += length - 1;
    }
    return isClosed ? end : -text.length;
}
function getEscapeLength(text, at) {
    const next = text.charAt(at + 1);
    if (next === 'u')
        return /^[0-9a-fA-F]{4}$/.test(text.slice(at + 2, at + 6)) ? 6 : 0;
    return next !== '' && '"\\/bfnrt'.includes(next) ? 2 : 0;
}
function checkWord(text, start) {
    const end = skipWord(text, start);
    const word = text.slice(start, end);
    const isValid = /^(true|false|null|-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?)$/.test(word);
    return isValid ? end : -start;
}

;// CONCATENATED MODULE: ./lib/sources/manifest/json-location.js

function explainError(text, offset) {
    const rest = text.slice(offset, offset + MAX_EXPLAINED_LENGTH).trimStart();
    const previous = text
        .slice(Math.max(0, offset - MAX_EXPLAINED_LENGTH), offset)
        .trimEnd()
        .slice(-1);
    const found = rest === '' ? 'the end of the text in the middle of a value' : JSON.stringify(rest.slice(0, 1));
    const error = { column: null, found, expected: 'valid JSON', hint: explainSyntaxError(rest, previous) };
    return { ...createLocator(text)(offset), error };
}
const MAX_EXPLAINED_LENGTH = 1_000;
function explainSyntaxError(rest, previous) {
    if (rest === '')
        return 'a truncated file, or a missing bracket';
    if (/^[}\]]/.test(rest) && previous === ',')
        return 'a comma after the last entry';
    if (rest.startsWith("'"))
        return 'single quotes; JSON supports double quotes only';
    if (/^[“”„]/.test(rest))
        return 'curly quotes from a word processor';
    if (/^(\/[/*]|#)/.test(rest))
        return 'a comment, which JSON does not support';
    if (/^(NaN|-?Infinity|None|True|False|undefined)/.test(rest))
        return 'JSON that was written by hand or by print(); use a JSON library';
    const unescaped = 'a quote inside a text without a backslash before it';
    return /^["{[]/.test(rest)
        ? `a missing comma or colon, or ${unescaped}`
        : `a name or text without quotes, or ${unescaped}`;
}
function createLocator(text) {
    let line = 1;
    let lineStart = 0;
    return (offset) => {
        if (offset < lineStart)
            [line, lineStart] = [1, 0];
        for (let end = text.indexOf('\n', lineStart); end !== -1 && end < offset; end = text.indexOf('\n', lineStart)) {
            line += 1;
            lineStart = end + 1;
        }
        return { line, column: offset - lineStart + 1 };
    };
}
function findKeyOffset(text, start, key) {
    if (key === null || text[start] !== '{')
        return start;
    for (const { name, nameStart } of scanMembers(text, start))
        if (name === key)
            return nameStart;
    return start;
}

// EXTERNAL MODULE: ./lib/sources/manifest/lines.js
var manifest_lines = __webpack_require__(757);
// EXTERNAL MODULE: ./lib/sources/manifest/row.js
var row = __webpack_require__(3182);
;// CONCATENATED MODULE: ./lib/sources/manifest/json.js







const MAX_JSON_BYTES = 64 * 1024 * 1024;
const ROW_BATCH_SIZE = 500;
const ROW_BATCH_LENGTH = 1024 * 1024;
async function* readJson(file) {
    const { path, displayPath } = file;
    const text = await readText(path, displayPath);
    if (isJsonLines(text)) {
        file.note(`${displayPath} has one JSON value per line; it is read as JSON Lines.`);
        yield* readJsonl(file);
        return;
    }
    const feed = parseFeed(text);
    if (feed !== null) {
        yield (0,feed_rows/* toFeedRows */.l)(feed, file);
        return;
    }
    const { start, keys, objectEnd } = findList(text, displayPath);
    const toLocation = createLocator(text);
    let rows = [];
    let length = 0;
    let index = 0;
    const elements = scanElements(text, start);
    let next = elements.next();
    for (; !next.done; next = elements.next()) {
        const range = next.value;
        const displayLocation = `${displayPath} (${[...keys, index].join('.')})`;
        const locate = (key) => {
            const { line, column } = toLocation(findKeyOffset(text, range.start, key));
            return Promise.resolve(`${displayPath}:${line}:${column}`);
        };
        rows.push({ displayLocation, content: parseElement(text, range, displayPath), locate });
        index += 1;
        length += range.end - range.start;
        if (rows.length < ROW_BATCH_SIZE && length < ROW_BATCH_LENGTH)
            continue;
        yield rows;
        rows = [];
        length = 0;
    }
    if (!next.value.isComplete)
        throw createSyntaxError(text, next.value.offset, displayPath);
    assertEnd(text, objectEnd ?? next.value, displayPath);
    yield rows;
}
async function* readJsonl({ path, displayPath }) {
    for await (const { lines, firstLine } of (0,manifest_lines.readLines)(path, displayPath, manifest_lines.MAX_LINE_BYTES)) {
        const rows = [];
        for (const [index, line] of lines.entries())
            if (line.trim() !== '')
                rows.push(parseLine(line, `${displayPath}:${firstLine + index}`));
        yield rows;
    }
}
function parseLine(line, displayLocation) {
    const value = (0,json/* parseExactJson */.lQ)(line);
    if (value === undefined) {
        const { column, error } = explainError(line, findSyntaxErrorOffset(line));
        return (0,row/* createInvalidRow */.E5)(displayLocation, `${displayLocation}:${column}`, error);
    }
    const locate = (key) => Promise.resolve(`${displayLocation}:${findKeyOffset(line, skipSpace(line, 0), key) + 1}`);
    return { displayLocation, content: parseEntry(value), locate };
}
function parseEntry(entry) {
    if (typeof entry === 'string')
        return { cells: { url: entry } };
    const cells = (0,json/* asObject */.eB)(entry);
    if (cells !== null)
        return { cells };
    const expected = 'an object such as {"url": "https://…"}, or a link in quotes';
    return { error: { column: null, found: (0,row/* describeValue */.bp)(entry), expected, hint: 'a list inside the list' } };
}
const MAX_ENTRY_LENGTH = manifest_lines.MAX_LINE_BYTES;
function parseElement(text, range, displayPath) {
    const length = range.end - range.start;
    if (length <= MAX_ENTRY_LENGTH)
        return parseEntry(parseRange(text, range, displayPath));
    const found = `an entry of ${Math.round(length / 1024)} KiB`;
    const expected = `up to ${MAX_ENTRY_LENGTH / 1024} KiB for each video`;
    return { error: { column: null, found, expected, hint: 'a missing bracket, or other data inside the list' } };
}
function parseRange(text, { start, end }, displayPath) {
    const part = text.slice(start, end);
    const value = (0,json/* parseExactJson */.lQ)(part);
    if (value === undefined)
        throw createSyntaxError(text, start + findSyntaxErrorOffset(part), displayPath);
    return value;
}
function createSyntaxError(text, offset, displayPath) {
    const { line, column, error } = explainError(text, offset);
    return (0,row/* createManifestError */.ml)(`${displayPath}:${line}:${column}`, `valid JSON; found ${error.found}`, error.hint);
}
function assertEnd(text, { isComplete, offset }, displayPath) {
    const rest = isComplete ? skipSpace(text, offset) : offset;
    if (!isComplete || rest < text.length)
        throw createSyntaxError(text, rest, displayPath);
}
function isJsonLines(text) {
    const lines = text.slice(0, 2 * manifest_lines.MAX_LINE_BYTES).split('\n');
    const first = lines.filter((line) => line.trim() !== '').slice(0, 2);
    const isRow = (line) => (0,json/* asObject */.eB)((0,json/* parseJson */.qF)(line)) !== null || /^\s*"https?:.*"\s*$/.test(line);
    return first.length === 2 && first.every(isRow);
}
const MAX_FEED_LENGTH = 8 * 1024 * 1024;
function parseFeed(text) {
    if (text.length > MAX_FEED_LENGTH || !text.includes('jsonfeed.org'))
        return null;
    const value = (0,json/* parseJson */.qF)(text);
    return isJsonFeed(value) ? parseJsonFeed(value) : null;
}
async function readText(path, displayPath) {
    const parts = [];
    let size = 0;
    for await (const { lines } of (0,manifest_lines.readLines)(path, displayPath, MAX_JSON_BYTES)) {
        const part = lines.join('\n');
        size += part.length;
        if (size > MAX_JSON_BYTES)
            throw (0,row/* createManifestError */.ml)(displayPath, 'JSON of up to 64 MiB', 'a long list; write it as .jsonl or .csv');
        parts.push(part);
    }
    return parts.join('\n');
}
function findList(text, displayPath) {
    const start = skipSpace(text, 0);
    if (text[start] === '[')
        return { start, keys: [], objectEnd: null };
    const fail = (found) => (0,row/* createManifestError */.ml)(displayPath, `a list, or an object with a list named "videos"; found ${found}`, 'another name for the list, or one video without brackets around it');
    if (text[start] !== '{')
        throw fail((0,row/* describeValue */.bp)(parseRange(text, { start, end: Math.min(text.length, start + MAX_ENTRY_LENGTH) }, displayPath)));
    const names = [];
    let list = null;
    const members = scanMembers(text, start);
    let next = members.next();
    for (; !next.done; next = members.next()) {
        const { name, value } = next.value;
        if (names.length < MAX_DESCRIBED_KEYS)
            names.push(name);
        if (name === 'videos')
            list = value;
        else if (value.end - value.start <= MAX_ENTRY_LENGTH)
            parseRange(text, value, displayPath);
    }
    if (list !== null && text[list.start] === '[')
        return { start: list.start, keys: ['videos'], objectEnd: next.value };
    assertEnd(text, next.value, displayPath);
    throw fail(describeKeys(names));
}
const MAX_DESCRIBED_KEYS = 10;
function describeKeys(keys) {
    if (keys.length === 0)
        return 'an empty object';
    return `an object with the keys ${keys.map(row/* describeValue */.bp).join(', ')}`;
}


/***/ }),

/***/ 757:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   MAX_LINE_BYTES: () => (/* binding */ MAX_LINE_BYTES),
/* harmony export */   readLines: () => (/* binding */ readLines),
/* harmony export */   readTxt: () => (/* binding */ readTxt)
/* harmony export */ });
/* harmony import */ var node_buffer__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4573);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3024);
/* harmony import */ var _util_error_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9110);
/* harmony import */ var _row_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3182);




const CHUNK_BYTES = 64 * 1024;
const LINE_FEED = 10;
const MAX_LINE_BYTES = 256 * 1024;
async function* readTxt({ path, displayPath }) {
    for await (const { lines, firstLine } of readLines(path, displayPath, MAX_LINE_BYTES)) {
        yield lines.flatMap((line, index) => {
            const url = line.replace(/(^|\s)#.*$/, '').trim();
            const displayLocation = `${displayPath}:${firstLine + index}`;
            if (url === '')
                return [];
            return { displayLocation, content: { cells: { url } }, locate: () => Promise.resolve(displayLocation) };
        });
    }
}
async function* readLines(path, displayPath, maxLineBytes) {
    let firstLine = 1;
    for await (const block of readWholeLines(path, displayPath, maxLineBytes, () => firstLine)) {
        const bytes = firstLine === 1 ? removeByteOrderMark(block) : block;
        rejectBinary(bytes, displayPath, firstLine);
        const lines = splitLines(bytes.toString('utf8'));
        yield { lines, firstLine };
        firstLine += lines.length;
    }
}
async function* readWholeLines(path, displayPath, maxLineBytes, currentLine) {
    let pending = [];
    let size = 0;
    for await (const chunk of readChunks(path, displayPath)) {
        const end = chunk.lastIndexOf(LINE_FEED) + 1;
        if (end > 0) {
            yield Buffer.concat([...pending, chunk.subarray(0, end)]);
            pending = [];
            size = 0;
        }
        pending.push(chunk.subarray(end));
        size += chunk.length - end;
        if (size > maxLineBytes) {
            const expected = `lines of up to ${Math.round(maxLineBytes / 1024)} KiB`;
            const hint = 'a file without line breaks, or a file that is not a list of videos';
            throw (0,_row_js__WEBPACK_IMPORTED_MODULE_2__/* .createManifestError */ .ml)(`${displayPath}:${currentLine()}`, expected, hint);
        }
    }
    if (size > 0)
        yield Buffer.concat(pending);
}
async function* readChunks(path, displayPath) {
    const stream = (0,node_fs__WEBPACK_IMPORTED_MODULE_1__.createReadStream)(path, { highWaterMark: CHUNK_BYTES });
    try {
        let toUtf8 = null;
        for await (const chunk of stream) {
            toUtf8 ??= createConverter(chunk);
            yield toUtf8(chunk);
        }
    }
    catch (error) {
        const hint = `a system error (${(0,_util_error_js__WEBPACK_IMPORTED_MODULE_3__/* .getSystemErrorCode */ .V)(error) ?? 'unknown'})`;
        throw (0,_row_js__WEBPACK_IMPORTED_MODULE_2__/* .createManifestError */ .ml)(displayPath, 'a file that can be read', hint);
    }
}
function createConverter([first, second]) {
    const encoding = first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : null;
    if (encoding === null)
        return (chunk) => chunk;
    const decoder = new TextDecoder(encoding);
    return (chunk) => Buffer.from(decoder.decode(chunk, { stream: true }));
}
const EXPECTED_TEXT = 'text in UTF-8';
function removeByteOrderMark(bytes) {
    const [a, b, c] = bytes;
    return a === 0xef && b === 0xbb && c === 0xbf ? bytes.subarray(3) : bytes;
}
function rejectBinary(bytes, displayPath, firstLine) {
    const zero = bytes.indexOf(0);
    if (zero !== -1) {
        const line = firstLine + bytes.subarray(0, zero).filter((byte) => byte === LINE_FEED).length;
        const hint = 'a binary file with a zero byte, such as a spreadsheet, or UTF-16 without a byte order mark; save it as text in UTF-8';
        throw (0,_row_js__WEBPACK_IMPORTED_MODULE_2__/* .createManifestError */ .ml)(`${displayPath}:${line}`, EXPECTED_TEXT, hint);
    }
    if (!(0,node_buffer__WEBPACK_IMPORTED_MODULE_0__.isUtf8)(bytes)) {
        const hint = 'a file in Windows-1252 or Latin-1 with an accented letter; save it as UTF-8';
        throw (0,_row_js__WEBPACK_IMPORTED_MODULE_2__/* .createManifestError */ .ml)(`${displayPath}:${firstLine + countValidLines(bytes)}`, EXPECTED_TEXT, hint);
    }
}
function countValidLines(bytes) {
    let start = 0;
    for (let count = 0;; count += 1) {
        const end = bytes.indexOf(LINE_FEED, start);
        if (end === -1 || !(0,node_buffer__WEBPACK_IMPORTED_MODULE_0__.isUtf8)(bytes.subarray(start, end)))
            return count;
        start = end + 1;
    }
}
function splitLines(text) {
    const normalized = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
    return (normalized.endsWith('\n') ? normalized.slice(0, -1) : normalized).split('\n');
}


/***/ })

};
