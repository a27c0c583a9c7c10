export const id = 888;
export const ids = [888,834];
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

/***/ 3888:
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
// EXTERNAL MODULE: ./lib/util/format.js + 2 modules
var format = __webpack_require__(7949);
// EXTERNAL MODULE: ./lib/util/hash-file.js
var hash_file = __webpack_require__(8849);
// EXTERNAL MODULE: ./lib/media/check-finding.js
var check_finding = __webpack_require__(8208);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(1455);
// EXTERNAL MODULE: ./lib/util/concurrency.js
var util_concurrency = __webpack_require__(4467);
// EXTERNAL MODULE: ./lib/util/error.js
var util_error = __webpack_require__(9110);
;// CONCATENATED MODULE: ./lib/media/detect-file-type.js
const LFS_HINT = 'A raw link to a Git LFS file leads to its pointer. On GitHub, use `https://media.githubusercontent.com/media/<owner>/<repo>/<branch>/<path>`, or send the file with `video_file` and `lfs: true` in `actions/checkout`.';
const HLS_HINT = 'A recording in HLS format can be indexed with `endpoint: assets`. For other endpoints, join it: `ffmpeg -i <link> -c copy video.mp4`.';
const DASH_HINT = 'Join its segments: `ffmpeg -i <link> -c copy video.mp4`.';
const HLS_PLAYLIST = 'an HLS playlist';
const SIGNATURES = [
    ...['avif', 'heic', 'heix', 'heim', 'heis', 'mif1'].map((brand) => ({
        kind: 'other',
        name: 'an AVIF or HEIC image',
        bytes: `ftyp${brand}`,
        offset: 4,
    })),
    ...['avis', 'hevc', 'hevx', 'msf1'].map((brand) => ({
        kind: 'other',
        name: 'an AVIF or HEIC image sequence',
        bytes: `ftyp${brand}`,
        offset: 4,
    })),
    { kind: 'video', name: 'MP4 or QuickTime', bytes: 'ftyp', offset: 4 },
    { kind: 'video', name: 'QuickTime', bytes: 'moov', offset: 4 },
    { kind: 'video', name: 'QuickTime', bytes: 'mdat', offset: 4 },
    { kind: 'video', name: 'QuickTime', bytes: 'wide', offset: 4 },
    { kind: 'video', name: 'QuickTime', bytes: 'free', offset: 4 },
    { kind: 'video', name: 'QuickTime', bytes: 'skip', offset: 4 },
    ...['styp', 'sidx', 'moof'].map((bytes) => ({ kind: 'video', name: 'MP4 fragment', bytes, offset: 4 })),
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
    { kind: 'other', name: 'a Git LFS pointer', bytes: 'version https://git-lfs', hint: LFS_HINT },
    { kind: 'other', name: HLS_PLAYLIST, bytes: '#EXTM3U', hint: HLS_HINT },
    { kind: 'other', name: HLS_PLAYLIST, bytes: '\xef\xbb\xbf#EXTM3U', hint: HLS_HINT },
    { kind: 'other', name: 'a TIFF image', bytes: 'II*\x00' },
    { kind: 'other', name: 'a TIFF image', bytes: 'MM\x00*' },
    { kind: 'other', name: 'a BMP image', bytes: 'BM????\x00\x00\x00\x00' },
    { kind: 'other', name: 'a JPEG 2000 image', bytes: '\x00\x00\x00\x0cjP  ' },
    { kind: 'other', name: 'a JPEG XL image', bytes: '\x00\x00\x00\x0cJXL ' },
];
const MARKUP = [
    {
        kind: 'other',
        name: 'a DASH manifest',
        pattern: /^(<\?xml[^>]*>\s*|<!--.{0,500}?-->\s*)*<MPD\b/s,
        hint: DASH_HINT,
    },
    {
        kind: 'page',
        name: 'a web page',
        pattern: /^(<!--.{0,500}?-->\s*|<\?xml[^>]*>\s*)*<(!doctype html|html|head|body|script|noscript|meta|title|style|link|base|div|main|p|a|h[1-6]|center|table|form|iframe|frameset|img|br|font|span)\b/is,
    },
    { kind: 'page', name: 'a web page', pattern: /^<!--.{0,900}(<!doctype html|<html|<head)\b/is },
    { kind: 'other', name: 'an XML document', pattern: /^<\?xml\b|^<Error>/ },
    { kind: 'other', name: 'a JSON document', pattern: /^(\{\s*"|\[\s*[{["])/ },
];
function detectFileType(head) {
    const signature = SIGNATURES.find((candidate) => matchesSignature(head, candidate));
    if (signature)
        return describe(signature);
    if (isTransportStream(head))
        return { kind: 'video', name: 'MPEG transport stream' };
    const text = decodeText(head.subarray(0, 1_024)).trimStart();
    const markup = MARKUP.find(({ pattern }) => pattern.test(text));
    return markup ? describe(markup) : { kind: 'unknown' };
}
function describe({ kind, name, hint }) {
    if (kind === 'video')
        return { kind, name };
    return { kind, name, ...(hint === undefined ? {} : { hint }) };
}
function decodeText(head) {
    const isLittleEndian = head[0] === 0xff && head[1] === 0xfe;
    const isBigEndian = head[0] === 0xfe && head[1] === 0xff;
    if (isLittleEndian)
        return head.subarray(2).toString('utf16le');
    if (isBigEndian)
        return Buffer.from(head.subarray(2, 2 + ((head.length - 2) & ~1)))
            .swap16()
            .toString('utf16le');
    return head.toString('latin1').replace(/^\xef\xbb\xbf/, '');
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

// EXTERNAL MODULE: external "node:zlib"
var external_node_zlib_ = __webpack_require__(8522);
;// CONCATENATED MODULE: ./lib/media/check-response.js

const STORAGE_ERRORS = [
    {
        pattern: /request has expired|\bExpiredToken\b|signature (has )?expired|signature not valid in the specified time frame|signed expiry time|\bTokenRefreshRequired\b|(policy|link|url) (has |is )?expired/i,
        code: 'video_url_expired',
        message: 'The signature of this link has expired.',
    },
    {
        pattern: /\bSignatureDoesNotMatch\b|\bAuthorizationQueryParametersError\b|\bInvalidAccessKeyId\b|\bInvalidToken\b|signature (did not match|fields not well formed)|\bMalformedSecurityHeader\b|<Code>(MissingKey|InvalidKey|InvalidSignature|InvalidPolicy)<|\bmissing key-pair-id\b/i,
        code: 'video_url_signature_invalid',
        message: 'The signature of this link is not valid.',
    },
    {
        pattern: /\bInvalidObjectState\b|\bBlobArchived\b|\bBlobBeingRehydrated\b/i,
        code: 'video_url_archived',
        message: 'The file behind this link is archived and must be restored before it can be downloaded.',
    },
    {
        pattern: /\bNoSuchBucket\b|\bNoSuchKey\b|\bBlobNotFound\b|\bContainerNotFound\b/,
        code: 'video_url_not_found',
        message: 'The file behind this link does not exist.',
    },
    {
        pattern: /<Code>(AccessDenied|AuthenticationRequired|AuthenticationFailed|AuthorizationFailure|AuthorizationPermissionMismatch|PublicAccessNotPermitted|NoAuthenticationInformation)</,
        code: 'video_url_forbidden',
        message: 'The host of this video requires credentials.',
    },
];
const BOT_WALL = /just a moment|attention required|cf-chl|captcha|datadome|incapsula|imperva|perimeterx|px-block|akamai|reference&#32;&#35;|sucuri|wordfence|are you a (human|robot)|unusual traffic|automated (access|requests)|bot (detection|protection)|verify (that )?you are human|enable javascript and cookies/i;
const BOT_WALL_HEADERS = ['cf-mitigated', 'x-datadome', 'x-iinfo', 'x-sucuri-id', 'x-px'];
function isBotWall({ headers, body }) {
    const server = String(headers['server'] ?? '');
    return (BOT_WALL_HEADERS.some((name) => headers[name] !== undefined) ||
        /akamaighost|datadome|ddos-guard/i.test(server) ||
        BOT_WALL.test(body.subarray(0, 16_384).toString('latin1')));
}
function createBotWallFinding(status) {
    const message = `The host of this video blocks automated requests (HTTP ${status}).`;
    return (0,check_finding/* createFinding */.u)('warn', 'video_url_bot_check', message);
}
function checkStatus(response) {
    const { status, headers, body } = response;
    const text = `${headers['x-ms-error-code'] ?? ''} ${body.subarray(0, 8_192).toString('latin1')}`;
    const known = status >= 400 ? STORAGE_ERRORS.find(({ pattern }) => pattern.test(text)) : undefined;
    const isUnspecific = known === undefined || known.code === 'video_url_forbidden';
    if (status >= 400 && isUnspecific && hasPassedExpiry(response))
        return (0,check_finding/* createFinding */.u)('reject', 'video_url_expired', withStatus('The signature of this link has expired.', status));
    if (known !== undefined)
        return (0,check_finding/* createFinding */.u)('reject', known.code, withStatus(known.message, status));
    if ([403, 406, 429, 503].includes(status) && isBotWall(response))
        return createBotWallFinding(status);
    const [severity, code, message] = classifyStatus(status);
    return (0,check_finding/* createFinding */.u)(severity, code, withStatus(message, status));
}
function withStatus(message, status) {
    return message.replace(/\.$/, ` (HTTP ${status}).`);
}
function classifyStatus(status) {
    if (status === 401 || status === 403)
        return ['reject', 'video_url_forbidden', 'The host of this video requires credentials.'];
    if (status === 404 || status === 410)
        return ['reject', 'video_url_not_found', 'The file behind this link does not exist.'];
    if (isTransientStatus(status))
        return ['unknown', 'video_url_unavailable', 'The host of this video is unavailable.'];
    return ['warn', 'video_url_unexpected_response', 'The host of this video sent an unexpected response.'];
}
function isTransientStatus(status) {
    return status >= 500 ? status !== 501 && status !== 505 : status === 408 || status === 425 || status === 429;
}
function hasPassedExpiry({ url, headers }) {
    const expiry = getExpiry(url.searchParams);
    const now = Date.parse(headers['date'] ?? '');
    return expiry !== null && Number.isFinite(now) && now > expiry;
}
function getExpiry(parameters) {
    for (const vendor of ['X-Amz', 'X-Goog']) {
        const date = parameters
            .get(`${vendor}-Date`)
            ?.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
        const expiry = Date.parse(date ?? '') + Number(parameters.get(`${vendor}-Expires`)) * 1_000;
        if (Number.isFinite(expiry))
            return expiry;
    }
    const expiry = parameters.has('sig') ? Date.parse(parameters.get('se') ?? '') : toMs(parameters.get('Expires'));
    return Number.isFinite(expiry) ? expiry : null;
}
function toMs(seconds) {
    return seconds !== null && /^\d{9,11}$/.test(seconds) ? Number(seconds) * 1_000 : Number.NaN;
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
async function inspectUrl(url, fetch, limits, acceptsPlaylists = false) {
    const service = findSharingService(url);
    if (service !== null && service.isDirect === undefined)
        return createInspection(createShareLinkFinding('reject', service));
    try {
        const request = { url, start: 0, end: HEAD_BYTES, ...limits };
        const response = await fetch(request);
        const isRetriedPlainly = rejectsRange(response) || isBrokenRange(response);
        return readResponse(isRetriedPlainly ? await fetch({ ...request, isWhole: true }) : response, url, service, acceptsPlaylists);
    }
    catch (error) {
        const finding = checkFetchError(error);
        return createInspection(...(service === null ? [] : [createShareLinkFinding('warn', service)]), finding);
    }
}
function rejectsRange(response) {
    if (response.status === 416)
        return parseContentRange(response)?.total !== 0;
    return response.status === 405 || response.status === 501;
}
function isBrokenRange(response) {
    return response.status === 206 && parseContentRange(response)?.start !== 0;
}
function createInspection(...findings) {
    return { findings, size: null, version: null, stamp: null, file: null };
}
function readResponse(response, requested, service, acceptsPlaylists) {
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
    if (acceptsPlaylists && type.kind === 'other' && type.name === HLS_PLAYLIST)
        return { ...createInspection(checkPlaylist(head)), size: null, version, stamp };
    const findings = checkType(type, response, requested, service);
    const isStart = response.status === 200 || range?.start === 0;
    const isReadable = encoding === null && isStart && (type.kind === 'video' || type.kind === 'unknown');
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
        if (encoding === 'br')
            return (0,external_node_zlib_.brotliDecompressSync)(body, { ...options, finishFlush: external_node_zlib_.constants.BROTLI_OPERATION_FLUSH });
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
function checkPlaylist(head) {
    const text = head.toString('latin1');
    const isLive = text.includes('#EXTINF') && !/#EXT-X-ENDLIST|#EXT-X-PLAYLIST-TYPE:VOD/.test(text) && head.length < HEAD_BYTES;
    if (isLive)
        return (0,check_finding/* createFinding */.u)('warn', 'video_url_not_video', 'This HLS playlist has no end, as that of a live stream.');
    const message = 'This video could not be checked completely: it is an HLS recording, whose segments are not read.';
    return (0,check_finding/* createFinding */.u)('unknown', 'video_check_incomplete', message);
}
function checkType(type, response, requested, requestedService) {
    if (type.kind === 'video')
        return [];
    const service = requestedService ?? findSharingService(response.url);
    if (service !== null)
        return [createShareLinkFinding(type.kind === 'unknown' ? 'warn' : 'reject', service)];
    if (type.kind === 'page') {
        if (isBotWall(response))
            return [createBotWallFinding(response.status)];
        const redirect = requested.host === response.url.host ? '' : ` at ${response.url.host}, after a redirect`;
        const message = `This link leads to a web page${redirect}, not to a video file.`;
        return [(0,check_finding/* createFinding */.u)('reject', 'video_url_web_page', message)];
    }
    if (type.kind === 'other')
        return [createNotVideoFinding('reject', `it is ${type.name}`, type.hint)];
    const contentType = response.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
    const isOther = /^(text|image)\//.test(contentType) || contentType === 'application/json';
    return isOther ? [createNotVideoFinding('warn', `its content type is ${contentType}`)] : [];
}
function createShareLinkFinding(severity, { name, hint }) {
    const message = `This link leads to a page of ${name}, not to a video file.`;
    return (0,check_finding/* createFinding */.u)(severity, 'video_url_share_link', message, hint);
}
function createNotVideoFinding(severity, reason, hint) {
    return (0,check_finding/* createFinding */.u)(severity, 'video_url_not_video', `The file behind this link is not a video: ${reason}.`, hint);
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
;// CONCATENATED MODULE: ./lib/media/range-reader.js
class UnreadableError extends Error {
    name = 'UnreadableError';
    hint;
    constructor(message, hint = null) {
        super(message);
        this.hint = hint;
    }
}
const KIB = 1024;
const MIB = 1024 * KIB;
const MIN_READ_BYTES = 64 * KIB;
const MAX_READ_BYTES = MIB;
const TAIL_BYTES = 512 * KIB;
const MAX_KEPT_RANGES = 3;
function createRangeReader(size, head, readRange, budget) {
    const start = { start: 0, data: head.subarray(0, size) };
    const recent = [];
    const remaining = { ...budget };
    let readBytes = MIN_READ_BYTES;
    const find = (position) => [start, ...recent].find((range) => position >= range.start && position < range.start + range.data.length);
    const fetch = async (from, to, kind) => {
        remaining.requests -= 1;
        remaining[kind] -= to - from;
        if (Math.min(remaining.requests, remaining[kind]) < 0)
            throw new UnreadableError('too much of the file would have to be read');
        const range = { start: from, data: await readRange(from, to) };
        recent.unshift(range);
        recent.splice(MAX_KEPT_RANGES);
        return range;
    };
    return {
        size,
        searchBytes: budget.search,
        read: async (position, maxBytes) => {
            if (position >= size)
                return Buffer.alloc(0);
            let range = find(position);
            if (range === undefined) {
                const isSequential = position > 0 && find(position - 1) !== undefined;
                readBytes = isSequential ? Math.min(readBytes * 2, MAX_READ_BYTES) : MIN_READ_BYTES;
                const end = size - position <= TAIL_BYTES ? size : Math.min(size, position + readBytes);
                range = await fetch(position, end, 'search');
            }
            const offset = position - range.start;
            return range.data.subarray(offset, offset + maxBytes);
        },
        load: async (from, to) => {
            const known = find(from);
            const missing = known === undefined ? from : known.start + known.data.length;
            if (missing < to)
                await fetch(missing, to, 'index');
        },
    };
}
const REMOTE_BUDGET = { requests: 40, index: 32 * MIB, search: 2 * MIB };
const LOCAL_BUDGET = { requests: 5_000, index: 32 * MIB, search: 64 * MIB };

;// CONCATENATED MODULE: ./lib/media/open-file.js


const NO_RANGES_HINT = 'Serve the file from a host that supports range requests, or move its index to the start: `ffmpeg -i in.mp4 -c copy -movflags +faststart out.mp4`.';
const REFUSALS = [401, 403, 404, 410];
const ONE_TIME_HINT = 'If the link can be used only once, it is used up by this check: set `preflight: off`.';
const UNKNOWN_SIZE = 2 ** 40;
function openRemoteFile(file, fetch, limits) {
    const readRange = async (start, end) => {
        if (file.size === null)
            throw new UnreadableError('its server does not send the size of the file', NO_RANGES_HINT);
        if (!file.supportsRanges)
            throw new UnreadableError('its server does not support range requests', NO_RANGES_HINT);
        const parts = [];
        for (let position = start; position < end;) {
            const part = await readPart(position, end);
            parts.push(part);
            position += part.length;
        }
        return Buffer.concat(parts);
    };
    const readPart = async (start, end) => {
        const response = await fetch({ url: file.url, start, end, ...limits() });
        const isPart = response.status === 206 && parseContentRange(response)?.start === start && response.body.length > 0;
        if (REFUSALS.includes(response.status))
            throw new UnreadableError(`its server refused the second request (HTTP ${response.status})`, ONE_TIME_HINT);
        if (!isPart)
            throw new UnreadableError(`its server responded to a range request with HTTP ${response.status}`);
        return response.body;
    };
    const size = file.size ?? UNKNOWN_SIZE;
    return createRangeReader(Math.min(size, UNKNOWN_SIZE), file.head, readRange, REMOTE_BUDGET);
}
function openLocalFile(handle, size) {
    const readRange = async (start, end) => {
        const buffer = Buffer.alloc(end - start);
        const { bytesRead } = await handle.read(buffer, 0, buffer.length, start);
        if (bytesRead < buffer.length)
            throw new UnreadableError('the file became shorter');
        return buffer;
    };
    return createRangeReader(size, Buffer.alloc(0), readRange, LOCAL_BUDGET);
}

;// CONCATENATED MODULE: ./lib/media/prober/interpret-tracks.js
const STREAMED = ['MPEG-TS', 'BDAV', 'MPEG-PS'];
const IMAGE_FORMATS = ['JPEG', 'PNG', 'GIF', 'BMP', 'TIFF', 'WebP'];
function summarizeTracks(tracks) {
    const general = tracks.find(({ type }) => type === 'General');
    const format = general?.fields['Format'] ?? null;
    const videos = tracks.filter((track) => track.type === 'Video' && !isStillPicture(track));
    const audios = tracks.filter(({ type }) => type === 'Audio');
    const video = findLargest(videos);
    const hasPictures = tracks.some(({ type }) => type === 'Image' || type === 'Video');
    return {
        format,
        duration: getDuration(format, general, videos, audios),
        ...getPictureSize(video),
        hasVideo: videos.length > 0,
        hasAudio: audios.length > 0,
        isEncrypted: video?.fields['Encryption'] !== undefined,
        isTruncated: general?.fields['IsTruncated'] === 'Yes',
        isImage: hasPictures && videos.length === 0 && audios.length === 0,
    };
}
function isStillPicture({ fields }) {
    if (!IMAGE_FORMATS.includes(fields['Format'] ?? ''))
        return false;
    return fields['Menu_For'] !== undefined || fields['FrameCount'] === '1' || fields['FrameCount'] === undefined;
}
function findLargest(videos) {
    const area = ({ fields }) => (toPositive(fields['Width']) ?? 0) * (toPositive(fields['Height']) ?? 0);
    return videos.toSorted((a, b) => area(b) - area(a))[0];
}
function getPictureSize(video) {
    const width = toPositive(video?.fields['Width']);
    const height = toPositive(video?.fields['Height']);
    if (width === null || height === null)
        return { width: null, height: null, pixelAspect: null };
    const aspect = toPositive(video?.fields['PixelAspectRatio']);
    const isSwapped = Math.round(Number(video?.fields['Rotation'] ?? 0)) % 180 !== 0;
    if (!isSwapped)
        return { width, height, pixelAspect: aspect };
    return { width: height, height: width, pixelAspect: aspect === null ? null : 1 / aspect };
}
function getDuration(format, general, videos, audios) {
    const tracks = [...videos, ...audios];
    const spans = tracks.flatMap(({ fields }) => {
        const duration = toPositive(fields['Duration']);
        return duration === null ? [] : [{ start: fields['Delay'], duration }];
    });
    const stated = toPositive(general?.fields['Duration']);
    const hasStarts = spans.some(({ start }) => Number(start) > 0) && spans.every(({ start }) => start !== undefined);
    if (STREAMED.includes(format ?? '') && hasStarts) {
        const end = Math.max(...spans.map(({ start, duration }) => Number(start) + duration));
        return end - Math.min(...spans.map(({ start }) => Number(start)));
    }
    const longest = Math.max(stated ?? 0, ...spans.map(({ duration }) => duration));
    return longest > 0 ? longest : null;
}
function toPositive(text) {
    const value = Number(text);
    return text !== undefined && Number.isFinite(value) && value > 0 ? value : null;
}

;// CONCATENATED MODULE: ./lib/media/prober/mp4-layout.js
const MAX_HEADER_BYTES = 16;
const MAX_BOXES = 1_000;
async function readMp4Layout(file) {
    let offset = 0;
    for (let boxes = 0; boxes < MAX_BOXES && offset + 8 <= file.size; boxes++) {
        const box = parseBox(await readBytes(file, offset, MAX_HEADER_BYTES), file.size - offset);
        if (box === null)
            break;
        const end = offset + box.size;
        if (box.name === 'moov')
            return { index: { start: offset, end }, startsWithFragment: false };
        if (box.name === 'moof')
            return { index: null, startsWithFragment: true };
        offset = end;
    }
    return { index: null, startsWithFragment: false };
}
function* iterateBoxes(data) {
    for (let offset = 0; offset + 8 <= data.length;) {
        const box = parseBox(data.subarray(offset, offset + MAX_HEADER_BYTES), data.length - offset);
        if (box === null)
            return;
        const headerBytes = data.readUInt32BE(offset) === 1 ? MAX_HEADER_BYTES : 8;
        yield { name: box.name, content: data.subarray(offset + headerBytes, offset + box.size) };
        offset += box.size;
    }
}
function parseBox(data, rest) {
    if (data.length < 8)
        return null;
    const shortSize = data.readUInt32BE(0);
    const name = data.toString('latin1', 4, 8);
    if (shortSize === 0)
        return { name, size: rest };
    if (shortSize !== 1)
        return shortSize < 8 ? null : { name, size: shortSize };
    const size = data.length < MAX_HEADER_BYTES ? 0 : Number(data.readBigUInt64BE(8));
    return Number.isSafeInteger(size) && size >= MAX_HEADER_BYTES ? { name, size } : null;
}
async function readBytes(file, start, count) {
    const parts = [];
    for (let missing = count; missing > 0;) {
        const part = await file.read(start + count - missing, missing);
        if (part.length === 0)
            break;
        parts.push(part);
        missing -= part.length;
    }
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
}

;// CONCATENATED MODULE: ./lib/media/prober/mp4-fragments.js

function getFragmentedDuration(index, start, end) {
    const tracks = readTracks(index);
    const first = readSpans(start, start.indexOf('moof', 0, 'latin1'), tracks);
    const last = findLastSpans(end, tracks);
    if (first.length === 0 || last.length === 0)
        return null;
    return Math.max(...last.map((span) => span.end)) - Math.min(...first.map((span) => span.start));
}
function readTracks(index) {
    const moov = findBox(index, ['moov']) ?? index;
    const defaults = new Map();
    for (const trex of findBoxes(findBox(moov, ['mvex']), 'trex'))
        defaults.set(readNumber(trex, 4), readNumber(trex, 12));
    const tracks = new Map();
    for (const trak of findBoxes(moov, 'trak')) {
        const [header, media] = [findBox(trak, ['tkhd']), findBox(trak, ['mdia', 'mdhd'])];
        if (header === null || media === null)
            continue;
        const id = readNumber(header, header[0] === 1 ? 20 : 12);
        const scale = readNumber(media, media[0] === 1 ? 20 : 12);
        if (scale > 0)
            tracks.set(id, { scale, sampleDuration: defaults.get(id) ?? 0 });
    }
    return tracks;
}
const MAX_LAST_FRAGMENTS = 8;
function findLastSpans(data, tracks) {
    const spans = [];
    let position = data.length;
    for (let found = 0; found < MAX_LAST_FRAGMENTS && position > 0; found++) {
        position = data.lastIndexOf('moof', position - 1, 'latin1');
        if (position < 0)
            break;
        spans.push(...readSpans(data, position, tracks));
    }
    return spans;
}
function readSpans(data, position, tracks) {
    if (position < 4)
        return [];
    const moof = data.subarray(position + 4, position - 4 + data.readUInt32BE(position - 4));
    return findBoxes(moof, 'traf').flatMap((traf) => readSpan(traf, tracks) ?? []);
}
function readSpan(traf, tracks) {
    const [header, time] = [findBox(traf, ['tfhd']), findBox(traf, ['tfdt'])];
    const track = header && tracks.get(readNumber(header, 4));
    if (!header || !time || !track)
        return null;
    const start = time[0] === 1 ? readNumber(time, 4) * 2 ** 32 + readNumber(time, 8) : readNumber(time, 4);
    const sampleDuration = readDefaultDuration(header) ?? track.sampleDuration;
    const units = findBoxes(traf, 'trun').reduce((sum, run) => sum + sumRun(run, sampleDuration), 0);
    return { start: start / track.scale, end: (start + units) / track.scale };
}
function readDefaultDuration(header) {
    const flags = readNumber(header, 0);
    if ((flags & 0x08) === 0)
        return null;
    return readNumber(header, 8 + ((flags & 0x01) === 0 ? 0 : 8) + ((flags & 0x02) === 0 ? 0 : 4));
}
const SAMPLE_FIELDS = [0x100, 0x200, 0x400, 0x800];
function sumRun(run, sampleDuration) {
    const [flags, count] = [readNumber(run, 0), readNumber(run, 4)];
    if ((flags & 0x100) === 0)
        return count * sampleDuration;
    const rowBytes = 4 * SAMPLE_FIELDS.filter((field) => (flags & field) !== 0).length;
    let [row, units] = [8 + ((flags & 0x01) === 0 ? 0 : 4) + ((flags & 0x04) === 0 ? 0 : 4), 0];
    for (let sample = 0; sample < count && row + 4 <= run.length; sample++, row += rowBytes)
        units += readNumber(run, row);
    return units;
}
function findBoxes(data, name) {
    return data === null ? [] : [...iterateBoxes(data)].flatMap((box) => (box.name === name ? [box.content] : []));
}
function findBox(data, path) {
    return path.reduce((parent, name) => findBoxes(parent, name)[0] ?? null, data);
}
function readNumber(data, offset) {
    return offset + 4 <= data.length ? data.readUInt32BE(offset) : 0;
}

// EXTERNAL MODULE: external "node:child_process"
var external_node_child_process_ = __webpack_require__(1421);
// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(8161);
// EXTERNAL MODULE: external "node:url"
var external_node_url_ = __webpack_require__(3136);
;// CONCATENATED MODULE: ./lib/media/prober/parser-pool.js



class ParserError extends Error {
    name = 'ParserError';
}
const MAX_PROCESSES = 4;
const MAX_WAIT_MS = 500;
const ENGINE_LIMITS = ['--max-old-space-size=128', '--max-semi-space-size=4'];
const PARSER_FILE = import.meta.url.endsWith('.ts') ? './parser-process.cts' : './media-parser.cjs';
const ENVIRONMENT_VARIABLES = ['SystemRoot', 'RUNNER_TRACKING_ID'];
function createParserPool(clock) {
    const idle = [];
    const running = new Set();
    const queue = [];
    let slotsInUse = 0;
    const acquireSlot = async (signal) => {
        if (slotsInUse < Math.min(MAX_PROCESSES, (0,external_node_os_.availableParallelism)())) {
            slotsInUse += 1;
            return;
        }
        const turn = Promise.withResolvers();
        const granted = new AbortController();
        const grant = () => {
            granted.abort();
            turn.resolve();
        };
        queue.push(grant);
        void clock.sleep(MAX_WAIT_MS, AbortSignal.any([signal, granted.signal])).then(() => {
            if (granted.signal.aborted || slotsInUse >= MAX_PROCESSES)
                return;
            slotsInUse += 1;
            queue.splice(queue.indexOf(grant), 1);
            grant();
        });
        await turn.promise;
    };
    const releaseSlot = () => {
        const next = queue.shift();
        if (next === undefined)
            slotsInUse -= 1;
        else
            next();
    };
    const endAll = () => {
        for (const child of running)
            end(child);
    };
    const start = () => {
        const child = startProcess();
        if (running.size === 0)
            process.once('exit', endAll);
        running.add(child);
        child.once('exit', () => {
            running.delete(child);
            if (running.size === 0)
                process.off('exit', endAll);
            const index = idle.indexOf(child);
            if (index >= 0)
                idle.splice(index, 1);
        });
        return child;
    };
    return {
        parse: async (file, limits) => {
            await acquireSlot(limits.signal);
            const child = idle.pop() ?? start();
            try {
                const { isReusable, ...parsed } = await parseInProcess(child, file, clock, limits);
                if (isReusable && child.connected)
                    idle.push(child);
                else
                    end(child);
                return parsed;
            }
            catch (error) {
                end(child);
                throw error;
            }
            finally {
                releaseSlot();
            }
        },
        preload: () => {
            if (slotsInUse === 0 && idle.length === 0)
                idle.push(start());
        },
        close: () => {
            for (const child of idle.splice(0))
                end(child);
        },
    };
}
function startProcess() {
    const env = Object.fromEntries(ENVIRONMENT_VARIABLES.map((name) => [name, process.env[name]]));
    const child = (0,external_node_child_process_.fork)((0,external_node_url_.fileURLToPath)(new URL(PARSER_FILE, import.meta.url)), [], {
        env,
        execArgv: ENGINE_LIMITS,
        serialization: 'advanced',
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    child.on('error', () => { });
    return child;
}
function end(child) {
    child.kill('SIGKILL');
}
async function parseInProcess(child, file, clock, limits) {
    const ended = new AbortController();
    try {
        return await withinLimits(clock, limits, exchange(child, file, ended.signal));
    }
    finally {
        ended.abort();
    }
}
async function withinLimits(clock, { timeoutMs, signal }, work) {
    const done = new AbortController();
    const timeout = clock.sleep(timeoutMs, AbortSignal.any([signal, done.signal])).then(() => {
        throw new ParserError(signal.aborted ? 'the step ended' : 'its content could not be read in time');
    });
    timeout.catch(() => { });
    work.catch(() => { });
    try {
        return await Promise.race([work, timeout]);
    }
    finally {
        done.abort();
    }
}
function exchange(child, file, ended) {
    let readError = null;
    return new Promise((resolve, reject) => {
        const fail = (error) => {
            reject(new ParserError('its content is damaged, or made to exhaust the memory', { cause: error }));
        };
        const send = (request) => {
            child.send(request, (error) => error !== null && fail(error));
        };
        const read = async (start, maxBytes) => {
            const data = await file.read(start, maxBytes).catch((error) => {
                readError ??= error;
                return new Uint8Array(0);
            });
            if (!ended.aborted)
                send({ kind: 'data', data });
        };
        const receive = (message) => {
            const response = message;
            if (response.kind === 'read')
                void read(response.start, response.maxBytes);
            if (response.kind === 'failed')
                fail();
            if (response.kind === 'tracks')
                resolve({ tracks: response.tracks, isReusable: response.isReusable, readError });
        };
        child.on('message', receive).on('error', fail).on('exit', fail);
        ended.addEventListener('abort', () => child.off('message', receive).off('error', fail).off('exit', fail));
        send({ kind: 'open', size: file.size });
    });
}

;// CONCATENATED MODULE: ./lib/media/prober/parts.js
function joinParts(file, parts) {
    const size = parts.reduce((sum, { start, end }) => sum + end - start, 0);
    return {
        size,
        read: async (position, maxBytes) => {
            let offset = position;
            for (const { start, end } of parts) {
                const length = end - start;
                if (offset < length)
                    return await file.read(start + offset, Math.min(maxBytes, length - offset));
                offset -= length;
            }
            return Buffer.alloc(0);
        },
    };
}
function endAfter(file, { start, end }) {
    let isRead = false;
    return {
        size: file.size,
        read: async (position, maxBytes) => {
            if (isRead)
                return Buffer.alloc(0);
            const limit = position < end ? Math.min(maxBytes, end - position) : maxBytes;
            const data = await file.read(position, limit);
            isRead = position + data.length > start && position + data.length === end;
            return data;
        },
    };
}

;// CONCATENATED MODULE: ./lib/media/probe.js










function createProber(clock) {
    const pool = createParserPool(clock);
    return {
        probe: async (file, limits) => {
            const unknown = { ...UNKNOWN_MEDIA_INFO, size: file.size };
            try {
                const prepared = await withinLimits(clock, limits, prepare(file));
                return await probePrepared(file, prepared, pool, limits);
            }
            catch (error) {
                return { mediaInfo: unknown, problem: explainError(error) };
            }
        },
        preload: () => pool.preload(),
        close: () => pool.close(),
    };
}
async function probePrepared({ size }, prepared, pool, limits) {
    if (prepared.problem !== null)
        return { mediaInfo: { ...UNKNOWN_MEDIA_INFO, size }, problem: prepared.problem };
    const parsed = await pool.parse(prepared.view, limits);
    return evaluate(size, summarizeTracks(parsed.tracks), { ...prepared, parsed });
}
const NO_INDEX = {
    kind: 'broken',
    reason: 'its index (the "moov" box) is missing, because the file is truncated or was never finished',
};
const SEGMENT = {
    kind: 'broken',
    reason: 'it is a single segment of a stream, without its initialization',
    hint: 'Use the complete video. Segments can be joined: `cat init.mp4 segment-*.m4s > video.mp4`.',
};
const INITIALIZATION = {
    ...SEGMENT,
    reason: 'it is only the initialization of a stream, without any of its segments',
};
const STREAM = /^(MPEG (transport|program) stream|MPEG video|Ogg)/;
async function prepare(file) {
    const head = await readBytes(file, 0, Math.min(file.size, HEAD_BYTES));
    const type = detectFileType(head);
    const plain = { type, head, view: file, isFragmented: false, isInitialization: false, duration: null, problem: null };
    if (isMp4(type))
        return { ...plain, ...(await prepareMp4(file)) };
    const isStream = type.kind === 'video' && STREAM.test(type.name);
    return isStream ? { ...plain, view: await skipMiddle(file, head) } : plain;
}
async function prepareMp4(file) {
    const { index, startsWithFragment } = await readMp4Layout(file);
    if (startsWithFragment)
        return { problem: SEGMENT };
    if (index === null || index.end > file.size)
        return { problem: NO_INDEX };
    await file.load(index.start, index.end);
    const data = await readBytes(file, index.start, index.end - index.start);
    if (!data.includes('mvex', 0, 'latin1'))
        return { view: endAfter(file, index) };
    return { isFragmented: true, ...(await prepareFragments(file, index.end, data)) };
}
const FRAGMENT_BYTES = 512 * 1024;
async function prepareFragments(file, start, index) {
    if (file.size <= file.searchBytes)
        await file.load(0, file.size).catch(() => { });
    const first = await readBytes(file, start, FRAGMENT_BYTES / 8).catch(() => null);
    if (first === null)
        return {};
    if (!first.includes('moof', 0, 'latin1') && start + first.length >= file.size)
        return { isInitialization: true };
    if (file.size <= file.searchBytes)
        return {};
    const last = await readBytes(file, Math.max(start, file.size - FRAGMENT_BYTES), FRAGMENT_BYTES);
    const duration = getFragmentedDuration(index, first, last);
    return duration === null ? {} : { view: endAfter(file, { start: 0, end: start }), duration };
}
const PACKET_BYTES = [188, 192, 204];
const MAX_STREAM_BYTES = 8 * 1024 * 1024;
async function skipMiddle(file, head) {
    const bytes = Math.min(file.searchBytes, MAX_STREAM_BYTES);
    if (file.size <= bytes)
        return file;
    const isPacket = (size) => [0, 1, 2, 3].every((n) => head[n * size + (size === 192 ? 4 : 0)] === 0x47);
    const packet = PACKET_BYTES.find(isPacket) ?? 1;
    const align = (position) => Math.floor(position / packet) * packet;
    const parts = [
        { start: 0, end: align((bytes * 3) / 4) },
        { start: align(file.size - bytes / 4), end: file.size },
    ];
    await Promise.all(parts.map(({ start: from, end }) => file.load(from, end))).catch(() => { });
    return joinParts(file, parts);
}
const WITH_HEADER = ['MP4', 'Matroska', 'WebM', 'AVI', 'Windows Media', 'MXF'];
const MIN_PLAUSIBLE_RATE = 50;
function evaluate(size, summary, context) {
    const { readError } = context.parsed;
    const headerDuration = getFlashDuration(context);
    const duration = headerDuration ?? estimateDuration(size, summary, context);
    const { format, width, height, pixelAspect, hasVideo, hasAudio } = summary;
    const container = getContainerName(format, context.type);
    const isComplete = readError === null || headerDuration !== null || (WITH_HEADER.includes(container ?? '') && !context.isFragmented);
    const isPlausible = duration !== null && size >= duration * MIN_PLAUSIBLE_RATE;
    const mediaInfo = {
        size,
        container,
        duration: isComplete && isPlausible ? duration : null,
        width,
        height,
        pixelAspect,
        hasVideo: hasVideo || (isComplete && hasAudio && context.type.kind === 'video') ? hasVideo : null,
        hasAudio: hasAudio || (isComplete && hasVideo) ? hasAudio : null,
    };
    if (format === null)
        return { mediaInfo: { ...UNKNOWN_MEDIA_INFO, size }, problem: explainUnreadable(context) };
    return { mediaInfo, problem: findProblem(mediaInfo, summary, context) };
}
function getFlashDuration({ duration, head, type }) {
    if (type.kind !== 'video' || type.name !== 'Flash video')
        return duration;
    const position = head.indexOf('duration\0', 0, 'latin1');
    if (position < 0 || position + 17 > head.length)
        return null;
    const seconds = head.readDoubleBE(position + 9);
    return seconds > 0 && Number.isFinite(seconds) ? seconds : null;
}
function estimateDuration(size, { duration, isTruncated, format }, { head }) {
    if (duration === null || !isTruncated || format !== 'AVI' || head.length < 8)
        return duration;
    const statedSize = head.readUInt32LE(4) + 8;
    return size < statedSize ? (duration * size) / statedSize : duration;
}
function getContainerName(format, type) {
    if (isMp4(type))
        return 'MP4';
    return CONTAINER_NAMES[format ?? ''] ?? null;
}
function isMp4(type) {
    return type.kind === 'video' && /MP4|QuickTime/.test(type.name);
}
const CONTAINER_NAMES = {
    'MPEG-4': 'MP4',
    QuickTime: 'QuickTime',
    Matroska: 'Matroska',
    WebM: 'WebM',
    AVI: 'AVI',
    'Windows Media': 'Windows Media',
    'Flash Video': 'Flash Video',
    MXF: 'MXF',
    'MPEG-TS': 'MPEG transport stream',
    BDAV: 'MPEG transport stream',
    'MPEG-PS': 'MPEG program stream',
    Ogg: 'Ogg',
};
function explainError(error) {
    const hint = error instanceof UnreadableError ? error.hint : null;
    return { kind: 'unknown', reason: (0,util_error/* getErrorMessage */.u)(error), ...(hint === null ? {} : { hint }) };
}
function explainUnreadable({ parsed, type }) {
    if (parsed.readError !== null)
        return explainError(parsed.readError);
    const reason = type.kind === 'video' ? 'its content is damaged' : 'its format is not supported by this check';
    return { kind: 'unknown', reason };
}
const MATROSKA_ENCRYPTION = /\x50\x35[\x80-\xff][\s\S]{0,8}?\x47[\xe1\xe2]/;
function findProblem(mediaInfo, summary, context) {
    if (summary.isImage)
        return { kind: 'not_video', reason: 'an image' };
    const isMatroska = summary.format === 'Matroska' || summary.format === 'WebM';
    if (summary.isEncrypted || (isMatroska && MATROSKA_ENCRYPTION.test(context.head.toString('latin1'))))
        return { kind: 'encrypted', reason: 'its video track is encrypted' };
    if (mediaInfo.hasVideo === false)
        return null;
    const missing = Object.entries({
        duration: mediaInfo.duration,
        resolution: mediaInfo.width,
        'video track': mediaInfo.hasVideo,
    }).flatMap(([name, value]) => (value === null ? [name] : []));
    if (missing.length > 0 && context.isInitialization)
        return INITIALIZATION;
    if (missing.length > 0)
        return explainMissing(missing, summary, context);
    return summary.isTruncated && (isMatroska || summary.format === 'AVI')
        ? { kind: 'truncated', reason: 'the end of the file is missing' }
        : null;
}
const REMUX = 'To add it, remux the file without encoding it: `ffmpeg -i in -c copy out.mp4`.';
const START = 'Cut it at a key frame, or encode it again.';
function explainMissing(missing, { duration }, { parsed }) {
    if (parsed.readError !== null)
        return explainError(parsed.readError);
    if (!missing.includes('duration'))
        return { kind: 'unknown', reason: `its ${missing.join(' and ')} cannot be determined from its start`, hint: START };
    if (duration !== null)
        return { kind: 'unknown', reason: 'it states a duration for which it is too small' };
    return { kind: 'unknown', reason: `the file does not state its ${missing.join(' and ')}`, hint: REMUX };
}

// EXTERNAL MODULE: ./lib/http/rate-limit-headers.js
var rate_limit_headers = __webpack_require__(5621);
// EXTERNAL MODULE: ./lib/http/retry.js
var retry = __webpack_require__(8394);
// EXTERNAL MODULE: ./lib/util/clock.js
var util_clock = __webpack_require__(6013);
;// CONCATENATED MODULE: ./lib/media/retrying-fetch.js





const MAX_ATTEMPTS = 3;
class TransientResponseError extends Error {
    response;
    constructor(response) {
        super(`HTTP ${response.status}`);
        this.response = response;
    }
}
function createRetryingFetch(fetch, clock) {
    return async (request) => {
        const deadline = (0,util_clock/* createDeadline */.dU)(clock, request.timeoutMs);
        const attempt = async () => {
            const response = await fetch({ ...request, timeoutMs: deadline.remainingMs() });
            if (isTransientStatus(response.status))
                throw new TransientResponseError(response);
            return response;
        };
        try {
            return await (0,retry/* retry */.L)(attempt, {
                clock,
                deadline,
                signal: request.signal,
                maxAttempts: MAX_ATTEMPTS,
                isRetryable: (error) => error instanceof TransientResponseError || (error instanceof safe_fetch/* FetchError */.f && error.failure === 'connection'),
                getRetryAfterMs: (error) => error instanceof TransientResponseError ? (0,rate_limit_headers/* parseRetryAfterMs */.o)(error.response.headers, clock.date()) : null,
            });
        }
        catch (error) {
            if (error instanceof TransientResponseError)
                return error.response;
            throw error;
        }
    };
}

;// CONCATENATED MODULE: ./lib/media/inspect-video.js












const INSPECTION_CONCURRENCY = 20;
const TIMEOUT_MS = 20_000;
async function inspectVideos(targets, options, dependencies) {
    const { concurrency = INSPECTION_CONCURRENCY, timeoutMs = TIMEOUT_MS, limits, acceptsPlaylists = false } = options;
    const prober = createProber(dependencies.clock);
    if (targets.length > 0 && options.probe !== false)
        prober.preload();
    const fetch = createRetryingFetch(dependencies.fetch, dependencies.clock);
    const inspector = {
        ...dependencies,
        fetch,
        timeoutMs,
        limits,
        acceptsPlaylists,
        prober: options.probe === false ? null : prober,
    };
    const results = [];
    try {
        await (0,util_concurrency/* inParallel */.HN)(concurrency, targets.entries(), async ([index, target]) => {
            results[index] = await inspectVideo(target, inspector);
        });
        return results;
    }
    finally {
        prober.close();
    }
}
async function inspectVideo(target, inspector) {
    try {
        const inspection = target.kind === 'url' ? await inspectRemote(target.url, inspector) : await inspectLocal(target.path, inspector);
        return toInspection(inspection, inspector.limits);
    }
    catch (error) {
        return toInspection({ ...EMPTY_INSPECTION, findings: [createIncomplete((0,util_error/* getErrorMessage */.u)(error))] }, null);
    }
}
const EMPTY_INSPECTION = { mediaInfo: UNKNOWN_MEDIA_INFO, version: null, stamp: null, findings: [] };
async function inspectRemote(link, inspector) {
    const { fetch, signal, prober, timeoutMs } = inspector;
    const { findings, size, version, stamp, file } = await inspectUrl(new URL(link), fetch, { timeoutMs, signal }, inspector.acceptsPlaylists);
    const mediaInfo = { ...UNKNOWN_MEDIA_INFO, size };
    if (file === null && findings.length === 0)
        return { mediaInfo, version, stamp, findings: [createIncomplete('its server sends it compressed')] };
    if (file === null || prober === null)
        return { mediaInfo, version, stamp, findings };
    const contents = await inspectContents(openRemoteFile(file, fetch, () => ({ timeoutMs, signal })), inspector, prober, FILE_PROBLEMS.url);
    return {
        ...contents,
        mediaInfo: { ...contents.mediaInfo, size },
        version,
        stamp,
        findings: [...findings, ...contents.findings],
    };
}
async function inspectLocal(path, inspector) {
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
        const type = detectFileType(await readBytes(file, 0, Math.min(size, HEAD_BYTES)));
        if (type.kind === 'page' || type.kind === 'other')
            return { ...rejection, findings: [createNotVideo(FILE_PROBLEMS.file, type.name, type.hint)] };
        if (inspector.prober === null)
            return rejection;
        return await inspectContents(file, inspector, inspector.prober, FILE_PROBLEMS.file);
    }
    finally {
        await handle.close();
    }
}
const FILE_PROBLEMS = {
    url: { code: 'video_url_not_video', subject: 'The file behind this link' },
    file: { code: 'video_file_not_video', subject: 'The file' },
};
function createNotVideo({ code, subject }, name, hint) {
    return (0,check_finding/* createFinding */.u)('reject', code, `${subject} is not a video: it is ${name}.`, hint);
}
async function inspectContents(file, { timeoutMs, signal }, prober, notVideo) {
    const { mediaInfo, problem } = await prober.probe(file, { timeoutMs, signal });
    return {
        ...EMPTY_INSPECTION,
        mediaInfo,
        findings: problem === null ? [] : [toFinding(problem, notVideo)],
    };
}
function toFinding({ kind, reason, hint }, notVideo) {
    if (kind === 'not_video')
        return createNotVideo(notVideo, reason);
    if (kind === 'unknown')
        return createIncomplete(reason, hint);
    if (kind === 'truncated')
        return (0,check_finding/* createFinding */.u)('warn', 'video_file_broken', `The file is incomplete: ${reason}.`, COMPLETE);
    if (kind === 'encrypted')
        return (0,check_finding/* createFinding */.u)('reject', 'video_encrypted', `The file cannot be indexed: ${reason}.`);
    return (0,check_finding/* createFinding */.u)('reject', 'video_file_broken', `The file cannot be played: ${reason}.`, hint ?? COMPLETE);
}
const COMPLETE = 'Check that the file was written, uploaded or copied completely.';
function createIncomplete(reason, hint) {
    const message = `This video could not be checked completely: ${reason}.`;
    return (0,check_finding/* createFinding */.u)('unknown', 'video_check_incomplete', message, hint);
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
async function checkVideos(deps, positions, options) {
    const isWanted = ({ position }) => positions.has(position);
    await resolveLocalVersions(getQueuedVideos(deps.store).filter(isWanted), deps);
    const videos = getQueuedVideos(deps.store).filter(isWanted);
    const inspections = await inspectQueued(videos, deps, options);
    const findings = new Map();
    for (const [index, video] of videos.entries()) {
        const inspection = inspections[index];
        if (!inspection)
            continue;
        storeInspection(deps.store, video, inspection);
        const stated = checkStatedDuration(video, inspection.mediaInfo);
        findings.set(video.position, stated === null ? inspection.findings : [...inspection.findings, stated]);
    }
    return findings;
}
function storeInspection(store, video, inspection) {
    const { mediaInfo } = inspection;
    const duration = mediaInfo.duration ?? getStatedDuration(video);
    store.update(video.position, { metadata: { ...video.metadata, ...toMetadata({ ...mediaInfo, duration }) } });
    if (video.contentVersion === null)
        storeVersion(store, video.position, inspection);
}
function getStatedDuration({ source }) {
    return ('statedDuration' in source ? source.statedDuration : null) ?? null;
}
const STATED_TOLERANCE_SECONDS = 1;
const STATED_TOLERANCE_SHARE = 0.02;
function checkStatedDuration(video, { duration }) {
    const stated = getStatedDuration(video);
    if (stated === null || duration === null)
        return null;
    if (Math.abs(stated - duration) <= Math.max(STATED_TOLERANCE_SECONDS, duration * STATED_TOLERANCE_SHARE))
        return null;
    const message = `The manifest states a duration of ${(0,format/* formatExactDuration */.Rk)(stated)}, but the video has ${(0,format/* formatExactDuration */.Rk)(duration)}.`;
    return (0,check_finding/* createFinding */.u)('warn', 'video_duration_mismatch', message);
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
    const names = models.filter((name) => findModel(name)?.limits).join(' and ');
    const isLimitedByEndpoint = endpoint === 'tasks' && _model_platform_limits_js__WEBPACK_IMPORTED_MODULE_1__/* .MAX_TASK_FILE_BYTES */ .iJ < strictest.maxSize;
    const limits = {
        ...strictest,
        models: names,
        maxSize: isLimitedByEndpoint ? _model_platform_limits_js__WEBPACK_IMPORTED_MODULE_1__/* .MAX_TASK_FILE_BYTES */ .iJ : strictest.maxSize,
        maxSizeOf: isLimitedByEndpoint ? '`endpoint: tasks`' : names,
    };
    return { limits, unknown };
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
function createViolation(code, subject, value, limit, limitOf) {
    return (0,_check_finding_js__WEBPACK_IMPORTED_MODULE_0__/* .createFinding */ .u)('reject', code, `${subject} is ${value}. Expected ${limit} for ${limitOf}.`);
}
function checkVideoTrack({ hasVideo }) {
    if (hasVideo !== false)
        return null;
    const hint = 'Replace it with a complete file that can be played.';
    return (0,_check_finding_js__WEBPACK_IMPORTED_MODULE_0__/* .createFinding */ .u)('reject', 'video_file_broken', 'The file has no video track.', hint);
}
function checkSize({ size }, { maxSize, maxSizeOf }) {
    if (size === null || size <= maxSize)
        return null;
    return createViolation('video_filesize_too_large', 'The file size', (0,_util_format_js__WEBPACK_IMPORTED_MODULE_2__/* .formatSize */ .Xq)(size), `at most ${(0,_util_format_js__WEBPACK_IMPORTED_MODULE_2__/* .formatSize */ .Xq)(maxSize)}`, maxSizeOf);
}
const DURATION_TOLERANCE = 0.1;
function checkDuration({ duration }, { minDuration, maxDuration, models }) {
    if (duration === null)
        return null;
    const reject = (code, limit) => createViolation(code, 'The duration', (0,_util_format_js__WEBPACK_IMPORTED_MODULE_2__/* .formatExactDuration */ .Rk)(duration), limit, models);
    if (duration < minDuration - DURATION_TOLERANCE)
        return reject('video_duration_too_short', `at least ${(0,_util_format_js__WEBPACK_IMPORTED_MODULE_2__/* .formatExactDuration */ .Rk)(minDuration)}`);
    if (duration > maxDuration + DURATION_TOLERANCE)
        return reject('video_duration_too_long', `at most ${(0,_util_format_js__WEBPACK_IMPORTED_MODULE_2__/* .formatExactDuration */ .Rk)(maxDuration)}`);
    return null;
}
function checkMinResolution({ width, height }, { minSide, models }) {
    if (width === null || height === null || Math.min(width, height) >= minSide)
        return null;
    const limit = `at least ${minSide}x${minSide}`;
    return createViolation('video_resolution_too_low', 'The resolution', `${width}x${height}`, limit, models);
}
function checkMaxResolution({ width, height }, limits) {
    if (width === null || height === null)
        return null;
    const { maxLongSide, maxShortSide, models } = limits;
    if (Math.max(width, height) <= maxLongSide && Math.min(width, height) <= maxShortSide)
        return null;
    const limit = width >= height ? `${maxLongSide}x${maxShortSide}` : `${maxShortSide}x${maxLongSide}`;
    return createViolation('video_resolution_too_high', 'The resolution', `${width}x${height}`, `at most ${limit}`, models);
}
const ASPECT_TOLERANCE = 0.01;
function checkAspectRatio({ width, height, pixelAspect }, { maxAspect, models }) {
    if (!width || !height)
        return null;
    const stored = getAspectRatio(width, height);
    const displayed = getAspectRatio(width * (pixelAspect ?? 1), height);
    if (Math.min(stored, displayed) <= maxAspect + ASPECT_TOLERANCE)
        return null;
    const [value, limit] = [formatRatio(stored, width >= height), formatRatio(maxAspect, width >= height)];
    return createViolation('video_resolution_invalid_aspect_ratio', 'The aspect ratio', value, `1:1 to ${limit}`, models);
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
