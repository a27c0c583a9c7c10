import { retryWhileTransient } from '../twelvelabs/retry.ts';
import type { PartUrl } from '../twelvelabs/uploads.ts';
import { MAX_PART_URLS, requestPartUrls } from '../twelvelabs/uploads.ts';
import type { UploadDependencies } from './session.ts';

/** The upload URLs of one session. */
export interface PartUrlCache {
  /** A URL for one attempt to send a part; null if the API returns none for it. */
  take(index: number): Promise<URL | null>;
  /** Call this if the storage denies a URL: all URLs that were issued with it or before may have expired too. */
  invalidate(url: URL): void;
}

/** A URL that expires sooner than this is not used. */
const MIN_LIFETIME_MS = 10_000;

/** Requests URLs in batches, for the following parts too if they are `wanted`. All URLs are masked on arrival. */
export function createPartUrlCache(
  context: UploadDependencies,
  uploadId: string,
  initial: readonly PartUrl[],
  isWanted: (index: number) => boolean,
): PartUrlCache {
  const cache = new Map<number, PartUrl>();
  /** The number of the response that contained a URL. */
  const batchNumbers = new WeakMap<URL, number>();
  let batchCount = 0;
  /** One request at a time: its response may contain what other parts need. */
  let pending: Promise<unknown> = Promise.resolve();

  const add = (urls: readonly PartUrl[]): void => {
    batchCount += 1;
    for (const part of urls) {
      context.mask(part.url.href);
      batchNumbers.set(part.url, batchCount);
      cache.set(part.index, part);
    }
  };

  const takeCached = (index: number): PartUrl | null => {
    const part = cache.get(index) ?? null;
    cache.delete(index);
    return part;
  };

  const takeValid = (index: number): URL | null => {
    const part = takeCached(index);
    const remainingMs = (part?.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY) - context.clock.date().getTime();
    return part && remainingMs >= MIN_LIFETIME_MS ? part.url : null;
  };

  const request = async (index: number): Promise<URL | null> => {
    const meanwhile = takeValid(index);
    if (meanwhile) return meanwhile;
    let count = 1;
    while (count < MAX_PART_URLS && isWanted(index + count) && !cache.has(index + count)) count += 1;
    const range = { start: index, count };
    add(await retryWhileTransient(context, (limits) => requestPartUrls(context.api, uploadId, range, limits)));
    // A new URL is valid, even if the clock of the runner disagrees.
    return takeCached(index)?.url ?? null;
  };

  add(initial);
  return {
    invalidate: (url) => {
      const denied = batchNumbers.get(url) ?? 0;
      for (const [index, part] of cache) if ((batchNumbers.get(part.url) ?? 0) <= denied) cache.delete(index);
    },
    take: async (index) => {
      const cached = takeValid(index);
      if (cached) return cached;
      const requested = pending.then(() => request(index));
      pending = requested.catch(() => {});
      return requested;
    },
  };
}
