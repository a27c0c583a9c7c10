export const id = 501;
export const ids = [501];
export const modules = {

/***/ 3501:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  createObjectExclusion: () => (/* binding */ createObjectExclusion),
  createObjectSource: () => (/* binding */ createObjectSource),
  listObjects: () => (/* binding */ listObjects),
  statObjects: () => (/* binding */ statObjects)
});

// UNUSED EXPORTS: getLiteralPrefix

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./lib/inputs/input-reader.js
var input_reader = __webpack_require__(5121);
// EXTERNAL MODULE: ./lib/model/errors.js
var errors = __webpack_require__(3434);
;// CONCATENATED MODULE: ./lib/storage/object-store.js
function formatObjectUrl({ bucket, key, versionId }) {
    return `s3://${bucket}/${key}${versionId === null ? '' : `?versionId=${versionId}`}`;
}

// EXTERNAL MODULE: ./lib/storage/storage-error.js
var storage_error = __webpack_require__(8831);
// EXTERNAL MODULE: ./lib/util/concurrency.js
var concurrency = __webpack_require__(4467);
// EXTERNAL MODULE: ./lib/sources/glob.js + 1 modules
var glob = __webpack_require__(8461);
// EXTERNAL MODULE: ./lib/sources/manifest/row.js
var manifest_row = __webpack_require__(3182);
;// CONCATENATED MODULE: ./lib/sources/objects/resolve-objects.js








const STAT_CONCURRENCY = 20;
async function createObjectExclusion(requests) {
    const rules = await Promise.all(requests.map(async ({ bucket, key }) => ({ bucket, key, matches: await (0,glob/* createMatcher */.P7)(key) })));
    return (bucket, key) => rules.some((rule) => {
        if (rule.bucket !== bucket)
            return false;
        const folder = rule.key === '' || rule.key.endsWith('/') ? rule.key : `${rule.key}/`;
        return key === rule.key || key.startsWith(folder) || rule.matches(key);
    });
}
function createObjectSource(request) {
    const { key, versionId } = request;
    return toSource(request, { key, size: 0, etag: null, isArchived: false }, versionId, null);
}
async function listObjects(request, store, isExcluded) {
    const { bucket } = request;
    const { matches, excludedCount, nearMisses } = await listMatches(request, store, isExcluded);
    if (matches.length > 0) {
        const named = request.row?.key ? matches.slice(1) : [];
        if (named.length > 0)
            return [toInvalidRow(request, `a key for ${matches.length} objects`, 'one object, or a row without `key`')];
        return matches.map((object) => toSource(request, object, null, checkObject(object, formatObjectUrl({ bucket, key: object.key, versionId: null }))));
    }
    const hint = excludedCount > 0
        ? 'a line with ! that excludes all matches'
        : `another prefix, different upper and lower case, or a bucket without such objects${formatNearMisses(nearMisses)}`;
    if (request.row !== null)
        return [toInvalidRow(request, 'a pattern that matches no object', 'a pattern that matches some')];
    throw new input_reader/* InputError */.d([
        {
            input: 'video_url',
            received: request.displayName,
            expected: 'keys of objects, or patterns that match some, one per line',
            hint,
            isEmpty: true,
        },
    ]);
}
const MAX_NEAR_MISSES = 5;
async function listMatches({ bucket, key: pattern }, store, isExcluded) {
    const isMatch = await (0,glob/* createMatcher */.P7)(pattern);
    const matches = [];
    const nearMisses = [];
    let excludedCount = 0;
    try {
        for await (const objects of store.list(bucket, getLiteralPrefix(pattern))) {
            for (const object of objects) {
                const { key } = object;
                if (key.endsWith('/'))
                    continue;
                if (!matchesKey(key, pattern, isMatch)) {
                    if (nearMisses.length < MAX_NEAR_MISSES)
                        nearMisses.push(key);
                }
                else if (isExcluded(bucket, key))
                    excludedCount += 1;
                else
                    matches.push(object);
            }
        }
    }
    catch (error) {
        throw toInputError(error, bucket, pattern);
    }
    const exact = matches.find(({ key }) => key === pattern);
    return { matches: exact === undefined ? matches : [exact], excludedCount, nearMisses };
}
function matchesKey(key, pattern, isMatch) {
    return key === pattern || isMatch(key);
}
function getLiteralPrefix(pattern) {
    const special = pattern.search(/[*?[\]{}()!+@|\\]/);
    if (special === -1)
        return pattern;
    return pattern.slice(0, special);
}
function formatNearMisses(keys) {
    return keys.length === 0 ? '' : `; objects with this prefix: ${keys.map((key) => key.slice(0, 100)).join(', ')}`;
}
function toInputError(error, bucket, pattern) {
    if (!(error instanceof storage_error/* StorageError */.a))
        return error;
    const received = `s3://${bucket}/${pattern}`;
    if (error.code === 'too_many_objects') {
        const expected = 'a pattern whose prefix has at most 1,000,000 objects';
        return new input_reader/* InputError */.d([{ input: 'video_url', received, expected, hint: 'a pattern for a whole bucket' }]);
    }
    return new input_reader/* InputError */.d([toInvalidInput(error, received, 'list')]);
}
function toInvalidInput(error, received, action) {
    const { predicate, hint } = (0,storage_error/* explainStorageError */.R)(error, action);
    const expected = `${action === 'list' ? 'a bucket that can be listed' : 'an object that can be read'}; the storage service ${predicate}`;
    return { input: 'video_url', received, expected, hint };
}
async function statObjects(sources, store) {
    const unread = sources.filter(isUnread);
    if (unread.length === 0)
        return sources;
    const results = new Map();
    const invalidInputs = new Map();
    await (0,concurrency/* inParallel */.HN)(STAT_CONCURRENCY, unread, async (source) => {
        if (invalidInputs.size > 0)
            return;
        const { invalidInput, ...stated } = await statObject(source, store);
        if (invalidInput !== null)
            invalidInputs.set(source.bucket, invalidInput);
        results.set(source, { ...source, ...stated });
    });
    if (invalidInputs.size > 0)
        throw new input_reader/* InputError */.d([...invalidInputs.values()]);
    return sources.map((source) => results.get(source) ?? source);
}
function isUnread(source) {
    return source.kind === 'object' && source.etag === null && source.error === null;
}
async function statObject(source, store) {
    const { bucket, objectKey: key, versionId, displayName } = source;
    try {
        const object = await store.stat({ bucket, key, versionId });
        return { size: object.size, etag: object.etag, error: checkObject(object, displayName), invalidInput: null };
    }
    catch (error) {
        if (!(error instanceof storage_error/* StorageError */.a))
            throw error;
        const { code, predicate, hint, concernsBucket } = (0,storage_error/* explainStorageError */.R)(error, 'read');
        const details = (0,errors/* createErrorDetails */.Xd)(code, {
            message: `${displayName} cannot be read: the storage service ${predicate}.`,
            hint: `Possible cause: ${hint}.`,
        });
        const invalidInput = concernsBucket ? toInvalidInput(error, displayName, 'read') : null;
        return { size: 0, etag: null, error: details, invalidInput };
    }
}
function checkObject({ size, isArchived }, displayName) {
    if (isArchived)
        return (0,errors/* createErrorDetails */.Xd)('object_archived', {
            message: `${displayName} is in an archive (Glacier) and cannot be read.`,
        });
    return size === 0 ? (0,errors/* createErrorDetails */.Xd)('video_file_empty', { message: `${displayName} is empty.` }) : null;
}
function toSource(request, object, versionId, error) {
    const { bucket, row } = request;
    const displayName = formatObjectUrl({ bucket, key: object.key, versionId });
    return {
        kind: 'object',
        displayName,
        name: row?.name ?? external_node_path_.posix.basename(object.key),
        key: row?.key ?? null,
        userMetadata: row?.userMetadata ?? {},
        ...(row && (0,manifest_row/* toManifestLocation */._V)(row.location)),
        bucket,
        objectKey: object.key,
        versionId,
        size: object.size,
        etag: object.etag,
        error: error && { ...error, message: `${row === null ? '' : `${row.location}: `}${error.message}` },
    };
}
function toInvalidRow(request, found, expected) {
    const location = request.row?.location ?? request.displayName;
    const error = (0,errors/* createErrorDetails */.Xd)('manifest_row_invalid', {
        message: `${location}: Found ${found}: ${request.displayName}. Expected ${expected}.`,
    });
    return { kind: 'invalid_row', displayName: location, name: location, ...(0,manifest_row/* toManifestLocation */._V)(location), error };
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
