import type { ErrorDetails } from '../model/errors.ts';

/** A result that may have an error. */
export interface HasError {
  readonly status: string;
  readonly error: ErrorDetails | null;
}

/** Results with the same status, and with errors that differ at most in numbers. */
export interface Cause<Result> {
  readonly error: ErrorDetails;
  /** At least one. */
  readonly results: readonly Result[];
}

/** Groups the results with an error by its cause, in the order of the first result of each. */
export function groupByCause<Result extends HasError>(results: readonly Result[]): readonly Cause<Result>[] {
  const groups = new Map<string, { readonly error: ErrorDetails; readonly results: Result[] }>();
  for (const result of results) {
    const { status, error } = result;
    if (error === null) continue;
    const key = JSON.stringify([status, error.code, error.message.replace(/\d+/g, '#'), error.hint]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { error, results: [result] });
    else group.results.push(result);
  }
  return [...groups.values()];
}
