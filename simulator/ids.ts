/** Hands out ids like the platform's: 24 hexadecimal digits, of which no two are alike. */
export function createIds(random: () => number, now: () => number): () => string {
  const machine = hex(Math.floor(random() * 2 ** 40), 10);
  let counter = Math.floor(random() * 2 ** 24);
  return () => {
    counter = (counter + 1) % 2 ** 24;
    return hex(Math.floor(now() / 1000) % 2 ** 32, 8) + machine + hex(counter, 6);
  };
}

/** Whether a text has the form of an id. */
export function isId(text: string): boolean {
  return /^[0-9a-f]{24}$/i.test(text);
}

/** The id of the n-th index of a fresh simulator. */
export function numberedId(n: number): string {
  return hex(n, 24);
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
