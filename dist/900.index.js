export const id = 900;
export const ids = [900];
export const modules = {

/***/ 900:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  createS3Store: () => (/* binding */ createS3Store)
});

;// CONCATENATED MODULE: ./node_modules/aws4fetch/dist/aws4fetch.esm.mjs
/**
 * @license MIT <https://opensource.org/licenses/MIT>
 * @copyright Michael Hart 2024
 */
const encoder = new TextEncoder();
const HOST_SERVICES = {
  appstream2: 'appstream',
  cloudhsmv2: 'cloudhsm',
  email: 'ses',
  marketplace: 'aws-marketplace',
  mobile: 'AWSMobileHubService',
  pinpoint: 'mobiletargeting',
  queue: 'sqs',
  'git-codecommit': 'codecommit',
  'mturk-requester-sandbox': 'mturk-requester',
  'personalize-runtime': 'personalize',
};
const UNSIGNABLE_HEADERS = new Set([
  'authorization',
  'content-type',
  'content-length',
  'user-agent',
  'presigned-expires',
  'expect',
  'x-amzn-trace-id',
  'range',
  'connection',
]);
class AwsClient {
  constructor({ accessKeyId, secretAccessKey, sessionToken, service, region, cache, retries, initRetryMs }) {
    if (accessKeyId == null) throw new TypeError('accessKeyId is a required option')
    if (secretAccessKey == null) throw new TypeError('secretAccessKey is a required option')
    this.accessKeyId = accessKeyId;
    this.secretAccessKey = secretAccessKey;
    this.sessionToken = sessionToken;
    this.service = service;
    this.region = region;
    this.cache = cache || new Map();
    this.retries = retries != null ? retries : 10;
    this.initRetryMs = initRetryMs || 50;
  }
  async sign(input, init) {
    if (input instanceof Request) {
      const { method, url, headers, body } = input;
      init = Object.assign({ method, url, headers }, init);
      if (init.body == null && headers.has('Content-Type')) {
        init.body = body != null && headers.has('X-Amz-Content-Sha256') ? body : await input.clone().arrayBuffer();
      }
      input = url;
    }
    const signer = new AwsV4Signer(Object.assign({ url: input.toString() }, init, this, init && init.aws));
    const signed = Object.assign({}, init, await signer.sign());
    delete signed.aws;
    try {
      return new Request(signed.url.toString(), signed)
    } catch (e) {
      if (e instanceof TypeError) {
        return new Request(signed.url.toString(), Object.assign({ duplex: 'half' }, signed))
      }
      throw e
    }
  }
  async fetch(input, init) {
    for (let i = 0; i <= this.retries; i++) {
      const fetched = fetch(await this.sign(input, init));
      if (i === this.retries) {
        return fetched
      }
      const res = await fetched;
      if (res.status < 500 && res.status !== 429) {
        return res
      }
      await new Promise(resolve => setTimeout(resolve, Math.random() * this.initRetryMs * Math.pow(2, i)));
    }
    throw new Error('An unknown error occurred, ensure retries is not negative')
  }
}
class AwsV4Signer {
  constructor({ method, url, headers, body, accessKeyId, secretAccessKey, sessionToken, service, region, cache, datetime, signQuery, appendSessionToken, allHeaders, singleEncode }) {
    if (url == null) throw new TypeError('url is a required option')
    if (accessKeyId == null) throw new TypeError('accessKeyId is a required option')
    if (secretAccessKey == null) throw new TypeError('secretAccessKey is a required option')
    this.method = method || (body ? 'POST' : 'GET');
    this.url = new URL(url);
    this.headers = new Headers(headers || {});
    this.body = body;
    this.accessKeyId = accessKeyId;
    this.secretAccessKey = secretAccessKey;
    this.sessionToken = sessionToken;
    let guessedService, guessedRegion;
    if (!service || !region) {
[guessedService, guessedRegion] = guessServiceRegion(this.url, this.headers);
    }
    this.service = service || guessedService || '';
    this.region = region || guessedRegion || 'us-east-1';
    this.cache = cache || new Map();
    this.datetime = datetime || new Date().toISOString().replace(/[:-]|\.\d{3}/g, '');
    this.signQuery = signQuery;
    this.appendSessionToken = appendSessionToken || this.service === 'iotdevicegateway';
    this.headers.delete('Host');
    if (this.service === 's3' && !this.signQuery && !this.headers.has('X-Amz-Content-Sha256')) {
      this.headers.set('X-Amz-Content-Sha256', 'UNSIGNED-PAYLOAD');
    }
    const params = this.signQuery ? this.url.searchParams : this.headers;
    params.set('X-Amz-Date', this.datetime);
    if (this.sessionToken && !this.appendSessionToken) {
      params.set('X-Amz-Security-Token', this.sessionToken);
    }
    this.signableHeaders = ['host', ...this.headers.keys()]
      .filter(header => allHeaders || !UNSIGNABLE_HEADERS.has(header))
      .sort();
    this.signedHeaders = this.signableHeaders.join(';');
    this.canonicalHeaders = this.signableHeaders
      .map(header => header + ':' + (header === 'host' ? this.url.host : (this.headers.get(header) || '').replace(/\s+/g, ' ')))
      .join('\n');
    this.credentialString = [this.datetime.slice(0, 8), this.region, this.service, 'aws4_request'].join('/');
    if (this.signQuery) {
      if (this.service === 's3' && !params.has('X-Amz-Expires')) {
        params.set('X-Amz-Expires', '86400');
      }
      params.set('X-Amz-Algorithm', 'AWS4-HMAC-SHA256');
      params.set('X-Amz-Credential', this.accessKeyId + '/' + this.credentialString);
      params.set('X-Amz-SignedHeaders', this.signedHeaders);
    }
    if (this.service === 's3') {
      try {
        this.encodedPath = decodeURIComponent(this.url.pathname.replace(/\+/g, ' '));
      } catch (e) {
        this.encodedPath = this.url.pathname;
      }
    } else {
      this.encodedPath = this.url.pathname.replace(/\/+/g, '/');
    }
    if (!singleEncode) {
      this.encodedPath = encodeURIComponent(this.encodedPath).replace(/%2F/g, '/');
    }
    this.encodedPath = encodeRfc3986(this.encodedPath);
    const seenKeys = new Set();
    this.encodedSearch = [...this.url.searchParams]
      .filter(([k]) => {
        if (!k) return false
        if (this.service === 's3') {
          if (seenKeys.has(k)) return false
          seenKeys.add(k);
        }
        return true
      })
      .map(pair => pair.map(p => encodeRfc3986(encodeURIComponent(p))))
      .sort(([k1, v1], [k2, v2]) => k1 < k2 ? -1 : k1 > k2 ? 1 : v1 < v2 ? -1 : v1 > v2 ? 1 : 0)
      .map(pair => pair.join('='))
      .join('&');
  }
  async sign() {
    if (this.signQuery) {
      this.url.searchParams.set('X-Amz-Signature', await this.signature());
      if (this.sessionToken && this.appendSessionToken) {
        this.url.searchParams.set('X-Amz-Security-Token', this.sessionToken);
      }
    } else {
      this.headers.set('Authorization', await this.authHeader());
    }
    return {
      method: this.method,
      url: this.url,
      headers: this.headers,
      body: this.body,
    }
  }
  async authHeader() {
    return [
      'AWS4-HMAC-SHA256 Credential=' + this.accessKeyId + '/' + this.credentialString,
      'SignedHeaders=' + this.signedHeaders,
      'Signature=' + (await this.signature()),
    ].join(', ')
  }
  async signature() {
    const date = this.datetime.slice(0, 8);
    const cacheKey = [this.secretAccessKey, date, this.region, this.service].join();
    let kCredentials = this.cache.get(cacheKey);
    if (!kCredentials) {
      const kDate = await hmac('AWS4' + this.secretAccessKey, date);
      const kRegion = await hmac(kDate, this.region);
      const kService = await hmac(kRegion, this.service);
      kCredentials = await hmac(kService, 'aws4_request');
      this.cache.set(cacheKey, kCredentials);
    }
    return buf2hex(await hmac(kCredentials, await this.stringToSign()))
  }
  async stringToSign() {
    return [
      'AWS4-HMAC-SHA256',
      this.datetime,
      this.credentialString,
      buf2hex(await hash(await this.canonicalString())),
    ].join('\n')
  }
  async canonicalString() {
    return [
      this.method.toUpperCase(),
      this.encodedPath,
      this.encodedSearch,
      this.canonicalHeaders + '\n',
      this.signedHeaders,
      await this.hexBodyHash(),
    ].join('\n')
  }
  async hexBodyHash() {
    let hashHeader = this.headers.get('X-Amz-Content-Sha256') || (this.service === 's3' && this.signQuery ? 'UNSIGNED-PAYLOAD' : null);
    if (hashHeader == null) {
      if (this.body && typeof this.body !== 'string' && !('byteLength' in this.body)) {
        throw new Error('body must be a string, ArrayBuffer or ArrayBufferView, unless you include the X-Amz-Content-Sha256 header')
      }
      hashHeader = buf2hex(await hash(this.body || ''));
    }
    return hashHeader
  }
}
async function hmac(key, string) {
  const cryptoKey = await crypto.subtle.importKey(
    'raw',
    typeof key === 'string' ? encoder.encode(key) : key,
    { name: 'HMAC', hash: { name: 'SHA-256' } },
    false,
    ['sign'],
  );
  return crypto.subtle.sign('HMAC', cryptoKey, encoder.encode(string))
}
async function hash(content) {
  return crypto.subtle.digest('SHA-256', typeof content === 'string' ? encoder.encode(content) : content)
}
const HEX_CHARS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
function buf2hex(arrayBuffer) {
  const buffer = new Uint8Array(arrayBuffer);
  let out = '';
  for (let idx = 0; idx < buffer.length; idx++) {
    const n = buffer[idx];
    out += HEX_CHARS[(n >>> 4) & 0xF];
    out += HEX_CHARS[n & 0xF];
  }
  return out
}
function encodeRfc3986(urlEncodedStr) {
  return urlEncodedStr.replace(/[!'()*]/g, c => '%' + c.charCodeAt(0).toString(16).toUpperCase())
}
function guessServiceRegion(url, headers) {
  const { hostname, pathname } = url;
  if (hostname.endsWith('.on.aws')) {
    const match = hostname.match(/^[^.]{1,63}\.lambda-url\.([^.]{1,63})\.on\.aws$/);
    return match != null ? ['lambda', match[1] || ''] : ['', '']
  }
  if (hostname.endsWith('.r2.cloudflarestorage.com')) {
    return ['s3', 'auto']
  }
  if (hostname.endsWith('.backblazeb2.com')) {
    const match = hostname.match(/^(?:[^.]{1,63}\.)?s3\.([^.]{1,63})\.backblazeb2\.com$/);
    return match != null ? ['s3', match[1] || ''] : ['', '']
  }
  const match = hostname.replace('dualstack.', '').match(/([^.]{1,63})\.(?:([^.]{0,63})\.)?amazonaws\.com(?:\.cn)?$/);
  let service = (match && match[1]) || '';
  let region = match && match[2];
  if (region === 'us-gov') {
    region = 'us-gov-west-1';
  } else if (region === 's3' || region === 's3-accelerate') {
    region = 'us-east-1';
    service = 's3';
  } else if (service === 'iot') {
    if (hostname.startsWith('iot.')) {
      service = 'execute-api';
    } else if (hostname.startsWith('data.jobs.iot.')) {
      service = 'iot-jobs-data';
    } else {
      service = pathname === '/mqtt' ? 'iotdevicegateway' : 'iotdata';
    }
  } else if (service === 'autoscaling') {
    const targetPrefix = (headers.get('X-Amz-Target') || '').split('.')[0];
    if (targetPrefix === 'AnyScaleFrontendService') {
      service = 'application-autoscaling';
    } else if (targetPrefix === 'AnyScaleScalingPlannerFrontendService') {
      service = 'autoscaling-plans';
    }
  } else if (region == null && service.startsWith('s3-')) {
    region = service.slice(3).replace(/^fips-|^external-1/, '');
    service = 's3';
  } else if (service.endsWith('-fips')) {
    service = service.slice(0, -5);
  } else if (region && /-\d$/.test(service) && !/-\d$/.test(region)) {
[service, region] = [region, service];
  }
  return [HOST_SERVICES[service] || service, region || '']
}



// EXTERNAL MODULE: ./lib/http/retry.js
var retry = __webpack_require__(8394);
// EXTERNAL MODULE: ./lib/http/transport.js + 1 modules
var transport = __webpack_require__(733);
// EXTERNAL MODULE: ./node_modules/fast-xml-parser/src/xmlparser/XMLParser.js + 26 modules
var XMLParser = __webpack_require__(9658);
// EXTERNAL MODULE: ./lib/util/json.js
var json = __webpack_require__(8884);
;// CONCATENATED MODULE: ./lib/storage/s3-xml.js


const parser = () => new XMLParser/* default */.A({
    parseTagValue: false,
    trimValues: false,
    ignoreDeclaration: true,
    isArray: (name) => name === 'Contents',
    processEntities: true,
    htmlEntities: true,
});
const ENTRY = /<Contents>[\s\S]*?<\/Contents>/g;
const ENTRY_BATCH_SIZE = 50;
function parseListPage(xml) {
    const root = parseXml(xml.replace(ENTRY, ''))?.['ListBucketResult'];
    if (root === undefined)
        return null;
    const result = (0,json/* asObject */.eB)(root);
    const isEncoded = getText(result, 'EncodingType')?.toLowerCase() === 'url';
    const entries = xml.match(ENTRY) ?? [];
    const objects = [];
    for (let start = 0; start < entries.length; start += ENTRY_BATCH_SIZE) {
        const batch = parseXml(`<List>${entries.slice(start, start + ENTRY_BATCH_SIZE).join('')}</List>`);
        for (const entry of (0,json/* asList */.DD)((0,json/* asObject */.eB)(batch?.['List'])?.['Contents'])) {
            const object = parseObject((0,json/* asObject */.eB)(entry), isEncoded);
            if (object !== null)
                objects.push(object);
        }
    }
    const isTruncated = getText(result, 'IsTruncated') === 'true';
    return { objects, continuationToken: isTruncated ? getText(result, 'NextContinuationToken') : null };
}
function parseXml(xml) {
    try {
        return (0,json/* asObject */.eB)(parser().parse(xml));
    }
    catch {
        return null;
    }
}
function getText(node, name) {
    return (0,json/* parseText */.r4)(node?.[name]);
}
const ARCHIVES = ['GLACIER', 'DEEP_ARCHIVE'];
function parseObject(entry, isEncoded) {
    const rawKey = getText(entry, 'Key');
    const size = Number(getText(entry, 'Size') ?? Number.NaN);
    if (rawKey === null || !Number.isSafeInteger(size))
        return null;
    const restoration = (0,json/* asObject */.eB)(entry?.['RestoreStatus']);
    return {
        key: copyText(isEncoded ? decodeKey(rawKey) : rawKey),
        size,
        etag: copyText(getText(entry, 'ETag')?.replaceAll('"', '') ?? '') || null,
        isArchived: ARCHIVES.includes(getText(entry, 'StorageClass') ?? '') && !isRestored(restoration),
    };
}
function copyText(text) {
    return Buffer.from(text).toString();
}
function isRestored(restoration) {
    return getText(restoration, 'IsRestoreInProgress') === 'false' && restoration?.['RestoreExpiryDate'] !== undefined;
}
function decodeKey(key) {
    try {
        return decodeURIComponent(key.replaceAll('+', ' '));
    }
    catch {
        return key;
    }
}
function parseErrorBody(xml) {
    const error = (0,json/* asObject */.eB)(parseXml(xml)?.['Error']);
    return { code: getText(error, 'Code'), message: getText(error, 'Message'), region: getText(error, 'Region') };
}
function isArchivedClass(storageClass, restore) {
    const isReadable = restore?.includes('ongoing-request="false"') === true;
    return ARCHIVES.includes(storageClass ?? '') && !isReadable;
}

// EXTERNAL MODULE: ./lib/storage/storage-error.js
var storage_error = __webpack_require__(8831);
;// CONCATENATED MODULE: ./lib/storage/s3-store.js





const MAX_LISTED_PAGES = 1_000;
const REQUEST_TIMEOUT_MS = 30_000;
const MAX_ATTEMPTS = 6;
const MAX_LINK_SECONDS = 604_800;
function createS3Store({ settings, send, clock, random, signal }) {
    const { credentials, region } = settings;
    const signerOptions = {
        service: 's3',
        region,
        accessKeyId: credentials.accessKeyId,
        secretAccessKey: credentials.secretAccessKey,
        ...(credentials.sessionToken === null ? {} : { sessionToken: credentials.sessionToken }),
    };
    const cache = new Map();
    const sendOnce = async (url, headers) => {
        const datetime = formatSigningDate(clock.date());
        const signed = await new AwsV4Signer({
            ...signerOptions,
            method: 'GET',
            url: url.href,
            headers,
            cache,
            datetime,
        }).sign();
        const request = { method: 'GET', url, body: null, timeoutMs: REQUEST_TIMEOUT_MS, signal };
        const response = await send({ ...request, headers: Object.fromEntries(signed.headers) }).catch(toStorageError);
        if (response.status !== 200 && response.status !== 206 && response.status !== 416)
            throw readError(response);
        if (response.bodyError !== null)
            throw new storage_error/* StorageError */.a({ code: 'no_response', status: null }, response.bodyError.message);
        return response;
    };
    const get = (url, headers = {}) => (0,retry/* retry */.L)(() => sendOnce(url, headers), { clock, random, signal, maxAttempts: MAX_ATTEMPTS, isRetryable });
    return {
        list: (bucket, prefix) => listObjects(settings, get, bucket, prefix),
        stat: async (location) => readStat(location, await get(buildObjectUrl(settings, location), { range: 'bytes=0-0' })),
        presign: async (location, seconds) => {
            const url = buildObjectUrl(settings, location);
            const validity = Math.max(1, Math.min(MAX_LINK_SECONDS, Math.floor(seconds)));
            url.searchParams.set('X-Amz-Expires', String(validity));
            const datetime = formatSigningDate(clock.date());
            const signer = new AwsV4Signer({
                ...signerOptions,
                method: 'GET',
                url: url.href,
                cache,
                datetime,
                signQuery: true,
            });
            return encodeSpaces((await signer.sign()).url).href;
        },
    };
}
async function* listObjects(settings, get, bucket, prefix) {
    const query = { 'list-type': '2', 'encoding-type': 'url', prefix };
    let token = null;
    for (let page = 0; page < MAX_LISTED_PAGES; page++) {
        const url = buildBucketUrl(settings, bucket);
        const continuation = token === null ? {} : { 'continuation-token': token };
        for (const [name, value] of Object.entries({ ...query, ...continuation }))
            url.searchParams.set(name, value);
        const { body } = await get(encodeSpaces(url), { 'x-amz-optional-object-attributes': 'RestoreStatus' });
        const list = parseListPage(body);
        if (list === null)
            throw new storage_error/* StorageError */.a({ code: 'invalid_response', status: 200 }, 'the response is not a list of objects');
        yield list.objects;
        if (list.continuationToken === null)
            return;
        token = list.continuationToken;
    }
    throw new storage_error/* StorageError */.a({ code: 'too_many_objects', status: 200 }, `more than ${MAX_LISTED_PAGES} pages of objects`);
}
function readStat({ key }, { headers, status }) {
    const total = /\/(\d+)$/.exec(headers['content-range'] ?? '')?.[1] ?? headers['content-length'] ?? '0';
    const storageClass = headers['x-amz-storage-class'];
    return {
        key,
        size: status === 416 ? 0 : Number(total),
        etag: headers.etag?.replaceAll('"', '') || null,
        isArchived: isArchivedClass(String(storageClass ?? ''), String(headers['x-amz-restore'] ?? '')),
    };
}
function formatSigningDate(date) {
    return date.toISOString().replace(/[:-]|\.\d{3}/g, '');
}
function encodeSpaces(url) {
    const encoded = new URL(url);
    encoded.search = url.search.replaceAll('+', '%20');
    return encoded;
}
function buildBucketUrl({ endpoint, region }, bucket) {
    if (endpoint !== null)
        return new URL(`${endpoint.origin}${endpoint.pathname.replace(/\/+$/, '')}/${bucket}`);
    const host = `s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
    return new URL(/^[a-z0-9-]+$/.test(bucket) ? `https://${bucket}.${host}/` : `https://${host}/${bucket}`);
}
function buildObjectUrl(settings, { bucket, key, versionId }) {
    const base = buildBucketUrl(settings, bucket).href.replace(/\/$/, '');
    const url = new URL(`${base}/${key.split('/').map(encodeKeyPart).join('/')}`);
    if (versionId !== null)
        url.searchParams.set('versionId', versionId);
    return url;
}
function encodeKeyPart(text) {
    return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
function toStorageError(error) {
    if (!(error instanceof transport/* TransportError */.w))
        throw error;
    throw new storage_error/* StorageError */.a({ code: 'no_response', status: null }, error.message, { cause: error });
}
function readError({ status, headers, body }) {
    const { code, message, region } = parseErrorBody(body);
    const bucketRegion = headers['x-amz-bucket-region'];
    const isWrongRegion = status === 301 || status === 307 || code === 'AuthorizationHeaderMalformed';
    const expected = isWrongRegion ? (region ?? (typeof bucketRegion === 'string' ? bucketRegion : null)) : null;
    return new storage_error/* StorageError */.a({ code: code ?? `http_${status}`, status, region: expected }, message ?? `HTTP ${status}`);
}
const TRANSIENT_CODES = ['SlowDown', 'Throttling', 'ThrottlingException', 'RequestTimeout', 'InternalError'];
function isRetryable(error) {
    if (!(error instanceof storage_error/* StorageError */.a))
        return false;
    const { status, code } = error;
    return status === null || status >= 500 || status === 429 || TRANSIENT_CODES.includes(code);
}


/***/ }),

/***/ 8831:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   R: () => (/* binding */ explainStorageError),
/* harmony export */   a: () => (/* binding */ StorageError)
/* harmony export */ });
class StorageError extends Error {
    name = 'StorageError';
    code;
    status;
    region;
    constructor({ code, status, region = null }, message, options) {
        super(message, options);
        this.code = code;
        this.status = status;
        this.region = region;
    }
}
const WRONG_KEY = 'the key was deleted, or it belongs to another service than the one at AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL';
const WRONG_SECRET = 'AWS_SECRET_ACCESS_KEY is incomplete or belongs to another AWS_ACCESS_KEY_ID, or a proxy changes requests';
const EXPIRED = 'the session was too short; run aws-actions/configure-aws-credentials directly before this step, or raise `role-duration-seconds`';
const WRONG_TOKEN = 'AWS_SESSION_TOKEN belongs to other credentials; set all three variables in the same place';
const NO_BUCKET = 'a typo, or a bucket of another account, region or service (AWS_REGION, AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL)';
const NO_LIST = 'no permission `s3:ListBucket` on the bucket itself (arn:aws:s3:::BUCKET, without /*)';
const NO_READ = 'no permission `s3:GetObject` on the object, or no such object and no permission `s3:ListBucket`';
const CLOCK = 'the clock of the runner is wrong';
const ERRORS = {
    InvalidAccessKeyId: ['storage_credentials_invalid', 'does not know the access key ID', WRONG_KEY, true],
    SignatureDoesNotMatch: ['storage_credentials_invalid', 'does not accept the signature', WRONG_SECRET, true],
    ExpiredToken: ['storage_credentials_invalid', 'does not accept credentials that have expired', EXPIRED, true],
    TokenRefreshRequired: ['storage_credentials_invalid', 'does not accept credentials that have expired', EXPIRED, true],
    InvalidToken: ['storage_credentials_invalid', 'does not accept the session token', WRONG_TOKEN, true],
    InvalidTokenId: ['storage_credentials_invalid', 'does not accept the session token', WRONG_TOKEN, true],
    RequestTimeTooSkewed: ['storage_credentials_invalid', 'does not accept the time of the request', CLOCK, true],
    NoSuchBucket: ['storage_bucket_not_found', 'has no such bucket', NO_BUCKET, true],
    InvalidBucketName: ['storage_bucket_not_found', 'does not accept the name of the bucket', NO_BUCKET, true],
    NoSuchKey: ['object_not_found', 'has no such object', 'a typo in the key; upper and lower case matter', false],
    NoSuchVersion: ['object_not_found', 'has no such version of the object', 'a version that was deleted', false],
    InvalidObjectState: ['object_archived', 'has archived the object', 'restore the object first', false],
};
function explainStorageError(error, action) {
    const [code, predicate, hint, concernsBucket] = findErrorRow(error, action);
    const details = error.status === null ? '' : ` (${error.code}, HTTP ${error.status})`;
    return { code, predicate: `${predicate}${details}`, hint, concernsBucket };
}
function findErrorRow({ code, status, region, message }, action) {
    const known = ERRORS[code];
    if (known !== undefined)
        return known;
    if (region !== null || status === 301 || status === 307 || code === 'AuthorizationHeaderMalformed') {
        const expected = region === null ? '' : `; set AWS_REGION to ${region}`;
        return ['storage_bucket_not_found', 'has the bucket in another region', `a wrong AWS_REGION${expected}`, true];
    }
    if (status === 403 || status === 401) {
        return action === 'list'
            ? ['storage_access_denied', 'does not permit to list the bucket', NO_LIST, true]
            : ['storage_access_denied', 'does not permit to read the object', NO_READ, false];
    }
    if (status === 404)
        return action === 'list' ? toRow('NoSuchBucket') : toRow('NoSuchKey');
    if (status === null)
        return [
            'storage_unavailable',
            `did not respond: ${message}`,
            'a wrong endpoint, or the network of the runner',
            true,
        ];
    const hint = 'an outage or too many requests at once; run the workflow again later';
    if (status >= 500 || status === 429)
        return ['storage_unavailable', 'is unavailable', hint, true];
    return ['storage_unavailable', 'sent an unexpected response', 'an endpoint that does not support S3', true];
}
function toRow(code) {
    const row = ERRORS[code];
    if (row === undefined)
        throw new TypeError(`no row for ${code}`);
    return row;
}


/***/ })

};
