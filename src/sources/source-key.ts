import { hash } from 'node:crypto';
import type { FileSource, InvalidRowSource, ReleaseAssetSource, UrlSource } from '../model/source.ts';
import { canonicalizeUrl } from './canonical-url.ts';

/** Everything that can be put into an index (or is a row that should have been). */
export type IndexableSource = UrlSource | FileSource | ReleaseAssetSource | InvalidRowSource;

/**
 * What makes a video this video and no other, run after run: the key its manifest gives it, else its address. A path
 * means something only within its repository (`owner/name`, null outside of GitHub Actions).
 */
export function getSourceKey(source: IndexableSource, repository: string | null): string {
  if (source.kind !== 'invalid_row' && source.key !== null) return `key:${source.key}`;
  return getAddressKey(source, repository);
}

/** The same without regard to the key: two videos with one key are told apart by it. */
export function getAddressKey(source: IndexableSource, repository: string | null): string {
  switch (source.kind) {
    case 'url':
      return `url:${canonicalizeUrl(source.url)}`;
    case 'release_asset':
      // Server, repository, tag and name in one; and the same video given as a link is the same video.
      return `url:${canonicalizeUrl(source.downloadUrl)}`;
    case 'file':
      return `file:${repository ?? ''}/${source.displayName}`;
    case 'invalid_row':
      return `row:${repository ?? ''}/${source.displayName}`;
  }
}

/** 128 bits: no two of any number of videos will ever share them by chance. */
const HASH_DIGITS = 32;

/** An identity as `gha_source` carries it, which tells nothing about where a video lies: 32 hexadecimal digits. */
export function hashSourceKey(identity: string): string {
  // A slice of a string would keep the whole string in memory.
  return hash('sha256', identity, 'buffer').toString('hex', 0, HASH_DIGITS / 2);
}
