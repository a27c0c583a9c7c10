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
  const { rest, owner, repo, read, write } = await createRepository(access);
  const { issues } = rest;
  const issue_number = pullRequest; // to GitHub, a pull request is an issue, and so are its comments
  return {
    list: async (fits) => {
      const found: (Comment & { readonly author: number | undefined })[] = [];
      for (let page = 1; ; page += 1) {
        const ask = { owner, repo, issue_number, per_page: PAGE_SIZE, page };
        const comments = await read((request) => issues.listComments({ ...ask, request }));
        for (const comment of comments) {
          const { id, body = '', user } = comment;
          if (isTrustedAuthor(comment) && fits(body)) found.push({ id, body, author: user?.id });
        }
        // What somebody else has copied is not ours to remove.
        if (comments.length < PAGE_SIZE) return found.filter(({ author }) => author === found[0]?.author);
      }
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

/** The most that GitHub puts on one page. */
const PAGE_SIZE = 100;

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
