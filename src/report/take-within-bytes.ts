/** The first of some items that have room in `bytes` of UTF-8 together, a line break after each; no others are made. */
export function takeWithinBytes<Item>(
  items: Iterable<Item>,
  bytes: number,
  textOf: (item: Item) => string,
): readonly Item[] {
  const shown: Item[] = [];
  let left = bytes;
  for (const item of items) {
    left -= Buffer.byteLength(textOf(item)) + 1;
    if (left < 0) break;
    shown.push(item);
  }
  return shown;
}
