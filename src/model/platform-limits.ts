/** Limits of the TwelveLabs API, and assumptions about it, that several layers share; each with its source. */

/**
 * The largest file of one `POST /tasks` request, in bytes. The API reference (read on 2026-11-23) states "2 GB"; the
 * larger meaning is taken, so that no file is rejected that might be accepted.
 */
export const MAX_TASK_FILE_BYTES = 2 * 1024 ** 3;

/** A connection slower than this (64 KiB per second) counts as stuck; sets the time limit of each upload. Own choice. */
export const MIN_UPLOAD_BYTES_PER_MS = 65.536;

/**
 * How long 404 for a resource that this run created means "not yet available", in milliseconds. How soon a resource
 * can be read everywhere is not documented (API reference, read on 2026-11-23). Own choice.
 */
export const NEW_RESOURCE_GRACE_PERIOD_MS = 120_000;
/** The same for an ID that a user entered or an earlier run created: a wrong ID should be reported soon. */
export const EXISTING_RESOURCE_GRACE_PERIOD_MS = 20_000;

/** One permanent error response may be a glitch; this many in a row are final. Own choice. */
export const MAX_CONSECUTIVE_ERRORS = 2;
