/** Percent-decoded text; text that cannot be decoded is returned unchanged. */
export function decodeUrlText(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A URL without its query and fragment. Cuts the text, because setting a part of a `URL` parses it again. */
export function removeQuery({ href, search, hash }: URL): string {
  return href.slice(0, href.length - search.length - hash.length).replace(/[?#]+$/, '');
}

/**
 * The secrets in the query of a URL, verbatim and decoded: values with a name like `signature`, and values too long to
 * be anything else. The API may repeat them in its messages.
 */
export function findUrlSecrets(url: string): readonly string[] {
  const query = URL.canParse(url) ? new URL(url).search.slice(1) : '';
  const secrets = query.split('&').flatMap((pair) => {
    const [name = '', value = ''] = pair.includes('=') ? pair.split(/=(.*)/s) : ['signature', pair];
    const isNamed = pair.includes('=') && SECRET_NAME.test(name) && !/signedheaders$/i.test(name);
    const minLength = isNamed ? 4 : 20;
    return value.length >= minLength ? [value, decodeUrlText(value)] : [];
  });
  return [...new Set(secrets)];
}

/**
 * Whether the runner can mask a value without hiding anything else: it is long, on one line, and random enough to be no
 * word, name, ID or status.
 */
export function isSafeToMask(secret: string): boolean {
  if (secret.length < MIN_MASKED_LENGTH || !/^[\x21-\x7e]+$/.test(secret) || /:\/\//.test(secret)) return false;
  const kinds = [/[a-z]/, /[A-Z]/, /\d/].filter((kind) => kind.test(secret)).length;
  return kinds === 3 || /^[0-9a-f]{32,}$/i.test(secret) || /^[a-z]+_[a-z0-9]{12,}$/i.test(secret);
}

/** GitHub drops each output that contains a masked value; shorter ones are parts of ordinary text. */
export const MIN_MASKED_LENGTH = 16;

const SECRET_NAME = /sig|token|key|secret|credential|policy|auth|pass|hash|hmac/i;
