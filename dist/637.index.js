export const id = 637;
export const ids = [637,757];
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

/***/ 637:
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

;// CONCATENATED MODULE: ./lib/sources/manifest/json-location.js

async function findSyntaxError(text) {
    const offset = await findErrorOffset(text);
    const rest = text.slice(offset).trimStart();
    const previous = text.slice(0, offset).trimEnd().slice(-1);
    const found = rest === '' ? 'the end of the text in the middle of a value' : JSON.stringify(rest.slice(0, 1));
    const error = { column: null, found, expected: 'valid JSON', hint: explainSyntaxError(rest, previous) };
    return { ...toLocation(text, offset), error };
}
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
async function findErrorOffset(text) {
    const message = (0,json/* parseText */.r4)((0,json/* asObject */.eB)(catchError(() => JSON.parse(text)))?.['message']) ?? '';
    const position = / at position (\d+)/.exec(message)?.[1];
    if (position !== undefined)
        return Number(position);
    if (message.startsWith('Unexpected end'))
        return text.length;
    const { parse } = await __webpack_require__.e(/* import() */ 162).then(__webpack_require__.bind(__webpack_require__, 3162));
    const error = catchError(() => parse(text, { mode: 'json' }));
    return (0,json/* parseNumber */.$J)((0,json/* asObject */.eB)(error)?.['offset']) ?? 0;
}
function catchError(parse) {
    try {
        parse();
        return null;
    }
    catch (error) {
        return error;
    }
}
function toLocation(text, offset) {
    const before = text.slice(0, offset);
    return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}
async function findLocation(text, path, key) {
    const { parse } = await __webpack_require__.e(/* import() */ 162).then(__webpack_require__.bind(__webpack_require__, 3162));
    let node = parse(text, { mode: 'json' }).body;
    for (const step of path)
        node = getChild(node, step) ?? node;
    const member = key === null ? undefined : getMembers(node).find((candidate) => getMemberName(candidate) === key);
    const { line, column } = (member ?? node).loc.start;
    return { line, column };
}
function getChild(node, step) {
    if (typeof step === 'number')
        return node.type === 'Array' ? node.elements[step]?.value : undefined;
    return getMembers(node).findLast((member) => getMemberName(member) === step)?.value;
}
function getMembers(node) {
    return node.type === 'Object' ? node.members : [];
}
function getMemberName({ name }) {
    return name.type === 'String' ? name.value : name.name;
}

// EXTERNAL MODULE: ./lib/sources/manifest/lines.js
var manifest_lines = __webpack_require__(757);
// EXTERNAL MODULE: ./lib/sources/manifest/row.js
var row = __webpack_require__(3182);
;// CONCATENATED MODULE: ./lib/sources/manifest/json.js






const MAX_JSON_BYTES = 64 * 1024 * 1024;
const MAX_LOCATED_LENGTH = 8 * 1024 * 1024;
const ROW_BATCH_SIZE = 500;
async function* readJson(file) {
    const { path, displayPath } = file;
    const parsed = await parseFile(path, displayPath);
    if (parsed === 'json_lines') {
        file.note(`${displayPath} has one JSON value per line; it is read as JSON Lines.`);
        yield* readJsonl(file);
        return;
    }
    const { value, text } = parsed;
    if (isJsonFeed(value)) {
        yield (0,feed_rows/* toFeedRows */.l)(parseJsonFeed(value), file);
        return;
    }
    const { list, keys } = getList(value, displayPath);
    const toRow = (entry, index) => {
        const displayLocation = `${displayPath} (${[...keys, index].join('.')})`;
        const locate = async (key) => {
            if (text === null)
                return displayLocation;
            const { line, column } = await findLocation(text, [...keys, index], key);
            return `${displayPath}:${line}:${column}`;
        };
        return { displayLocation, content: parseEntry(entry), locate };
    };
    for (let start = 0; start < list.length; start += ROW_BATCH_SIZE)
        yield list.slice(start, start + ROW_BATCH_SIZE).map((entry, offset) => toRow(entry, start + offset));
}
async function* readJsonl({ path, displayPath }) {
    for await (const { lines, firstLine } of (0,manifest_lines.readLines)(path, displayPath, manifest_lines.MAX_LINE_BYTES)) {
        const rows = [];
        for (const [index, line] of lines.entries())
            if (line.trim() !== '')
                rows.push(await parseLine(line, `${displayPath}:${firstLine + index}`));
        yield rows;
    }
}
async function parseLine(line, displayLocation) {
    const value = (0,json/* parseExactJson */.lQ)(line);
    if (value === undefined) {
        const { column, error } = await findSyntaxError(line);
        return (0,row/* createInvalidRow */.E5)(displayLocation, `${displayLocation}:${column}`, error);
    }
    const locate = async (key) => `${displayLocation}:${(await findLocation(line, [], key)).column}`;
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
async function parseFile(path, displayPath) {
    const text = await readText(path, displayPath);
    const value = (0,json/* parseExactJson */.lQ)(text);
    if (value !== undefined)
        return { value, text: text.length > MAX_LOCATED_LENGTH ? null : text };
    if (isJsonLines(text))
        return 'json_lines';
    const { line, column, error } = await findSyntaxError(text);
    throw (0,row/* createManifestError */.ml)(`${displayPath}:${line}:${column}`, `valid JSON; found ${error.found}`, error.hint);
}
function isJsonLines(text) {
    const lines = text.slice(0, 2 * manifest_lines.MAX_LINE_BYTES).split('\n');
    const first = lines.filter((line) => line.trim() !== '').slice(0, 2);
    return first.length === 2 && first.every((line) => (0,json/* asObject */.eB)((0,json/* parseJson */.qF)(line)) !== null || /^\s*"https?:/.test(line));
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
function getList(value, displayPath) {
    if (Array.isArray(value))
        return { list: value, keys: [] };
    const object = (0,json/* asObject */.eB)(value);
    const videos = object?.['videos'];
    if (Array.isArray(videos))
        return { list: videos, keys: ['videos'] };
    const found = object === null ? (0,row/* describeValue */.bp)(value) : describeKeys(Object.keys(object));
    const expected = `a list, or an object with a list named "videos"; found ${found}`;
    throw (0,row/* createManifestError */.ml)(displayPath, expected, 'another name for the list, or one video without brackets around it');
}
function describeKeys(keys) {
    if (keys.length === 0)
        return 'an empty object';
    return `an object with the keys ${keys.slice(0, 10).map(row/* describeValue */.bp).join(', ')}`;
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
