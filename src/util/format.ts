import prettyMilliseconds from 'pretty-ms';

const GIB = 1024 ** 3;

/** Seconds to the second, for people: `2h 3m 20s`. */
export function formatDuration(seconds: number): string {
  const whole = Math.round(seconds);
  return whole === 0 ? '0s' : prettyMilliseconds(whole * 1000, { secondsDecimalDigits: 0 });
}

/** Seconds as minutes, which is what TwelveLabs charges for: `2.5`, `120`. `rounded`: how the last digit is found. */
export function formatMinutes(seconds: number, rounded: 'nearest' | 'up' = 'nearest'): string {
  if (rounded === 'up') return String(Math.ceil(seconds / 0.6) / 100);
  return (seconds / 60).toFixed(seconds < 600 ? 1 : 0);
}

/** A size for people: `3.1 MB`, `200 MB`; from one GiB on `2 GiB`, `2.15 GiB`, the unit of the limits of TwelveLabs. */
export function formatSize(bytes: number): string {
  if (bytes < GIB) return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
  return `${(bytes / GIB).toFixed(bytes % GIB === 0 ? 0 : 2)} GiB`;
}
