export const id = 582;
export const ids = [582];
export const modules = {

/***/ 3582:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   checkBudget: () => (/* binding */ checkBudget)
/* harmony export */ });
/* harmony import */ var _util_format_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7949);

function checkBudget(store, maxTotalSeconds) {
    const queued = store.videos().filter(({ phase }) => phase === 'queued');
    const problem = checkDurations(queued, maxTotalSeconds);
    if (problem === null)
        return true;
    for (const { position } of queued)
        store.finish(position, 'rejected', problem);
    return false;
}
function checkDurations(queued, maxTotalSeconds) {
    const unknown = queued.filter(({ metadata }) => metadata.duration === null);
    const total = queued.reduce((sum, { metadata }) => sum + (metadata.duration ?? 0), 0);
    const budget = `\`max_total_minutes\` allows ${(0,_util_format_js__WEBPACK_IMPORTED_MODULE_0__/* .formatMinutes */ .dp)(maxTotalSeconds, 'up')} minutes`;
    if (total > maxTotalSeconds) {
        return {
            code: 'budget_exceeded',
            message: `What would be submitted (${queued.length} of the videos) is ${(0,_util_format_js__WEBPACK_IMPORTED_MODULE_0__/* .formatMinutes */ .dp)(total, 'up')} minutes long in all${unknown.length > 0 ? ' or longer' : ''}; ${budget}. Nothing was submitted.`,
            hint: 'Raise the budget, or take videos off the list.',
            class: 'quota',
        };
    }
    if (unknown.length === 0)
        return null;
    const names = unknown.slice(0, 5).map(({ name }) => name);
    return {
        code: 'budget_undetermined',
        message: `The length of ${unknown.length} of the ${queued.length} videos to be submitted cannot be told (${names.join(', ')}${unknown.length > 5 ? ' …' : ''}); ${budget}. Nothing was submitted.`,
        hint: 'Take these videos off the list, serve them from a host that supports range requests, or submit them in a step without a budget.',
        class: 'quota',
    };
}


/***/ })

};
