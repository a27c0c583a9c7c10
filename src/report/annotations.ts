import type { Problem } from '../model/errors.ts';
import { plain } from './escape.ts';

/** GitHub shows 10 annotations of each kind per step. */
export const MOST_ANNOTATIONS = 10;

export interface Annotation {
  readonly title: string;
  readonly text: string;
}

/** What an annotation needs to know of a result. */
interface Ended {
  readonly name: string;
  readonly status: string;
  readonly task_id: string | null;
  readonly error: Problem | null;
}

/** One annotation per video that ended badly, with the reason and what to do; the last of `most` is for "and more". */
export function annotationsOf(outcomes: readonly Ended[], most = MOST_ANNOTATIONS): readonly Annotation[] {
  const all = outcomes.flatMap(({ name, status, error, task_id }) => {
    if (error === null) return [];
    const task = task_id === null ? '' : ` Task: ${plain(task_id)}.`;
    return [
      { title: `TwelveLabs: ${plain(name)} ${status}`, text: `${plain(error.message)} ${plain(error.hint)}${task}` },
    ];
  });
  if (all.length <= most) return all;
  const rest = all.length - most + 1;
  const more = { title: 'TwelveLabs', text: `And ${rest} more videos; see the summary and the results file.` };
  return [...all.slice(0, most - 1), more];
}
