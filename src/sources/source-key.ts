import { hash } from 'node:crypto';
import type {
  FileSource,
  InvalidRowSource,
  ObjectSource,
  ReleaseAssetSource,
  UrlSource,
  VideoSource,
} from '../model/source.ts';
import type { SourceIdentity } from '../model/video-store.ts';
import { canonicalizeUrl } from './canonical-url.ts';

/** A video that can be indexed, or a manifest row that names none. */
export type IndexableSource = UrlSource | FileSource | ReleaseAssetSource | ObjectSource | InvalidRowSource;

/** A key that begins with this is the same key in every repository. */
const SHARED_PREFIX = 'shared:';

/**
 * The identity of a video across runs: the key from its manifest, or else its address. Keys and paths belong to their
 * repository (`owner/name`, null outside of GitHub Actions), unless a key is shared on purpose.
 */
export function getSourceKey(source: IndexableSource, repository: string | null): string {
  if (source.kind === 'invalid_row' || source.key === null) return getAddressKey(source, repository);
  return source.key.startsWith(SHARED_PREFIX) ? `key:${source.key}` : `key:${repository ?? ''}:${source.key}`;
}

/** The identity by address only. It distinguishes two videos with the same key. */
export function getAddressKey(source: IndexableSource, repository: string | null): string {
  switch (source.kind) {
    case 'url':
      return `url:${canonicalizeUrl(source.url)}`;
    case 'release_asset':
      // The URL contains server, repository, tag and name. The same video as a link has the same key.
      return `url:${canonicalizeUrl(source.downloadUrl)}`;
    case 'object':
      return `object:${source.displayName}`;
    case 'file':
      return `file:${repository ?? ''}/${source.displayName}`;
    case 'invalid_row':
      return `row:${repository ?? ''}/${source.displayName}`;
  }
}

/** 128 bits, so that collisions are not a concern. */
const HASH_DIGITS = 32;

/** A source key as stored in `gha_source`: 32 hexadecimal digits, which do not reveal the address. */
export function hashSourceKey(sourceKey: string): string {
  // A slice of the hexadecimal text would keep the whole text in memory.
  return hash('sha256', sourceKey, 'buffer').toString('hex', 0, HASH_DIGITS / 2);
}

/** What identifies a source in the index; nothing for an existing task. */
export function identifySource(source: VideoSource, repository: string | null): SourceIdentity {
  if (source.kind === 'task') return { sourceKey: null, address: null, contentVersion: null };
  const sourceKey = hashSourceKey(getSourceKey(source, repository));
  const hasKey = source.kind !== 'invalid_row' && source.key !== null;
  const address = hasKey ? hashSourceKey(getAddressKey(source, repository)) : sourceKey;
  return { sourceKey, address, contentVersion: getListedVersion(source) };
}

/** A content version as stored in `gha_version`: a hash, because what a server sends may be long or confidential. */
export function hashContentVersion(version: string): string {
  return hash('sha256', version, 'hex').slice(0, HASH_DIGITS);
}

/** The version of a video that a listing has stated, hashed; null for other sources. */
function getListedVersion(source: VideoSource): string | null {
  return source.kind === 'object' && source.etag !== null ? hashContentVersion(`etag:"${source.etag}"`) : null;
}
