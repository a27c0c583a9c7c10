export const id = 292;
export const ids = [292,834];
export const modules = {

/***/ 8208:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   u: () => (/* binding */ createFinding)
/* harmony export */ });
function createFinding(severity, error) {
    return { severity, error };
}


/***/ }),

/***/ 2292:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  checkVideos: () => (/* binding */ checkVideos),
  resolveVersions: () => (/* binding */ resolveVersions)
});

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(1455);
// EXTERNAL MODULE: ./node_modules/@actions/http-client/lib/index.js + 1 modules
var lib = __webpack_require__(4942);
;// CONCATENATED MODULE: ./lib/http/proxies.js

function createProxySelector() {
    const clients = new Map();
    return (url) => {
        if ((0,lib/* getProxyUrl */.s_)(url.href) === '')
            return null;
        const client = clients.get(url.protocol) ?? new lib/* HttpClient */.Qq('', [], { keepAlive: true });
        clients.set(url.protocol, client);
        return client.getAgent(url.href);
    };
}

// EXTERNAL MODULE: external "node:dns/promises"
var external_node_dns_promises_ = __webpack_require__(1553);
// EXTERNAL MODULE: external "node:http"
var external_node_http_ = __webpack_require__(7067);
// EXTERNAL MODULE: external "node:https"
var external_node_https_ = __webpack_require__(4708);
// EXTERNAL MODULE: ./lib/util/host.js
var host = __webpack_require__(6744);
// EXTERNAL MODULE: ./lib/util/json.js
var json = __webpack_require__(8884);
;// CONCATENATED MODULE: ./lib/http/safe-fetch.js





class FetchError extends Error {
    name = 'FetchError';
    failure;
    constructor(failure, message, options) {
        super(message, options);
        this.failure = failure;
    }
}
const MAX_REDIRECTS = 5;
const USER_AGENT = 'twelvelabs-index-action (preflight)';
function createFetchSession(settings) {
    const lookup = createSafeLookup(settings);
    const options = { keepAlive: true, maxFreeSockets: 16, lookup };
    const http = new external_node_http_.Agent(options);
    const https = new external_node_https_.Agent(options);
    const agentFor = (url) => {
        checkHost(url, settings.allowPrivate);
        const proxy = settings.proxyFor(url);
        if (proxy === null)
            return url.protocol === 'https:' ? https : http;
        if (!settings.allowPrivate && (0,host/* classifyHost */.R)(url.hostname) === 'name' && (0,host/* isPrivateName */.$)(url.hostname)) {
            throw createPrivateAddressError(url.hostname);
        }
        return proxy;
    };
    const fetch = async (request) => {
        if (request.signal.aborted)
            throw createCancelledError();
        const limit = startTimeout(settings.clock, request);
        try {
            return await followRedirects(request, agentFor, limit);
        }
        finally {
            limit.stop();
        }
    };
    return {
        fetch,
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
    const kind = (0,host/* classifyHost */.R)(url.hostname);
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
            const bad = addresses.find(({ address }) => !allowPrivate && (0,host/* classifyHost */.R)(address) !== 'public');
            if (first === undefined)
                done(new FetchError('unknown_host', `${hostname} has no address`), '');
            else if (bad !== undefined)
                done(createPrivateAddressError(`${hostname} (${bad.address})`), '');
            else if (options.all)
                done(null, [...addresses]);
            else
                done(null, first.address, first.family);
        }, (error) => done(toFetchError(error), ''));
    };
}
function startTimeout(clock, { timeoutMs, signal }) {
    const over = new AbortController();
    const expired = clock.sleep(timeoutMs, AbortSignal.any([over.signal, signal])).then(() => {
        if (signal.aborted)
            throw createCancelledError();
        throw new FetchError('timeout', `no complete answer within ${Math.max(0, Math.round(timeoutMs / 100) / 10)} s`);
    });
    expired.catch(() => { });
    return { expired, stop: () => over.abort() };
}
function createCancelledError() {
    return new FetchError('cancelled', 'the step was cancelled');
}
async function followRedirects(request, agentFor, limit) {
    let url = removeCredentials(request.url);
    for (let redirects = 0;; redirects++) {
        const message = await sendOnce(url, request, agentFor(url), limit);
        const next = getRedirectTarget(message, url);
        if (next === null)
            return await readResponse(message, url, request, limit);
        message.destroy();
        if (redirects === MAX_REDIRECTS)
            throw new FetchError('bad_redirect', `more than ${MAX_REDIRECTS} redirects`);
        url = next;
    }
}
const REDIRECTS = [301, 302, 303, 307, 308];
function getRedirectTarget(message, base) {
    const { location } = message.headers;
    if (location === undefined || !REDIRECTS.includes(message.statusCode ?? 0))
        return null;
    if (!URL.canParse(location, base.href)) {
        message.destroy();
        throw new FetchError('bad_redirect', 'a redirect leads to something that is not a URL');
    }
    return removeCredentials(new URL(location, base));
}
function removeCredentials(given) {
    const url = new URL(given);
    url.username = '';
    url.password = '';
    return url;
}
async function sendOnce(url, request, agent, limit) {
    for (;;) {
        const sent = send(url, request, agent);
        try {
            return await Promise.race([sent.response, limit.expired]);
        }
        catch (error) {
            sent.request.destroy();
            if (error instanceof FetchError)
                throw error;
            if (!sent.request.reusedSocket || getErrorFields(error).code !== 'ECONNRESET')
                throw toFetchError(error);
        }
    }
}
function send(url, { start, end }, agent) {
    const headers = {
        'user-agent': USER_AGENT,
        accept: '*/*',
        'accept-encoding': 'identity',
        range: `bytes=${start}-${end - 1}`,
    };
    const request = (url.protocol === 'https:' ? external_node_https_.request : external_node_http_.request)(url, { agent, headers });
    const response = new Promise((resolve, reject) => {
        request.on('response', resolve);
        request.on('error', reject);
    });
    response.catch(() => { });
    request.end();
    return { request, response };
}
async function readResponse(message, url, request, limit) {
    const most = request.end - request.start;
    try {
        const { body, whole } = await Promise.race([readBody(message, most), limit.expired]);
        return { status: message.statusCode ?? 0, headers: message.headers, url, body, whole };
    }
    catch (error) {
        message.destroy();
        throw error instanceof FetchError ? error : toFetchError(error);
    }
}
function readBody(message, most) {
    const fits = Number(message.headers['content-length']) <= most;
    return new Promise((resolve, reject) => {
        const chunks = [];
        let size = 0;
        const finish = (whole) => resolve({ body: Buffer.concat(chunks).subarray(0, most), whole });
        message.on('data', (chunk) => {
            chunks.push(chunk);
            size += chunk.length;
            if (size < most || fits)
                return;
            finish(false);
            message.destroy();
        });
        message.on('end', () => (message.complete ? finish(true) : reject(createTruncatedError())));
        message.on('error', (cause) => reject(createTruncatedError(cause)));
        message.on('close', () => reject(createTruncatedError()));
    });
}
function createTruncatedError(cause) {
    return new FetchError('connection', 'the connection was lost in the middle of the answer', cause ? { cause } : {});
}
function toFetchError(error) {
    if (error instanceof FetchError)
        return error;
    const { code, message, errors } = getErrorFields(error);
    const [first] = errors;
    if (message === '' && first !== undefined)
        return toFetchError(first);
    const text = code !== '' && !message.includes(code) ? `${message} (${code})` : message;
    return new FetchError(getFailureKind(code), text, { cause: error });
}
function getErrorFields(error) {
    const fields = (0,json/* asObject */.eB)(error);
    const message = typeof fields?.['message'] === 'string' ? fields['message'] : String(error);
    return { code: (0,json/* parseText */.r4)(fields?.['code']) ?? '', message, errors: (0,json/* asList */.DD)(fields?.['errors']) };
}
function getFailureKind(code) {
    if (code === 'ENOTFOUND')
        return 'unknown_host';
    if (code.startsWith('ERR_TLS_') || /CERT|SELF_SIGNED|ISSUER|UNABLE_TO_/.test(code))
        return 'certificate';
    return 'connection';
}
const resolveWithSystem = (hostname) => (0,external_node_dns_promises_.lookup)(hostname, { all: true });

// EXTERNAL MODULE: ./lib/util/chunks.js
var chunks = __webpack_require__(404);
// EXTERNAL MODULE: ./lib/util/clock.js
var clock = __webpack_require__(8394);
// EXTERNAL MODULE: external "node:zlib"
var external_node_zlib_ = __webpack_require__(8522);
// EXTERNAL MODULE: ./lib/media/check-finding.js
var check_finding = __webpack_require__(8208);
;// CONCATENATED MODULE: ./lib/media/detect-file-type.js
const SIGNATURES = [
    { kind: 'other', name: 'an AVIF or HEIC picture', bytes: 'ftypavif', at: 4 },
    { kind: 'other', name: 'an AVIF or HEIC picture', bytes: 'ftypheic', at: 4 },
    { kind: 'video', name: 'MP4 or QuickTime', bytes: 'ftyp', at: 4 },
    { kind: 'video', name: 'QuickTime', bytes: 'moov', at: 4 },
    { kind: 'video', name: 'QuickTime', bytes: 'mdat', at: 4 },
    { kind: 'video', name: 'QuickTime', bytes: 'wide', at: 4 },
    { kind: 'video', name: 'QuickTime', bytes: 'free', at: 4 },
    { kind: 'video', name: 'QuickTime', bytes: 'skip', at: 4 },
    { kind: 'video', name: 'MP4 fragment', bytes: 'styp', at: 4 },
    { kind: 'video', name: 'Matroska or WebM', bytes: '\x1a\x45\xdf\xa3' },
    { kind: 'video', name: 'AVI', bytes: 'RIFF????AVI ' },
    { kind: 'video', name: 'Flash video', bytes: 'FLV\x01' },
    { kind: 'video', name: 'Ogg', bytes: 'OggS' },
    { kind: 'video', name: 'Windows media', bytes: '\x30\x26\xb2\x75\x8e\x66\xcf\x11' },
    { kind: 'video', name: 'MPEG program stream', bytes: '\x00\x00\x01\xba' },
    { kind: 'video', name: 'MPEG video', bytes: '\x00\x00\x01\xb3' },
    { kind: 'video', name: 'MXF', bytes: '\x06\x0e\x2b\x34\x02\x05\x01\x01\x0d\x01\x02' },
    { kind: 'other', name: 'a WAVE sound', bytes: 'RIFF????WAVE' },
    { kind: 'other', name: 'a WebP picture', bytes: 'RIFF????WEBP' },
    { kind: 'other', name: 'a FLAC sound', bytes: 'fLaC' },
    { kind: 'other', name: 'an MP3 sound', bytes: 'ID3' },
    { kind: 'other', name: 'a JPEG picture', bytes: '\xff\xd8\xff' },
    { kind: 'other', name: 'a PNG picture', bytes: '\x89PNG\r\n\x1a\n' },
    { kind: 'other', name: 'a GIF picture', bytes: 'GIF8' },
    { kind: 'other', name: 'a PDF', bytes: '%PDF-' },
    { kind: 'other', name: 'a ZIP archive', bytes: 'PK\x03\x04' },
    { kind: 'other', name: 'a gzip archive', bytes: '\x1f\x8b\x08' },
    { kind: 'other', name: 'a 7z archive', bytes: '7z\xbc\xaf\x27\x1c' },
    { kind: 'other', name: 'a RAR archive', bytes: 'Rar!\x1a\x07' },
    { kind: 'other', name: 'a Git LFS pointer', bytes: 'version https://git-lfs' },
    { kind: 'other', name: 'an HLS playlist', bytes: '#EXTM3U' },
];
const MARKUP = [
    { kind: 'page', name: 'a web page', like: /^<(!doctype html|html|head|body|script|meta|title)\b/i },
    { kind: 'page', name: 'a web page', like: /^(<!--.*?-->\s*|<\?xml[^>]*>\s*)+<(!doctype html|html)\b/is },
    { kind: 'other', name: 'a DASH manifest', like: /^(<\?xml[^>]*>\s*)?<MPD\b/ },
    { kind: 'other', name: 'an XML document', like: /^<\?xml\b|^<Error>/ },
    { kind: 'other', name: 'a JSON document', like: /^(\{\s*"|\[\s*[{["])/ },
];
function detectFileType(head) {
    const found = SIGNATURES.find((signature) => matchesSignature(head, signature));
    if (found)
        return { kind: found.kind, name: found.name };
    if (isTransportStream(head))
        return { kind: 'video', name: 'MPEG transport stream' };
    const text = head
        .subarray(0, 1_024)
        .toString('latin1')
        .replace(/^\xef\xbb\xbf/, '')
        .trimStart();
    const markup = MARKUP.find(({ like }) => like.test(text));
    return markup ? { kind: markup.kind, name: markup.name } : { kind: 'unknown' };
}
function matchesSignature(head, { bytes, at = 0 }) {
    if (head.length < at + bytes.length)
        return false;
    return [...bytes].every((byte, index) => byte === '?' || head[at + index] === byte.charCodeAt(0));
}
function isTransportStream(head) {
    return [
        { first: 0, step: 188 },
        { first: 4, step: 192 },
    ].some(({ first, step }) => [0, 1, 2].every((packet) => head[first + packet * step] === 0x47));
}

;// CONCATENATED MODULE: ./lib/media/sharing-services.js
const NO_LINKS = 'It offers no links to its video files: use the original file, at a link that starts a download.';
const STORE = 'Put the file into object storage (S3, GCS, Azure, R2) or a GitHub release and pass the link to that file';
const SERVICES = [
    { name: 'YouTube', hosts: ['youtube.com', 'youtu.be', 'youtube-nocookie.com'], instead: NO_LINKS },
    {
        name: 'Vimeo',
        hosts: ['vimeo.com'],
        isDirect: ({ hostname, pathname }) => /^(player\.vimeo\.com\/(progressive_redirect|external|play)\/|download)/.test(hostname + pathname),
        instead: 'Use a file link: "Distribution > Video file links" in the settings of the video (paid plans).',
    },
    {
        name: 'Google Drive',
        hosts: ['drive.google.com', 'docs.google.com'],
        isDirect: ({ pathname, searchParams }) => pathname === '/uc' && searchParams.get('export') === 'download',
        instead: `Its share links lead to a page, and its downloads ask back for larger files. ${STORE}, or import it with the Google Drive connector of TwelveLabs.`,
    },
    { name: 'Google Photos', hosts: ['photos.google.com', 'photos.app.goo.gl'], instead: `${STORE}.` },
    {
        name: 'Dropbox',
        hosts: ['dropbox.com'],
        isDirect: ({ searchParams }) => searchParams.get('dl') === '1' || searchParams.has('raw'),
        instead: 'Replace `dl=0` at the end of the link by `dl=1` (or add `raw=1`).',
    },
    {
        name: 'OneDrive or SharePoint',
        hosts: ['onedrive.live.com', '1drv.ms', 'sharepoint.com'],
        isDirect: ({ pathname, searchParams }) => searchParams.get('download') === '1' || /\/(_layouts\/15\/)?download(\.aspx)?$/.test(pathname),
        instead: 'Add `download=1` to a link that is shared with anyone who has it.',
    },
    {
        name: 'Box',
        hosts: ['box.com'],
        isDirect: ({ pathname }) => pathname.startsWith('/shared/static/'),
        instead: 'Use the direct link of the settings of the shared link (".../shared/static/..."; paid plans).',
    },
    { name: 'Loom', hosts: ['loom.com'], isDirect: ({ hostname }) => hostname.startsWith('cdn.'), instead: NO_LINKS },
    {
        name: 'Wistia',
        hosts: ['wistia.com', 'wistia.net'],
        isDirect: ({ pathname }) => pathname.startsWith('/deliveries/'),
        instead: 'Use the link of an asset of the video (".../deliveries/....bin"), which its data API gives.',
    },
    { name: 'Dailymotion', hosts: ['dailymotion.com', 'dai.ly'], instead: NO_LINKS },
    {
        name: 'Twitch',
        hosts: ['twitch.tv'],
        isDirect: ({ hostname }) => hostname.startsWith('clips-media-assets'),
        instead: NO_LINKS,
    },
    { name: 'Facebook', hosts: ['facebook.com', 'fb.watch', 'fb.com'], instead: NO_LINKS },
    { name: 'Instagram', hosts: ['instagram.com'], instead: NO_LINKS },
    {
        name: 'TikTok',
        hosts: ['tiktok.com'],
        isDirect: ({ hostname, pathname }) => /^v\d/.test(hostname) || pathname.startsWith('/video/tos/'),
        instead: NO_LINKS,
    },
    { name: 'X', hosts: ['x.com', 'twitter.com', 't.co'], instead: NO_LINKS },
    { name: 'LinkedIn', hosts: ['linkedin.com', 'lnkd.in'], instead: NO_LINKS },
    {
        name: 'Reddit',
        hosts: ['reddit.com', 'redd.it'],
        isDirect: ({ hostname }) => hostname === 'v.redd.it',
        instead: NO_LINKS,
    },
    { name: 'Bilibili', hosts: ['bilibili.com', 'b23.tv'], instead: NO_LINKS },
    { name: 'Netflix', hosts: ['netflix.com'], instead: NO_LINKS },
    {
        name: 'Frame.io',
        hosts: ['frame.io', 'f.io'],
        isDirect: ({ hostname }) => /^(assets|media)\./.test(hostname),
        instead: `${STORE}.`,
    },
    {
        name: 'WeTransfer',
        hosts: ['wetransfer.com', 'we.tl'],
        isDirect: ({ hostname }) => hostname.startsWith('download'),
        instead: `${STORE}.`,
    },
    {
        name: 'iCloud',
        hosts: ['icloud.com'],
        isDirect: ({ hostname }) => /^(cvws|cvws-h2)\./.test(hostname),
        instead: `${STORE}.`,
    },
    {
        name: 'MEGA',
        hosts: ['mega.nz', 'mega.io'],
        instead: `Its files are encrypted for the browser. ${STORE}.`,
    },
    {
        name: 'MediaFire',
        hosts: ['mediafire.com'],
        isDirect: ({ hostname }) => hostname.startsWith('download'),
        instead: `${STORE}.`,
    },
    {
        name: 'Zoom',
        hosts: ['zoom.us'],
        isDirect: ({ pathname }) => pathname.startsWith('/rec/download/'),
        instead: `${STORE}.`,
    },
    {
        name: 'GitHub',
        hosts: ['github.com'],
        isDirect: ({ pathname, searchParams }) => /\/(raw|releases\/download|user-attachments|files|assets)\//.test(pathname) || searchParams.get('raw') === 'true',
        instead: 'Use the link of a release asset, or replace `/blob/` by `/raw/` (Git LFS included) for a file of a public repository.',
    },
    {
        name: 'GitLab',
        hosts: ['gitlab.com'],
        isDirect: ({ pathname }) => pathname.includes('/-/raw/') || pathname.includes('/packages/'),
        instead: 'Replace `/-/blob/` by `/-/raw/`.',
    },
    {
        name: 'Hugging Face',
        hosts: ['huggingface.co'],
        isDirect: ({ pathname }) => pathname.includes('/resolve/'),
        instead: 'Replace `/blob/` by `/resolve/`.',
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
        return createInspection((0,check_finding/* createFinding */.u)('reject', createShareLinkError(service)));
    try {
        return inspect_url_readResponse(await fetch({ url, start: 0, end: HEAD_BYTES, ...limits }), url, service);
    }
    catch (error) {
        const failed = checkFetchError(error, url);
        return createInspection(...(service === null ? [failed] : [(0,check_finding/* createFinding */.u)('warn', createShareLinkError(service)), failed]));
    }
}
function createInspection(...findings) {
    return { findings, size: null, version: null, file: null };
}
function inspect_url_readResponse(reply, asked, service) {
    const range = parseContentRange(reply);
    if (reply.status === 416 && range?.total === 0)
        return createInspection((0,check_finding/* createFinding */.u)('reject', EMPTY));
    if (reply.status !== 200 && reply.status !== 206)
        return createInspection(checkStatus(reply));
    const encoding = getContentEncoding(reply);
    const size = encoding === null ? getFileSize(reply, range) : null;
    const version = getVersion(reply, size);
    if (reply.body.length === 0)
        return { ...createInspection((0,check_finding/* createFinding */.u)('reject', EMPTY)), size, version };
    const seen = detectFileType(encoding === null ? reply.body : decodeBody(reply.body, encoding));
    const findings = checkBytes(seen, reply, asked, service);
    const readable = size !== null && seen.kind !== 'page' && seen.kind !== 'other' && isPrefix(reply, range);
    const ranges = reply.status === 206;
    return { findings, size, version, file: readable ? { url: reply.url, size, head: reply.body, ranges } : null };
}
function isPrefix(reply, range) {
    return reply.status === 200 || range?.start === 0;
}
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
function getFileSize(reply, range) {
    if (reply.status === 206)
        return range?.total ?? null;
    return reply.whole ? reply.body.length : parseWholeNumber(reply.headers['content-length']);
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
function getVersion({ headers }, size) {
    const etag = headers.etag?.trim() ?? '';
    if (/^"[^"]+"$/.test(etag))
        return `etag:${etag}`;
    const modified = headers['last-modified']?.trim() ?? '';
    return size === null || modified === '' ? null : `size:${size};modified:${modified}`;
}
function checkBytes(seen, reply, asked, service) {
    if (seen.kind === 'video')
        return [];
    const home = service ?? findSharingService(reply.url);
    const isPlain = seen.kind === 'unknown';
    if (home !== null)
        return [(0,check_finding/* createFinding */.u)(isPlain ? 'warn' : 'reject', createShareLinkError(home))];
    if (seen.kind === 'page')
        return [(0,check_finding/* createFinding */.u)('reject', createWebPageError(asked, reply.url))];
    if (seen.kind === 'other')
        return [(0,check_finding/* createFinding */.u)('reject', createNotVideoError(seen.name))];
    const type = reply.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
    const isText = type.startsWith('text/') || type.startsWith('image/') || type === 'application/json';
    return isText ? [(0,check_finding/* createFinding */.u)('warn', createNotVideoError(`${type} by what the server says`))] : [];
}
const DIRECT = 'Use a link that starts a download of the video file when it is opened in a private window.';
function createInputError(code, message, hint) {
    return { code, message, hint, class: 'input' };
}
function createNetworkError(code, message, hint) {
    return { code, message, hint, class: 'network' };
}
function createShareLinkError({ name, instead }) {
    return createInputError('video_url_share_link', `This link leads to a page of ${name}, not to a video file.`, instead);
}
function createWebPageError(asked, final) {
    const where = asked.host === final.host ? '' : ` of ${final.host}, to which it redirects`;
    const message = `This link leads to a web page${where}, not to a video file.`;
    return createInputError('video_url_web_page', message, `${DIRECT} A page that asks to log in counts as a page too.`);
}
function createNotVideoError(what) {
    return createInputError('video_url_not_video', `What this link leads to is no video: ${what}.`, DIRECT);
}
const EMPTY = createInputError('video_url_empty', 'The file behind this link is empty.', 'Check the upload that should have filled it.');
const EXPIRED = /request has expired|expiredtoken|signature (has )?expired|signature not valid in the specified time frame/i;
function checkStatus({ status, body }) {
    if (status === 401 || status === 403) {
        const expired = EXPIRED.test(body.subarray(0, 4_096).toString('latin1'));
        return (0,check_finding/* createFinding */.u)('reject', expired ? LINK_EXPIRED : createForbiddenError(status));
    }
    if (status === 404 || status === 410) {
        const message = `The host of this video says that there is no such file (HTTP ${status}).`;
        return (0,check_finding/* createFinding */.u)('reject', createInputError('video_url_not_found', message, 'Check the link; a file may need to be made public first.'));
    }
    if (status >= 500 || status === 408 || status === 425 || status === 429) {
        const message = `The host of this video cannot serve it at the moment (HTTP ${status}).`;
        return (0,check_finding/* createFinding */.u)('unknown', createNetworkError('video_url_unavailable', message, 'The platform may have more luck; otherwise try again later.'));
    }
    const message = `The host of this video answers with HTTP ${status}.`;
    return (0,check_finding/* createFinding */.u)('warn', createNetworkError('video_url_unexpected_answer', message, DIRECT));
}
const LINK_EXPIRED = createInputError('video_url_expired', 'The signature of this link has expired.', 'Sign the link right before this step, and let it live for longer than the platform may need to fetch the file (hours).');
function createForbiddenError(status) {
    return createInputError('video_url_forbidden', `The host of this video refuses access without credentials (HTTP ${status}).`, 'Make the file public or use a signed link; the platform sends no credentials either.');
}
function checkFetchError(error, url) {
    if (!(error instanceof FetchError))
        throw error;
    const { message } = error;
    switch (error.failure) {
        case 'private_address':
            return (0,check_finding/* createFinding */.u)('reject', createInputError('video_url_private_address', `This link leads to an address that only your own network can reach: ${message}.`, 'Give a link that the platform can fetch, or set `allow_private_urls: true` for a platform on your own network.'));
        case 'bad_redirect':
            return (0,check_finding/* createFinding */.u)('warn', createNetworkError('video_url_bad_redirect', `This link redirects badly: ${message}.`, DIRECT));
        case 'unknown_host': {
            const text = `DNS does not know the host ${url.hostname}.`;
            return (0,check_finding/* createFinding */.u)('warn', createNetworkError('video_url_unknown_host', text, 'Check the spelling of the link.'));
        }
        case 'certificate': {
            const text = `The TLS certificate of ${url.hostname} does not fit: ${message}.`;
            return (0,check_finding/* createFinding */.u)('warn', createNetworkError('video_url_bad_certificate', text, 'The platform may refuse it too.'));
        }
        case 'timeout':
        case 'cancelled':
        case 'connection': {
            const text = `The host of this video could not be looked at: ${message}.`;
            return (0,check_finding/* createFinding */.u)('unknown', createNetworkError('video_url_unreachable', text, 'The platform may have more luck; otherwise try again later.'));
        }
        default:
            return assertNever(error.failure);
    }
}
function assertNever(value) {
    throw new Error(`unexpected ${String(value)}`);
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
    const left = { ...budget };
    let ahead = MIN_READ_AHEAD_BYTES;
    let frontier = -1;
    let queue = Promise.resolve();
    const keep = (start, data) => {
        for (let at = 0; at < data.length; at += BLOCK_BYTES) {
            const block = data.subarray(at, at + BLOCK_BYTES);
            if (block.length === BLOCK_BYTES || start + at + block.length === size)
                blocks.set((start + at) / BLOCK_BYTES, block);
        }
    };
    keep(0, head.subarray(0, size));
    const load = async (start, wanted) => {
        ahead = start === frontier ? Math.min(ahead * 2, MAX_READ_AHEAD_BYTES) : MIN_READ_AHEAD_BYTES;
        const end = size - start <= TAIL_BYTES ? size : Math.min(size, roundUpToBlock(wanted + ahead));
        left.requests -= 1;
        left[wanted - start > LARGE_READ_BYTES ? 'index' : 'search'] -= end - start;
        if (Math.min(left.requests, left.index, left.search) < 0) {
            throw new UnreadableError('more of the file would have to be read than is reasonable');
        }
        keep(start, await readRange(start, end));
        frontier = end;
    };
    const read = async (start, end) => {
        const first = Math.floor(start / BLOCK_BYTES);
        const last = Math.ceil(end / BLOCK_BYTES) - 1;
        const missing = createRange(first, last).filter((index) => !blocks.has(index));
        const [from] = missing;
        const to = missing.at(-1);
        if (from !== undefined && to !== undefined)
            await load(from * BLOCK_BYTES, Math.min(size, (to + 1) * BLOCK_BYTES));
        return joinBlocks(createRange(first, last).map((index) => blocks.get(index)), start - first * BLOCK_BYTES, end - start);
    };
    return {
        size,
        read: (start, end) => {
            if (end - start > budget.index)
                return Promise.reject(new UnreadableError('its index is unreasonably large'));
            const result = queue.then(() => read(start, end));
            queue = result.catch(() => { });
            return result;
        },
    };
}
function roundUpToBlock(position) {
    return Math.ceil(position / BLOCK_BYTES) * BLOCK_BYTES;
}
function createRange(first, last) {
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}
function joinBlocks(blocks, skip, length) {
    const whole = blocks.filter((block) => block !== undefined);
    const [only] = whole;
    const all = whole.length === 1 && only !== undefined ? only : Buffer.concat(whole);
    if (whole.length < blocks.length || all.length < skip + length)
        throw new UnreadableError('the file is cut off');
    return all.subarray(skip, skip + length);
}
const REMOTE_BUDGET = { requests: 40, index: 24 * MIB, search: 8 * MIB };
const LOCAL_BUDGET = { requests: 2_000, index: 64 * MIB, search: 64 * MIB };
function openRemoteFile(file, fetch, limits) {
    const readRange = async (start, end) => {
        if (!file.ranges)
            throw new UnreadableError('its server gives no parts of files');
        const reply = await fetch({ url: file.url, start, end, ...limits() });
        const isPart = reply.status === 206 && parseContentRange(reply)?.start === start && reply.body.length === end - start;
        if (!isPart)
            throw new UnreadableError(`its server answered HTTP ${reply.status} to a request for a part of it`);
        return reply.body;
    };
    return createBlockReader(file.size, file.head, readRange, REMOTE_BUDGET);
}
function openLocalFile(handle, size) {
    const readRange = async (start, end) => {
        const buffer = Buffer.alloc(end - start);
        const { bytesRead } = await handle.read(buffer, 0, buffer.length, start);
        if (bytesRead < buffer.length)
            throw new UnreadableError('the file is shorter than it was');
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
const HEADER = 16;
async function readMp4Index(bytes) {
    const found = await findBox(bytes, 0, 'moov');
    if (found === null || found.at + found.size > bytes.size)
        return { kind: 'missing', duration: null };
    const end = found.at + found.size;
    const index = await bytes.read(found.at + found.header, end);
    const samples = countSamples(index);
    if (samples > MAX_SAMPLES)
        return { kind: 'absurd', duration: null };
    const extension = findChild(index, 'mvex');
    if (extension === null)
        return { kind: 'whole', duration: null };
    const duration = getStatedDuration(index, extension) ?? (await getSegmentIndexDuration(bytes, end));
    return { kind: samples === 0 ? 'fragmented' : 'mixed', duration };
}
async function findBox(bytes, from, name) {
    for (let at = from; at + 8 <= bytes.size;) {
        const box = await readBox(bytes, at);
        if (box === null || box.name === name)
            return box;
        at += box.size;
    }
    return null;
}
async function readBox(bytes, at) {
    const box = parseBox(await bytes.read(at, Math.min(bytes.size, at + HEADER)), bytes.size - at);
    return box && { ...box, at };
}
function parseBox(data, rest) {
    if (data.length < 8)
        return null;
    const short = data.readUInt32BE(0);
    const name = data.toString('latin1', 4, 8);
    if (short === 0)
        return { name, size: rest, header: 8 };
    if (short !== 1)
        return short < 8 ? null : { name, size: short, header: 8 };
    if (data.length < HEADER)
        return null;
    const size = Number(data.readBigUInt64BE(8));
    return Number.isSafeInteger(size) && size >= HEADER ? { name, size, header: HEADER } : null;
}
function* iterateBoxes(data) {
    for (let at = 0; at + 8 <= data.length;) {
        const box = parseBox(data.subarray(at, at + HEADER), data.length - at);
        if (box === null)
            return;
        yield { name: box.name, content: data.subarray(at + box.header, at + box.size) };
        at += box.size;
    }
}
function findChild(data, wanted) {
    for (const { name, content } of iterateBoxes(data))
        if (name === wanted)
            return content;
    return null;
}
const CONTAINERS = ['trak', 'mdia', 'minf', 'stbl'];
const COUNTED = ['stts', 'ctts'];
function countSamples(data) {
    let samples = 0;
    for (const { name, content } of iterateBoxes(data)) {
        if (CONTAINERS.includes(name))
            samples += countSamples(content);
        if (COUNTED.includes(name))
            samples += countTableSamples(content);
    }
    return samples;
}
function countTableSamples(table) {
    let samples = 0;
    for (let at = 8; at + 8 <= table.length; at += 8)
        samples += table.readUInt32BE(at);
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
async function getSegmentIndexDuration(bytes, from) {
    if (from + HEADER > bytes.size)
        return null;
    const box = await readBox(bytes, from);
    if (box?.name !== 'sidx' || box.size > MAX_SEGMENT_INDEX_BYTES)
        return null;
    const anchor = from + box.size;
    if (anchor > bytes.size)
        return null;
    const sum = sumSegments(await bytes.read(from + box.header, anchor));
    if (sum === null)
        return null;
    const end = anchor + sum.offset + sum.size;
    return (await isLast(bytes, end)) ? toSeconds(sum.units, sum.scale) : null;
}
async function isLast(bytes, at) {
    if (at + 8 > bytes.size)
        return at === bytes.size;
    return (await readBox(bytes, at))?.name === 'mfra';
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
    for (let at = rows; at < rows + count * 12; at += 12) {
        size += content.readUInt32BE(at) & 0x7fffffff;
        units += content.readUInt32BE(at + 4);
    }
    const offset = isLong ? Number(content.readBigUInt64BE(20)) : content.readUInt32BE(16);
    return { scale: content.readUInt32BE(8), units, offset, size };
}
const MAX_SAMPLES_PER_FRAGMENT = 1_000_000;
function hasImplausibleFragment(data) {
    for (let at = data.indexOf('trun', 0, 'latin1'); at >= 0; at = data.indexOf('trun', at + 4, 'latin1')) {
        if (at + 12 <= data.length && data.readUInt32BE(at + 8) > MAX_SAMPLES_PER_FRAGMENT)
            return true;
    }
    return false;
}

;// CONCATENATED MODULE: ./lib/media/ts-streams.js
const NOTHING_TOLD = { hasVideo: null, hasAudio: null };
const VIDEO_TYPES = [0x01, 0x02, 0x10, 0x1b, 0x1e, 0x1f, 0x20, 0x21, 0x24, 0x25, 0x2a, 0x33, 0x42, 0xd1, 0xea];
const AUDIO_TYPES = [
    0x03, 0x04, 0x0f, 0x11, 0x1c, 0x2d, 0x2e, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x8a, 0xa1, 0xa2,
];
const OTHER_TYPES = [0x05, 0x15, 0x16];
function readAnnouncedStreams(head) {
    const types = findStreamTypes(head);
    if (types === null)
        return NOTHING_TOLD;
    const isOpen = types.some((type) => ![...VIDEO_TYPES, ...AUDIO_TYPES, ...OTHER_TYPES].includes(type));
    const presence = (kinds) => types.some((type) => kinds.includes(type)) ? true : isOpen ? null : false;
    return { hasVideo: presence(VIDEO_TYPES), hasAudio: presence(AUDIO_TYPES) };
}
const PACKET = 188;
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
    const lead = head[0] === 0x47 ? 0 : 4;
    for (let at = lead; at + PACKET <= head.length && head[at] === 0x47; at += PACKET + lead) {
        yield head.subarray(at, at + PACKET);
    }
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
    for (let at = 8; at + 4 <= section.length; at += 4) {
        if (section.readUInt16BE(at) !== 0)
            return section.readUInt16BE(at + 2) & 0x1fff;
    }
    return null;
}
function parseStreamTypes(section) {
    if (section[0] !== 2)
        return null;
    const types = [];
    for (let at = 12 + (section.readUInt16BE(10) & 0x0fff); at + 5 <= section.length;) {
        types.push(section.readUInt8(at));
        at += 5 + (section.readUInt16BE(at + 3) & 0x0fff);
    }
    return types;
}

;// CONCATENATED MODULE: ./lib/media/probe.js






async function probe(bytes) {
    const facts = { ...UNKNOWN_MEDIA_INFO, size: bytes.size };
    try {
        const head = await bytes.read(0, Math.min(bytes.size, HEAD_BYTES));
        const seen = detectFileType(head);
        if (seen.kind !== 'video')
            return createUnknown(facts, 'its container is not known to the prober');
        const index = /MP4|QuickTime/.test(seen.name) ? await readMp4Index(bytes) : null;
        if (index?.kind === 'missing')
            return { facts, unknown: null, broken: NO_INDEX };
        if (index?.kind === 'absurd')
            return createUnknown(facts, 'its index makes no sense');
        return await readContainer(bytes, facts, { index, head });
    }
    catch (error) {
        return createUnknown(facts, formatReason(error));
    }
}
const NO_INDEX = 'its index (the "moov" box) is missing: the file is cut off or was never finished';
function createUnknown(facts, reason) {
    return { facts, unknown: reason, broken: null };
}
function formatReason(error) {
    return error instanceof Error && error.name !== 'UnsupportedInputFormatError'
        ? error.message
        : 'its container is not known to the prober';
}
function preloadProber() {
    __webpack_require__.e(/* import() */ 638).then(__webpack_require__.bind(__webpack_require__, 8638)).catch(() => { });
}
async function readContainer(bytes, known, prepared) {
    const library = await __webpack_require__.e(/* import() */ 638).then(__webpack_require__.bind(__webpack_require__, 8638));
    library.Logging.level = library.LogLevel.Silent;
    const { MP4, QTFF, MATROSKA, WEBM, MPEG_TS, Input, CustomSource } = library;
    const source = new CustomSource({
        getSize: () => bytes.size,
        read: (start, end) => readSafely(bytes, start, end, prepared),
        handleUnhandledError: () => { },
    });
    const input = new Input({ formats: [MP4, QTFF, MATROSKA, WEBM, MPEG_TS], source });
    try {
        const container = describeContainer(library, await input.getFormat(), prepared);
        const facts = { ...known, container: container.name, ...(await readTracks(input, container)) };
        return await addDuration(input, container, facts);
    }
    finally {
        input.dispose();
    }
}
async function readSafely(bytes, start, end, { index }) {
    const data = await bytes.read(start, end);
    const isAbsurd = index !== null && index.kind !== 'whole' && hasImplausibleFragment(data);
    if (isAbsurd)
        throw new UnreadableError('its fragments make no sense');
    return data;
}
const NO_OTHERS = { hasVideo: false, hasAudio: false };
function describeContainer({ MATROSKA, WEBM, MPEG_TS }, format, prepared) {
    const { name } = format;
    const duration = prepared.index?.duration ?? null;
    if (format === MATROSKA || format === WEBM)
        return { name, otherwise: NO_OTHERS, states: 'length', duration };
    if (format === MPEG_TS)
        return { name, otherwise: readAnnouncedStreams(prepared.head), states: 'nothing', duration };
    const kind = prepared.index?.kind;
    return {
        name,
        otherwise: NO_OTHERS,
        states: kind === 'whole' ? 'end' : kind === 'mixed' ? 'part' : 'nothing',
        duration,
    };
}
async function readTracks(input, { otherwise }) {
    const [picture] = await input.getVideoTracks();
    const [sound] = await input.getAudioTracks();
    const presence = {
        hasVideo: picture ? true : otherwise.hasVideo,
        hasAudio: sound ? true : otherwise.hasAudio,
    };
    if (!picture)
        return { ...presence, width: null, height: null, pixelAspect: null };
    const width = toPositive(await picture.getCodedWidth());
    const height = toPositive(await picture.getCodedHeight());
    const { num, den } = await picture.getPixelAspectRatio();
    const aspect = toPositive(num / den);
    const turned = (await picture.getRotation()) % 180 !== 0;
    if (!turned)
        return { ...presence, width, height, pixelAspect: aspect };
    return { ...presence, width: height, height: width, pixelAspect: aspect === null ? null : 1 / aspect };
}
function toPositive(value) {
    return Number.isFinite(value) && value > 0 ? value : null;
}
async function addDuration(input, container, facts) {
    try {
        const isUnseen = facts.hasVideo === true && facts.width === null;
        const duration = isUnseen ? null : await readDuration(input, container);
        return { facts: { ...facts, duration }, unknown: null, broken: null };
    }
    catch (error) {
        return createUnknown(facts, formatReason(error));
    }
}
async function readDuration(input, { states, duration }) {
    if (duration !== null)
        return duration;
    const tracks = await input.getTracks();
    if (tracks.length === 0 || states === 'part')
        return null;
    const stated = states === 'nothing' ? null : await input.getDurationFromMetadata(tracks);
    if (stated !== null && states === 'length')
        return toPositive(stated);
    const end = stated ?? (await input.computeDuration(tracks));
    return toPositive(end - (await readStart(input, tracks)));
}
async function readStart(input, tracks) {
    return Math.max(0, await input.getFirstTimestamp(tracks));
}

;// CONCATENATED MODULE: ./lib/media/inspect-video.js









const INSPECTION_CONCURRENCY = 20;
const TIMEOUT_MS = 20_000;
async function inspectVideos(targets, settings, deps) {
    if (targets.length > 0 && settings.probe !== false)
        preloadProber();
    const results = [];
    const queue = targets.entries();
    const work = async () => {
        for (const [index, target] of queue)
            results[index] = await inspectVideo(target, settings, deps);
    };
    await Promise.all(Array.from({ length: settings.concurrency ?? INSPECTION_CONCURRENCY }, work));
    return results;
}
async function inspectVideo(target, settings, deps) {
    const deadline = (0,clock/* createDeadline */.d)(deps.clock, settings.timeoutMs ?? TIMEOUT_MS);
    try {
        const look = target.kind === 'url'
            ? await inspectRemote(target.url, deadline, deps, settings.probe !== false)
            : await inspectLocal(target.path);
        return toInspection(look, settings.limits);
    }
    catch (error) {
        return toInspection({ ...NOTHING, findings: [createUndetermined(error instanceof Error ? error.message : String(error))] }, null);
    }
}
const NOTHING = { facts: UNKNOWN_MEDIA_INFO, version: null, findings: [] };
async function inspectRemote(link, deadline, deps, inside) {
    const { fetch, signal } = deps;
    const limits = () => ({ timeoutMs: deadline.remainingMs(), signal });
    const { findings, size, version, file } = await inspectUrl(new URL(link), fetch, limits());
    const facts = { ...UNKNOWN_MEDIA_INFO, size };
    if (file === null)
        return { facts, version, findings: findings.length > 0 ? findings : [createUndetermined(NO_SIZE)] };
    if (!inside)
        return { facts, version, findings };
    const look = await inspectContents(openRemoteFile(file, fetch, limits));
    return { facts: look.facts, version, findings: [...findings, ...look.findings] };
}
const NO_SIZE = 'its server does not say how large the file is';
async function inspectLocal(path) {
    const handle = await (0,promises_.open)(path);
    try {
        const stats = await handle.stat();
        if (!stats.isFile())
            return { ...NOTHING, findings: [createUndetermined('it is not a regular file')] };
        const { size } = stats;
        const facts = { ...UNKNOWN_MEDIA_INFO, size };
        if (size === 0)
            return { ...NOTHING, facts, findings: [(0,check_finding/* createFinding */.u)('reject', EMPTY_FILE)] };
        const bytes = openLocalFile(handle, size);
        const seen = detectFileType(await bytes.read(0, Math.min(size, HEAD_BYTES)));
        const isOther = seen.kind === 'page' || seen.kind === 'other';
        return isOther
            ? { ...NOTHING, facts, findings: [(0,check_finding/* createFinding */.u)('reject', inspect_video_createNotVideoError(seen.name))] }
            : await inspectContents(bytes);
    }
    finally {
        await handle.close();
    }
}
const EMPTY_FILE = {
    code: 'video_file_empty',
    message: 'The file is empty.',
    hint: 'Check the step that should have written it.',
    class: 'input',
};
function inspect_video_createNotVideoError(what) {
    return {
        code: 'video_file_not_video',
        message: `The file is no video: ${what}.`,
        hint: 'Check the path. A Git LFS pointer needs `lfs: true` at checkout.',
        class: 'input',
    };
}
async function inspectContents(bytes) {
    const { facts, unknown, broken } = await probe(bytes);
    return { facts, version: null, findings: checkProbe({ facts, unknown, broken }) };
}
function checkProbe({ facts, unknown, broken }) {
    const fileBroken = 'video_file_broken';
    if (broken !== null) {
        const message = `This file cannot be played: ${broken}.`;
        const hint = 'Upload it again, or let the program that wrote it finish.';
        return [(0,check_finding/* createFinding */.u)('reject', { code: fileBroken, message, hint, class: 'media' })];
    }
    if (unknown !== null)
        return [createUndetermined(unknown)];
    if (facts.hasVideo === false)
        return [];
    const missing = Object.entries({
        duration: facts.duration,
        resolution: facts.width,
        'video tracks': facts.hasVideo,
    }).flatMap(([name, value]) => (value === null ? [name] : []));
    return missing.length === 0 ? [] : [createUndetermined(`it does not tell its ${missing.join(', ')}`)];
}
function createUndetermined(why) {
    return (0,check_finding/* createFinding */.u)('unknown', {
        code: 'video_check_incomplete',
        message: `Not everything about this video could be told: ${why}.`,
        hint: 'Nothing to do: the platform decides.',
        class: 'media',
    });
}
const ORDER = ['reject', 'warn', 'unknown'];
const VERDICTS = { reject: 'reject-worthy', warn: 'warn', unknown: 'unknown' };
function toInspection({ facts, version, findings }, limits) {
    const violations = (0,model_limits/* checkLimits */.J5)(facts, limits);
    const all = [...findings, ...violations.map((violation) => (0,check_finding/* createFinding */.u)('reject', (0,model_limits/* toErrorDetails */.y8)(violation)))];
    const sorted = ORDER.flatMap((weight) => all.filter((found) => found.severity === weight));
    const [worst] = sorted;
    return {
        verdict: worst === undefined ? 'ok' : VERDICTS[worst.severity],
        facts,
        version,
        problems: sorted.map(({ error }) => error),
    };
}

;// CONCATENATED MODULE: ./lib/media/check-videos.js






async function resolveVersions(deps, positions) {
    const entries = getQueuedVideos(deps.store).filter(({ position }) => positions.has(position));
    await resolveLocalVersions(entries, deps);
    const links = entries.filter(({ source }) => source.kind === 'url');
    const looks = await inspectEntries(links, deps, { probe: false });
    links.forEach(({ position }, n) => {
        storeVersion(deps.store, position, looks[n]?.version ?? null);
    });
}
async function resolveLocalVersions(entries, { store, signal }) {
    for (const entry of entries) {
        if (signal.aborted)
            return;
        if (entry.contentVersion === null)
            storeVersion(store, entry.position, await getLocalVersion(entry, signal));
    }
}
const HASH_DIGITS = 32;
function storeVersion(store, position, version) {
    if (version === null)
        return;
    store.update(position, { contentVersion: (0,external_node_crypto_.hash)('sha256', version, 'hex').slice(0, HASH_DIGITS) });
}
async function getLocalVersion({ source }, signal) {
    if (source.kind === 'release_asset')
        return source.digest ?? `size:${source.size}`;
    return source.kind === 'file' ? hashFile(source.path, signal) : null;
}
async function hashFile(path, signal) {
    const digest = (0,external_node_crypto_.createHash)('sha256');
    try {
        const file = await (0,promises_.open)(path);
        for await (const chunk of (0,chunks/* readFileChunks */.N)(file, { start: 0, length: null }, () => void file.close())) {
            if (signal.aborted)
                return null;
            digest.update(chunk);
        }
        return `sha256:${digest.digest('hex')}`;
    }
    catch {
        return null;
    }
}
async function checkVideos(deps, mode, limits) {
    await resolveLocalVersions(getQueuedVideos(deps.store), deps);
    const entries = getQueuedVideos(deps.store);
    const looks = await inspectEntries(entries, deps, { probe: true, limits });
    entries.forEach((entry, n) => {
        const look = looks[n];
        if (look)
            applyInspection(deps, mode, entry, look);
    });
}
function applyInspection({ store, warn }, mode, entry, look) {
    const metadata = { ...entry.metadata, ...toMetadata(look.facts) };
    store.update(entry.position, { metadata });
    if (entry.contentVersion === null)
        storeVersion(store, entry.position, look.version);
    const [worst] = look.problems;
    if (worst === undefined || look.verdict === 'unknown' || look.verdict === 'ok')
        return;
    const refused = worst.code === 'video_url_private_address' || (mode === 'strict' && look.verdict === 'reject-worthy');
    if (refused)
        store.finish(entry.position, 'rejected', worst);
    else
        for (const problem of look.problems)
            warn(entry, problem);
}
function toMetadata({ duration, width, height, size }) {
    return Object.fromEntries(Object.entries({ duration, width, height, size }).filter(([, value]) => value !== null));
}
function getQueuedVideos(store) {
    return store.videos().filter(({ phase, source }) => phase === 'queued' && source.kind !== 'task');
}
async function inspectEntries(entries, deps, how) {
    const targets = await Promise.all(entries.map((entry) => getTarget(entry, deps)));
    const { clock, signal, allowPrivateUrls: allowPrivate } = deps;
    const session = createFetchSession({
        clock,
        resolve: resolveWithSystem,
        allowPrivate,
        proxyFor: createProxySelector(),
    });
    try {
        const settings = { limits: how.limits ?? null, probe: how.probe };
        const known = targets.filter((target) => target !== null);
        const looks = (await inspectVideos(known, settings, { fetch: session.fetch, clock, signal })).values();
        return targets.map((target) => (target === null ? null : (looks.next().value ?? null)));
    }
    finally {
        session.close();
    }
}
async function getTarget(entry, deps) {
    const { source } = entry;
    if (source.kind === 'url')
        return { kind: 'url', url: source.url };
    if (source.kind === 'file')
        return { kind: 'file', path: source.path };
    if (source.kind !== 'release_asset')
        return null;
    const url = source.isPublic ? source.downloadUrl : await deps.locateAsset(entry);
    return url === null ? null : { kind: 'url', url };
}


/***/ }),

/***/ 2834:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   J5: () => (/* binding */ checkLimits),
/* harmony export */   getLimits: () => (/* binding */ getLimits),
/* harmony export */   y8: () => (/* binding */ toErrorDetails)
/* harmony export */ });
/* unused harmony export MODEL_LIMITS */
const GB = 1024 ** 3;
const HOUR = 3_600;
const MODEL_LIMITS = [
    {
        model: 'marengo3.0',
        minDuration: 4,
        maxDuration: 4 * HOUR,
        maxSize: 4 * GB,
        minSide: 360,
        maxLongSide: 5_184,
        maxShortSide: 2_160,
        maxAspect: 2.4,
        source: 'model page of Marengo 3.0 and upload page, documentation read 2026-11-23',
        read: '2026-11-23',
    },
    {
        model: 'marengo2.7',
        minDuration: 4,
        maxDuration: 2 * HOUR,
        maxSize: 2 * GB,
        minSide: 360,
        maxLongSide: 3_840,
        maxShortSide: 2_160,
        maxAspect: 17 / 9,
        source: 'model page of Marengo 2.7 (its indexes were migrated in March 2026), documentation read 2026-11-23',
        read: '2026-11-23',
    },
    {
        model: 'pegasus1.2',
        minDuration: 4,
        maxDuration: HOUR,
        maxSize: 2 * GB,
        minSide: 360,
        maxLongSide: 3_840,
        maxShortSide: 2_160,
        maxAspect: 17 / 9,
        source: 'model page of Pegasus 1.2 (takes no new videos since August or September 2026), documentation read 2026-11-23',
        read: '2026-11-23',
    },
    {
        model: 'pegasus1.1',
        minDuration: 4,
        maxDuration: 30 * 60,
        maxSize: 2 * GB,
        minSide: 360,
        maxLongSide: 3_840,
        maxShortSide: 2_160,
        maxAspect: 17 / 9,
        source: 'model page of Pegasus 1.1 (retired), documentation read 2026-11-23',
        read: '2026-11-23',
    },
];
const TASKS_MAX_SIZE = 2 * GB;
function getLimits(models, endpoint) {
    const rows = models.map((model) => MODEL_LIMITS.find((row) => row.model === model.toLowerCase()));
    const known = rows.filter((row) => row !== undefined);
    const unknown = models.filter((_, index) => rows[index] === undefined);
    const strictest = known.reduce((a, b) => (a === null ? b : combineLimits(a, b)), null);
    const limits = strictest && applyEndpointLimit(strictest, endpoint);
    return { limits, known: known.map((row) => row.model), unknown };
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
function applyEndpointLimit(limits, endpoint) {
    return combineLimits(limits, { ...limits, maxSize: endpoint === 'tasks' ? TASKS_MAX_SIZE : limits.maxSize });
}
function checkLimits(facts, limits) {
    const pictureless = checkVideoTrack(facts);
    const others = limits === null ? [] : LIMIT_CHECKS.map((check) => check(facts, limits));
    return [pictureless, ...others].filter((violation) => violation !== null);
}
const LIMIT_CHECKS = [
    checkSize,
    checkMinDuration,
    checkMaxDuration,
    checkMinResolution,
    checkMaxResolution,
    checkAspectRatio,
];
function createViolation(code, figure, limit, sentence) {
    return { code, figure, limit, sentence };
}
function checkVideoTrack({ hasVideo }) {
    if (hasVideo !== false)
        return null;
    return createViolation('video_file_broken', 'no video track', 'a video track', 'The file has no video track.');
}
function checkSize({ size }, { maxSize }) {
    if (size === null || size <= maxSize)
        return null;
    const [figure, limit] = [formatBytes(size), formatBytes(maxSize)];
    return createViolation('video_filesize_too_large', figure, limit, `The file has ${figure}; at most ${limit} are taken.`);
}
const DURATION_TOLERANCE = 0.1;
function checkMinDuration({ duration }, { minDuration }) {
    if (duration === null || duration >= minDuration - DURATION_TOLERANCE)
        return null;
    const [figure, limit] = [formatSeconds(duration), formatSeconds(minDuration)];
    return createViolation('video_duration_too_short', figure, limit, `The video lasts ${figure}; at least ${limit} are needed.`);
}
function checkMaxDuration({ duration }, { maxDuration }) {
    if (duration === null || duration <= maxDuration + DURATION_TOLERANCE)
        return null;
    const [figure, limit] = [formatSeconds(duration), formatSeconds(maxDuration)];
    return createViolation('video_duration_too_long', figure, limit, `The video lasts ${figure}; at most ${limit} are taken.`);
}
function checkMinResolution({ width, height }, { minSide }) {
    if (width === null || height === null || Math.min(width, height) >= minSide)
        return null;
    const [figure, limit] = [`${width}x${height}`, `${minSide}x${minSide}`];
    return createViolation('video_resolution_too_low', figure, limit, `The picture has ${figure} pixels; at least ${limit} are needed.`);
}
function checkMaxResolution({ width, height }, limits) {
    if (width === null || height === null)
        return null;
    const { maxLongSide, maxShortSide } = limits;
    if (Math.max(width, height) <= maxLongSide && Math.min(width, height) <= maxShortSide)
        return null;
    const figure = `${width}x${height}`;
    const limit = width >= height ? `${maxLongSide}x${maxShortSide}` : `${maxShortSide}x${maxLongSide}`;
    return createViolation('video_resolution_too_high', figure, limit, `The picture has ${figure} pixels; at most ${limit} are taken.`);
}
const ASPECT_TOLERANCE = 0.01;
function checkAspectRatio({ width, height, pixelAspect }, { maxAspect }) {
    if (!width || !height)
        return null;
    const stored = getAspectRatio(width, height);
    const shown = getAspectRatio(width * (pixelAspect ?? 1), height);
    if (Math.min(stored, shown) <= maxAspect + ASPECT_TOLERANCE)
        return null;
    const [figure, limit] = [formatRatio(stored, width >= height), formatRatio(maxAspect, width >= height)];
    const sentence = `The sides of the picture are ${figure}; from 1:1 to ${limit} is taken.`;
    return createViolation('video_resolution_invalid_aspect_ratio', figure, limit, sentence);
}
function getAspectRatio(width, height) {
    return Math.max(width, height) / Math.min(width, height);
}
function formatRatio(aspect, wide) {
    const rounded = String(Math.round(aspect * 100) / 100);
    return wide ? `${rounded}:1` : `1:${rounded}`;
}
function formatSeconds(value) {
    if (value < 120)
        return `${Math.round(value * 10) / 10} s`;
    const minutes = Math.round((value / 60) * 10) / 10;
    return `${minutes} min`;
}
function formatBytes(value) {
    return `${(value / GB).toFixed(value % GB === 0 ? 0 : 2)} GiB`;
}
const ADVICE = {
    video_duration_too_short: 'Use a longer clip, or join short ones.',
    video_duration_too_long: 'Cut it into parts.',
    video_resolution_too_low: 'Use a version with a higher resolution.',
    video_resolution_too_high: 'Scale it down first.',
    video_resolution_invalid_aspect_ratio: 'Crop or pad the picture.',
    video_filesize_too_large: 'Compress it or cut it into parts.',
    video_file_broken: 'Replace it with a video file that plays.',
};
function toErrorDetails({ code, sentence }) {
    return { code, message: sentence, hint: ADVICE[code], class: 'media' };
}


/***/ })

};
