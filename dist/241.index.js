export const id = 241;
export const ids = [241];
export const modules = {

/***/ 5090:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   f: () => (/* binding */ FetchError),
/* harmony export */   v: () => (/* binding */ createFetchSession)
/* harmony export */ });
/* harmony import */ var node_http__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7067);
/* harmony import */ var node_https__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4708);
/* harmony import */ var _util_host_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6744);
/* harmony import */ var _network_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(9846);
/* harmony import */ var _resolver_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(585);





class FetchError extends Error {
    name = 'FetchError';
    failure;
    constructor(failure, message, options) {
        super(message, options);
        this.failure = failure;
    }
}
const MAX_HOSTS_AHEAD = 1_000;
const USER_AGENT = 'twelvelabs-index-action (preflight)';
function createFetchSession(settings) {
    const resolve = (0,_resolver_js__WEBPACK_IMPORTED_MODULE_3__/* .cacheResolver */ .Dc)(settings.resolve, settings.clock);
    const lookup = createSafeLookup({ ...settings, resolve });
    const options = { keepAlive: true, maxFreeSockets: 16, lookup };
    const http = new node_http__WEBPACK_IMPORTED_MODULE_0__.Agent(options);
    const https = new node_https__WEBPACK_IMPORTED_MODULE_1__.Agent(options);
    const agentFor = (url) => {
        checkHost(url, settings.allowPrivate);
        const proxy = settings.proxyFor(url);
        if (proxy === null)
            return url.protocol === 'https:' ? https : http;
        if (!settings.allowPrivate && (0,_util_host_js__WEBPACK_IMPORTED_MODULE_2__/* .classifyHost */ .R)(url.hostname) === 'name' && (0,_util_host_js__WEBPACK_IMPORTED_MODULE_2__/* .isPrivateName */ .$)(url.hostname)) {
            throw createPrivateAddressError(url.hostname);
        }
        return proxy;
    };
    const fetch = async (request) => {
        if (request.signal.aborted)
            throw new FetchError('cancelled', 'the step was cancelled');
        const timeout = (0,_network_js__WEBPACK_IMPORTED_MODULE_4__/* .startTimeout */ .kk)(settings.clock, request, (failure, message) => new FetchError(failure, message));
        try {
            const response = await (0,_network_js__WEBPACK_IMPORTED_MODULE_4__/* .followRedirects */ .FE)(removeCredentials(request.url), {
                send: (url) => sendOnce(url, request, agentFor(url), timeout),
                check: toFetchTarget,
                createTooManyError: (max) => new FetchError('bad_redirect', `more than ${max} redirects`),
            });
            return await readResponse(response, request, timeout);
        }
        finally {
            timeout.stop();
        }
    };
    return {
        fetch,
        resolveAhead: (urls) => {
            const hosts = new Set();
            for (const text of urls) {
                const url = URL.parse(text);
                if (url === null || (0,_util_host_js__WEBPACK_IMPORTED_MODULE_2__/* .classifyHost */ .R)(url.hostname) !== 'name' || settings.proxyFor(url) !== null)
                    continue;
                if (hosts.size < MAX_HOSTS_AHEAD)
                    hosts.add(url.hostname);
            }
            for (const host of hosts)
                void resolve(host);
        },
        close: () => {
            http.destroy();
            https.destroy();
        },
    };
}
function checkHost(url, allowPrivate) {
    if (url.protocol !== 'http:' && url.protocol !== 'https:') {
        throw new FetchError('bad_redirect', `${url.protocol} is neither http nor https`);
    }
    const kind = (0,_util_host_js__WEBPACK_IMPORTED_MODULE_2__/* .classifyHost */ .R)(url.hostname);
    if (!allowPrivate && kind !== 'name' && kind !== 'public')
        throw createPrivateAddressError(url.hostname);
}
function createPrivateAddressError(host) {
    return new FetchError('private_address', `${host} is not a public address`);
}
function createSafeLookup({ resolve, allowPrivate }) {
    return (hostname, options, done) => {
        resolve(hostname).then((addresses) => {
            const [first] = addresses;
            const bad = addresses.find(({ address }) => !allowPrivate && (0,_util_host_js__WEBPACK_IMPORTED_MODULE_2__/* .classifyHost */ .R)(address) !== 'public');
            if (first === undefined)
                done(new FetchError('unknown_host', `${hostname} has no address`), '');
            else if (bad !== undefined)
                done(createPrivateAddressError(hostname), '');
            else if (options.all)
                done(null, [...addresses]);
            else
                done(null, first.address, first.family);
        }, (error) => done(toFetchError(error), ''));
    };
}
function toFetchTarget(target) {
    if (target === null)
        throw new FetchError('bad_redirect', 'a redirect leads to something that is not a URL');
    return removeCredentials(target);
}
function removeCredentials(given) {
    const url = new URL(given);
    url.username = '';
    url.password = '';
    return url;
}
async function sendOnce(url, request, agent, timeout) {
    for (;;) {
        const sent = send(url, request, agent);
        try {
            return await Promise.race([sent.response, timeout.expired]);
        }
        catch (error) {
            sent.request.destroy();
            if (error instanceof FetchError)
                throw error;
            if (!sent.request.reusedSocket || (0,_network_js__WEBPACK_IMPORTED_MODULE_4__/* .getErrorFields */ .qh)(error).code !== 'ECONNRESET')
                throw toFetchError(error);
        }
    }
}
function send(url, { start, end, isWhole = false }, agent) {
    const headers = {
        'user-agent': USER_AGENT,
        accept: '*/*',
        'accept-encoding': 'identity',
        ...(isWhole ? {} : { range: `bytes=${start}-${end - 1}` }),
    };
    const request = (url.protocol === 'https:' ? node_https__WEBPACK_IMPORTED_MODULE_1__.request : node_http__WEBPACK_IMPORTED_MODULE_0__.request)(url, { agent, headers });
    const response = new Promise((resolve, reject) => {
        request.on('response', resolve);
        request.on('error', reject);
    });
    response.catch(() => { });
    request.end();
    return { request, response };
}
async function readResponse({ message, url }, { start, end }, timeout) {
    const maxBytes = end - start;
    const fits = Number(message.headers['content-length']) <= maxBytes;
    const chunks = [];
    try {
        const read = (0,_network_js__WEBPACK_IMPORTED_MODULE_4__/* .readBody */ .x8)(message, chunks, (bytes) => bytes >= maxBytes && !fits);
        const whole = await Promise.race([read, timeout.expired]);
        const body = Buffer.concat(chunks).subarray(0, maxBytes);
        return { status: message.statusCode ?? 0, headers: message.headers, url, body, whole };
    }
    catch (error) {
        message.destroy();
        throw toFetchError(error);
    }
}
function toFetchError(error) {
    if (error instanceof FetchError)
        return error;
    return new FetchError((0,_network_js__WEBPACK_IMPORTED_MODULE_4__/* .classifyNetworkError */ .LW)(error), (0,_network_js__WEBPACK_IMPORTED_MODULE_4__/* .formatNetworkError */ .uD)(error), { cause: error });
}


/***/ }),

/***/ 1241:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   downloadList: () => (/* binding */ downloadList)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1455);
/* harmony import */ var node_os__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8161);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6760);
/* harmony import */ var _http_proxies_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(3192);
/* harmony import */ var _http_resolver_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(585);
/* harmony import */ var _http_retry_js__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(8394);
/* harmony import */ var _http_safe_fetch_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(5090);
/* harmony import */ var _util_host_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(6744);
/* harmony import */ var _util_url_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(7237);
/* harmony import */ var _formats_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(5434);
/* harmony import */ var _row_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(3182);











const MAX_LIST_BYTES = 64 * 1024 * 1024;
const DOWNLOAD_TIMEOUT_MS = 120_000;
const MAX_ATTEMPTS = 4;
const HEAD_BYTES = 4_096;
async function downloadList(received, allowPrivate, options) {
    const url = checkListUrl(received, allowPrivate);
    const displayUrl = (0,_util_url_js__WEBPACK_IMPORTED_MODULE_9__/* .removeQuery */ .DU)(url);
    const response = await download(url, displayUrl, allowPrivate, options);
    const { body, headers } = response;
    const name = (0,_util_url_js__WEBPACK_IMPORTED_MODULE_9__/* .decodeUrlText */ .nW)(node_path__WEBPACK_IMPORTED_MODULE_2__.posix.basename(response.url.pathname)) || (0,_util_url_js__WEBPACK_IMPORTED_MODULE_9__/* .decodeUrlText */ .nW)(node_path__WEBPACK_IMPORTED_MODULE_2__.posix.basename(url.pathname));
    const contentType = headers['content-type'] ?? '';
    const format = (0,_formats_js__WEBPACK_IMPORTED_MODULE_7__/* .detectFormat */ .Tz)({ name, contentType, head: body.subarray(0, HEAD_BYTES) });
    if (format === null) {
        const hint = 'a login page, or the page about the list; use the link that downloads the list itself';
        throw (0,_row_js__WEBPACK_IMPORTED_MODULE_8__/* .createManifestError */ .ml)(displayUrl, `a list of videos; the server sent ${describeType(contentType)}`, hint);
    }
    const folder = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.mkdtemp)((0,node_path__WEBPACK_IMPORTED_MODULE_2__.join)(options.temporaryFolder ?? (0,node_os__WEBPACK_IMPORTED_MODULE_1__.tmpdir)(), 'twelvelabs-list-'));
    const path = (0,node_path__WEBPACK_IMPORTED_MODULE_2__.join)(folder, 'list');
    await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.writeFile)(path, body);
    const etag = headers.etag === undefined ? 'no ETag' : `ETag ${headers.etag.slice(0, 100)}`;
    return {
        file: { path, displayPath: displayUrl, size: body.length, baseUrl: response.url.href, format },
        note: `Downloaded ${displayUrl}: ${body.length} bytes, ${etag}, read as ${format}.`,
        remove: () => (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.rm)(folder, { recursive: true, force: true }),
    };
}
function checkListUrl(received, allowPrivate) {
    const url = URL.parse(received);
    const shown = received.replace(/[?#].*$/s, '').replace(/\/\/.*@/s, '//');
    if (url === null)
        throw (0,_row_js__WEBPACK_IMPORTED_MODULE_8__/* .createManifestError */ .ml)(shown, 'the path or the https URL of a list', 'a typo in the URL');
    if (url.username !== '' || url.password !== '') {
        const hint = 'credentials in the URL; use a signed link, or download the list in an earlier step';
        throw (0,_row_js__WEBPACK_IMPORTED_MODULE_8__/* .createManifestError */ .ml)(shown, 'a URL without a user name or password', hint);
    }
    const kind = (0,_util_host_js__WEBPACK_IMPORTED_MODULE_6__/* .classifyHost */ .R)(url.hostname);
    const isPrivate = kind === 'loopback' || kind === 'private';
    if (isPrivate && !allowPrivate) {
        const hint = 'an address in your own network; set `allow_private_urls: true`, or download the list in an earlier step';
        throw (0,_row_js__WEBPACK_IMPORTED_MODULE_8__/* .createManifestError */ .ml)(shown, 'a URL with a public host', hint);
    }
    if (url.protocol !== 'https:' && !isPrivate)
        throw (0,_row_js__WEBPACK_IMPORTED_MODULE_8__/* .createManifestError */ .ml)(shown, 'an https URL', 'http, which others on the way can change');
    return url;
}
async function download(url, displayUrl, allowPrivate, { clock, signal }) {
    const proxyFor = (0,_http_proxies_js__WEBPACK_IMPORTED_MODULE_3__/* .createProxySelector */ .KB)();
    const session = (0,_http_safe_fetch_js__WEBPACK_IMPORTED_MODULE_5__/* .createFetchSession */ .v)({ clock, resolve: (0,_http_resolver_js__WEBPACK_IMPORTED_MODULE_4__/* .createResolver */ .Tw)(_http_resolver_js__WEBPACK_IMPORTED_MODULE_4__/* .PATIENT */ .qh), allowPrivate, proxyFor });
    const request = { url, start: 0, end: MAX_LIST_BYTES, timeoutMs: DOWNLOAD_TIMEOUT_MS, signal, isWhole: true };
    const fetchOnce = async () => {
        const response = await session.fetch(request);
        if (response.status !== 200)
            throw new ListStatusError(response.status);
        return response;
    };
    try {
        const response = await (0,_http_retry_js__WEBPACK_IMPORTED_MODULE_10__/* .retry */ .L)(fetchOnce, { clock, signal, maxAttempts: MAX_ATTEMPTS, isRetryable });
        if (response.whole)
            return response;
        throw (0,_row_js__WEBPACK_IMPORTED_MODULE_8__/* .createManifestError */ .ml)(displayUrl, 'a list of up to 64 MiB', 'a link to a video or an archive; split a longer list');
    }
    catch (error) {
        if (error instanceof ListStatusError)
            throw createStatusError(error.status, displayUrl);
        if (!(error instanceof _http_safe_fetch_js__WEBPACK_IMPORTED_MODULE_5__/* .FetchError */ .f))
            throw error;
        const hint = error.failure === 'private_address' ? 'a host in your own network' : 'a typo, or an outage of the server';
        throw (0,_row_js__WEBPACK_IMPORTED_MODULE_8__/* .createManifestError */ .ml)(displayUrl, `a list that can be downloaded; ${error.message}`, hint);
    }
    finally {
        session.close();
    }
}
class ListStatusError extends Error {
    name = 'ListStatusError';
    status;
    constructor(status) {
        super(`HTTP ${status}`);
        this.status = status;
    }
}
function isRetryable(error) {
    if (error instanceof ListStatusError)
        return error.status >= 500 || error.status === 429 || error.status === 408;
    return error instanceof _http_safe_fetch_js__WEBPACK_IMPORTED_MODULE_5__/* .FetchError */ .f && (error.failure === 'connection' || error.failure === 'timeout');
}
function createStatusError(status, displayUrl) {
    const hint = status === 401 || status === 403
        ? 'a private list, or a signature that has expired; use a signed link, or download the list in an earlier step'
        : status === 404 || status === 410
            ? 'a typo, or a list that was moved'
            : 'an outage of the server; run the workflow again later';
    return (0,_row_js__WEBPACK_IMPORTED_MODULE_8__/* .createManifestError */ .ml)(displayUrl, `a list that can be downloaded; the server responded with HTTP ${status}`, hint);
}
function describeType(contentType) {
    const type = contentType.split(';')[0]?.trim() ?? '';
    return type === '' ? 'something else' : type.slice(0, 100);
}


/***/ })

};
