import type { Clock, Deadline } from '../clock.ts';
import type { Entry, Ledger } from '../ledger.ts';
import type { Api, Limits } from '../platform/api.ts';
import type { Content } from '../platform/tasks.ts';
import type { AssetSource, FileSource } from '../video.ts';

/** What the user asked for, as far as indexing is concerned. */
export interface Settings {
  /** Empty only when existing tasks are waited for. */
  readonly indexId: string | null;
  readonly wait: boolean;
  readonly maxInFlight: number;
  /** A fixed interval between looks, in milliseconds; null for the adaptive cadence. */
  readonly pollIntervalMs: number | null;
  readonly enableVideoStream: boolean;
  readonly userMetadata: Readonly<Record<string, string | number | boolean>>;
  readonly language: string | null;
}

/** How a cancelled workflow reaches the work in progress. */
export interface Cancellation {
  /** Aborts at once: nothing new is started, every sleep and every look ends. */
  readonly signal: AbortSignal;
  /** Aborts a moment later: a submission that is under way may still learn the id of its task. */
  readonly lastCall: AbortSignal;
}

/** Everything that indexing works with; handed in, so that tests can run it on another clock and platform. */
export interface Context {
  readonly api: Api;
  readonly clock: Clock;
  /** From 0 (inclusive) to 1 (exclusive). */
  readonly random: () => number;
  readonly uuid: () => string;
  readonly deadline: Deadline;
  readonly cancellation: Cancellation;
  readonly ledger: Ledger;
  readonly settings: Settings;
  /** What every submission carries besides the user's own metadata and its mark: where it came from. */
  readonly origin: Readonly<Record<string, string>>;
  /** Opens the content of a video that the platform cannot fetch itself; rejects with a `PlatformError` if it cannot be read. */
  readonly open: (source: FileSource | AssetSource) => Promise<Content>;
  /** Tells people of trouble that is being dealt with; of which video, where the line may repeat what is secret of it. */
  readonly tell: (line: string, about?: Entry) => void;
}

/** What can end a request early. */
export interface Ends {
  readonly deadline: Deadline;
  readonly cancellation: Pick<Cancellation, 'signal'>;
}

/** A read answers in well under a second; this is for a platform in trouble. */
const READ_TIMEOUT_MS = 30_000;
/** The last reads before the deadline may run over it by this much, all together. */
const GRACE_MS = 3_000;

/** Limits of a request that only reads: short, ended by a cancel, and by the deadline (plus a small grace). */
export function readLimits({ deadline, cancellation }: Ends): Limits {
  const timeoutMs = Math.max(0, Math.min(READ_TIMEOUT_MS, deadline.left() + GRACE_MS));
  return { timeoutMs, signal: cancellation.signal };
}
