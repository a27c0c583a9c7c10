import { readFile } from 'node:fs/promises';
import { asObject, type JsonObject, parseJson } from '../json.ts';

/** What GitHub says of the event that started the workflow (the file of GITHUB_EVENT_PATH); null where there is none. */
export async function readEvent(path: string | undefined): Promise<JsonObject | null> {
  if (!path) return null;
  try {
    return asObject(parseJson(await readFile(path, 'utf8')));
  } catch {
    return null;
  }
}
