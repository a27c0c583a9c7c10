import { ApiError } from '../twelvelabs/errors.ts';
import { retryWhileTransient } from '../twelvelabs/retry.ts';
import type { UploadedPart } from '../twelvelabs/uploads.ts';
import { parseRefusedParts, reportParts } from '../twelvelabs/uploads.ts';
import type { UploadDependencies } from './session.ts';
import { getUploadState, listFinishedParts } from './session.ts';

/** Reports to the API which parts are in the storage. */
export interface PartReporter {
  /** Adds a part, and reports in batches; the report that completes the file is left to `finish`. */
  add(part: UploadedPart): Promise<void>;
  /** Reports the rest. Resolves with the parts that have to be sent again; if there are none, all are reported. */
  finish(): Promise<readonly number[]>;
  /** The ID of the asset; null while the API has not returned it. */
  assetId(): string | null;
}

/** Reports are frequent, as no ETag can be requested later: a part that is sent but not reported ends with the process. */
const REPORT_BATCH_SIZE = 8;
const REPORT_INTERVAL_MS = 5_000;
const MAX_PARTS_PER_REPORT = 100;

/** Reports for a session of `total` parts, some of which an earlier run may have sent and reported. */
export function createPartReporter(
  context: UploadDependencies,
  session: { readonly uploadId: string; readonly assetId: string | null; readonly total: number },
  before: { readonly sent: readonly UploadedPart[]; readonly reported: readonly UploadedPart[] },
): PartReporter {
  const { api, clock } = context;
  const { uploadId, total } = session;
  const reported = new Set(before.reported.map(({ index }) => index));
  const waiting = new Map(before.sent.map((part) => [part.index, part]));
  const refused = new Set<number>();
  let assetId = session.assetId;
  /** True once the API turns out to require all parts in one report. */
  let requiresSingleReport = false;
  let pending: Promise<void> = Promise.resolve();
  let lastReportMs = clock.now();

  const accept = (indexes: Iterable<number>): void => {
    for (const index of indexes) {
      reported.add(index);
      waiting.delete(index);
    }
  };

  const refuse = (indexes: Iterable<number>): void => {
    for (const index of indexes) {
      refused.add(index);
      waiting.delete(index);
    }
  };

  const report = async (parts: readonly UploadedPart[]): Promise<void> => {
    lastReportMs = clock.now();
    try {
      const returned = await retryWhileTransient(context, (limits) => reportParts(api, uploadId, parts, limits));
      assetId ??= returned;
      accept(parts.map(({ index }) => index));
    } catch (error) {
      if (!(error instanceof ApiError) || error.failure !== 'error_response') throw error;
      await handleRefusedReport(parts, error);
    }
  };

  /** The error may concern a repeated report, single parts, or parts that are not sent yet. */
  const handleRefusedReport = async (parts: readonly UploadedPart[], error: ApiError): Promise<void> => {
    const { status } = await getUploadState(context, uploadId);
    if (status === 'completed') {
      accept([...waiting.keys()]);
      return;
    }
    if (status !== 'active') throw error;
    const indexes = parts.map(({ index }) => index);
    const named = parseRefusedParts(error);
    if (indexes.some((index) => named.has(index))) {
      refuse(indexes.filter((index) => named.has(index)));
      const rest = parts.filter(({ index }) => !named.has(index));
      if (rest.length > 0) await report(rest);
    } else if (!requiresSingleReport) {
      requiresSingleReport = true;
    } else {
      const finished = await listFinishedParts(context, uploadId);
      refuse(indexes.filter((index) => !finished.has(index)));
      if (refused.size === 0) throw error;
    }
  };

  const flush = async (): Promise<void> => {
    const parts = [...waiting.values()];
    for (let from = 0; from < parts.length; from += MAX_PARTS_PER_REPORT) {
      const batch = parts.slice(from, from + MAX_PARTS_PER_REPORT).filter(({ index }) => waiting.has(index));
      if (batch.length > 0 && !requiresSingleReport) await report(batch);
    }
  };

  const serialize = (work: () => Promise<void>): Promise<void> => {
    const result = pending.then(work);
    pending = result.catch(() => {});
    return result;
  };

  return {
    assetId: () => assetId,
    add: async (part) => {
      refused.delete(part.index);
      waiting.set(part.index, part);
      const isDue = waiting.size >= REPORT_BATCH_SIZE || clock.now() - lastReportMs >= REPORT_INTERVAL_MS;
      if (!isDue || requiresSingleReport) return;
      await serialize(async () => {
        if (reported.size + waiting.size < total) await flush();
      });
    },
    finish: async () => {
      await serialize(flush);
      await serialize(async () => {
        const isReady = requiresSingleReport && waiting.size > 0 && refused.size === 0;
        if (isReady) await report([...waiting.values()]);
      });
      const again = [...refused];
      refused.clear();
      return again;
    },
  };
}
