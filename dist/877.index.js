export const id = 877;
export const ids = [877,834];
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

/***/ 8208:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   o: () => (/* binding */ SEVERITIES),
/* harmony export */   u: () => (/* binding */ createFinding)
/* harmony export */ });
/* harmony import */ var _model_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3434);

const SEVERITIES = ['reject', 'warn', 'unknown'];
function createFinding(severity, code, message, hint) {
    return { severity, error: (0,_model_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .createErrorDetails */ .Xd)(code, { message, ...(hint === undefined ? {} : { hint }) }) };
}


/***/ }),

/***/ 877:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  checkVideos: () => (/* binding */ checkVideos),
  dropUnstableVersions: () => (/* binding */ dropUnstableVersions),
  resolveVersions: () => (/* binding */ resolveVersions)
});

// EXTERNAL MODULE: ./lib/http/proxies.js
var proxies = __webpack_require__(3192);
// EXTERNAL MODULE: ./lib/http/resolver.js + 1 modules
var resolver = __webpack_require__(585);
// EXTERNAL MODULE: ./lib/http/safe-fetch.js
var safe_fetch = __webpack_require__(5090);
// EXTERNAL MODULE: ./lib/sources/source-key.js + 1 modules
var source_key = __webpack_require__(6522);
// EXTERNAL MODULE: ./lib/util/hash-file.js
var hash_file = __webpack_require__(8849);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(1455);
// EXTERNAL MODULE: ./lib/util/clock.js
var clock = __webpack_require__(6013);
// EXTERNAL MODULE: ./lib/util/concurrency.js
var concurrency = __webpack_require__(4467);
// EXTERNAL MODULE: ./lib/util/error.js
var util_error = __webpack_require__(9110);
// EXTERNAL MODULE: external "node:zlib"
var external_node_zlib_ = __webpack_require__(8522);
// EXTERNAL MODULE: ./lib/media/check-finding.js
var check_finding = __webpack_require__(8208);
;// CONCATENATED MODULE: ./lib/media/detect-file-type.js
const SIGNATURES = [
    { kind: 'other', name: 'an AVIF or HEIC image', bytes: 'ftypavif', offset: 4 },
    { kind: 'other', name: 'an AVIF or HEIC image', bytes: 'ftypheic', offset: 4 },
    { kind: 'video', name: 'MP4 or QuickTime', bytes: 'ftyp', offset: 4 },
    { kind: 'video', name: 'QuickTime', bytes: 'moov', offset: 4 },
    { kind: 'video', name: 'QuickTime', bytes: 'mdat', offset: 4 },
    { kind: 'video', name: 'QuickTime', bytes: 'wide', offset: 4 },
    { kind: 'video', name: 'QuickTime', bytes: 'free', offset: 4 },
    { kind: 'video', name: 'QuickTime', bytes: 'skip', offset: 4 },
    { kind: 'video', name: 'MP4 fragment', bytes: 'styp', offset: 4 },
    { kind: 'video', name: 'Matroska or WebM', bytes: '\x1a\x45\xdf\xa3' },
    { kind: 'video', name: 'AVI', bytes: 'RIFF????AVI ' },
    { kind: 'video', name: 'Flash video', bytes: 'FLV\x01' },
    { kind: 'video', name: 'Ogg', bytes: 'OggS' },
    { kind: 'video', name: 'Windows media', bytes: '\x30\x26\xb2\x75\x8e\x66\xcf\x11' },
    { kind: 'video', name: 'MPEG program stream', bytes: '\x00\x00\x01\xba' },
    { kind: 'video', name: 'MPEG video', bytes: '\x00\x00\x01\xb3' },
    { kind: 'video', name: 'MXF', bytes: '\x06\x0e\x2b\x34\x02\x05\x01\x01\x0d\x01\x02' },
    { kind: 'other', name: 'a WAVE audio file', bytes: 'RIFF????WAVE' },
    { kind: 'other', name: 'a WebP image', bytes: 'RIFF????WEBP' },
    { kind: 'other', name: 'a FLAC audio file', bytes: 'fLaC' },
    { kind: 'other', name: 'an MP3 audio file', bytes: 'ID3' },
    { kind: 'other', name: 'a JPEG image', bytes: '\xff\xd8\xff' },
    { kind: 'other', name: 'a PNG image', bytes: '\x89PNG\r\n\x1a\n' },
    { kind: 'other', name: 'a GIF image', bytes: 'GIF8' },
    { kind: 'other', name: 'a PDF', bytes: '%PDF-' },
    { kind: 'other', name: 'a ZIP archive', bytes: 'PK\x03\x04' },
    { kind: 'other', name: 'a gzip archive', bytes: '\x1f\x8b\x08' },
    { kind: 'other', name: 'a 7z archive', bytes: '7z\xbc\xaf\x27\x1c' },
    { kind: 'other', name: 'a RAR archive', bytes: 'Rar!\x1a\x07' },
    { kind: 'other', name: 'a Git LFS pointer', bytes: 'version https://git-lfs' },
    { kind: 'other', name: 'an HLS playlist', bytes: '#EXTM3U' },
];
const MARKUP = [
    { kind: 'page', name: 'a web page', pattern: /^<(!doctype html|html|head|body|script|meta|title)\b/i },
    { kind: 'page', name: 'a web page', pattern: /^(<!--.*?-->\s*|<\?xml[^>]*>\s*)+<(!doctype html|html)\b/is },
    { kind: 'other', name: 'a DASH manifest', pattern: /^(<\?xml[^>]*>\s*)?<MPD\b/ },
    { kind: 'other', name: 'an XML document', pattern: /^<\?xml\b|^<Error>/ },
    { kind: 'other', name: 'a JSON document', pattern: /^(\{\s*"|\[\s*[{["])/ },
];
function detectFileType(head) {
    const signature = SIGNATURES.find((candidate) => matchesSignature(head, candidate));
    if (signature)
        return { kind: signature.kind, name: signature.name };
    if (isTransportStream(head))
        return { kind: 'video', name: 'MPEG transport stream' };
    const text = head
        .subarray(0, 1_024)
        .toString('latin1')
        .replace(/^\xef\xbb\xbf/, '')
        .trimStart();
    const markup = MARKUP.find(({ pattern }) => pattern.test(text));
    return markup ? { kind: markup.kind, name: markup.name } : { kind: 'unknown' };
}
function matchesSignature(head, { bytes, offset = 0 }) {
    if (head.length < offset + bytes.length)
        return false;
    return [...bytes].every((byte, index) => byte === '?' || head[offset + index] === byte.charCodeAt(0));
}
function isTransportStream(head) {
    const hasPackets = (start, size) => [0, 1, 2].every((packet) => head[start + packet * size] === 0x47);
    return hasPackets(0, 188) || hasPackets(4, 192);
}

;// CONCATENATED MODULE: ./lib/media/sharing-services.js
const NO_DIRECT_LINKS = 'This service has no direct links to video files. Instead, use the original file with a direct link.';
const UPLOAD = 'Upload the file to object storage (S3, GCS, Azure, R2) or a GitHub release, and use the link to it';
const SERVICES = [
    { name: 'YouTube', hosts: ['youtube.com', 'youtu.be', 'youtube-nocookie.com'], hint: NO_DIRECT_LINKS },
    {
        name: 'Vimeo',
        hosts: ['vimeo.com'],
        isDirect: ({ hostname, pathname }) => /^(player\.vimeo\.com\/(progressive_redirect|external|play)\/|download)/.test(hostname + pathname),
        hint: 'Use a file link: "Distribution > Video file links" in the settings of the video (paid plans).',
    },
    {
        name: 'Google Drive',
        hosts: ['drive.google.com', 'docs.google.com'],
        isDirect: ({ pathname, searchParams }) => pathname === '/uc' && searchParams.get('export') === 'download',
        hint: `Its share links lead to a page, and downloads of large files require a confirmation. ${UPLOAD}, or import the file with the Google Drive connector of TwelveLabs.`,
    },
    { name: 'Google Photos', hosts: ['photos.google.com', 'photos.app.goo.gl'], hint: `${UPLOAD}.` },
    {
        name: 'Dropbox',
        hosts: ['dropbox.com'],
        isDirect: ({ searchParams }) => searchParams.get('dl') === '1' || searchParams.has('raw'),
        hint: 'Replace `dl=0` at the end of the link with `dl=1`, or add `raw=1`.',
    },
    {
        name: 'OneDrive or SharePoint',
        hosts: ['onedrive.live.com', '1drv.ms', 'sharepoint.com'],
        isDirect: ({ pathname, searchParams }) => searchParams.get('download') === '1' || /\/(_layouts\/15\/)?download(\.aspx)?$/.test(pathname),
        hint: 'Share the link with anyone, and add `download=1` to it.',
    },
    {
        name: 'Box',
        hosts: ['box.com'],
        isDirect: ({ pathname }) => pathname.startsWith('/shared/static/'),
        hint: 'Use the direct link from the settings of the shared link (".../shared/static/..."; paid plans).',
    },
    { name: 'Loom', hosts: ['loom.com'], isDirect: ({ hostname }) => hostname.startsWith('cdn.'), hint: NO_DIRECT_LINKS },
    {
        name: 'Wistia',
        hosts: ['wistia.com', 'wistia.net'],
        isDirect: ({ pathname }) => pathname.startsWith('/deliveries/'),
        hint: 'Use the link of an asset of the video (".../deliveries/....bin") from the data API of Wistia.',
    },
    { name: 'Dailymotion', hosts: ['dailymotion.com', 'dai.ly'], hint: NO_DIRECT_LINKS },
    {
        name: 'Twitch',
        hosts: ['twitch.tv'],
        isDirect: ({ hostname }) => hostname.startsWith('clips-media-assets'),
        hint: NO_DIRECT_LINKS,
    },
    { name: 'Facebook', hosts: ['facebook.com', 'fb.watch', 'fb.com'], hint: NO_DIRECT_LINKS },
    { name: 'Instagram', hosts: ['instagram.com'], hint: NO_DIRECT_LINKS },
    {
        name: 'TikTok',
        hosts: ['tiktok.com'],
        isDirect: ({ hostname, pathname }) => /^v\d/.test(hostname) || pathname.startsWith('/video/tos/'),
        hint: NO_DIRECT_LINKS,
    },
    { name: 'X', hosts: ['x.com', 'twitter.com', 't.co'], hint: NO_DIRECT_LINKS },
    { name: 'LinkedIn', hosts: ['linkedin.com', 'lnkd.in'], hint: NO_DIRECT_LINKS },
    {
        name: 'Reddit',
        hosts: ['reddit.com', 'redd.it'],
        isDirect: ({ hostname }) => hostname === 'v.redd.it',
        hint: NO_DIRECT_LINKS,
    },
    { name: 'Bilibili', hosts: ['bilibili.com', 'b23.tv'], hint: NO_DIRECT_LINKS },
    { name: 'Netflix', hosts: ['netflix.com'], hint: NO_DIRECT_LINKS },
    {
        name: 'Frame.io',
        hosts: ['frame.io', 'f.io'],
        isDirect: ({ hostname }) => /^(assets|media)\./.test(hostname),
        hint: `${UPLOAD}.`,
    },
    {
        name: 'WeTransfer',
        hosts: ['wetransfer.com', 'we.tl'],
        isDirect: ({ hostname }) => hostname.startsWith('download'),
        hint: `${UPLOAD}.`,
    },
    {
        name: 'iCloud',
        hosts: ['icloud.com'],
        isDirect: ({ hostname }) => /^(cvws|cvws-h2)\./.test(hostname),
        hint: `${UPLOAD}.`,
    },
    {
        name: 'MEGA',
        hosts: ['mega.nz', 'mega.io'],
        hint: `Its files are encrypted for the browser. ${UPLOAD}.`,
    },
    {
        name: 'MediaFire',
        hosts: ['mediafire.com'],
        isDirect: ({ hostname }) => hostname.startsWith('download'),
        hint: `${UPLOAD}.`,
    },
    {
        name: 'Zoom',
        hosts: ['zoom.us'],
        isDirect: ({ pathname }) => pathname.startsWith('/rec/download/'),
        hint: `${UPLOAD}.`,
    },
    {
        name: 'GitHub',
        hosts: ['github.com'],
        isDirect: ({ pathname, searchParams }) => /\/(raw|releases\/download|user-attachments|files|assets)\//.test(pathname) || searchParams.get('raw') === 'true',
        hint: 'Use the link of a release asset, or for a file of a public repository, replace `/blob/` with `/raw/` (also for Git LFS).',
    },
    {
        name: 'GitLab',
        hosts: ['gitlab.com'],
        isDirect: ({ pathname }) => pathname.includes('/-/raw/') || pathname.includes('/packages/'),
        hint: 'Replace `/-/blob/` with `/-/raw/`.',
    },
    {
        name: 'Hugging Face',
        hosts: ['huggingface.co'],
        isDirect: ({ pathname }) => pathname.includes('/resolve/'),
        hint: 'Replace `/blob/` with `/resolve/`.',
    },
];
function findSharingService(url) {
    const host = url.hostname.toLowerCase().replace(/\.+$/, '');
    const service = SERVICES.find(({ hosts }) => hosts.some((known) => host === known || host.endsWith(`.${known}`)));
    if (service === undefined || service.isDirect?.(url) === true)
        return null;
    return service;
}

;// CONCATENATED MODULE: ./lib/media/inspect-url.js





const HEAD_BYTES = 64 * 1024;
async function inspectUrl(url, fetch, limits) {
    const service = findSharingService(url);
    if (service !== null && service.isDirect === undefined)
        return createInspection(createShareLinkFinding('reject', service));
    try {
        return readResponse(await fetch({ url, start: 0, end: HEAD_BYTES, ...limits }), url, service);
    }
    catch (error) {
        const finding = checkFetchError(error);
        return createInspection(...(service === null ? [] : [createShareLinkFinding('warn', service)]), finding);
    }
}
function createInspection(...findings) {
    return { findings, size: null, version: null, stamp: null, file: null };
}
function readResponse(response, requested, service) {
    const range = parseContentRange(response);
    if (response.status === 416 && range?.total === 0)
        return createInspection(EMPTY_FINDING);
    if (response.status !== 200 && response.status !== 206)
        return createInspection(checkStatus(response));
    const encoding = getContentEncoding(response);
    const size = encoding === null ? getFileSize(response, range) : null;
    const stamp = getStamp(response, size);
    const version = getVersion(response) ?? stamp;
    const { body: head, url } = response;
    if (head.length === 0)
        return { ...createInspection(EMPTY_FINDING), size, version, stamp };
    const type = detectFileType(encoding === null ? head : decodeBody(head, encoding));
    const findings = checkType(type, response, requested, service);
    const isStart = response.status === 200 || range?.start === 0;
    const isReadable = size !== null && isStart && (type.kind === 'video' || type.kind === 'unknown');
    const file = isReadable ? { url, size, head, supportsRanges: response.status === 206 } : null;
    return { findings, size, version, stamp, file };
}
const EMPTY_FINDING = (0,check_finding/* createFinding */.u)('reject', 'video_url_empty', 'The file behind this link is empty.');
function parseContentRange({ headers }) {
    const match = /^bytes (?:(\d+)-\d+|\*)\/(?:(\d+)|\*)$/.exec(headers['content-range']?.trim() ?? '');
    if (match === null)
        return null;
    return { start: parseWholeNumber(match[1]), total: parseWholeNumber(match[2]) };
}
function parseWholeNumber(text) {
    const value = text === undefined || text === '' ? Number.NaN : Number(text);
    return Number.isSafeInteger(value) && value >= 0 ? value : null;
}
function getFileSize(response, range) {
    if (response.status === 206)
        return range?.total ?? null;
    return response.whole ? response.body.length : parseWholeNumber(response.headers['content-length']);
}
function getContentEncoding({ headers }) {
    const encoding = headers['content-encoding']?.trim().toLowerCase() ?? '';
    return encoding === '' || encoding === 'identity' ? null : encoding;
}
function decodeBody(body, encoding) {
    const options = { finishFlush: external_node_zlib_.constants.Z_SYNC_FLUSH, maxOutputLength: 16 * HEAD_BYTES };
    try {
        if (encoding === 'gzip' || encoding === 'x-gzip')
            return (0,external_node_zlib_.gunzipSync)(body, options);
        return encoding === 'deflate' ? (0,external_node_zlib_.inflateSync)(body, options) : Buffer.alloc(0);
    }
    catch {
        return Buffer.alloc(0);
    }
}
function getVersion({ headers }) {
    const etag = headers.etag?.trim() ?? '';
    return /^"[^"]+"$/.test(etag) ? `etag:${etag}` : null;
}
function getStamp({ headers }, size) {
    const modified = headers['last-modified']?.trim() ?? '';
    return size === null || modified === '' ? null : `size:${size};modified:${modified}`;
}
function checkType(type, response, requested, requestedService) {
    if (type.kind === 'video')
        return [];
    const service = requestedService ?? findSharingService(response.url);
    if (service !== null)
        return [createShareLinkFinding(type.kind === 'unknown' ? 'warn' : 'reject', service)];
    if (type.kind === 'page') {
        const redirect = requested.host === response.url.host ? '' : ` at ${response.url.host}, after a redirect`;
        const message = `This link leads to a web page${redirect}, not to a video file.`;
        return [(0,check_finding/* createFinding */.u)('reject', 'video_url_web_page', message)];
    }
    if (type.kind === 'other')
        return [createNotVideoFinding('reject', `it is ${type.name}`)];
    const contentType = response.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
    const isOther = /^(text|image)\//.test(contentType) || contentType === 'application/json';
    return isOther ? [createNotVideoFinding('warn', `its content type is ${contentType}`)] : [];
}
function createShareLinkFinding(severity, { name, hint }) {
    const message = `This link leads to a page of ${name}, not to a video file.`;
    return (0,check_finding/* createFinding */.u)(severity, 'video_url_share_link', message, hint);
}
function createNotVideoFinding(severity, reason) {
    return (0,check_finding/* createFinding */.u)(severity, 'video_url_not_video', `The file behind this link is not a video: ${reason}.`);
}
const EXPIRED = /request has expired|expiredtoken|signature (has )?expired|signature not valid in the specified time frame/i;
function checkStatus({ status, body }) {
    const isForbidden = status === 401 || status === 403;
    if (isForbidden && EXPIRED.test(body.subarray(0, 4_096).toString('latin1')))
        return (0,check_finding/* createFinding */.u)('reject', 'video_url_expired', 'The signature of this link has expired.');
    const response = `(HTTP ${status})`;
    if (isForbidden)
        return (0,check_finding/* createFinding */.u)('reject', 'video_url_forbidden', `The host of this video requires credentials ${response}.`);
    if (status === 404 || status === 410)
        return (0,check_finding/* createFinding */.u)('reject', 'video_url_not_found', `The file behind this link does not exist ${response}.`);
    if (status >= 500 || status === 408 || status === 425 || status === 429)
        return (0,check_finding/* createFinding */.u)('unknown', 'video_url_unavailable', `The host of this video is unavailable ${response}.`);
    const message = `The host of this video sent an unexpected response ${response}.`;
    return (0,check_finding/* createFinding */.u)('warn', 'video_url_unexpected_response', message);
}
const FETCH_FINDINGS = {
    private_address: ['reject', 'video_url_private_address', 'This link leads to an address in a private network'],
    bad_redirect: ['warn', 'video_url_bad_redirect', 'This link has an invalid redirect'],
    unknown_host: ['warn', 'video_url_unknown_host', 'The host of this video was not found'],
    certificate: ['warn', 'video_url_bad_certificate', 'The TLS certificate of the host of this video is invalid'],
    timeout: ['unknown', 'video_url_unreachable', 'The host of this video could not be reached'],
    cancelled: ['unknown', 'video_url_unreachable', 'The host of this video was not checked'],
    connection: ['unknown', 'video_url_unreachable', 'The host of this video could not be reached'],
};
function checkFetchError(error) {
    if (!(error instanceof safe_fetch/* FetchError */.f))
        throw error;
    const [severity, code, summary] = FETCH_FINDINGS[error.failure];
    return (0,check_finding/* createFinding */.u)(severity, code, `${summary}: ${error.message}.`);
}

;// CONCATENATED MODULE: ./lib/media/block-reader.js

class UnreadableError extends Error {
    name = 'UnreadableError';
}
const BLOCK_BYTES = 64 * 1024;
const MIN_READ_AHEAD_BYTES = BLOCK_BYTES;
const MIB = 1024 * 1024;
const MAX_READ_AHEAD_BYTES = MIB;
const LARGE_READ_BYTES = 8 * BLOCK_BYTES;
const TAIL_BYTES = 512 * 1024;
function createBlockReader(size, head, readRange, budget) {
    const blocks = new Map();
    const remaining = { ...budget };
    let readAhead = MIN_READ_AHEAD_BYTES;
    let lastEnd = -1;
    let queue = Promise.resolve();
    const cache = (start, data) => {
        for (let offset = 0; offset < data.length; offset += BLOCK_BYTES) {
            const block = data.subarray(offset, offset + BLOCK_BYTES);
            if (block.length === BLOCK_BYTES || start + offset + block.length === size)
                blocks.set((start + offset) / BLOCK_BYTES, block);
        }
    };
    cache(0, head.subarray(0, size));
    const load = async (start, requestedEnd) => {
        readAhead = start === lastEnd ? Math.min(readAhead * 2, MAX_READ_AHEAD_BYTES) : MIN_READ_AHEAD_BYTES;
        const end = size - start <= TAIL_BYTES ? size : Math.min(size, roundUpToBlock(requestedEnd + readAhead));
        remaining.requests -= 1;
        remaining[requestedEnd - start > LARGE_READ_BYTES ? 'index' : 'search'] -= end - start;
        if (Math.min(remaining.requests, remaining.index, remaining.search) < 0)
            throw new UnreadableError('too much of the file would have to be read');
        cache(start, await readRange(start, end));
        lastEnd = end;
    };
    const read = async (start, end) => {
        const first = Math.floor(start / BLOCK_BYTES);
        const last = Math.ceil(end / BLOCK_BYTES) - 1;
        const missing = listBlocks(first, last).filter((index) => !blocks.has(index));
        const [from] = missing;
        const to = missing.at(-1);
        if (from !== undefined && to !== undefined)
            await load(from * BLOCK_BYTES, Math.min(size, (to + 1) * BLOCK_BYTES));
        return joinBlocks(listBlocks(first, last).map((index) => blocks.get(index)), start - first * BLOCK_BYTES, end - start);
    };
    return {
        size,
        read: (start, end) => {
            if (end - start > budget.index)
                return Promise.reject(new UnreadableError('its index is too large'));
            const result = queue.then(() => read(start, end));
            queue = result.catch(() => { });
            return result;
        },
    };
}
function roundUpToBlock(position) {
    return Math.ceil(position / BLOCK_BYTES) * BLOCK_BYTES;
}
function listBlocks(first, last) {
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}
function joinBlocks(blocks, skip, length) {
    const present = blocks.filter((block) => block !== undefined);
    const [first] = present;
    const joined = present.length === 1 && first !== undefined ? first : Buffer.concat(present);
    if (present.length < blocks.length || joined.length < skip + length)
        throw new UnreadableError('the file is truncated');
    return joined.subarray(skip, skip + length);
}
const REMOTE_BUDGET = { requests: 40, index: 24 * MIB, search: 8 * MIB };
const LOCAL_BUDGET = { requests: 2_000, index: 64 * MIB, search: 64 * MIB };
function openRemoteFile(file, fetch, limits) {
    const readRange = async (start, end) => {
        if (!file.supportsRanges)
            throw new UnreadableError('its server does not support range requests');
        const response = await fetch({ url: file.url, start, end, ...limits() });
        const isPart = response.status === 206 && parseContentRange(response)?.start === start && response.body.length === end - start;
        if (!isPart)
            throw new UnreadableError(`its server responded to a range request with HTTP ${response.status}`);
        return response.body;
    };
    return createBlockReader(file.size, file.head, readRange, REMOTE_BUDGET);
}
function openLocalFile(handle, size) {
    const readRange = async (start, end) => {
        const buffer = Buffer.alloc(end - start);
        const { bytesRead } = await handle.read(buffer, 0, buffer.length, start);
        if (bytesRead < buffer.length)
            throw new UnreadableError('the file became shorter');
        return buffer;
    };
    return createBlockReader(size, Buffer.alloc(0), readRange, LOCAL_BUDGET);
}

;// CONCATENATED MODULE: ./lib/media/media-info.js
const UNKNOWN_MEDIA_INFO = {
    duration: null,
    width: null,
    height: null,
    pixelAspect: null,
    size: null,
    hasVideo: null,
    hasAudio: null,
    container: null,
};

// EXTERNAL MODULE: ./lib/media/model-limits.js
var model_limits = __webpack_require__(2834);
;// CONCATENATED MODULE: ./lib/media/mp4-index.js
const MAX_SAMPLES = 100_000_000;
const MAX_HEADER_BYTES = 16;
async function readMp4Index(file) {
    const box = await findBox(file, 'moov');
    if (box === null || box.offset + box.size > file.size)
        return { kind: 'missing', duration: null };
    const end = box.offset + box.size;
    const index = await file.read(box.offset + box.headerSize, end);
    const samples = countSamples(index);
    if (samples > MAX_SAMPLES)
        return { kind: 'implausible', duration: null };
    const extension = findChild(index, 'mvex');
    if (extension === null)
        return { kind: 'complete', duration: null };
    const duration = getStatedDuration(index, extension) ?? (await getSegmentIndexDuration(file, end));
    return { kind: samples === 0 ? 'fragmented' : 'mixed', duration };
}
async function findBox(file, name) {
    for (let offset = 0; offset + 8 <= file.size;) {
        const box = await readBox(file, offset);
        if (box === null || box.name === name)
            return box && { ...box, offset };
        offset += box.size;
    }
    return null;
}
async function readBox(file, offset) {
    return parseBox(await file.read(offset, Math.min(file.size, offset + MAX_HEADER_BYTES)), file.size - offset);
}
function parseBox(data, rest) {
    if (data.length < 8)
        return null;
    const shortSize = data.readUInt32BE(0);
    const name = data.toString('latin1', 4, 8);
    if (shortSize === 0)
        return { name, size: rest, headerSize: 8 };
    if (shortSize !== 1)
        return shortSize < 8 ? null : { name, size: shortSize, headerSize: 8 };
    if (data.length < MAX_HEADER_BYTES)
        return null;
    const size = Number(data.readBigUInt64BE(8));
    return Number.isSafeInteger(size) && size >= MAX_HEADER_BYTES ? { name, size, headerSize: MAX_HEADER_BYTES } : null;
}
function* iterateBoxes(data) {
    for (let offset = 0; offset + 8 <= data.length;) {
        const box = parseBox(data.subarray(offset, offset + MAX_HEADER_BYTES), data.length - offset);
        if (box === null)
            return;
        yield { name: box.name, content: data.subarray(offset + box.headerSize, offset + box.size) };
        offset += box.size;
    }
}
function findChild(data, name) {
    for (const box of iterateBoxes(data))
        if (box.name === name)
            return box.content;
    return null;
}
const CONTAINERS = ['trak', 'mdia', 'minf', 'stbl'];
const SAMPLE_TABLES = ['stts', 'ctts'];
function countSamples(data) {
    let samples = 0;
    for (const { name, content } of iterateBoxes(data)) {
        if (CONTAINERS.includes(name))
            samples += countSamples(content);
        if (SAMPLE_TABLES.includes(name))
            samples += countTableSamples(content);
    }
    return samples;
}
function countTableSamples(table) {
    let samples = 0;
    for (let row = 8; row + 8 <= table.length; row += 8)
        samples += table.readUInt32BE(row);
    return samples;
}
function getStatedDuration(index, extension) {
    const movie = findChild(index, 'mvhd');
    const header = findChild(extension, 'mehd');
    if (movie === null || header === null || movie.length < 24 || header.length < 8)
        return null;
    const scale = movie.readUInt32BE(movie[0] === 1 ? 20 : 12);
    const isLong = header[0] === 1 && header.length >= 12;
    return toSeconds(isLong ? Number(header.readBigUInt64BE(4)) : header.readUInt32BE(4), scale);
}
function toSeconds(units, scale) {
    return units > 0 && scale > 0 ? units / scale : null;
}
const MAX_SEGMENT_INDEX_BYTES = 2 * 1024 * 1024;
async function getSegmentIndexDuration(file, offset) {
    if (offset + MAX_HEADER_BYTES > file.size)
        return null;
    const box = await readBox(file, offset);
    if (box?.name !== 'sidx' || box.size > MAX_SEGMENT_INDEX_BYTES)
        return null;
    const boxEnd = offset + box.size;
    if (boxEnd > file.size)
        return null;
    const sum = sumSegments(await file.read(offset + box.headerSize, boxEnd));
    if (sum === null)
        return null;
    return (await isEnd(file, boxEnd + sum.offset + sum.size)) ? toSeconds(sum.units, sum.scale) : null;
}
async function isEnd(file, offset) {
    if (offset + 8 > file.size)
        return offset === file.size;
    return (await readBox(file, offset))?.name === 'mfra';
}
function sumSegments(content) {
    const isLong = content[0] === 1;
    const rows = isLong ? 32 : 24;
    if (content.length < rows)
        return null;
    const count = content.readUInt16BE(rows - 2);
    if (content.length < rows + count * 12)
        return null;
    let [units, size] = [0, 0];
    for (let row = rows; row < rows + count * 12; row += 12) {
        size += content.readUInt32BE(row) & 0x7fffffff;
        units += content.readUInt32BE(row + 4);
    }
    const offset = isLong ? Number(content.readBigUInt64BE(20)) : content.readUInt32BE(16);
    return { scale: content.readUInt32BE(8), units, offset, size };
}
const MAX_SAMPLES_PER_FRAGMENT = 1_000_000;
function hasImplausibleFragment(data) {
    for (let offset = data.indexOf('trun', 0, 'latin1'); offset >= 0; offset = data.indexOf('trun', offset + 4, 'latin1'))
        if (offset + 12 <= data.length && data.readUInt32BE(offset + 8) > MAX_SAMPLES_PER_FRAGMENT)
            return true;
    return false;
}

;// CONCATENATED MODULE: ./lib/media/ts-streams.js
const VIDEO_TYPES = [0x01, 0x02, 0x10, 0x1b, 0x1e, 0x1f, 0x20, 0x21, 0x24, 0x25, 0x2a, 0x33, 0x42, 0xd1, 0xea];
const AUDIO_TYPES = [
    0x03, 0x04, 0x0f, 0x11, 0x1c, 0x2d, 0x2e, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x8a, 0xa1, 0xa2,
];
const OTHER_TYPES = [0x05, 0x15, 0x16];
function readAnnouncedStreams(head) {
    const types = findStreamTypes(head);
    if (types === null)
        return { hasVideo: null, hasAudio: null };
    const hasUnknown = types.some((type) => ![...VIDEO_TYPES, ...AUDIO_TYPES, ...OTHER_TYPES].includes(type));
    const presence = (kinds) => types.some((type) => kinds.includes(type)) ? true : hasUnknown ? null : false;
    return { hasVideo: presence(VIDEO_TYPES), hasAudio: presence(AUDIO_TYPES) };
}
const PACKET_BYTES = 188;
function findStreamTypes(head) {
    let mapPid = null;
    for (const packet of iteratePackets(head)) {
        const section = getSection(packet);
        const pid = packet.readUInt16BE(1) & 0x1fff;
        if (section === null)
            continue;
        if (pid === 0)
            mapPid = findMapPid(section) ?? mapPid;
        else if (pid === mapPid)
            return parseStreamTypes(section);
    }
    return null;
}
function* iteratePackets(head) {
    const prefix = head[0] === 0x47 ? 0 : 4;
    for (let start = prefix; start + PACKET_BYTES <= head.length && head[start] === 0x47; start += PACKET_BYTES + prefix)
        yield head.subarray(start, start + PACKET_BYTES);
}
function getSection(packet) {
    const control = packet.readUInt8(3) >> 4;
    const isStart = (packet.readUInt8(1) & 0x40) !== 0;
    if (!isStart || (control & 1) === 0)
        return null;
    const payload = packet.subarray((control & 2) === 0 ? 4 : 5 + packet.readUInt8(4));
    const section = payload.subarray(1 + (payload[0] ?? 0));
    if (section.length < 3)
        return null;
    const end = 3 + (section.readUInt16BE(1) & 0x0fff);
    return end < 16 || end > section.length ? null : section.subarray(0, end - 4);
}
function findMapPid(section) {
    if (section[0] !== 0)
        return null;
    for (let row = 8; row + 4 <= section.length; row += 4)
        if (section.readUInt16BE(row) !== 0)
            return section.readUInt16BE(row + 2) & 0x1fff;
    return null;
}
function parseStreamTypes(section) {
    if (section[0] !== 2)
        return null;
    const types = [];
    for (let row = 12 + (section.readUInt16BE(10) & 0x0fff); row + 5 <= section.length;) {
        types.push(section.readUInt8(row));
        row += 5 + (section.readUInt16BE(row + 3) & 0x0fff);
    }
    return types;
}

;// CONCATENATED MODULE: ./lib/media/probe.js






async function probe(file) {
    const mediaInfo = { ...UNKNOWN_MEDIA_INFO, size: file.size };
    try {
        const head = await file.read(0, Math.min(file.size, HEAD_BYTES));
        const type = detectFileType(head);
        if (type.kind !== 'video')
            return createUnknown(mediaInfo, UNSUPPORTED_CONTAINER);
        const index = /MP4|QuickTime/.test(type.name) ? await readMp4Index(file) : null;
        if (index?.kind === 'missing')
            return { mediaInfo, unknownReason: null, brokenReason: NO_INDEX };
        if (index?.kind === 'implausible')
            return createUnknown(mediaInfo, 'its index is implausible');
        return await readContainer(file, mediaInfo, { index, head });
    }
    catch (error) {
        return createUnknown(mediaInfo, formatReason(error));
    }
}
const NO_INDEX = 'its index (the "moov" box) is missing, because the file is truncated or was never finished';
const UNSUPPORTED_CONTAINER = 'its container is not supported by this check';
function createUnknown(mediaInfo, reason) {
    return { mediaInfo, unknownReason: reason, brokenReason: null };
}
function formatReason(error) {
    return error instanceof Error && error.name !== 'UnsupportedInputFormatError' ? error.message : UNSUPPORTED_CONTAINER;
}
function preloadProber() {
    __webpack_require__.e(/* import() */ 638).then(__webpack_require__.bind(__webpack_require__, 8638)).catch(() => { });
}
async function readContainer(file, known, preparation) {
    const library = await __webpack_require__.e(/* import() */ 638).then(__webpack_require__.bind(__webpack_require__, 8638));
    library.Logging.level = library.LogLevel.Silent;
    const { MP4, QTFF, MATROSKA, WEBM, MPEG_TS, Input, CustomSource } = library;
    const source = new CustomSource({
        getSize: () => file.size,
        read: (start, end) => readSafely(file, start, end, preparation),
        handleUnhandledError: () => { },
    });
    const input = new Input({ formats: [MP4, QTFF, MATROSKA, WEBM, MPEG_TS], source });
    try {
        const container = describeContainer(library, await input.getFormat(), preparation);
        const mediaInfo = { ...known, container: container.name, ...(await readTracks(input, container)) };
        return await addDuration(input, container, mediaInfo);
    }
    finally {
        input.dispose();
    }
}
async function readSafely(file, start, end, { index }) {
    const data = await file.read(start, end);
    if (index !== null && index.kind !== 'complete' && hasImplausibleFragment(data))
        throw new UnreadableError('its fragments are implausible');
    return data;
}
const NO_STREAMS = { hasVideo: false, hasAudio: false };
function describeContainer({ MATROSKA, WEBM, MPEG_TS }, format, { index, head }) {
    const container = { name: format.name, otherwise: NO_STREAMS, duration: index?.duration ?? null };
    if (format === MATROSKA || format === WEBM)
        return { ...container, statedTime: 'duration' };
    if (format === MPEG_TS)
        return { ...container, otherwise: readAnnouncedStreams(head), statedTime: 'none' };
    if (index?.kind === 'complete')
        return { ...container, statedTime: 'end' };
    return { ...container, statedTime: index?.kind === 'mixed' ? 'first_part' : 'none' };
}
async function readTracks(input, { otherwise }) {
    const [video] = await input.getVideoTracks();
    const [audio] = await input.getAudioTracks();
    const presence = { hasVideo: video ? true : otherwise.hasVideo, hasAudio: audio ? true : otherwise.hasAudio };
    if (!video)
        return { ...presence, width: null, height: null, pixelAspect: null };
    const width = toPositive(await video.getCodedWidth());
    const height = toPositive(await video.getCodedHeight());
    const { num, den } = await video.getPixelAspectRatio();
    const aspect = toPositive(num / den);
    const isSwapped = (await video.getRotation()) % 180 !== 0;
    if (!isSwapped)
        return { ...presence, width, height, pixelAspect: aspect };
    return { ...presence, width: height, height: width, pixelAspect: aspect === null ? null : 1 / aspect };
}
function toPositive(value) {
    return Number.isFinite(value) && value > 0 ? value : null;
}
async function addDuration(input, container, mediaInfo) {
    try {
        const isUnsupported = mediaInfo.hasVideo === true && mediaInfo.width === null;
        const duration = isUnsupported ? null : await readDuration(input, container);
        return { mediaInfo: { ...mediaInfo, duration }, unknownReason: null, brokenReason: null };
    }
    catch (error) {
        return createUnknown(mediaInfo, formatReason(error));
    }
}
async function readDuration(input, { statedTime, duration }) {
    if (duration !== null)
        return duration;
    const tracks = await input.getTracks();
    if (tracks.length === 0 || statedTime === 'first_part')
        return null;
    const stated = statedTime === 'none' ? null : await input.getDurationFromMetadata(tracks);
    if (stated !== null && statedTime === 'duration')
        return toPositive(stated);
    const end = stated ?? (await input.computeDuration(tracks));
    return toPositive(end - Math.max(0, await input.getFirstTimestamp(tracks)));
}

;// CONCATENATED MODULE: ./lib/media/inspect-video.js











const INSPECTION_CONCURRENCY = 20;
const TIMEOUT_MS = 20_000;
async function inspectVideos(targets, options, dependencies) {
    if (targets.length > 0 && options.probe !== false)
        preloadProber();
    const results = [];
    await (0,concurrency/* inParallel */.H)(options.concurrency ?? INSPECTION_CONCURRENCY, targets.entries(), async ([index, target]) => {
        results[index] = await inspectVideo(target, options, dependencies);
    });
    return results;
}
async function inspectVideo(target, { limits, probe: withProbe = true, timeoutMs = TIMEOUT_MS }, dependencies) {
    const deadline = (0,clock/* createDeadline */.dU)(dependencies.clock, timeoutMs);
    try {
        const inspection = target.kind === 'url'
            ? await inspectRemote(target.url, deadline, dependencies, withProbe)
            : await inspectLocal(target.path);
        return toInspection(inspection, limits);
    }
    catch (error) {
        return toInspection({ ...EMPTY_INSPECTION, findings: [createIncomplete((0,util_error/* getErrorMessage */.u)(error))] }, null);
    }
}
const EMPTY_INSPECTION = { mediaInfo: UNKNOWN_MEDIA_INFO, version: null, stamp: null, findings: [] };
async function inspectRemote(link, deadline, { fetch, signal }, withProbe) {
    const limits = () => ({ timeoutMs: deadline.remainingMs(), signal });
    const { findings, size, version, stamp, file } = await inspectUrl(new URL(link), fetch, limits());
    const mediaInfo = { ...UNKNOWN_MEDIA_INFO, size };
    if (file === null && findings.length === 0)
        return { mediaInfo, version, stamp, findings: [createIncomplete('the server does not send the size of the file')] };
    if (file === null || !withProbe)
        return { mediaInfo, version, stamp, findings };
    const contents = await inspectContents(openRemoteFile(file, fetch, limits));
    return { ...contents, version, stamp, findings: [...findings, ...contents.findings] };
}
async function inspectLocal(path) {
    const handle = await (0,promises_.open)(path);
    try {
        const stats = await handle.stat();
        if (!stats.isFile())
            return { ...EMPTY_INSPECTION, findings: [createIncomplete('it is not a regular file')] };
        const { size } = stats;
        const rejection = { ...EMPTY_INSPECTION, mediaInfo: { ...UNKNOWN_MEDIA_INFO, size } };
        if (size === 0)
            return { ...rejection, findings: [(0,check_finding/* createFinding */.u)('reject', 'video_file_empty', 'The file is empty.')] };
        const file = openLocalFile(handle, size);
        const type = detectFileType(await file.read(0, Math.min(size, HEAD_BYTES)));
        if (type.kind === 'video' || type.kind === 'unknown')
            return await inspectContents(file);
        const message = `The file is not a video: it is ${type.name}.`;
        return { ...rejection, findings: [(0,check_finding/* createFinding */.u)('reject', 'video_file_not_video', message)] };
    }
    finally {
        await handle.close();
    }
}
async function inspectContents(file) {
    const result = await probe(file);
    return { ...EMPTY_INSPECTION, mediaInfo: result.mediaInfo, findings: checkProbe(result) };
}
function checkProbe({ mediaInfo, unknownReason, brokenReason }) {
    if (brokenReason !== null)
        return [(0,check_finding/* createFinding */.u)('reject', 'video_file_broken', `The file cannot be played: ${brokenReason}.`)];
    if (unknownReason !== null)
        return [createIncomplete(unknownReason)];
    if (mediaInfo.hasVideo === false)
        return [];
    const { duration, width: resolution, hasVideo } = mediaInfo;
    const missing = Object.entries({ duration, resolution, 'video tracks': hasVideo }).flatMap(([name, value]) => value === null ? [name] : []);
    return missing.length === 0 ? [] : [createIncomplete(`the file does not state its ${missing.join(', ')}`)];
}
function createIncomplete(reason) {
    return (0,check_finding/* createFinding */.u)('unknown', 'video_check_incomplete', `This video could not be checked completely: ${reason}.`);
}
function toInspection({ findings, ...inspection }, limits) {
    const all = [...findings, ...(0,model_limits/* checkLimits */.J5)(inspection.mediaInfo, limits)];
    const sorted = check_finding/* SEVERITIES */.o.flatMap((severity) => all.filter((finding) => finding.severity === severity));
    return { ...inspection, verdict: sorted[0]?.severity ?? 'ok', findings: sorted };
}

;// CONCATENATED MODULE: ./lib/media/check-videos.js






async function resolveVersions(deps, positions) {
    const videos = getQueuedVideos(deps.store).filter(({ position }) => positions.has(position));
    await resolveLocalVersions(videos, deps);
    const links = videos.filter(({ source }) => source.kind === 'url');
    const inspections = await inspectQueued(links, deps, { limits: null, probe: false });
    for (const [index, { position }] of links.entries()) {
        const inspection = inspections[index];
        if (inspection)
            storeVersion(deps.store, position, inspection);
    }
}
async function dropUnstableVersions(deps, positions) {
    const links = getQueuedVideos(deps.store).filter(({ position, source }) => positions.has(position) && source.kind === 'url');
    const inspections = await inspectQueued(links, deps, { limits: null, probe: false });
    for (const [index, { position, contentVersion }] of links.entries()) {
        const version = inspections[index]?.version ?? null;
        if (version !== null && (0,source_key/* hashContentVersion */.aD)(version) !== contentVersion)
            deps.store.update(position, { contentVersion: null });
    }
}
async function resolveLocalVersions(videos, { store, signal }) {
    for (const video of videos) {
        if (signal.aborted)
            return;
        if (video.contentVersion !== null)
            continue;
        storeVersion(store, video.position, { version: await getLocalVersion(video, signal), stamp: null });
    }
}
function storeVersion(store, position, { version, stamp }) {
    if (version === null)
        return;
    store.update(position, {
        contentVersion: (0,source_key/* hashContentVersion */.aD)(version),
        contentStamp: stamp && (0,source_key/* hashContentVersion */.aD)(stamp),
    });
}
async function getLocalVersion({ source }, signal) {
    if (source.kind === 'release_asset')
        return source.digest ?? `size:${source.size}`;
    if (source.kind !== 'file')
        return null;
    const digest = await (0,hash_file/* hashFile */.D)(source.path, signal);
    return digest && `sha256:${digest}`;
}
async function checkVideos(deps, positions, limits) {
    const isWanted = ({ position }) => positions.has(position);
    await resolveLocalVersions(getQueuedVideos(deps.store).filter(isWanted), deps);
    const videos = getQueuedVideos(deps.store).filter(isWanted);
    const inspections = await inspectQueued(videos, deps, { limits });
    const findings = new Map();
    for (const [index, video] of videos.entries()) {
        const inspection = inspections[index];
        if (!inspection)
            continue;
        storeInspection(deps.store, video, inspection);
        findings.set(video.position, inspection.findings);
    }
    return findings;
}
function storeInspection(store, video, inspection) {
    store.update(video.position, { metadata: { ...video.metadata, ...toMetadata(inspection.mediaInfo) } });
    if (video.contentVersion === null)
        storeVersion(store, video.position, inspection);
}
function toMetadata({ duration, width, height, size }) {
    return Object.fromEntries(Object.entries({ duration, width, height, size }).filter(([, value]) => value !== null));
}
function getQueuedVideos(store) {
    return store.videos().filter(({ phase, source }) => phase === 'queued' && source.kind !== 'task');
}
async function inspectQueued(videos, deps, options) {
    const targets = await Promise.all(videos.map((video) => getTarget(video, deps)));
    const { clock, signal, allowPrivateUrls: allowPrivate } = deps;
    const proxyFor = (0,proxies/* createProxySelector */.KB)();
    const session = (0,safe_fetch/* createFetchSession */.v)({ clock, resolve: (0,resolver/* createResolver */.Tw)(resolver/* IMPATIENT */.Cu), allowPrivate, proxyFor });
    try {
        const known = targets.filter((target) => target !== null);
        session.resolveAhead(known.flatMap((target) => (target.kind === 'url' ? [target.url] : [])));
        const inspections = (await inspectVideos(known, options, { fetch: session.fetch, clock, signal })).values();
        return targets.map((target) => (target === null ? null : (inspections.next().value ?? null)));
    }
    finally {
        session.close();
    }
}
async function getTarget(video, deps) {
    const { source } = video;
    if (source.kind === 'url')
        return { kind: 'url', url: source.url };
    if (source.kind === 'file')
        return { kind: 'file', path: source.path };
    if (source.kind !== 'release_asset' && source.kind !== 'object')
        return null;
    const isPublic = source.kind === 'release_asset' && source.isPublic;
    const url = isPublic ? source.downloadUrl : await deps.locateAsset(video);
    return url === null ? null : { kind: 'url', url };
}


/***/ }),

/***/ 2834:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   J5: () => (/* binding */ checkLimits),
/* harmony export */   Pi: () => (/* binding */ isRetiredModel),
/* harmony export */   getLimits: () => (/* binding */ getLimits)
/* harmony export */ });
/* unused harmony export MODELS */
/* harmony import */ var _model_platform_limits_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8047);
/* harmony import */ var _util_format_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7949);
/* harmony import */ var _check_finding_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8208);



const GB = 1024 ** 3;
const HOUR = 3_600;
const OLDER_LIMITS = {
    minDuration: 4,
    maxDuration: 2 * HOUR,
    maxSize: 2 * GB,
    minSide: 360,
    maxLongSide: 3_840,
    maxShortSide: 2_160,
    maxAspect: 17 / 9,
};
const MODELS = [
    {
        name: 'marengo3.0',
        isRetired: false,
        limits: {
            minDuration: 4,
            maxDuration: 4 * HOUR,
            maxSize: 4 * GB,
            minSide: 360,
            maxLongSide: 5_184,
            maxShortSide: 2_160,
            maxAspect: 2.4,
        },
        source: 'model page of Marengo 3.0 and upload page of the documentation',
        readOn: '2026-11-23',
    },
    {
        name: 'marengo2.7',
        isRetired: true,
        limits: OLDER_LIMITS,
        source: 'model page of Marengo 2.7; its indexes were migrated in March 2026',
        readOn: '2026-11-23',
    },
    { name: 'marengo2.6', isRetired: true, limits: null, source: 'reference of POST /tasks', readOn: '2026-11-23' },
    { name: 'marengo2.5', isRetired: true, limits: null, source: 'reference of POST /tasks', readOn: '2026-11-23' },
    {
        name: 'pegasus1.2',
        isRetired: true,
        limits: { ...OLDER_LIMITS, maxDuration: HOUR },
        source: 'model page of Pegasus 1.2; reference of POST /tasks: no new videos since August or September 2026',
        readOn: '2026-11-23',
    },
    {
        name: 'pegasus1.1',
        isRetired: true,
        limits: { ...OLDER_LIMITS, maxDuration: HOUR / 2 },
        source: 'model page of Pegasus 1.1',
        readOn: '2026-11-23',
    },
];
function findModel(name) {
    return MODELS.find((model) => model.name === name.toLowerCase());
}
function isRetiredModel(name) {
    return findModel(name)?.isRetired === true;
}
function getLimits(models, endpoint) {
    const unknown = models.filter((name) => !findModel(name)?.limits);
    const known = models.flatMap((name) => findModel(name)?.limits ?? []);
    if (known.length === 0)
        return { limits: null, unknown };
    const strictest = known.reduce(combineLimits);
    const maxSize = endpoint === 'tasks' ? Math.min(strictest.maxSize, _model_platform_limits_js__WEBPACK_IMPORTED_MODULE_1__/* .MAX_TASK_FILE_BYTES */ .iJ) : strictest.maxSize;
    return { limits: { ...strictest, maxSize }, unknown };
}
function combineLimits(a, b) {
    return {
        minDuration: Math.max(a.minDuration, b.minDuration),
        maxDuration: Math.min(a.maxDuration, b.maxDuration),
        maxSize: Math.min(a.maxSize, b.maxSize),
        minSide: Math.max(a.minSide, b.minSide),
        maxLongSide: Math.min(a.maxLongSide, b.maxLongSide),
        maxShortSide: Math.min(a.maxShortSide, b.maxShortSide),
        maxAspect: Math.min(a.maxAspect, b.maxAspect),
    };
}
function checkLimits(info, limits) {
    const findings = [
        checkVideoTrack(info),
        ...(limits === null ? [] : LIMIT_CHECKS.map((check) => check(info, limits))),
    ];
    return findings.filter((finding) => finding !== null);
}
const LIMIT_CHECKS = [
    checkSize,
    checkDuration,
    checkMinResolution,
    checkMaxResolution,
    checkAspectRatio,
];
function createViolation(code, subject, value, limit) {
    return (0,_check_finding_js__WEBPACK_IMPORTED_MODULE_0__/* .createFinding */ .u)('reject', code, `${subject} is ${value}. Expected ${limit}.`);
}
function checkVideoTrack({ hasVideo }) {
    if (hasVideo !== false)
        return null;
    const hint = 'Replace it with a complete file that can be played.';
    return (0,_check_finding_js__WEBPACK_IMPORTED_MODULE_0__/* .createFinding */ .u)('reject', 'video_file_broken', 'The file has no video track.', hint);
}
function checkSize({ size }, { maxSize }) {
    if (size === null || size <= maxSize)
        return null;
    return createViolation('video_filesize_too_large', 'The file size', (0,_util_format_js__WEBPACK_IMPORTED_MODULE_2__/* .formatSize */ .Xq)(size), `at most ${(0,_util_format_js__WEBPACK_IMPORTED_MODULE_2__/* .formatSize */ .Xq)(maxSize)}`);
}
const DURATION_TOLERANCE = 0.1;
function checkDuration({ duration }, { minDuration, maxDuration }) {
    if (duration === null)
        return null;
    const reject = (code, limit) => createViolation(code, 'The duration', (0,_util_format_js__WEBPACK_IMPORTED_MODULE_2__/* .formatExactDuration */ .Rk)(duration), limit);
    if (duration < minDuration - DURATION_TOLERANCE)
        return reject('video_duration_too_short', `at least ${(0,_util_format_js__WEBPACK_IMPORTED_MODULE_2__/* .formatExactDuration */ .Rk)(minDuration)}`);
    if (duration > maxDuration + DURATION_TOLERANCE)
        return reject('video_duration_too_long', `at most ${(0,_util_format_js__WEBPACK_IMPORTED_MODULE_2__/* .formatExactDuration */ .Rk)(maxDuration)}`);
    return null;
}
function checkMinResolution({ width, height }, { minSide }) {
    if (width === null || height === null || Math.min(width, height) >= minSide)
        return null;
    const limit = `at least ${minSide}x${minSide}`;
    return createViolation('video_resolution_too_low', 'The resolution', `${width}x${height}`, limit);
}
function checkMaxResolution({ width, height }, limits) {
    if (width === null || height === null)
        return null;
    const { maxLongSide, maxShortSide } = limits;
    if (Math.max(width, height) <= maxLongSide && Math.min(width, height) <= maxShortSide)
        return null;
    const limit = width >= height ? `${maxLongSide}x${maxShortSide}` : `${maxShortSide}x${maxLongSide}`;
    return createViolation('video_resolution_too_high', 'The resolution', `${width}x${height}`, `at most ${limit}`);
}
const ASPECT_TOLERANCE = 0.01;
function checkAspectRatio({ width, height, pixelAspect }, { maxAspect }) {
    if (!width || !height)
        return null;
    const stored = getAspectRatio(width, height);
    const displayed = getAspectRatio(width * (pixelAspect ?? 1), height);
    if (Math.min(stored, displayed) <= maxAspect + ASPECT_TOLERANCE)
        return null;
    const [value, limit] = [formatRatio(stored, width >= height), formatRatio(maxAspect, width >= height)];
    return createViolation('video_resolution_invalid_aspect_ratio', 'The aspect ratio', value, `1:1 to ${limit}`);
}
function getAspectRatio(width, height) {
    return Math.max(width, height) / Math.min(width, height);
}
function formatRatio(aspect, isLandscape) {
    const rounded = String(Math.round(aspect * 100) / 100);
    return isLandscape ? `${rounded}:1` : `1:${rounded}`;
}


/***/ })

};
