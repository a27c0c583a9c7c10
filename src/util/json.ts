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

/** Parses JSON like `parseJson`. Integers that a number cannot represent exactly become text instead of being rounded. */
export function parseExactJson(text: string): unknown {
  const keepExact = (_name: string, value: unknown, context?: { readonly source?: string }): unknown => {
    const isRounded = typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);
    return isRounded && /^-?\d+$/.test(context?.source ?? '') ? context?.source : value;
  };
  try {
    return JSON.parse(text, keepExact);
  } catch {
    return undefined;
  }
}
