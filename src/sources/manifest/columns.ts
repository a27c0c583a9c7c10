/** Columns of a CSV manifest, and keys of a JSON one. */
export const COLUMNS = ['url', 'file', 'name', 'key', 'user_metadata'] as const;

/** `user_metadata.<name>` holds one value. */
export const METADATA_PREFIX = 'user_metadata.';

export function isKnownColumn(name: string): boolean {
  return COLUMNS.some((known) => known === name) || name.startsWith(METADATA_PREFIX);
}

/** What is said of a column that nobody reads. */
export function formatUnknownColumn(name: string): string {
  const meant = guessColumn(name);
  const hint =
    meant === null ? `to put it on the video, call it ${METADATA_PREFIX}${name}.` : `did you mean \`${meant}\`?`;
  return name === '' ? 'a column without a name is not used.' : `\`${name}\` is not used; ${hint}`;
}

/** The column that was probably meant: the same but for case, white space, an ending, or one wrong letter. */
export function guessColumn(name: string): string | null {
  const plain = name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_');
  return SYNONYMS.get(plain) ?? COLUMNS.find((known) => isSimilar(plain, known)) ?? null;
}

const SYNONYMS: ReadonlyMap<string, string> = new Map([
  ...['link', 'href', 'uri', 'address', 'video', 'video_url'].map((name) => [name, 'url'] as const),
  ...['path', 'filename', 'file_name', 'file_path', 'video_file'].map((name) => [name, 'file'] as const),
  ...['title', 'label'].map((name) => [name, 'name'] as const),
  ...['id', 'video_id', 'identifier'].map((name) => [name, 'key'] as const),
  ...['metadata', 'meta', 'tags'].map((name) => [name, 'user_metadata'] as const),
]);

/** Whether one text becomes the other by changing, adding, leaving out or exchanging at most one letter. */
function isSimilar(a: string, b: string): boolean {
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  const [restA, restB] = [a.slice(start), b.slice(start)];
  if (restA === restB || restA.slice(1) === restB.slice(1)) return true;
  if (restA.slice(1) === restB || restA === restB.slice(1)) return true;
  return restA.slice(2) === restB.slice(2) && restA[0] === restB[1] && restA[1] === restB[0];
}
