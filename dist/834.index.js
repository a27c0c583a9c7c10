export const id = 834;
export const ids = [834];
export const modules = {

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
