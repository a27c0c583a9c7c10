import { invalid } from './errors.ts';
import type { MetadataValue, UserMetadata } from './models.ts';

/** Names that the platform keeps for itself (documented). */
const reserved = ['duration', 'filename', 'fps', 'height', 'model_names', 'size', 'video_title', 'width'];

/** The `user_metadata` field of a form: text that holds a flat JSON object. Throws `parameter_invalid`. */
export function parseUserMetadata(text: string | undefined): UserMetadata {
  if (text === undefined || text === '') return {};
  try {
    return checkUserMetadata(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) throw invalid('user_metadata', 'It must be a JSON object as text.');
    throw error;
  }
}

/** A flat object without reserved names. Empty values are dropped (documented). Throws `parameter_invalid`. */
export function checkUserMetadata(value: unknown): UserMetadata {
  return mergeUserMetadata({}, value);
}

/**
 * `changes` merged into `current`: a `null` deletes a name, an empty text or list changes nothing (documented).
 * Throws `parameter_invalid`.
 */
export function mergeUserMetadata(current: UserMetadata, changes: unknown): UserMetadata {
  const merged: Record<string, MetadataValue> = { ...current };
  for (const [name, item] of Object.entries(toObject(changes))) {
    if (reserved.includes(name)) throw invalid('user_metadata', `The name ${name} is reserved.`);
    if (item === null) delete merged[name];
    else if (!isEmpty(item)) merged[name] = checkPair(name, item);
  }
  return merged;
}

function isEmpty(value: unknown): boolean {
  return value === '' || (Array.isArray(value) && value.length === 0);
}

function toObject(value: unknown): object {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw invalid('user_metadata', 'It must be a flat JSON object.');
}

function checkPair(name: string, value: unknown): MetadataValue {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  if (typeof value !== 'number') {
    throw invalid('user_metadata', `The value of ${name} must be a string, a number, a boolean or a list of strings.`);
  }
  if (!Number.isInteger(value) || Number.isSafeInteger(value)) return value;
  throw invalid('user_metadata', `The value of ${name} is too large for a number. Send it as a string.`);
}
