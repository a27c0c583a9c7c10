export const id = 550;
export const ids = [550];
export const modules = {

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


/***/ }),

/***/ 5550:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   readTxt: () => (/* binding */ readTxt)
/* harmony export */ });
/* harmony import */ var _lines_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(757);
/* harmony import */ var _row_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3182);


async function* readTxt(path, shown) {
    for await (const { lines, first } of (0,_lines_js__WEBPACK_IMPORTED_MODULE_0__/* .readLines */ .S)(path, shown, _row_js__WEBPACK_IMPORTED_MODULE_1__/* .MAX_LINE_BYTES */ .O)) {
        yield lines.flatMap((line, index) => {
            const url = line.replace(/(^|\s)#.*$/, '').trim();
            return url === '' ? [] : toRow(url, `${shown}:${first + index}`);
        });
    }
}
function toRow(url, displayLocation) {
    return { displayLocation, cells: { url }, locate: () => Promise.resolve(displayLocation) };
}


/***/ })

};
