import { readAllRows } from '../http/pagination.ts';
import type { GitHubOptions } from './repository.ts';
import { createRepository } from './repository.ts';

export interface Release {
  readonly id: number;
  readonly tag: string;
  readonly isDraft: boolean;
}

export interface ReleaseAsset {
  readonly id: number;
  readonly name: string;
  readonly state: string;
  /** Bytes. */
  readonly size: number;
  readonly digest: string | null;
  readonly downloadUrl: string;
}

/** The releases of one repository. Every method rejects with a `GitHubError`. */
export interface ReleaseClient {
  getByTag(tag: string): Promise<Release>;
  listAssets(releaseId: number): Promise<readonly ReleaseAsset[]>;
  isPrivate(): Promise<boolean>;
  /** The tags of the 10 latest releases, without drafts. */
  listRecentTags(): Promise<readonly string[]>;
}

/** The client, by `@actions/github`. */
export async function createReleaseClient(access: GitHubOptions): Promise<ReleaseClient> {
  const { rest, owner, repo, read, readPage } = await createRepository(access);
  const { repos } = rest;
  return {
    getByTag: async (tag) => {
      const { id, tag_name, draft } = await read((request) => repos.getReleaseByTag({ owner, repo, tag, request }));
      return { id, tag: tag_name, isDraft: draft };
    },
    listAssets: async (release_id) => {
      const assets = await readAllRows((page) =>
        readPage(page, (paging, request) => repos.listReleaseAssets({ owner, repo, release_id, ...paging, request })),
      );
      return assets.map(toReleaseAsset);
    },
    isPrivate: async () => (await read((request) => repos.get({ owner, repo, request }))).private,
    listRecentTags: async () => {
      const releases = await read((request) => repos.listReleases({ owner, repo, per_page: 10, request }));
      return releases.filter((release) => !release.draft).map((release) => release.tag_name);
    },
  };
}

interface ApiReleaseAsset {
  readonly id: number;
  readonly name: string;
  readonly state: string;
  readonly size: number;
  readonly digest?: string | null;
  readonly browser_download_url: string;
}

function toReleaseAsset({ id, name, state, size, digest, browser_download_url }: ApiReleaseAsset): ReleaseAsset {
  return { id, name, state, size, digest: digest ?? null, downloadUrl: browser_download_url };
}
