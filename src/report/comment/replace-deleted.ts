import type { CommentClient } from '../../github/comments.ts';
import { COMMENT_TITLE, isOwnComment, MAX_COMMENT_LENGTH } from './comment.ts';

const MARGIN_BYTES = 1024;

/** How large the text of a replaced comment may be, in bytes of UTF-8. */
export const MAX_REPLACEMENT_BYTES = MAX_COMMENT_LENGTH - MARGIN_BYTES;

/**
 * Replaces the comments of this action, of any workflow, that contain the ID of a deleted video, so that none of them
 * shows it as searchable. The marker stays: a later run of that workflow updates the same comment. Resolves with how many
 * were replaced.
 */
export async function replaceDeleted(api: CommentClient, deletedIds: readonly string[], text: string): Promise<number> {
  if (deletedIds.length === 0) return 0;
  const comments = await api.list((body) => isOwnComment(body) && deletedIds.some((id) => body.includes(id)));
  for (const { id, body } of comments) {
    const [marker = ''] = body.replaceAll('\r\n', '\n').split('\n');
    await api.update(id, `${marker}\n${COMMENT_TITLE}\n\n${text}\n`);
  }
  return comments.length;
}
