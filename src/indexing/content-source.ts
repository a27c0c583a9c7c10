import type { OpenableSource, Submittable } from '../model/source.ts';

/** A URL from which the API can fetch the video itself, or a source whose content has to be uploaded. */
export type ContentSource = { readonly kind: 'url'; readonly url: string } | OpenableSource;

/** Prefers a URL: public release assets are fetched by the API. */
export function toContentSource(source: Submittable): ContentSource {
  const isPublic = source.kind === 'release_asset' && source.isPublic;
  return isPublic ? { kind: 'url', url: source.downloadUrl } : source;
}
