import { readAllRows } from '../http/pagination.ts';
import type { GitHubOptions } from './repository.ts';
import { createRepository, GitHubError } from './repository.ts';

export interface Comment {
  readonly id: number;
  readonly body: string;
}

/** The comments of one pull request. Each rejects with a `GitHubError`. */
export interface CommentClient {
  /** Those that fit and may be ours, the oldest first. */
  list(fits: (body: string) => boolean): Promise<readonly Comment[]>;
  create(body: string): Promise<void>;
  update(id: number, body: string): Promise<void>;
  /** Nothing is wrong if it is gone already. */
  remove(id: number): Promise<void>;
}

/** The real one, by `@actions/github`. */
export async function createCommentClient(access: GitHubOptions, pullRequest: number): Promise<CommentClient> {
  const { rest, owner, repo, readPage, write } = await createRepository(access);
  const { issues } = rest;
  const issue_number = pullRequest; // to GitHub, a pull request is an issue, and so are its comments
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
 * A stranger who copies our marker must not get a comment of theirs filled with our results: they could change it
 * afterwards. Tokens write as a bot, or as somebody who belongs to the repository.
 */
function isTrustedAuthor(comment: {
  readonly user: { readonly type: string } | null;
  readonly author_association?: string;
}): boolean {
  return comment.user?.type === 'Bot' || TRUSTED_ASSOCIATIONS.includes(comment.author_association ?? '');
}
