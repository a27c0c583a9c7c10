export const id = 608;
export const ids = [608];
export const modules = {

/***/ 5238:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   x: () => (/* binding */ toCells)
/* harmony export */ });
/* harmony import */ var _util_json_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8884);
/* harmony import */ var _row_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7193);


function toCells(entry) {
    if (typeof entry === 'string')
        return { cells: { url: entry } };
    const cells = (0,_util_json_js__WEBPACK_IMPORTED_MODULE_1__/* .asObject */ .eB)(entry);
    if (cells !== null)
        return { cells };
    const expected = 'an object such as {"url": "https://…"}, or a link in quotes';
    return {
        cells: null,
        error: { column: null, found: (0,_row_error_js__WEBPACK_IMPORTED_MODULE_0__/* .describeValue */ .bp)(entry), expected, hint: 'a list inside the list' },
    };
}


/***/ }),

/***/ 4020:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   p: () => (/* binding */ findSyntaxError),
/* harmony export */   x: () => (/* binding */ findLocation)
/* harmony export */ });
/* harmony import */ var _util_json_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8884);

async function findSyntaxError(text) {
    const offset = await findErrorOffset(text);
    const rest = text.slice(offset).trimStart();
    const before = text.slice(0, offset).trimEnd().slice(-1);
    const found = rest === '' ? 'the end of the text in the middle of a value' : JSON.stringify(rest.slice(0, 1));
    return {
        ...toLocation(text, offset),
        fault: { column: null, found, expected: 'JSON', hint: explainSyntaxError(rest, before) },
    };
}
function explainSyntaxError(rest, before) {
    if (rest === '')
        return 'a file that was cut off, or a bracket too few';
    if (/^[}\]]/.test(rest) && before === ',')
        return 'a comma behind the last entry';
    if (rest.startsWith("'"))
        return 'single quotes; JSON knows double quotes only';
    if (/^[“”„]/.test(rest))
        return 'curly quotes of a word processor';
    if (/^(\/[/*]|#)/.test(rest))
        return 'a comment; JSON has none';
    if (/^(NaN|-?Infinity|None|True|False|undefined)/.test(rest))
        return 'written by hand or by print(); use a JSON library';
    if (/^["{[]/.test(rest))
        return 'a comma or colon too few, or a quote inside a text without a backslash before it';
    return 'a name or text without quotes, or a quote inside a text without a backslash before it';
}
async function findErrorOffset(text) {
    const message = getParseMessage(text);
    const position = / at position (\d+)/.exec(message)?.[1];
    if (position !== undefined)
        return Number(position);
    if (message.startsWith('Unexpected end'))
        return text.length;
    const { parse } = await __webpack_require__.e(/* import() */ 162).then(__webpack_require__.bind(__webpack_require__, 3162));
    try {
        parse(text, { mode: 'json' });
    }
    catch (error) {
        return (0,_util_json_js__WEBPACK_IMPORTED_MODULE_0__/* .parseNumber */ .$J)((0,_util_json_js__WEBPACK_IMPORTED_MODULE_0__/* .asObject */ .eB)(error)?.['offset']) ?? 0;
    }
    return 0;
}
function getParseMessage(text) {
    try {
        JSON.parse(text);
        return '';
    }
    catch (error) {
        return (0,_util_json_js__WEBPACK_IMPORTED_MODULE_0__/* .parseText */ .r4)((0,_util_json_js__WEBPACK_IMPORTED_MODULE_0__/* .asObject */ .eB)(error)?.['message']) ?? '';
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


/***/ }),

/***/ 2608:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   readJsonl: () => (/* binding */ readJsonl)
/* harmony export */ });
/* harmony import */ var _util_json_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8884);
/* harmony import */ var _json_cells_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5238);
/* harmony import */ var _json_location_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(4020);
/* harmony import */ var _lines_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(757);
/* harmony import */ var _row_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3182);





async function* readJsonl(path, shown) {
    for await (const { lines, first } of (0,_lines_js__WEBPACK_IMPORTED_MODULE_1__/* .readLines */ .S)(path, shown, _row_js__WEBPACK_IMPORTED_MODULE_2__/* .MAX_LINE_BYTES */ .O)) {
        const rows = [];
        for (const [index, line] of lines.entries()) {
            if (line.trim() === '')
                continue;
            const place = `${shown}:${first + index}`;
            const value = (0,_util_json_js__WEBPACK_IMPORTED_MODULE_3__/* .parseJson */ .qF)(line);
            rows.push(value === undefined ? await createInvalidLine(line, place) : toRow(value, line, place));
        }
        yield rows;
    }
}
async function createInvalidLine(line, place) {
    const { column, fault } = await (0,_json_location_js__WEBPACK_IMPORTED_MODULE_4__/* .findSyntaxError */ .p)(line);
    return (0,_row_js__WEBPACK_IMPORTED_MODULE_2__/* .invalidRow */ .q)(place, `${place}:${column}`, fault);
}
function toRow(value, line, displayLocation) {
    const locate = async (at) => `${displayLocation}:${(await (0,_json_location_js__WEBPACK_IMPORTED_MODULE_4__/* .findLocation */ .x)(line, [], at)).column}`;
    return { displayLocation, ...(0,_json_cells_js__WEBPACK_IMPORTED_MODULE_0__/* .toCells */ .x)(value), locate };
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
