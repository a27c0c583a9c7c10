/** Columns of a CSV manifest, and keys of a JSON manifest. */
export const COLUMNS = ['url', 'file', 'name', 'key', 'duration', 'user_metadata'] as const;

/** `user_metadata.<name>` contains a single value. */
export const METADATA_PREFIX = 'user_metadata.';

export function isKnownColumn(name: string): boolean {
  return COLUMNS.some((column) => column === name) || name.startsWith(METADATA_PREFIX);
}

/** The known column that a header names in other upper and lower case or with white space; any other name as it is. */
export function normalizeColumn(header: string): string {
  const name = header.trim();
  const lower = name.toLowerCase();
  if (lower.startsWith(METADATA_PREFIX)) return `${METADATA_PREFIX}${name.slice(METADATA_PREFIX.length).trim()}`;
  return COLUMNS.find((column) => column === lower) ?? name;
}

/** Notes about more columns would repeat each other. */
export const MAX_COLUMN_NOTES = 10;

/** Longer names are not names of columns. */
const MAX_SHOWN_NAME = 100;

/** The note about a column that is ignored. */
export function formatUnknownColumn(name: string): string {
  if (name === '') return 'A column without a name is ignored.';
  if (name.length > MAX_SHOWN_NAME) return `A column with a name of ${name.length} characters is ignored.`;
  const column = guessColumn(name);
  const hint =
    column === null
      ? `To store it as metadata, rename it to \`${METADATA_PREFIX}${name}\`.`
      : `Did you mean \`${column}\`?`;
  return `\`${name}\` is ignored. ${hint}`;
}

/** The column that was probably intended, despite different case, white space, a synonym or a typo; or null. */
function guessColumn(name: string): string | null {
  if (name.length > MAX_SHOWN_NAME) return null;
  const normalized = name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_');
  return SYNONYMS.get(normalized) ?? COLUMNS.find((column) => isSimilar(normalized, column)) ?? null;
}

/** The name in a row or header that was probably intended as `url` or `file`, and what to write instead; or null. */
export function findMisspelledAddress(
  names: readonly string[],
): { readonly name: string; readonly hint: string } | null {
  const name = names.find((candidate) => ['url', 'file'].includes(guessColumn(candidate) ?? ''));
  if (name === undefined || name === 'url' || name === 'file') return null;
  return { name, hint: `\`${name}\` instead of \`${guessColumn(name)}\`` };
}

const SYNONYMS: ReadonlyMap<string, string> = new Map([
  ...['link', 'href', 'uri', 'address', 'video', 'video_url'].map((name) => [name, 'url'] as const),
  ...['path', 'filename', 'file_name', 'file_path', 'video_file'].map((name) => [name, 'file'] as const),
  ...['title', 'label'].map((name) => [name, 'name'] as const),
  ...['id', 'video_id', 'identifier'].map((name) => [name, 'key'] as const),
  ...['length', 'seconds', 'duration_seconds', 'duration_s'].map((name) => [name, 'duration'] as const),
  ...['metadata', 'meta', 'tags'].map((name) => [name, 'user_metadata'] as const),
]);

/** Whether two texts differ by at most one changed, added, removed or swapped letter. */
function isSimilar(a: string, b: string): boolean {
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  const [restA, restB] = [a.slice(start), b.slice(start)];
  if (restA === restB || restA.slice(1) === restB.slice(1)) return true;
  if (restA.slice(1) === restB || restA === restB.slice(1)) return true;
  return restA.slice(2) === restB.slice(2) && restA[0] === restB[1] && restA[1] === restB[0];
}
