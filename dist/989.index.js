export const id = 989;
export const ids = [989];
export const modules = {

/***/ 8208:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   g: () => (/* binding */ finding)
/* harmony export */ });
function finding(weight, problem) {
    return { weight, problem };
}


/***/ }),

/***/ 9989:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  checkIndex: () => (/* binding */ checkIndex),
  isVerdict: () => (/* binding */ isVerdict)
});

// UNUSED EXPORTS: judgeIndex

// EXTERNAL MODULE: ./lib/util/json.js
var json = __webpack_require__(8884);
// EXTERNAL MODULE: ./lib/twelvelabs/errors.js + 1 modules
var errors = __webpack_require__(7183);
;// CONCATENATED MODULE: ./lib/twelvelabs/indexes.js


async function getIndex(api, id, limits) {
    const body = await api.get(`/indexes/${encodeURIComponent(id)}`, new URLSearchParams(), limits);
    if ((0,json/* textOf */.b6)(body['_id']) === null)
        throw (0,errors/* errorOfUnreadable */.ZB)('the answer is not an index');
    return {
        id,
        name: (0,json/* textOf */.b6)(body['index_name']),
        models: [...namesIn(body, 'models', 'model_name'), ...namesIn(body, 'engines', 'engine_name')],
        expiresAt: (0,json/* dateOf */.Q$)(body['expires_at']),
        videoCount: (0,json/* numberOf */.rl)(body['video_count']),
        totalDuration: (0,json/* numberOf */.rl)(body['total_duration']),
    };
}
function namesIn(body, list, key) {
    return (0,json/* asList */.DD)(body[list])
        .map((item) => (0,json/* textOf */.b6)((0,json/* asObject */.eB)(item)?.[key]))
        .filter((name) => name !== null);
}

// EXTERNAL MODULE: ./lib/media/check-finding.js
var check_finding = __webpack_require__(8208);
;// CONCATENATED MODULE: ./lib/media/check-index.js


async function checkIndex(api, indexId, clock, limits) {
    return judgeIndex(await getIndex(api, indexId, limits), clock.date());
}
function judgeIndex(index, now) {
    const closed = index.models.filter(isClosed);
    const open = index.models.filter((model) => !isClosed(model));
    const models = open.length > 0 ? open : index.models;
    const findings = [expiry(index, now), openness(closed, open), fullness(index)].filter((found) => found !== null);
    return { index, models, findings };
}
const CLOSED_MODELS = ['pegasus1.1', 'pegasus1.2', 'marengo2.5', 'marengo2.6', 'marengo2.7'];
function isClosed(model) {
    return CLOSED_MODELS.includes(model.toLowerCase());
}
function openness(closed, open) {
    if (closed.length === 0)
        return null;
    const names = closed.join(' and ');
    if (open.length === 0) {
        return (0,check_finding/* finding */.g)('reject', {
            code: 'index_takes_no_videos',
            message: `The only model of this index is ${names}, with which no new videos are indexed any more.`,
            hint: 'Create an index with Marengo 3.0 and pass its id; models of an index cannot be changed.',
            class: 'input',
        });
    }
    return (0,check_finding/* finding */.g)('warn', {
        code: 'index_model_skipped',
        message: `New videos in this index get ${open.join(' and ')} only; ${names} takes none any more.`,
        hint: 'Nothing to do, unless a later step relies on the other model: analyze the asset instead.',
        class: 'input',
    });
}
const SOON_MS = 7 * 24 * 3_600_000;
function expiry({ expiresAt }, now) {
    if (expiresAt === null)
        return null;
    const left = expiresAt.getTime() - now.getTime();
    const day = expiresAt.toISOString().slice(0, 10);
    const hint = 'Indexes of the Free plan live for 90 days: create a new one, or upgrade the plan.';
    if (left <= 0)
        return (0,check_finding/* finding */.g)('reject', expiryProblem('index_expired', `This index expired on ${day}.`, hint));
    if (left > SOON_MS)
        return null;
    return (0,check_finding/* finding */.g)('warn', expiryProblem('index_expires_soon', `This index expires on ${day}.`, hint));
}
function expiryProblem(code, message, hint) {
    return { code, message, hint, class: 'input' };
}
const CAPACITY = {
    free: { videos: 100, seconds: 10 * 3_600 },
    developer: { videos: 100_000, seconds: 10_000 * 3_600 },
};
function fullness({ expiresAt, videoCount, totalDuration }) {
    const capacity = expiresAt === null ? CAPACITY.developer : CAPACITY.free;
    const isFull = (videoCount ?? 0) >= capacity.videos || (totalDuration ?? 0) >= capacity.seconds;
    if (!isFull)
        return null;
    return (0,check_finding/* finding */.g)('warn', {
        code: 'index_full',
        message: `This index holds ${videoCount ?? '?'} videos of ${Math.round((totalDuration ?? 0) / 3_600)} h, as much as the plan seems to allow.`,
        hint: 'Delete videos from it, use another index, or upgrade the plan.',
        class: 'quota',
    });
}
function isVerdict({ status }) {
    return status !== null && status >= 400 && status < 500 && status !== 408 && status !== 425 && status !== 429;
}


/***/ })

};
