import type { ErrorDetails } from '../model/errors.ts';
import type { ManifestLocation } from '../model/source.ts';
import type { Cause } from './causes.ts';
import { groupByCause } from './causes.ts';
import { escapeText } from './escape.ts';

/** GitHub shows 10 annotations of each kind per step. */
export const MAX_ANNOTATIONS = 10;

/** Videos with the same cause share one annotation, which names this many of them. */
const MAX_NAMES = 5;

export interface Annotation {
  readonly title: string;
  readonly text: string;
  /** The row of the manifest to which GitHub attaches it; null if there is none. */
  readonly location: ManifestLocation | null;
}

/** The part of a result that an annotation shows. */
export interface AnnotatedResult {
  readonly name: string;
  readonly status: string;
  readonly task_id: string | null;
  readonly error: ErrorDetails | null;
}

/**
 * One annotation per cause, in the order of the results, at most `max`: the last one then counts the videos that are left
 * out. `locate` returns the row of a result.
 */
export function buildAnnotations<Result extends AnnotatedResult>(
  results: readonly Result[],
  locate: (result: Result) => ManifestLocation | null = () => null,
  max = MAX_ANNOTATIONS,
): readonly Annotation[] {
  const causes = groupByCause(results);
  const isComplete = causes.length <= max;
  const shown = causes.slice(0, isComplete ? max : max - 1);
  const annotations = shown.map((cause) => toAnnotation(cause, locate));
  if (isComplete) return annotations;
  const rest = causes.slice(shown.length).reduce((sum, cause) => sum + cause.results.length, 0);
  const text = `And ${rest} more ${rest === 1 ? 'video' : 'videos'}. See the job summary and the results file.`;
  return [...annotations, { title: 'TwelveLabs', text, location: null }];
}

function toAnnotation<Result extends AnnotatedResult>(
  { error, results }: Cause<Result>,
  locate: (result: Result) => ManifestLocation | null,
): Annotation {
  const [first] = results;
  const subject = results.length === 1 ? escapeText(first?.name ?? '') : `${results.length} videos`;
  const about = results.length === 1 ? formatTask(first?.task_id ?? null) : formatNames(results);
  return {
    title: `TwelveLabs: ${subject} ${first?.status}`,
    text: `${escapeText(error.message)} ${escapeText(error.hint)}${about}`,
    location: results.map(locate).find((location) => location !== null) ?? null,
  };
}

function formatTask(taskId: string | null): string {
  return taskId === null ? '' : ` Task: ${escapeText(taskId)}.`;
}

function formatNames(results: readonly AnnotatedResult[]): string {
  const named = results.slice(0, MAX_NAMES).map(({ name }) => escapeText(name));
  const rest = results.length - named.length;
  return ` Videos: ${named.join(', ')}${rest === 0 ? '' : ` and ${rest} more`}.`;
}
