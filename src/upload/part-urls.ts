import { retryWhileTransient } from '../twelvelabs/retry.ts';
import type { PartUrl } from '../twelvelabs/uploads.ts';
import { MAX_PART_URLS, requestPartUrls } from '../twelvelabs/uploads.ts';
import type { UploadDependencies } from './upload-dependencies.ts';

/** The supply of upload URLs of one session. */
export interface PartUrlCache {
  /** A URL for a part, for one attempt; null when the platform gives none for it. */
  take(index: number): Promise<URL | null>;
  /** The storage refused this one: what was handed out before or with it has expired as well, if that is why. */
  invalidate(url: URL): void;
}

/** A URL this close to its end is not begun with. */
const MIN_LIFETIME_MS = 10_000;

/** Asks for URLs a batch ahead: also for the parts behind, as long as they are `wanted`. All are masked on arrival. */
export function createPartUrlCache(
  world: UploadDependencies,
  uploadId: string,
  first: readonly PartUrl[],
  wanted: (index: number) => boolean,
): PartUrlCache {
  const store = new Map<number, PartUrl>();
  /** Which answer of the platform a URL came with; of those that are out. */
  const batchOf = new WeakMap<URL, number>();
  let batches = 0;
  /** One request at a time: what it brings may be what the others wait for. */
  let asking: Promise<unknown> = Promise.resolve();

  const add = (urls: readonly PartUrl[]): void => {
    batches += 1;
    for (const part of urls) {
      world.mask(part.url.href);
      batchOf.set(part.url, batches);
      store.set(part.index, part);
    }
  };

  const fromStore = (index: number): URL | null => {
    const known = store.get(index);
    store.delete(index);
    const leftMs = (known?.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY) - world.clock.date().getTime();
    return known && leftMs >= MIN_LIFETIME_MS ? known.url : null;
  };

  const ask = async (index: number): Promise<URL | null> => {
    const meanwhile = fromStore(index);
    if (meanwhile) return meanwhile;
    let count = 1;
    while (count < MAX_PART_URLS && wanted(index + count) && !store.has(index + count)) count += 1;
    add(
      await retryWhileTransient(world, (limits) =>
        requestPartUrls(world.api, uploadId, { start: index, count }, limits),
      ),
    );
    // Whatever its date says by our clock: the platform has only just made it.
    const fresh = store.get(index);
    store.delete(index);
    return fresh?.url ?? null;
  };

  add(first);
  return {
    invalidate: (url) => {
      const dead = batchOf.get(url) ?? 0;
      for (const [index, part] of store) if ((batchOf.get(part.url) ?? 0) <= dead) store.delete(index);
    },
    take: async (index) => {
      const known = fromStore(index);
      if (known) return known;
      const asked = asking.then(() => ask(index));
      asking = asked.catch(() => {});
      return asked;
    },
  };
}
