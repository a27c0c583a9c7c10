import { parseJson } from '../../util/json.ts';
import { cellsOf } from './json-cells.ts';
import { placeOf, syntaxFault } from './json-location.ts';
import { readLines } from './lines.ts';
import { brokenRow, LONGEST_LINE_BYTES, type Row } from './row.ts';

/** Reads a list with a JSON object (or a link in quotes) on each line. Empty lines are skipped. */
export async function* readJsonl(path: string, shown: string): AsyncGenerator<readonly Row[]> {
  for await (const { lines, first } of readLines(path, shown, LONGEST_LINE_BYTES)) {
    const rows: Row[] = [];
    for (const [index, line] of lines.entries()) {
      if (line.trim() === '') continue;
      const place = `${shown}:${first + index}`;
      const value = parseJson(line);
      rows.push(value === undefined ? await brokenLine(line, place) : toRow(value, line, place));
    }
    yield rows;
  }
}

async function brokenLine(line: string, place: string): Promise<Row> {
  const { column, fault } = await syntaxFault(line);
  return brokenRow(place, `${place}:${column}`, fault);
}

function toRow(value: unknown, line: string, place: string): Row {
  const where = async (at: string | null): Promise<string> => `${place}:${(await placeOf(line, [], at)).column}`;
  return { place, ...cellsOf(value), where };
}
