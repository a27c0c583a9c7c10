export const id = 833;
export const ids = [833,834];
export const modules = {

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

/***/ 833:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   checkIndex: () => (/* binding */ checkIndex),
/* harmony export */   isPermanentIndexError: () => (/* binding */ isPermanentIndexError)
/* harmony export */ });
/* unused harmony export evaluateIndex */
/* harmony import */ var _twelvelabs_indexes_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6445);
/* harmony import */ var _check_finding_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8208);
/* harmony import */ var _model_limits_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2834);



async function checkIndex(api, indexId, clock, limits) {
    return evaluateIndex(await (0,_twelvelabs_indexes_js__WEBPACK_IMPORTED_MODULE_0__/* .getIndex */ .D)(api, indexId, limits), clock.date());
}
function evaluateIndex(index, now) {
    const retired = index.models.filter(_model_limits_js__WEBPACK_IMPORTED_MODULE_2__/* .isRetiredModel */ .Pi);
    const active = index.models.filter((model) => !(0,_model_limits_js__WEBPACK_IMPORTED_MODULE_2__/* .isRetiredModel */ .Pi)(model));
    const findings = [checkExpiry(index, now), checkModels(retired, active), checkCapacity(index)];
    return {
        index,
        models: active.length > 0 ? active : index.models,
        findings: findings.filter((finding) => finding !== null),
    };
}
function checkModels(retired, active) {
    if (retired.length === 0)
        return null;
    const names = retired.join(' and ');
    if (active.length === 0)
        return (0,_check_finding_js__WEBPACK_IMPORTED_MODULE_1__/* .createFinding */ .u)('reject', 'index_models_retired', `This index accepts no new videos: ${names} is retired.`);
    const message = `New videos in this index are indexed with ${active.join(' and ')} only: ${names} is retired.`;
    return (0,_check_finding_js__WEBPACK_IMPORTED_MODULE_1__/* .createFinding */ .u)('warn', 'index_model_skipped', message);
}
const EXPIRY_WARNING_MS = 7 * 24 * 3_600_000;
function checkExpiry({ expiresAt }, now) {
    if (expiresAt === null)
        return null;
    const remainingMs = expiresAt.getTime() - now.getTime();
    const day = expiresAt.toISOString().slice(0, 10);
    if (remainingMs <= 0)
        return (0,_check_finding_js__WEBPACK_IMPORTED_MODULE_1__/* .createFinding */ .u)('reject', 'index_expired', `This index expired on ${day}.`);
    if (remainingMs > EXPIRY_WARNING_MS)
        return null;
    return (0,_check_finding_js__WEBPACK_IMPORTED_MODULE_1__/* .createFinding */ .u)('warn', 'index_expires_soon', `This index expires on ${day}.`);
}
const CAPACITY = {
    free: { videos: 100, seconds: 10 * 3_600 },
    developer: { videos: 100_000, seconds: 10_000 * 3_600 },
};
function checkCapacity({ expiresAt, videoCount, totalDuration }) {
    const capacity = expiresAt === null ? CAPACITY.developer : CAPACITY.free;
    if ((videoCount ?? 0) < capacity.videos && (totalDuration ?? 0) < capacity.seconds)
        return null;
    const content = `${videoCount ?? '?'} videos with a total of ${Math.round((totalDuration ?? 0) / 3_600)} h`;
    return (0,_check_finding_js__WEBPACK_IMPORTED_MODULE_1__/* .createFinding */ .u)('warn', 'index_full', `This index contains ${content}, which seems to be the limit of the plan.`);
}
function isPermanentIndexError({ status }) {
    return status !== null && status >= 400 && status < 500 && status !== 408 && status !== 425 && status !== 429;
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
