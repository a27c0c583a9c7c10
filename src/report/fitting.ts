/** The first of some items that have room in `bytes` of UTF-8 together, a line break after each. */
export function fitting<Item>(items: readonly Item[], bytes: number, textOf: (item: Item) => string): readonly Item[] {
  let left = bytes;
  const end = items.findIndex((item) => {
    left -= Buffer.byteLength(textOf(item)) + 1;
    return left < 0;
  });
  return end < 0 ? items : items.slice(0, end);
}
