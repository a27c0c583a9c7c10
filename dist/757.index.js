export const id = 757;
export const ids = [757];
export const modules = {

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
