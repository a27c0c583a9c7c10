import { setImmediate as waitForTurn } from 'node:timers/promises';

/** Processes `items` in order, at most `count` at a time. Rejects with the first error. */
export async function inParallel<T>(
  count: number,
  items: Iterable<T>,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (let next = iterator.next(); !next.done; next = iterator.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: count }, worker));
}

/** Like `inParallel`, with the results in the order of the items. */
export async function mapInParallel<T, U>(
  count: number,
  items: Iterable<T>,
  convert: (item: T) => Promise<U>,
): Promise<readonly U[]> {
  const results: U[] = [];
  await inParallel(count, [...items].entries(), async ([at, item]) => {
    results[at] = await convert(item);
  });
  return results;
}

/** How long a piece of work may keep the event loop to itself, in milliseconds. */
const MAX_TURN_MS = 40;

/**
 * Returns a function to be awaited between the pieces of long work: if the pieces so far took long, it lets signals,
 * timers and responses be handled first.
 */
export function createPause(): () => Promise<void> {
  let startedMs = performance.now();
  return async () => {
    if (performance.now() - startedMs < MAX_TURN_MS) return;
    await waitForTurn();
    startedMs = performance.now();
  };
}

/** Like `items.map(convert)`, without keeping the event loop to itself for long. */
export async function mapInTurns<T, U>(items: readonly T[], convert: (item: T) => U): Promise<readonly U[]> {
  const pause = createPause();
  const converted: U[] = [];
  for (const item of items) {
    converted.push(convert(item));
    await pause();
  }
  return converted;
}
