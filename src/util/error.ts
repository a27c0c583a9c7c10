import { asObject, textOf } from './json.ts';

/** The name that Node gives to an error of the system (ENOENT, ECONNREFUSED); null for other errors. */
export function codeOf(error: unknown): string | null {
  return textOf(asObject(error)?.['code']);
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
