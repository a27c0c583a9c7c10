interface Entry {
  readonly at: number;
  readonly order: number;
  readonly act: (at: number) => void;
}

/** Actions at future times. */
export interface Scheduler {
  /** Calls `act` with `at` at that time; actions of the same time run in the order of their planning. */
  plan(at: number, act: (at: number) => void): void;
  /** Runs everything that is due, in order of time, including what is planned meanwhile. */
  advance(now: number): void;
}

/** A scheduler with a binary heap, so that ten thousand plans cost little. */
export function createScheduler(): Scheduler {
  const heap: Entry[] = [];
  let order = 0;
  return {
    plan: (at, act) => {
      push(heap, { at, order, act });
      order += 1;
    },
    advance: (now) => {
      for (let next = heap[0]; next !== undefined && next.at <= now; next = heap[0]) {
        pop(heap);
        next.act(next.at);
      }
    },
  };
}

function before(a: Entry | undefined, b: Entry | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

function push(heap: Entry[], entry: Entry): void {
  heap.push(entry);
  let child = heap.length - 1;
  while (child > 0) {
    const parent = (child - 1) >>> 1;
    if (!before(heap[child], heap[parent])) return;
    swap(heap, child, parent);
    child = parent;
  }
}

function pop(heap: Entry[]): void {
  swap(heap, 0, heap.length - 1);
  heap.pop();
  let parent = 0;
  for (;;) {
    const left = 2 * parent + 1;
    const child = before(heap[left + 1], heap[left]) ? left + 1 : left;
    if (!before(heap[child], heap[parent])) return;
    swap(heap, child, parent);
    parent = child;
  }
}

function swap(heap: Entry[], a: number, b: number): void {
  const [first, second] = [heap[a], heap[b]];
  if (first === undefined || second === undefined) return;
  heap[a] = second;
  heap[b] = first;
}
