import { parseJson } from '../../util/json.ts';
import { toCells } from './json-cells.ts';
import { findLocation, findSyntaxError } from './json-location.ts';
import { readLines } from './lines.ts';
import { invalidRow, MAX_LINE_BYTES, type Row } from './row.ts';

/** Reads a list with a JSON object (or a link in quotes) on each line. Empty lines are skipped. */
export async function* readJsonl(path: string, shown: string): AsyncGenerator<readonly Row[]> {
  for await (const { lines, first } of readLines(path, shown, MAX_LINE_BYTES)) {
    const rows: Row[] = [];
    for (const [index, line] of lines.entries()) {
      if (line.trim() === '') continue;
      const place = `${shown}:${first + index}`;
      const value = parseJson(line);
      rows.push(value === undefined ? await createInvalidLine(line, place) : toRow(value, line, place));
    }
    yield rows;
  }
}

async function createInvalidLine(line: string, place: string): Promise<Row> {
  const { column, fault } = await findSyntaxError(line);
  return invalidRow(place, `${place}:${column}`, fault);
}

function toRow(value: unknown, line: string, displayLocation: string): Row {
  const locate = async (at: string | null): Promise<string> =>
    `${displayLocation}:${(await findLocation(line, [], at)).column}`;
  return { displayLocation, ...toCells(value), locate };
}
