export const id = 989;
export const ids = [989];
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

/***/ 9989:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  checkIndex: () => (/* binding */ checkIndex),
  isPermanentIndexError: () => (/* binding */ isPermanentIndexError)
});

// UNUSED EXPORTS: evaluateIndex

// EXTERNAL MODULE: ./lib/util/json.js
var json = __webpack_require__(8884);
// EXTERNAL MODULE: ./lib/twelvelabs/errors.js + 1 modules
var errors = __webpack_require__(7183);
;// CONCATENATED MODULE: ./lib/twelvelabs/indexes.js


async function getIndex(api, id, limits) {
    const body = await api.get(`/indexes/${encodeURIComponent(id)}`, new URLSearchParams(), limits);
    if ((0,json/* parseText */.r4)(body['_id']) === null)
        throw (0,errors/* createInvalidResponseError */.zk)('the answer is not an index');
    return {
        id,
        name: (0,json/* parseText */.r4)(body['index_name']),
        models: [...parseNames(body, 'models', 'model_name'), ...parseNames(body, 'engines', 'engine_name')],
        expiresAt: (0,json/* parseDate */._U)(body['expires_at']),
        videoCount: (0,json/* parseNumber */.$J)(body['video_count']),
        totalDuration: (0,json/* parseNumber */.$J)(body['total_duration']),
    };
}
function parseNames(body, list, key) {
    return (0,json/* asList */.DD)(body[list])
        .map((item) => (0,json/* parseText */.r4)((0,json/* asObject */.eB)(item)?.[key]))
        .filter((name) => name !== null);
}

// EXTERNAL MODULE: ./lib/media/check-finding.js
var check_finding = __webpack_require__(8208);
;// CONCATENATED MODULE: ./lib/media/check-index.js


async function checkIndex(api, indexId, clock, limits) {
    return evaluateIndex(await getIndex(api, indexId, limits), clock.date());
}
function evaluateIndex(index, now) {
    const closed = index.models.filter(isClosed);
    const open = index.models.filter((model) => !isClosed(model));
    const models = open.length > 0 ? open : index.models;
    const findings = [checkExpiry(index, now), checkModels(closed, open), checkCapacity(index)].filter((found) => found !== null);
    return { index, models, findings };
}
const CLOSED_MODELS = ['pegasus1.1', 'pegasus1.2', 'marengo2.5', 'marengo2.6', 'marengo2.7'];
function isClosed(model) {
    return CLOSED_MODELS.includes(model.toLowerCase());
}
function checkModels(closed, open) {
    if (closed.length === 0)
        return null;
    const names = closed.join(' and ');
    if (open.length === 0) {
        return (0,check_finding/* createFinding */.u)('reject', {
            code: 'index_models_retired',
            message: `The only model of this index is ${names}, with which no new videos are indexed any more.`,
            hint: 'Create an index with Marengo 3.0 and pass its id; models of an index cannot be changed.',
            class: 'input',
        });
    }
    return (0,check_finding/* createFinding */.u)('warn', {
        code: 'index_model_skipped',
        message: `New videos in this index get ${open.join(' and ')} only; ${names} takes none any more.`,
        hint: 'Nothing to do, unless a later step relies on the other model: analyze the asset instead.',
        class: 'input',
    });
}
const EXPIRY_WARNING_MS = 7 * 24 * 3_600_000;
function checkExpiry({ expiresAt }, now) {
    if (expiresAt === null)
        return null;
    const left = expiresAt.getTime() - now.getTime();
    const day = expiresAt.toISOString().slice(0, 10);
    const hint = 'Indexes of the Free plan live for 90 days: create a new one, or upgrade the plan.';
    if (left <= 0)
        return (0,check_finding/* createFinding */.u)('reject', createExpiryError('index_expired', `This index expired on ${day}.`, hint));
    if (left > EXPIRY_WARNING_MS)
        return null;
    return (0,check_finding/* createFinding */.u)('warn', createExpiryError('index_expires_soon', `This index expires on ${day}.`, hint));
}
function createExpiryError(code, message, hint) {
    return { code, message, hint, class: 'input' };
}
const CAPACITY = {
    free: { videos: 100, seconds: 10 * 3_600 },
    developer: { videos: 100_000, seconds: 10_000 * 3_600 },
};
function checkCapacity({ expiresAt, videoCount, totalDuration }) {
    const capacity = expiresAt === null ? CAPACITY.developer : CAPACITY.free;
    const isFull = (videoCount ?? 0) >= capacity.videos || (totalDuration ?? 0) >= capacity.seconds;
    if (!isFull)
        return null;
    return (0,check_finding/* createFinding */.u)('warn', {
        code: 'index_full',
        message: `This index holds ${videoCount ?? '?'} videos of ${Math.round((totalDuration ?? 0) / 3_600)} h, as much as the plan seems to allow.`,
        hint: 'Delete videos from it, use another index, or upgrade the plan.',
        class: 'quota',
    });
}
function isPermanentIndexError({ status }) {
    return status !== null && status >= 400 && status < 500 && status !== 408 && status !== 425 && status !== 429;
}


/***/ })

};
