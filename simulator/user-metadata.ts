import { invalid } from './errors.ts';
import type { Scalar, UserMetadata } from './models.ts';

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

/** A flat object whose values are strings, numbers or booleans, without reserved names. Throws `parameter_invalid`. */
export function checkUserMetadata(value: unknown): UserMetadata {
  const entries = Object.entries(toObject(value)).map(([name, item]): [string, Scalar] => [
    name,
    checkPair(name, item),
  ]);
  return Object.fromEntries(entries);
}

/** `changes` merged into `current`: a `null` deletes a key (documented). Throws `parameter_invalid`. */
export function mergeUserMetadata(current: UserMetadata, changes: unknown): UserMetadata {
  const merged: Record<string, Scalar> = { ...current };
  for (const [name, item] of Object.entries(toObject(changes))) {
    if (item === null) delete merged[name];
    else merged[name] = checkPair(name, item);
  }
  return merged;
}

/** What the routes for an asset's metadata do: an empty text is ignored, and in a replacement a `null` as well (documented). */
export function withoutIgnored(changes: unknown, replacing: boolean): unknown {
  const kept = Object.entries(toObject(changes)).filter(([, item]) => item !== '' && !(replacing && item === null));
  return Object.fromEntries(kept);
}

function toObject(value: unknown): object {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw invalid('user_metadata', 'It must be a flat JSON object.');
}

function checkPair(name: string, value: unknown): Scalar {
  if (reserved.includes(name)) throw invalid('user_metadata', `The name ${name} is reserved.`);
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  throw invalid('user_metadata', `The value of ${name} must be a string, a number or a boolean.`);
}
