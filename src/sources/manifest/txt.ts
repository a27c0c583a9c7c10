import { readLines } from './lines.ts';
import { LONGEST_LINE_BYTES, type Row } from './row.ts';

/** Reads a list of links, one per line. `#` at the beginning of a line or behind a space begins a comment. */
export async function* readTxt(path: string, shown: string): AsyncGenerator<Row> {
  for await (const { lines, first } of readLines(path, shown, LONGEST_LINE_BYTES)) {
    for (const [index, line] of lines.entries()) {
      const url = line.replace(/(^|\s)#.*$/, '').trim();
      if (url === '') continue;
      const place = `${shown}:${first + index}`;
      yield { place, cells: { url }, where: () => Promise.resolve(place) };
    }
  }
}
