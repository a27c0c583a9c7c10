/** The baseline of reading a CSV: csv-parse alone turns the rows of LIST into objects. Prints `{ms, rows}`. */
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';

const started = performance.now();
const rows: readonly unknown[] = parse(readFileSync(process.env['LIST'] ?? ''), { columns: true, trim: true });
console.log(JSON.stringify({ ms: performance.now() - started, rows: rows.length }));
