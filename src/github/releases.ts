import type { GitHubAccess } from './repository.ts';
import { openRepository } from './repository.ts';

export interface Release {
  readonly id: number;
  readonly tag: string;
  readonly isDraft: boolean;
}

export interface Asset {
  readonly id: number;
  readonly name: string;
  readonly state: string;
  /** Bytes. */
  readonly size: number;
  readonly digest: string | null;
  readonly downloadUrl: string;
}

/** What is asked of GitHub about releases. Each rejects with a `GitHubError`. */
export interface ReleaseApi {
  byTag(tag: string): Promise<Release>;
  /** All of them, page by page. */
  assets(releaseId: number): Promise<readonly Asset[]>;
  isPrivate(): Promise<boolean>;
  /** Some of the latest. */
  recentTags(): Promise<readonly string[]>;
}

/** The real one, by `@actions/github`. */
export async function connectGitHub(access: GitHubAccess): Promise<ReleaseApi> {
  const { rest, owner, repo, read } = await openRepository(access);
  const { repos } = rest;
  return {
    byTag: async (tag) => {
      const { id, tag_name, draft } = await read((request) => repos.getReleaseByTag({ owner, repo, tag, request }));
      return { id, tag: tag_name, isDraft: draft };
    },
    assets: async (release_id) => {
      const all: Asset[] = [];
      for (let page = 1; ; page += 1) {
        const ask = { owner, repo, release_id, per_page: PAGE, page };
        const assets = await read((request) => repos.listReleaseAssets({ ...ask, request }));
        all.push(...assets.map(toAsset));
        if (assets.length < PAGE) return all;
      }
    },
    isPrivate: async () => (await read((request) => repos.get({ owner, repo, request }))).private,
    recentTags: async () => {
      const releases = await read((request) => repos.listReleases({ owner, repo, per_page: 10, request }));
      return releases.filter((release) => !release.draft).map((release) => release.tag_name);
    },
  };
}

/** The most that GitHub puts on one page. A release has at most 1,000 assets. */
const PAGE = 100;

interface AssetOfApi {
  readonly id: number;
  readonly name: string;
  readonly state: string;
  readonly size: number;
  readonly digest?: string | null;
  readonly browser_download_url: string;
}

function toAsset({ id, name, state, size, digest, browser_download_url }: AssetOfApi): Asset {
  return { id, name, state, size, digest: digest ?? null, downloadUrl: browser_download_url };
}
