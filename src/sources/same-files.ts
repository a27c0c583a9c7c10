import type { FileSource } from '../model/source.ts';
import { hashFile } from '../util/hash-file.ts';
import type { IndexableSource } from './source-key.ts';

/** More notes are only counted. */
const MAX_NOTES = 20;

/**
 * Keeps the first of several files with the same content: symbolic links to one file, and copies. A file with a key is
 * kept in any case, because its author distinguishes it.
 */
export async function mergeSameFiles(
  sources: readonly IndexableSource[],
  signal: AbortSignal,
): Promise<{ readonly sources: readonly IndexableSource[]; readonly notes: readonly string[] }> {
  const files = sources.filter(isMergeable);
  const bySize = Map.groupBy(files, ({ size }) => size);
  const originals = new Map<IndexableSource, FileSource>();
  for (const group of bySize.values()) {
    if (group.length < 2) continue;
    const firstByContent = new Map<string, FileSource>();
    const digests = new Map<string, string | null>();
    for (const file of group) {
      if (!digests.has(file.path)) digests.set(file.path, await hashFile(file.path, signal));
      const content = digests.get(file.path) ?? file.path;
      const first = firstByContent.get(content);
      if (first === undefined) firstByContent.set(content, file);
      else originals.set(file, first);
    }
  }
  if (originals.size === 0) return { sources, notes: [] };
  return { sources: sources.filter((source) => !originals.has(source)), notes: formatNotes(originals) };
}

function isMergeable(source: IndexableSource): source is FileSource {
  return source.kind === 'file' && source.error === null && source.key === null;
}

function formatNotes(originals: ReadonlyMap<IndexableSource, FileSource>): readonly string[] {
  const notes = [...originals].map(
    ([{ displayName }, first]) => `${displayName} is the same file as ${first.displayName}; it is indexed once.`,
  );
  const rest = notes.length - MAX_NOTES;
  return rest > 0 ? [...notes.slice(0, MAX_NOTES), `${rest} more files are the same as others.`] : notes;
}
