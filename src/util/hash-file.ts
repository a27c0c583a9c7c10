import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { readFileChunks } from './chunks.ts';

/** The SHA-256 of a file in hexadecimal; null after `signal` aborts, or if the file cannot be read. */
export async function hashFile(path: string, signal: AbortSignal): Promise<string | null> {
  const digest = createHash('sha256');
  try {
    const file = await open(path);
    for await (const chunk of readFileChunks(file, { start: 0, length: null }, () => void file.close())) {
      if (signal.aborted) return null;
      digest.update(chunk);
    }
    return digest.digest('hex');
  } catch {
    return null;
  }
}
