export const id = 741;
export const ids = [741,757];
export const modules = {

/***/ 1741:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  readCsv: () => (/* binding */ readCsv)
});

// EXTERNAL MODULE: ./lib/sources/manifest/columns.js
var manifest_columns = __webpack_require__(1509);
// EXTERNAL MODULE: ./node_modules/csv-parse/lib/sync.js + 9 modules
var sync = __webpack_require__(5175);
;// CONCATENATED MODULE: ./lib/sources/manifest/csv-records.js

const MAX_RECORD_LINES = 1_000;
const MAX_RECORD_LENGTH = 256 * 1024;
const RECORD_BATCH_SIZE = 200;
function* readCsvRecords(lines, firstLine, { isLast, separator }) {
    const { rawRecords, incomplete } = splitRecords(lines, firstLine, isLast);
    for (let start = 0; start < rawRecords.length; start += RECORD_BATCH_SIZE) {
        const batch = rawRecords.slice(start, start + RECORD_BATCH_SIZE);
        yield parseTogether(batch, separator) ?? batch.flatMap((record) => parseAlone(record, separator));
    }
    return incomplete;
}
function splitRecords(lines, firstLine, isLast) {
    const rawRecords = [];
    let start = 0;
    while (start < lines.length) {
        const end = findRecordEnd(lines, start);
        if (end === 'later' && !isLast)
            return { rawRecords, incomplete: lines.slice(start) };
        const next = typeof end === 'number' ? end : start + 1;
        if (!isBlank(lines, start, next))
            rawRecords.push({ line: firstLine + start, lines: lines.slice(start, next) });
        start = next;
    }
    return { rawRecords, incomplete: [] };
}
function findRecordEnd(lines, start) {
    let quotes = 0;
    let length = 0;
    for (let index = start; index < lines.length; index += 1) {
        const line = lines[index] ?? '';
        quotes += countQuotes(line);
        if (quotes % 2 === 0)
            return index + 1;
        length += line.length;
        if (index + 1 - start >= MAX_RECORD_LINES || length > MAX_RECORD_LENGTH)
            return 'never';
    }
    return 'later';
}
function countQuotes(line) {
    let count = 0;
    for (let index = line.indexOf('"'); index !== -1; index = line.indexOf('"', index + 1))
        count += 1;
    return count;
}
function isBlank(lines, start, end) {
    return end === start + 1 && /^[\s,;]*$/.test(lines[start] ?? '');
}
function parseTogether(rawRecords, separator) {
    const quoted = rawRecords.filter(hasQuotes);
    const rows = parseAll(quoted, separator);
    if (rows?.length !== quoted.length)
        return null;
    let next = 0;
    return rawRecords.map((rawRecord) => {
        const cells = hasQuotes(rawRecord) ? rows[next++] : rawRecord.lines[0]?.split(separator).map((cell) => cell.trim());
        return { line: rawRecord.line, cells: cells ?? [] };
    });
}
function hasQuotes({ lines }) {
    return lines.length > 1 || lines[0]?.includes('"') === true;
}
function parseAll(rawRecords, separator) {
    try {
        return parseText(rawRecords.flatMap(({ lines }) => lines).join('\n'), separator);
    }
    catch {
        return null;
    }
}
function parseAlone(record, separator) {
    const records = [];
    const pending = [record];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
        const { line, lines } = next;
        try {
            records.push(...parseText(lines.join('\n'), separator).map((cells) => ({ line, cells })));
        }
        catch (error) {
            const { code, column } = error;
            records.push({ line, code: String(code), column: typeof column === 'number' ? column : null });
            pending.push(...splitRecords(lines.slice(1), line + 1, true).rawRecords.toReversed());
        }
    }
    return records;
}
function parseText(text, delimiter) {
    return (0,sync/* parse */.qg)(text, { delimiter, columns: false, trim: true, relax_column_count: true, record_delimiter: '\n' });
}

// EXTERNAL MODULE: ./lib/sources/manifest/lines.js
var lines = __webpack_require__(757);
// EXTERNAL MODULE: ./lib/sources/manifest/row.js
var row = __webpack_require__(3182);
;// CONCATENATED MODULE: ./lib/sources/manifest/csv.js




async function* readCsv({ path, displayPath, note }) {
    let columns = null;
    for await (const { records, separator } of readRecords(path, displayPath)) {
        const [header] = records;
        if (header === undefined)
            continue;
        const body = columns === null ? records.slice(1) : records;
        const names = columns ?? readHeader(header, displayPath, note);
        columns = names;
        yield body.map((record) => toRow(record, names, { displayPath, separator }));
    }
}
async function* readRecords(path, displayPath) {
    let incomplete = [];
    let nextLine = 1;
    let separator = null;
    for await (const batch of (0,lines.readLines)(path, displayPath, lines.MAX_LINE_BYTES)) {
        const { lines, firstLine } = separator === null ? skipSeparatorLine(batch) : batch;
        separator ??= findSeparator(batch.lines);
        const options = { isLast: false, separator: separator ?? ',' };
        incomplete = yield* readParts([...incomplete, ...lines], firstLine - incomplete.length, options);
        nextLine = firstLine + lines.length;
    }
    const options = { isLast: true, separator: separator ?? ',' };
    yield* readParts(incomplete, nextLine - incomplete.length, options);
}
function* readParts(lines, firstLine, options) {
    const parts = readCsvRecords(lines, firstLine, options);
    let next = parts.next();
    for (; !next.done; next = parts.next())
        yield { records: next.value, separator: options.separator };
    return next.value;
}
const SEPARATOR_LINE = /^"?sep=(.)"?$/i;
const SEPARATORS = [',', ';', '\t'];
function skipSeparatorLine(batch) {
    const [first = ''] = batch.lines;
    return SEPARATOR_LINE.test(first.trimEnd()) || first.trim() === 'sep='
        ? { lines: batch.lines.slice(1), firstLine: batch.firstLine + 1 }
        : batch;
}
function findSeparator(lines) {
    const first = lines.find((line) => line.trim() !== '');
    if (first === undefined)
        return null;
    const named = SEPARATORS.find((separator) => separator === SEPARATOR_LINE.exec(first.trimEnd())?.[1]);
    if (named !== undefined)
        return named;
    const header = first.replace(/"[^"]*"/g, '');
    const counts = SEPARATORS.map((separator) => ({ separator, count: header.split(separator).length }));
    return counts.reduce((most, next) => (next.count > most.count ? next : most)).separator;
}
function toRow(record, columns, { displayPath, separator }) {
    const displayLocation = `${displayPath}:${record.line}`;
    const locateColumn = (index) => `${displayLocation} (column ${index + 1}${columns[index] ? `, ${columns[index]}` : ''})`;
    if ('code' in record) {
        const location = record.column === null ? displayLocation : locateColumn(record.column);
        return (0,row/* createInvalidRow */.E5)(displayLocation, location, toRowError(record.code));
    }
    if (record.cells.slice(columns.length).some((cell) => cell !== '')) {
        const error = createTooManyCellsError(record.cells.length, columns.length, separator);
        return (0,row/* createInvalidRow */.E5)(displayLocation, locateColumn(columns.length), error);
    }
    const cells = {};
    for (const [index, cell] of record.cells.entries()) {
        const column = columns[index];
        if (cell !== '' && column !== undefined)
            cells[column] = cell;
    }
    const locate = (column) => {
        const index = column === null ? -1 : columns.indexOf(column);
        return Promise.resolve(index === -1 ? displayLocation : locateColumn(index));
    };
    return { displayLocation, content: { cells }, locate };
}
const SEPARATOR_NAMES = { ',': 'comma', ';': 'semicolon', '\t': 'tab' };
function createTooManyCellsError(count, columnCount, separator) {
    const name = SEPARATOR_NAMES[separator];
    const expected = `${columnCount} cells, as in the header; a cell that contains a ${name} needs double quotes`;
    const hint = `a ${name} in a link, a name or JSON without quotes around the cell`;
    return { column: null, found: `${count} cells`, expected, hint };
}
const EXPECTED_QUOTES = 'a cell with quotes in quotes itself, with each quote inside it doubled: "a ""b"" c"';
const LIBRARY_HINT = 'JSON or a name with quotes, written without a CSV library';
function toRowError(code) {
    const [found, hint] = CSV_ERRORS[code] ?? ['a quote in the middle of a cell', LIBRARY_HINT];
    return { column: null, found, expected: EXPECTED_QUOTES, hint };
}
const CSV_ERRORS = {
    CSV_QUOTE_NOT_CLOSED: ['a quote that is never closed', 'a quote character as an inch sign, or a truncated line'],
    CSV_INVALID_CLOSING_QUOTE: ['text after a closing quote', LIBRARY_HINT],
};
function readHeader(record, displayPath, note) {
    const location = `${displayPath}:${record.line}`;
    if ('code' in record) {
        const { expected, found } = toRowError(record.code);
        throw (0,row/* createManifestError */.ml)(location, `a header; ${expected}`, found);
    }
    const columns = record.cells.map(manifest_columns/* normalizeColumn */.aF);
    const [expected, hint] = findHeaderMistake(columns) ?? [];
    if (expected !== undefined && hint !== undefined)
        throw (0,row/* createManifestError */.ml)(location, expected, hint);
    const unknown = columns.filter((name) => !(0,manifest_columns/* isKnownColumn */.eH)(name));
    for (const name of unknown.slice(0, manifest_columns/* MAX_COLUMN_NOTES */["if"]))
        note(`${location}: ${(0,manifest_columns/* formatUnknownColumn */.Sl)(name)}`);
    const rest = unknown.length - manifest_columns/* MAX_COLUMN_NOTES */["if"];
    if (rest > 0)
        note(`${location}: ${rest} more columns are ignored.`);
    return columns;
}
function findRepeated(columns) {
    const seen = new Set(['']);
    return columns.find((name) => name !== '' && seen.size === seen.add(name).size);
}
const EXPECTED_HEADER = `a first row with the column names, ${manifest_columns/* COLUMNS */.cZ.join(', ')}, including \`url\` or \`file\``;
function findHeaderMistake(columns) {
    if (columns.some((name) => /^https?:\/\//i.test(name)))
        return [EXPECTED_HEADER, 'a missing header, because this row contains a link; add a header above it'];
    if (columns.length === 1 && columns[0]?.includes('|'))
        return ['columns separated by commas, semicolons or tabs', 'an export with | between columns'];
    const repeated = findRepeated(columns);
    if (repeated !== undefined)
        return [
            `each column once; found ${(0,row/* quote */.hD)(repeated)} twice`,
            'two tables that were joined; rename or remove one of the columns',
        ];
    if (columns.includes(manifest_columns/* METADATA_PREFIX */.z3))
        return [`a name after "${manifest_columns/* METADATA_PREFIX */.z3}"`, 'an empty column name; add a name, or remove the column'];
    if (columns.includes('url') || columns.includes('file'))
        return null;
    const names = columns.slice(0, 10).map(row/* quote */.hD).join(', ');
    const hint = (0,manifest_columns/* findMisspelledAddress */.Co)(columns)?.hint ?? 'another table';
    return [`${EXPECTED_HEADER}; found ${names}`, hint];
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
