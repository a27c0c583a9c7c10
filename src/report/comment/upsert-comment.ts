import type { Comment, CommentClient } from '../../github/comments.ts';
import type { CommentContext, CommentSection } from './comment.ts';
import { buildBody, parseComment } from './comment.ts';

export type UpsertResult = 'created' | 'updated' | 'unchanged' | 'superseded';

/** Each writes once; a pull request with more jobs than this in lockstep may miss a section until the next run. */
const MAX_ROUNDS = 4;

/**
 * Sees to it that a pull request has one comment of this workflow, with this section in it; writes only what is not so
 * yet. The sections of other steps of the same run stay, those of earlier runs go, and a later run is left alone.
 *
 * GitHub has no way to change only a part of a comment, or only if nobody else has. So what was written is read again
 * after a pause that is longer than others take between reading and writing, and written again where it was lost.
 */
export async function upsertComment(
  api: CommentClient,
  subject: CommentContext,
  own: CommentSection,
  pause: () => Promise<void>,
): Promise<UpsertResult> {
  let kept: UpsertResult = 'unchanged';
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const comments = await listComments(api, subject, kept);
    if (comments === null) return kept;
    const said = comments.flatMap(({ body }) => parseComment(subject, body) ?? []);
    if (said.some(({ run }) => run > subject.run)) return 'superseded';
    const sections = said.filter(({ run }) => run === subject.run).flatMap((one) => one.sections);
    const body = buildBody(subject, [...sections.filter(({ key }) => key !== own.key), own]);
    const [first, ...others] = comments;
    if (first && others.length === 0 && normalizeLineBreaks(first.body) === normalizeLineBreaks(body)) return kept;
    if (first === undefined) await api.create(body);
    else if (normalizeLineBreaks(first.body) !== normalizeLineBreaks(body)) await api.update(first.id, body);
    // Two jobs may have created one each.
    for (const { id } of others) await api.remove(id);
    if (kept === 'unchanged') kept = first === undefined ? 'created' : 'updated';
    await pause();
  }
  return kept;
}

/** The oldest one comes first. Null when it cannot be told whether what was written is still there. */
async function listComments(
  api: CommentClient,
  subject: CommentContext,
  kept: UpsertResult,
): Promise<readonly Comment[] | null> {
  try {
    return await api.list((body) => parseComment(subject, body) !== null);
  } catch (error) {
    if (kept === 'unchanged') throw error;
    return null;
  }
}

/** GitHub may give back other line breaks than it got. */
function normalizeLineBreaks(body: string): string {
  return body.replaceAll('\r\n', '\n').trim();
}
