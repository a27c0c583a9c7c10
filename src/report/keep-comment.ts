import type { CommentApi } from './comment-api.ts';

export type Kept = 'created' | 'updated' | 'unchanged';

/** Sees to it that a pull request has one comment with this marker and this body; writes only what is not so yet. */
export async function keepComment(api: CommentApi, marker: string, body: string): Promise<Kept> {
  const found = await api.find((text) => text.startsWith(marker));
  if (found === null) {
    await api.create(body);
    return 'created';
  }
  if (normal(found.body) === normal(body)) return 'unchanged';
  await api.update(found.id, body);
  return 'updated';
}

/** GitHub may give back other line breaks than it got. */
function normal(body: string): string {
  return body.replaceAll('\r\n', '\n').trim();
}
