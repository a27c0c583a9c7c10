import type { Comment, CommentApi } from '../../github/comments.ts';
import type { Section, Subject } from './comment.ts';
import { bodyOf, readComment } from './comment.ts';

export type Kept = 'created' | 'updated' | 'unchanged' | 'superseded';

/** Each writes once; a pull request with more jobs than this in lockstep may miss a section until the next run. */
const ROUNDS = 4;

/**
 * Sees to it that a pull request has one comment of this workflow, with this section in it; writes only what is not so
 * yet. The sections of other steps of the same run stay, those of earlier runs go, and a later run is left alone.
 *
 * GitHub has no way to change only a part of a comment, or only if nobody else has. So what was written is read again
 * after a pause that is longer than others take between reading and writing, and written again where it was lost.
 */
export async function keepComment(
  api: CommentApi,
  subject: Subject,
  own: Section,
  pause: () => Promise<void>,
): Promise<Kept> {
  let kept: Kept = 'unchanged';
  for (let round = 0; round < ROUNDS; round += 1) {
    const comments = await commentsOf(api, subject, kept);
    if (comments === null) return kept;
    const said = comments.flatMap(({ body }) => readComment(subject, body) ?? []);
    if (said.some(({ run }) => run > subject.run)) return 'superseded';
    const sections = said.filter(({ run }) => run === subject.run).flatMap((one) => one.sections);
    const body = bodyOf(subject, [...sections.filter(({ key }) => key !== own.key), own]);
    const [first, ...others] = comments;
    if (first && others.length === 0 && normal(first.body) === normal(body)) return kept;
    if (first === undefined) await api.create(body);
    else if (normal(first.body) !== normal(body)) await api.update(first.id, body);
    // Two jobs may have created one each.
    for (const { id } of others) await api.remove(id);
    if (kept === 'unchanged') kept = first === undefined ? 'created' : 'updated';
    await pause();
  }
  return kept;
}

/** The oldest one comes first. Null when it cannot be told whether what was written is still there. */
async function commentsOf(api: CommentApi, subject: Subject, kept: Kept): Promise<readonly Comment[] | null> {
  try {
    return await api.list((body) => readComment(subject, body) !== null);
  } catch (error) {
    if (kept === 'unchanged') throw error;
    return null;
  }
}

/** GitHub may give back other line breaks than it got. */
function normal(body: string): string {
  return body.replaceAll('\r\n', '\n').trim();
}
