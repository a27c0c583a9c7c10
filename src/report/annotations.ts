import type { ErrorDetails } from '../model/errors.ts';
import { escapeText } from './escape.ts';

/** GitHub shows 10 annotations of each kind per step. */
export const MAX_ANNOTATIONS = 10;

interface Annotation {
  readonly title: string;
  readonly text: string;
}

/** The part of a result that an annotation shows. */
export interface AnnotatedResult {
  readonly name: string;
  readonly status: string;
  readonly task_id: string | null;
  readonly error: ErrorDetails | null;
}

/** One annotation per video with an error, at most `max`: the last one then counts those that are left out. */
export function buildAnnotations(results: readonly AnnotatedResult[], max = MAX_ANNOTATIONS): readonly Annotation[] {
  const all = results.filter(({ error }) => error !== null);
  const isComplete = all.length <= max;
  const shown = all.slice(0, isComplete ? max : max - 1).map(toAnnotation);
  if (isComplete) return shown;
  const rest = all.length - shown.length;
  const more = {
    title: 'TwelveLabs',
    text: `And ${rest} more videos. See the job summary and the results file.`,
  };
  return [...shown, more];
}

function toAnnotation({ name, status, error, task_id }: AnnotatedResult): Annotation {
  const task = task_id === null ? '' : ` Task: ${escapeText(task_id)}.`;
  return {
    title: `TwelveLabs: ${escapeText(name)} ${status}`,
    text: `${escapeText(error?.message ?? '')} ${escapeText(error?.hint ?? '')}${task}`,
  };
}
