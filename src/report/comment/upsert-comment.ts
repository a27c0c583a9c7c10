import type { Comment, CommentClient } from '../../github/comments.ts';
import type { CommentContext, CommentSection } from './comment.ts';
import { buildBody, parseComment } from './comment.ts';

export type UpsertResult = 'created' | 'updated' | 'unchanged' | 'superseded' | 'not_needed';

/** No more runs of a workflow start while one is running. A larger number was written to keep the comment as it is. */
const MAX_LATER_RUNS = 1_000;

/** Each round writes at most once. With more concurrent jobs than this, a section may be missing until the next run. */
const MAX_ROUNDS = 4;

/**
 * Creates or updates the one comment of this workflow on a pull request so that it contains `own`. Sections of other
 * steps of the same run are kept, those of earlier runs removed. The comment of a later run is not changed.
 *
 * GitHub has no conditional update of a comment. So after a write, and a pause that is longer than other jobs take
 * between reading and writing, the comment is read again; if the section was lost, it is written again. `isCreated`:
 * whether a comment is created if there is none.
 */
export async function upsertComment(
  api: CommentClient,
  context: CommentContext,
  own: CommentSection,
  pause: () => Promise<void>,
  isCreated = true,
): Promise<UpsertResult> {
  let result: UpsertResult = 'unchanged';
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const comments = await listComments(api, context, result);
    if (comments === null) return result;
    const parsed = comments.flatMap(({ body }) => parseComment(context, body) ?? []);
    if (parsed.some(({ run }) => run > context.run && run <= context.run + MAX_LATER_RUNS)) return 'superseded';
    const sections = parsed.filter(({ run }) => run === context.run).flatMap((comment) => comment.sections);
    const body = buildBody(context, [...sections.filter(({ key }) => key !== own.key), own]);
    const [first, ...others] = comments;
    if (first === undefined && !isCreated) return 'not_needed';
    if (first && others.length === 0 && normalizeLineBreaks(first.body) === normalizeLineBreaks(body)) return result;
    if (first === undefined) await api.create(body);
    else if (normalizeLineBreaks(first.body) !== normalizeLineBreaks(body)) await api.update(first.id, body);
    // Two jobs may have created one each.
    for (const { id } of others) await api.remove(id);
    if (result === 'unchanged') result = first === undefined ? 'created' : 'updated';
    await pause();
  }
  return result;
}

/** The comments of this workflow, oldest first. Null if they cannot be read after a write. */
async function listComments(
  api: CommentClient,
  context: CommentContext,
  result: UpsertResult,
): Promise<readonly Comment[] | null> {
  try {
    return await api.list((body) => parseComment(context, body) !== null);
  } catch (error) {
    if (result === 'unchanged') throw error;
    return null;
  }
}

/** GitHub may return other line breaks than it received. */
function normalizeLineBreaks(body: string): string {
  return body.replaceAll('\r\n', '\n').trim();
}
