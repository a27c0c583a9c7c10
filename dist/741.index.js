export const id = 741;
export const ids = [741];
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
function readCsvRecords(lines, first, isLast) {
    const { pieces, open } = splitRecords(lines, first, isLast);
    const records = parseTogether(pieces) ?? pieces.flatMap(parseAlone);
    return { records, open };
}
function splitRecords(lines, first, isLast) {
    const pieces = [];
    let start = 0;
    while (start < lines.length) {
        const end = findRecordEnd(lines, start);
        const isOpen = end === null;
        if (isOpen && !isLast && lines.length - start < MAX_RECORD_LINES)
            return { pieces, open: lines.slice(start) };
        const after = end ?? start + 1;
        if (!isBlank(lines, start, after))
            pieces.push({ line: first + start, lines: lines.slice(start, after) });
        start = after;
    }
    return { pieces, open: [] };
}
function findRecordEnd(lines, start) {
    let quotes = 0;
    for (let index = start; index < Math.min(lines.length, start + MAX_RECORD_LINES); index += 1) {
        quotes += countQuotes(lines[index] ?? '');
        if (quotes % 2 === 0)
            return index + 1;
    }
    return null;
}
function countQuotes(line) {
    let count = 0;
    for (let at = line.indexOf('"'); at !== -1; at = line.indexOf('"', at + 1))
        count += 1;
    return count;
}
function isBlank(lines, start, end) {
    return end === start + 1 && /^[\s,]*$/.test(lines[start] ?? '');
}
function parseTogether(pieces) {
    const quoted = pieces.filter(hasQuotes);
    const rows = parseAll(quoted);
    if (rows?.length !== quoted.length)
        return null;
    let next = 0;
    return pieces.map((piece) => {
        const cells = hasQuotes(piece) ? rows[next++] : piece.lines[0]?.split(',').map((cell) => cell.trim());
        return { line: piece.line, cells: cells ?? [] };
    });
}
function hasQuotes({ lines }) {
    return lines.length > 1 || lines[0]?.includes('"') === true;
}
function parseAll(pieces) {
    try {
        return parseText(pieces.flatMap(({ lines }) => lines).join('\n'));
    }
    catch {
        return null;
    }
}
function parseAlone({ line, lines }) {
    try {
        return parseText(lines.join('\n')).map((cells) => ({ line, cells }));
    }
    catch (error) {
        const { code, column } = error;
        const lost = { line, code: String(code), column: typeof column === 'number' ? column : null };
        const { pieces } = splitRecords(lines.slice(1), line + 1, true);
        return [lost, ...pieces.flatMap(parseAlone)];
    }
}
function parseText(text) {
    return (0,sync/* parse */.qg)(text, { columns: false, trim: true, relax_column_count: true, record_delimiter: '\n' });
}

// EXTERNAL MODULE: ./lib/sources/manifest/lines.js
var manifest_lines = __webpack_require__(757);
// EXTERNAL MODULE: ./lib/sources/manifest/row.js
var row = __webpack_require__(3182);
// EXTERNAL MODULE: ./lib/sources/manifest/row-error.js
var row_error = __webpack_require__(7193);
;// CONCATENATED MODULE: ./lib/sources/manifest/csv.js





async function* readCsv(path, shown, note) {
    let columns = null;
    for await (const records of readRecords(path, shown)) {
        const [header] = records;
        if (header === undefined)
            continue;
        const body = columns === null ? records.slice(1) : records;
        const names = columns ?? readHeader(header, shown, note);
        columns = names;
        yield body.map((record) => toRow(record, names, shown));
    }
}
async function* readRecords(path, shown) {
    let open = [];
    let next = 1;
    for await (const { lines, first } of (0,manifest_lines/* readLines */.S)(path, shown, row/* MAX_LINE_BYTES */.O)) {
        const part = readCsvRecords([...open, ...lines], first - open.length, false);
        open = part.open;
        next = first + lines.length;
        yield part.records;
    }
    yield readCsvRecords(open, next - open.length, true).records;
}
function toRow(record, columns, shown) {
    const displayLocation = `${shown}:${record.line}`;
    const exact = (at) => `${displayLocation} (column ${at + 1}${columns[at] ? `, ${columns[at]}` : ''})`;
    if ('code' in record)
        return (0,row/* invalidRow */.q)(displayLocation, record.column === null ? displayLocation : exact(record.column), toRowError(record.code));
    if (record.cells.slice(columns.length).some((cell) => cell !== '')) {
        return (0,row/* invalidRow */.q)(displayLocation, exact(columns.length), createTooManyCells(record.cells.length, columns.length));
    }
    const cells = {};
    for (const [index, cell] of record.cells.entries()) {
        const column = columns[index];
        if (cell !== '' && column !== undefined)
            cells[column] = cell;
    }
    const locate = (at) => {
        const index = at === null ? -1 : columns.indexOf(at);
        return Promise.resolve(index === -1 ? displayLocation : exact(index));
    };
    return { displayLocation, cells, locate };
}
function createTooManyCells(found, named) {
    const expected = `as many as the header names, ${named}; cells that hold a comma stand in double quotes`;
    return {
        column: null,
        found: `${found} cells`,
        expected,
        hint: 'a comma in a link, a name or JSON without quotes around the cell',
    };
}
function toRowError(code) {
    const expected = 'a cell with a quote in it stands in quotes itself, and each quote inside it is doubled: "a ""b"" c"';
    if (code === 'CSV_QUOTE_NOT_CLOSED') {
        return {
            column: null,
            found: 'a quote that is never closed',
            expected,
            hint: 'a single quote sign for inches, or a line that was cut off',
        };
    }
    const found = code === 'CSV_INVALID_CLOSING_QUOTE' ? 'text behind a closing quote' : 'a quote in the middle of a cell';
    return { column: null, found, expected, hint: 'JSON or a name with quotes, written without a CSV library' };
}
function readHeader(record, shown, note) {
    const place = `${shown}:${record.line}`;
    if ('code' in record)
        throw (0,row_error/* createManifestError */.ml)(place, `a header; ${toRowError(record.code).expected}`, toRowError(record.code).found);
    const columns = record.cells;
    const refuse = (allowed, cause) => {
        throw (0,row_error/* createManifestError */.ml)(place, allowed, cause);
    };
    const header = `a first row that names the columns, ${manifest_columns/* COLUMNS */.cZ.join(', ')}, with \`url\` or \`file\` among them`;
    const [first = ''] = columns;
    if (columns.some((name) => /^https?:\/\//i.test(name)))
        refuse(header, 'the header is missing, for this row holds a link already; put one above it');
    if (columns.length === 1 && /[;\t]/.test(first)) {
        refuse('columns separated by commas', 'exported with semicolons or tabs, as spreadsheets do in some languages; export it with commas');
    }
    const twice = columns.find((name, index) => name !== '' && columns.indexOf(name) !== index);
    if (twice !== undefined)
        refuse(`every column once; found ${(0,row_error/* quote */.hD)(twice)} twice`, 'two tables that were joined; rename one of the columns, or take it out');
    if (columns.includes(manifest_columns/* METADATA_PREFIX */.z3))
        refuse(`a name behind "${manifest_columns/* METADATA_PREFIX */.z3}"`, 'a column whose name was left empty; give it one, or take it out');
    if (!columns.includes('url') && !columns.includes('file')) {
        const meant = columns.find((name) => ['url', 'file'].includes((0,manifest_columns/* guessColumn */._Q)(name) ?? ''));
        const cause = meant === undefined
            ? 'another table'
            : `\`${meant}\` should be \`${(0,manifest_columns/* guessColumn */._Q)(meant)}\` (exactly so, in small letters)`;
        refuse(`${header}; found ${columns.slice(0, 10).map(row_error/* quote */.hD).join(', ')}`, cause);
    }
    for (const name of columns)
        if (!(0,manifest_columns/* isKnownColumn */.eH)(name))
            note(`${place}: ${(0,manifest_columns/* formatUnknownColumn */.Sl)(name)}`);
    return columns;
}


/***/ }),

/***/ 757:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   S: () => (/* binding */ readLines)
/* harmony export */ });
/* harmony import */ var node_buffer__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4573);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3024);
/* harmony import */ var _util_error_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9110);
/* harmony import */ var _row_error_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7193);




const CHUNK_BYTES = 64 * 1024;
const LINE_FEED = 10;
async function* readLines(path, shown, longestLine) {
    let first = 1;
    for await (const block of wholeLines(path, shown, longestLine, () => first)) {
        const bytes = first === 1 ? removeByteOrderMark(block, shown) : block;
        rejectBinary(bytes, shown, first);
        const lines = splitLines(bytes.toString('utf8'));
        yield { lines, first };
        first += lines.length;
    }
}
async function* wholeLines(path, shown, longest, line) {
    let pending = [];
    let size = 0;
    for await (const chunk of readChunks(path, shown)) {
        const end = chunk.lastIndexOf(LINE_FEED) + 1;
        if (end > 0) {
            yield Buffer.concat([...pending, chunk.subarray(0, end)]);
            pending = [];
            size = 0;
        }
        pending.push(chunk.subarray(end));
        size += chunk.length - end;
        if (size > longest)
            throw createLineTooLong(shown, line(), longest);
    }
    if (size > 0)
        yield Buffer.concat(pending);
}
async function* readChunks(path, shown) {
    const stream = (0,node_fs__WEBPACK_IMPORTED_MODULE_1__.createReadStream)(path, { highWaterMark: CHUNK_BYTES });
    try {
        yield* stream;
    }
    catch (error) {
        throw (0,_row_error_js__WEBPACK_IMPORTED_MODULE_2__/* .createManifestError */ .ml)(shown, 'a file that can be read', `the system says ${(0,_util_error_js__WEBPACK_IMPORTED_MODULE_3__/* .getSystemErrorCode */ .V)(error) ?? 'no'}`);
    }
}
function createLineTooLong(shown, line, longest) {
    const allowed = `lines of up to ${Math.round(longest / 1024)} KiB`;
    return (0,_row_error_js__WEBPACK_IMPORTED_MODULE_2__/* .createManifestError */ .ml)(`${shown}:${line}`, allowed, 'a file without line breaks, or not a list of videos at all');
}
const EXPECTED_TEXT = 'text in UTF-8';
function removeByteOrderMark(bytes, shown) {
    const [a, b, c] = bytes;
    if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) {
        throw (0,_row_error_js__WEBPACK_IMPORTED_MODULE_2__/* .createManifestError */ .ml)(shown, EXPECTED_TEXT, 'saved as UTF-16 ("Unicode" in Windows); save it as UTF-8');
    }
    return a === 0xef && b === 0xbb && c === 0xbf ? bytes.subarray(3) : bytes;
}
function rejectBinary(bytes, shown, first) {
    const zero = bytes.indexOf(0);
    if (zero !== -1) {
        const cause = 'a zero byte: a binary file (a spreadsheet instead of its export), or UTF-16 without a mark; save it as text in UTF-8';
        throw (0,_row_error_js__WEBPACK_IMPORTED_MODULE_2__/* .createManifestError */ .ml)(`${shown}:${first + countLineBreaks(bytes.subarray(0, zero))}`, EXPECTED_TEXT, cause);
    }
    if (!(0,node_buffer__WEBPACK_IMPORTED_MODULE_0__.isUtf8)(bytes)) {
        const cause = 'saved as Windows-1252 or Latin-1 with an accented letter in it; save it as UTF-8';
        throw (0,_row_error_js__WEBPACK_IMPORTED_MODULE_2__/* .createManifestError */ .ml)(`${shown}:${first + findInvalidLine(bytes)}`, EXPECTED_TEXT, cause);
    }
}
function countLineBreaks(bytes) {
    return bytes.filter((byte) => byte === LINE_FEED).length;
}
function findInvalidLine(bytes) {
    let start = 0;
    let line = 0;
    for (;;) {
        const end = bytes.indexOf(LINE_FEED, start);
        if (end === -1 || !(0,node_buffer__WEBPACK_IMPORTED_MODULE_0__.isUtf8)(bytes.subarray(start, end)))
            return line;
        start = end + 1;
        line += 1;
    }
}
function splitLines(text) {
    const plain = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
    return (plain.endsWith('\n') ? plain.slice(0, -1) : plain).split('\n');
}


/***/ }),

/***/ 3182:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   O: () => (/* binding */ MAX_LINE_BYTES),
/* harmony export */   q: () => (/* binding */ invalidRow)
/* harmony export */ });
function invalidRow(displayLocation, exact, error) {
    return { displayLocation, cells: null, error, locate: () => Promise.resolve(exact) };
}
const MAX_LINE_BYTES = 256 * 1024;


/***/ })

};
