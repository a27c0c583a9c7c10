import { ApiError } from '../twelvelabs/errors.ts';
import { retryWhileTransient } from '../twelvelabs/retry.ts';
import type { UploadedPart } from '../twelvelabs/uploads.ts';
import { getUpload, parseRefusedParts, reportParts } from '../twelvelabs/uploads.ts';
import type { UploadDependencies } from './upload-dependencies.ts';
import { listFinishedParts } from './upload-state.ts';

/** Tells the platform which parts the storage has. */
export interface PartReporter {
  /** A part has arrived. Now and then the platform is told; the last part always waits for `finish`. */
  add(part: UploadedPart): Promise<void>;
  /** Reports the rest. Resolves with the parts that have to be sent again: with none, all have been reported. */
  finish(): Promise<readonly number[]>;
  /** The id of the asset; null as long as nobody has told. */
  assetId(): string | null;
}

/** What is sent but not reported is lost with the process, as no ETag can be asked for: so, often … */
const REPORT_BATCH_SIZE = 8;
const REPORT_INTERVAL_MS = 5_000;
/** … and never too many at once. */
const MAX_PARTS_PER_REPORT = 100;

/** Reports for a session of `total` parts, of which an earlier run has sent some, and reported some. */
export function createPartReporter(
  world: UploadDependencies,
  session: { readonly uploadId: string; readonly assetId: string | null; readonly total: number },
  before: { readonly sent: readonly UploadedPart[]; readonly reported: ReadonlySet<number> },
): PartReporter {
  const { uploadId, total } = session;
  const done = new Set(before.reported);
  const waiting = new Map(before.sent.map((part) => [part.index, part]));
  const bad = new Set<number>();
  let assetId = session.assetId;
  /** Set once the platform turns out to want all parts in one report. */
  let allAtOnce = false;
  let busy: Promise<void> = Promise.resolve();
  let lastMs = world.clock.now();

  const accept = (parts: Iterable<number>): void => {
    for (const index of parts) {
      done.add(index);
      waiting.delete(index);
    }
  };

  const report = async (parts: readonly UploadedPart[]): Promise<void> => {
    lastMs = world.clock.now();
    try {
      const told = await retryWhileTransient(world, (limits) => reportParts(world.api, uploadId, parts, limits));
      assetId ??= told;
      accept(parts.map(({ index }) => index));
    } catch (error) {
      if (!(error instanceof ApiError) || error.failure !== 'error_response') throw error;
      await cope(parts, error);
    }
  };

  /** After a refusal: it may have been the answer to a repetition, or about single parts, or about those not yet sent. */
  const cope = async (parts: readonly UploadedPart[], error: ApiError): Promise<void> => {
    const state = await retryWhileTransient(world, (limits) => getUpload(world.api, uploadId, 1, limits));
    if (state.status === 'completed') {
      accept([...waiting.keys()]);
      return;
    }
    if (state.status !== 'active') throw error;
    const named = parseRefusedParts(error);
    const wrong = parts.filter(({ index }) => named.has(index));
    if (wrong.length > 0) {
      for (const { index } of wrong) {
        bad.add(index);
        waiting.delete(index);
      }
      const rest = parts.filter(({ index }) => !named.has(index));
      if (rest.length > 0) await report(rest);
    } else if (!allAtOnce) {
      allAtOnce = true;
    } else {
      const finished = await listFinishedParts(world, uploadId);
      for (const { index } of parts) if (!finished.has(index)) bad.add(index);
      if (bad.size === 0) throw error;
      for (const index of bad) waiting.delete(index);
    }
  };

  const flush = async (): Promise<void> => {
    const parts = [...waiting.values()];
    for (let from = 0; from < parts.length; from += MAX_PARTS_PER_REPORT) {
      const batch = parts.slice(from, from + MAX_PARTS_PER_REPORT).filter(({ index }) => waiting.has(index));
      if (batch.length > 0 && !allAtOnce) await report(batch);
    }
  };

  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const turn = busy.then(work);
    busy = turn.catch(() => {});
    return turn;
  };

  return {
    assetId: () => assetId,
    add: async (part) => {
      bad.delete(part.index);
      waiting.set(part.index, part);
      const due = waiting.size >= REPORT_BATCH_SIZE || world.clock.now() - lastMs >= REPORT_INTERVAL_MS;
      if (!due || allAtOnce) return;
      await inTurn(async () => {
        // The report that completes the file is the caller's to make.
        if (done.size + waiting.size < total) await flush();
      });
    },
    finish: async () => {
      await inTurn(flush);
      await inTurn(async () => {
        if (!allAtOnce || waiting.size === 0 || bad.size > 0) return;
        await report([...waiting.values()]);
      });
      const again = [...bad];
      bad.clear();
      return again;
    },
  };
}
