import type { UserMetadata, VideoSource } from '../model/source.ts';

/** Notes about integers beyond ±(2^53−1) in user metadata, which are stored as text so that no digit is lost. */
export function noteLongIntegers(common: UserMetadata, sources: readonly VideoSource[]): readonly string[] {
  const names = new Set(findLongIntegers(common));
  for (const source of sources) {
    if ('userMetadata' in source) for (const name of findLongIntegers(source.userMetadata)) names.add(name);
  }
  if (names.size === 0) return [];
  const list = [...names].slice(0, MAX_NAMES).map((name) => JSON.stringify(name));
  const more = names.size > MAX_NAMES ? ` and ${names.size - MAX_NAMES} more` : '';
  return [`user_metadata: integers beyond ±(2^53−1) are stored as text, without rounding: ${list.join(', ')}${more}.`];
}

const MAX_NAMES = 10;

function findLongIntegers(metadata: UserMetadata): readonly string[] {
  return Object.entries(metadata).flatMap(([name, value]) =>
    typeof value === 'string' && /^-?\d{16,}$/.test(value) && !Number.isSafeInteger(Number(value)) ? [name] : [],
  );
}
