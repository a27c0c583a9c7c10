/** What a table can hold: rows with an id, numbered in the order of their creation. */
export interface Row {
  readonly id: string;
  readonly sequence: number;
}

/** Rows by id and in order of creation. Adding and finding are quick whatever the size. */
export interface Table<T extends Row> {
  /** Oldest first. */
  readonly rows: readonly T[];
  get(id: string): T | undefined;
  add(row: T): void;
  remove(row: T): void;
}

export function createTable<T extends Row>(): Table<T> {
  const rows: T[] = [];
  const byId = new Map<string, T>();
  return {
    rows,
    get: (id) => byId.get(id),
    add: (row) => {
      rows.push(row);
      byId.set(row.id, row);
    },
    remove: (row) => {
      if (!byId.delete(row.id)) return;
      rows.splice(position(rows, row.sequence), 1);
    },
  };
}

/** Where the row with that number is, by bisection. */
function position(rows: readonly Row[], sequence: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rows[middle]?.sequence ?? 0) < sequence) low = middle + 1;
    else high = middle;
  }
  return low;
}
