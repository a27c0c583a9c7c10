import type { VideoFacts } from './media.ts';
import type { Asset } from './models.ts';
import { createTable, type Table } from './table.ts';

/** The account's assets. */
export interface Assets {
  readonly table: Table<Asset>;
  /** Every asset there ever was, oldest first. */
  readonly history: readonly Asset[];
  /** Adds an asset, by default with the status `processing`. */
  add(asset: NewAsset): Asset;
  setReady(asset: Asset, facts: VideoFacts): void;
  setFailed(asset: Asset, reason: string | null): void;
  /** What was made of it stays in its indexes. */
  remove(asset: Asset): void;
}

export type NewAsset = Pick<Asset, 'method' | 'filename' | 'url' | 'createdAt'> &
  Partial<Pick<Asset, 'hls' | 'thumbnail' | 'userMetadata' | 'status' | 'size'>>;

export function createAssets(newId: () => string): Assets {
  const table = createTable<Asset>();
  const history: Asset[] = [];
  return {
    table,
    history,
    add: (fresh) => {
      const asset: Asset = {
        hls: false,
        thumbnail: false,
        userMetadata: {},
        status: 'processing',
        size: null,
        ...fresh,
        id: newId(),
        sequence: history.length,
        fileType: getFileType(fresh.filename),
        facts: null,
        failure: null,
        videos: new Set(),
        deleted: false,
      };
      history.push(asset);
      table.add(asset);
      return asset;
    },
    setReady: (asset, facts) => {
      Object.assign(asset, { status: 'ready', facts, size: facts.size });
    },
    setFailed: (asset, failure) => {
      Object.assign(asset, { status: 'failed', failure });
    },
    remove: (asset) => {
      asset.deleted = true;
      table.remove(asset);
    },
  };
}

const fileTypes: Readonly<Record<string, string>> = {
  mp4: 'video/mp4',
  m4v: 'video/mp4',
  mov: 'video/quicktime',
  mkv: 'video/x-matroska',
  webm: 'video/webm',
  avi: 'video/x-msvideo',
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
  png: 'image/png',
  jpg: 'image/jpeg',
  pdf: 'application/pdf',
};

/** The media type by extension; others count as a video. The form that the platform uses is not documented. */
function getFileType(filename: string): string {
  return fileTypes[filename.split('.').at(-1)?.toLowerCase() ?? ''] ?? 'video/mp4';
}
