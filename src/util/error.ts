import { asObject, parseText } from './json.ts';

/** The code of a system error of Node (ENOENT, ECONNREFUSED); null for other errors. */
export function getSystemErrorCode(error: unknown): string | null {
  return parseText(asObject(error)?.['code']);
}

export function getErrorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
