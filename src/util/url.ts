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
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    const minLength = SECRET_NAME.test(name) && !/signedheaders$/i.test(name) ? 4 : 20;
    return value.length >= minLength ? [value, decodeUrlText(value)] : [];
  });
  return [...new Set(secrets)];
}

const SECRET_NAME = /sig|token|key|secret|credential|policy|auth|pass|hash|hmac/i;
