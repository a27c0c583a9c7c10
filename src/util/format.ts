import prettyMilliseconds from 'pretty-ms';

const GIB = 1024 ** 3;

/**
 * Cuts a text to at most `maxLength` characters. The word at the cut is left out as a whole: a part of a secret would no
 * longer be recognized and removed.
 */
export function cutText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  return `${text
    .slice(0, maxLength + 1)
    .replace(/[^\s/"'<>]*$/, '')
    .trimEnd()}…`;
}

/** Seconds to the second, for people: `2h 3m 20s`. */
export function formatDuration(seconds: number): string {
  const whole = Math.round(seconds);
  return whole === 0 ? '0s' : prettyMilliseconds(whole * 1000, { secondsDecimalDigits: 0 });
}

/** Seconds to a tenth, to be compared with a limit: `3.9 s`, `61.5 min`. */
export function formatExactDuration(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds * 10) / 10} s`;
  return `${Math.round((seconds / 60) * 10) / 10} min`;
}

/** Seconds as minutes, which is what TwelveLabs charges for: `2.5`, `120`. `rounded`: up to a hundredth, so that a total never seems to be within a budget that it exceeds. */
export function formatMinutes(seconds: number, rounded: 'nearest' | 'up' = 'nearest'): string {
  if (rounded === 'up') return String(Math.ceil(seconds / 0.6) / 100);
  return (seconds / 60).toFixed(seconds < 600 ? 1 : 0);
}

/** A size for people: `3.1 MB`, `200 MB`; from one GiB on `2 GiB`, `2.15 GiB`, the unit of the limits of TwelveLabs. */
export function formatSize(bytes: number): string {
  if (bytes < GIB) return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
  return `${(bytes / GIB).toFixed(bytes % GIB === 0 ? 0 : 2)} GiB`;
}
