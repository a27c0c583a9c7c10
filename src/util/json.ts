/** Defensive readers of JSON from other parties: an unexpected value is `null`, and nothing throws. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function asObject(value: unknown): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
}

export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A non-empty string. */
export function parseText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** An ID: letters, digits, `_` and `-`. Anything else could lead to another path, or be markup. */
export function parseId(value: unknown): string | null {
  return typeof value === 'string' && /^[A-Za-z0-9_-]{1,100}$/.test(value) ? value : null;
}

/** A number that is not negative and not above the largest integer that is exact. */
export function parseNumber(value: unknown): number | null {
  return typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER ? value : null;
}

/** A date as text (RFC 3339). */
export function parseDate(value: unknown): Date | null {
  const time = Date.parse(parseText(value) ?? '');
  return Number.isNaN(time) ? null : new Date(time);
}

/** Parses JSON; `undefined`, which is not a JSON value, if the text is invalid. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A number that may have more digits than a JavaScript number can represent. */
const LONG_INTEGER = /[[:,\s]-?\d{16,}\s*[,}\]]/;

/**
 * Parses JSON like `parseJson`, but keeps integers exact: those beyond ±(2^53−1) become text, as the API expects them.
 */
export function parseExactJson(text: string): unknown {
  if (!LONG_INTEGER.test(text)) return parseJson(text);
  try {
    return JSON.parse(text, (_key: string, value: unknown, context?: { readonly source?: string }) => {
      const source = context?.source;
      const isInexact = typeof value === 'number' && !Number.isSafeInteger(value) && source !== undefined;
      return isInexact && /^-?\d+$/.test(source) ? source : value;
    });
  } catch {
    // Invalid, or nested too deeply for the function above, which calls itself.
    return parseJson(text);
  }
}

/** Formats a value of another party as JSON; a value that is nested too deeply for that is described. */
export function formatJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return 'a value that is nested too deeply';
  }
}
