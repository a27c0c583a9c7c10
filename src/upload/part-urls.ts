import { patiently } from '../twelvelabs/retry.ts';
import type { PartUrl } from '../twelvelabs/uploads.ts';
import { createPartUrls, MAX_URLS } from '../twelvelabs/uploads.ts';
import type { UploadWorld } from './upload-dependencies.ts';

/** The supply of upload URLs of one session. */
export interface PartUrls {
  /** A URL for a part, for one attempt; null when the platform gives none for it. */
  take(index: number): Promise<URL | null>;
  /** The storage refused this one: what was handed out before or with it has expired as well, if that is why. */
  refused(url: URL): void;
}

/** A URL this close to its end is not begun with. */
const LEAST_LIFE_MS = 10_000;

/** Asks for URLs a batch ahead: also for the parts behind, as long as they are `wanted`. All are masked on arrival. */
export function createPartUrlSupply(
  world: UploadWorld,
  uploadId: string,
  first: readonly PartUrl[],
  wanted: (index: number) => boolean,
): PartUrls {
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
    return known && leftMs >= LEAST_LIFE_MS ? known.url : null;
  };

  const ask = async (index: number): Promise<URL | null> => {
    const meanwhile = fromStore(index);
    if (meanwhile) return meanwhile;
    let count = 1;
    while (count < MAX_URLS && wanted(index + count) && !store.has(index + count)) count += 1;
    add(await patiently(world, (limits) => createPartUrls(world.api, uploadId, { start: index, count }, limits)));
    // Whatever its date says by our clock: the platform has only just made it.
    const fresh = store.get(index);
    store.delete(index);
    return fresh?.url ?? null;
  };

  add(first);
  return {
    refused: (url) => {
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
