import type { ErrorDetails } from '../model/errors.ts';
import { escapeText } from './escape.ts';

/** GitHub shows 10 annotations of each kind per step. */
export const MAX_ANNOTATIONS = 10;

export interface Annotation {
  readonly title: string;
  readonly text: string;
}

/** What an annotation needs to know of a result. */
interface AnnotatedResult {
  readonly name: string;
  readonly status: string;
  readonly task_id: string | null;
  readonly error: ErrorDetails | null;
}

/** One annotation per video that ended badly, with the reason and what to do; the last of `most` is for "and more". */
export function buildAnnotations(outcomes: readonly AnnotatedResult[], most = MAX_ANNOTATIONS): readonly Annotation[] {
  const all = outcomes.flatMap(({ name, status, error, task_id }) => {
    if (error === null) return [];
    const task = task_id === null ? '' : ` Task: ${escapeText(task_id)}.`;
    return [
      {
        title: `TwelveLabs: ${escapeText(name)} ${status}`,
        text: `${escapeText(error.message)} ${escapeText(error.hint)}${task}`,
      },
    ];
  });
  if (all.length <= most) return all;
  const rest = all.length - most + 1;
  const more = { title: 'TwelveLabs', text: `And ${rest} more videos; see the summary and the results file.` };
  return [...all.slice(0, most - 1), more];
}
