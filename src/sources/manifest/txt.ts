import { readLines } from './lines.ts';
import { MAX_LINE_BYTES, type Row } from './row.ts';

/** Reads a list of links, one per line. `#` at the beginning of a line or behind a space begins a comment. */
export async function* readTxt(path: string, shown: string): AsyncGenerator<readonly Row[]> {
  for await (const { lines, first } of readLines(path, shown, MAX_LINE_BYTES)) {
    yield lines.flatMap((line, index) => {
      const url = line.replace(/(^|\s)#.*$/, '').trim();
      return url === '' ? [] : toRow(url, `${shown}:${first + index}`);
    });
  }
}

function toRow(url: string, displayLocation: string): Row {
  return { displayLocation, cells: { url }, locate: () => Promise.resolve(displayLocation) };
}
