import { ApiError, invalid, missing } from './errors.ts';
import type { Upload } from './models.ts';
import type { Platform } from './platform.ts';

/** A client's report of one part. */
export interface ReportedChunk {
  readonly index: number;
  /** The ETag; clients send it with its quotes and without. */
  readonly proof: string;
  readonly size: number;
}

/** The `completed_chunks` of a report. Throws 400 on another shape than the documented one. */
export function readReport(upload: Upload, value: unknown): ReportedChunk[] {
  if (value === undefined) throw missing('completed_chunks');
  if (!Array.isArray(value) || value.length === 0) throw invalid('completed_chunks', 'It must be a list of parts.');
  return value.map((item: unknown) => readChunk(upload, item));
}

function readChunk(upload: Upload, item: unknown): ReportedChunk {
  const members: Readonly<Record<string, unknown>> = Object(item);
  const { chunk_index: index, proof, proof_type: type, chunk_size: size } = members;
  const wrong = (what: string): ApiError => invalid('completed_chunks', what);
  if (typeof index !== 'number' || !Number.isInteger(index) || index < 1 || index > upload.totalChunks) {
    throw wrong(`chunk_index must be a whole number from 1 to ${upload.totalChunks}.`);
  }
  if (typeof proof !== 'string' || proof === '') throw wrong(`proof of part ${index} must be a text.`);
  if (type !== 'etag') throw wrong(`proof_type of part ${index} must be etag.`);
  if (typeof size !== 'number') throw wrong(`chunk_size of part ${index} must be a number.`);
  return { index, proof: proof.replace(/^"(.*)"$/, '$1'), size };
}

/** Throws 400 that names every part that is wrong, or missing if all must be reported together. */
export function refuseReport(platform: Platform, upload: Upload, report: readonly ReportedChunk[]): void {
  const problems = report.flatMap((reported) => {
    const why = findProblem(upload, reported);
    if (why === null) return [];
    upload.problems.set(reported.index, why);
    return [{ chunk_index: reported.index, message: why }];
  });
  const indexes = new Set(report.map(({ index }) => index));
  const all = Array.from({ length: upload.totalChunks }, (_, place) => place + 1);
  const absent = platform.options.chunkReports === 'batches' ? [] : all.filter((index) => !indexes.has(index));
  const details = [...problems, ...absent.map((chunk_index) => ({ chunk_index, message: 'missing' }))];
  if (details.length === 0) return;
  const named = details.map(({ chunk_index }) => chunk_index).join(', ');
  throw new ApiError(400, 'parameter_invalid', `Parts are missing or incorrect: ${named}.`, { details });
}

function findProblem(upload: Upload, { index, proof, size }: ReportedChunk): string | null {
  const chunk = upload.chunks.get(index);
  if (chunk === undefined) return 'the part was not uploaded';
  if (chunk.etag !== proof) return 'the proof is not the ETag of the part';
  return chunk.size === size ? null : `the part has ${chunk.size} bytes`;
}
