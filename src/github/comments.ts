import { readAllRows } from '../http/pagination.ts';
import type { GitHubOptions } from './repository.ts';
import { createRepository, GitHubError } from './repository.ts';

export interface Comment {
  readonly id: number;
  readonly body: string;
}

/** The comments of one pull request. Every method rejects with a `GitHubError`. */
export interface CommentClient {
  /** The comments that match and may be from this action, the oldest first. */
  list(fits: (body: string) => boolean): Promise<readonly Comment[]>;
  create(body: string): Promise<void>;
  update(id: number, body: string): Promise<void>;
  /** Resolves also if the comment was already deleted. */
  remove(id: number): Promise<void>;
}

/** The client, by `@actions/github`. */
export async function createCommentClient(access: GitHubOptions, pullRequest: number): Promise<CommentClient> {
  const { rest, owner, repo, readPage, write } = await createRepository(access);
  const { issues } = rest;
  const issue_number = pullRequest; // comments of a pull request are comments of an issue
  return {
    list: async (fits) => {
      const comments = await readAllRows((page) =>
        readPage(page, (paging, request) => issues.listComments({ owner, repo, issue_number, ...paging, request })),
      );
      const found = comments.filter((comment) => isTrustedAuthor(comment) && fits(comment.body ?? ''));
      // Copies by other authors must not be removed.
      const own = found.filter(({ user }) => user?.id === found[0]?.user?.id);
      return own.map(({ id, body = '' }) => ({ id, body }));
    },
    create: async (body) => {
      await write((request) => issues.createComment({ owner, repo, issue_number, body, request }));
    },
    update: async (comment_id, body) => {
      await write((request) => issues.updateComment({ owner, repo, comment_id, body, request }));
    },
    remove: async (comment_id) => {
      try {
        await write((request) => issues.deleteComment({ owner, repo, comment_id, request }));
      } catch (error) {
        if (!(error instanceof GitHubError && error.status === 404)) throw error;
      }
    },
  };
}

const TRUSTED_ASSOCIATIONS = ['OWNER', 'MEMBER', 'COLLABORATOR'];

/**
 * Whether a comment may be updated: a stranger who copies the marker could otherwise edit the results afterwards. Tokens
 * write as a bot, or as a member of the repository.
 */
function isTrustedAuthor(comment: {
  readonly user: { readonly type: string } | null;
  readonly author_association?: string;
}): boolean {
  return comment.user?.type === 'Bot' || TRUSTED_ASSOCIATIONS.includes(comment.author_association ?? '');
}
