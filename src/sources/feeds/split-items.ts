/** The text of an item of an XML feed, and the line where it begins. */
export interface ItemText {
  readonly text: string;
  readonly line: number;
}

export interface SplitFeed {
  readonly items: readonly ItemText[];
  /** The document without its items. */
  readonly shell: string;
  /** The line of an item that does not end; null if all end. */
  readonly openLine: number | null;
}

/** Comments and CDATA sections, which may contain anything, and the tags of items. */
const TOKEN =
  /<!--[\s\S]*?(?:-->|$)|<!\[CDATA\[[\s\S]*?(?:\]\]>|$)|<(?:[\w.-]+:)?(?:item|entry)(?:\s[^<>]*)?>|<\/(?:[\w.-]+:)?(?:item|entry)\s*>/g;

/**
 * Splits an XML feed into its items, so that each is parsed on its own: neither a long feed nor a hostile one blocks the
 * process, and an error has a line.
 */
export function splitItems(xml: string): SplitFeed {
  const items: ItemText[] = [];
  const shell: string[] = [];
  const countLines = createLineCounter(xml);
  let end = 0;
  let start = 0;
  let depth = 0;
  for (const { 0: token, index } of xml.matchAll(TOKEN)) {
    if (token.startsWith('<!')) continue;
    const isEnd = token.startsWith('</');
    if (isEnd && depth === 0) continue; // the validation of the shell reports it
    if (!isEnd && depth === 0) {
      shell.push(xml.slice(end, index));
      start = index;
      end = index;
    }
    depth += isEnd ? -1 : token.endsWith('/>') ? 0 : 1;
    if (depth > 0) continue;
    end = index + token.length;
    items.push({ text: xml.slice(start, end), line: countLines(start) });
  }
  if (depth > 0) return { items, shell: shell.join(''), openLine: countLines(start) };
  shell.push(xml.slice(end));
  return { items, shell: shell.join(''), openLine: null };
}

/** The line of an offset; offsets must not decrease. */
function createLineCounter(text: string): (offset: number) => number {
  let line = 1;
  let position = 0;
  return (offset) => {
    for (let next = text.indexOf('\n', position); next !== -1 && next < offset; next = text.indexOf('\n', position)) {
      line += 1;
      position = next + 1;
    }
    return line;
  };
}
