import { getBackoffMs } from '../../http/retry.ts';
import {
  EXISTING_RESOURCE_GRACE_PERIOD_MS,
  MAX_CONSECUTIVE_ERRORS,
  NEW_RESOURCE_GRACE_PERIOD_MS,
} from '../../model/platform-limits.ts';
import { type ApiError, isTransient } from '../../twelvelabs/errors.ts';

/**
 * The state of polling, in two parts with a pure reducer each: one per polled resource, as a run may poll thousands,
 * and one for the connection to the API. Times are those of `Clock.now()`, in milliseconds.
 */

/** A resource that is polled until it is done. */
export interface PolledItem {
  readonly sinceMs: number;
  /** How long 404 means "not yet available". */
  readonly gracePeriodMs: number;
  readonly lastPolledMs: number;
  readonly consecutiveErrors: number;
  /** Time of the first of the consecutive errors. */
  readonly firstErrorMs: number;
  /** The errors are final: polling it is of no use. */
  readonly isLost: boolean;
}

export type PolledItemEvent =
  | { readonly kind: 'snapshotApplied' }
  /** A permanent error response about this resource only. */
  | { readonly kind: 'itemError'; readonly error: ApiError };

export function createPolledItem(isNew: boolean, nowMs: number): PolledItem {
  const gracePeriodMs = isNew ? NEW_RESOURCE_GRACE_PERIOD_MS : EXISTING_RESOURCE_GRACE_PERIOD_MS;
  return { sinceMs: nowMs, gracePeriodMs, lastPolledMs: 0, consecutiveErrors: 0, firstErrorMs: 0, isLost: false };
}

export function reducePolledItem(item: PolledItem, event: PolledItemEvent, nowMs: number): PolledItem {
  if (event.kind === 'snapshotApplied') return { ...item, lastPolledMs: nowMs, consecutiveErrors: 0 };
  const consecutiveErrors = item.consecutiveErrors + 1;
  const firstErrorMs = consecutiveErrors === 1 ? nowMs : item.firstErrorMs;
  const gracePeriodMs = event.error.status === 404 ? item.gracePeriodMs : 0;
  const isLost = consecutiveErrors >= MAX_CONSECUTIVE_ERRORS && nowMs - firstErrorMs >= gracePeriodMs;
  return { ...item, lastPolledMs: nowMs, consecutiveErrors, firstErrorMs, isLost };
}

/** The connection to the API, as far as polls have shown it. */
export interface ConnectionState {
  /** Failed polls in a row. */
  readonly failures: number;
  /** The first of these. */
  readonly failingSinceMs: number;
  /** Such as an invalid key, a redirect or an invalid certificate. */
  readonly consecutivePermanentErrors: number;
  /** No poll starts before this. */
  readonly pausedUntilMs: number;
  /** The error of the last poll; null if it succeeded. */
  readonly lastError: string | null;
}

export type ConnectionEvent =
  | { readonly kind: 'connectionRestored' }
  /** An error that does not concern a single resource. */
  | { readonly kind: 'runLevelError'; readonly error: ApiError };

export const INITIAL_CONNECTION_STATE: ConnectionState = {
  failures: 0,
  failingSinceMs: 0,
  consecutivePermanentErrors: 0,
  pausedUntilMs: 0,
  lastError: null,
};

/** `random` is from 0 (inclusive) to 1 (exclusive). */
export function reduceConnection(
  state: ConnectionState,
  event: ConnectionEvent,
  nowMs: number,
  random: number,
): ConnectionState {
  if (event.kind === 'connectionRestored') return { ...INITIAL_CONNECTION_STATE, pausedUntilMs: state.pausedUntilMs };
  const { retryAfterMs, message } = event.error;
  const failures = state.failures + 1;
  return {
    failures,
    failingSinceMs: failures === 1 ? nowMs : state.failingSinceMs,
    consecutivePermanentErrors: isTransient(event.error) ? 0 : state.consecutivePermanentErrors + 1,
    pausedUntilMs: nowMs + (retryAfterMs ?? 0) + getBackoffMs(failures, random),
    lastError: message,
  };
}

/** True if every further poll would fail in the same way, for any resource: such as after the key was revoked. */
export function hasPermanentError({ consecutivePermanentErrors }: ConnectionState): boolean {
  return consecutivePermanentErrors >= MAX_CONSECUTIVE_ERRORS;
}
