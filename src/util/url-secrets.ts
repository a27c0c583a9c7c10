/**
 * The secrets in the query of a URL, verbatim and decoded: values with a name like `signature`, and values too long to
 * be anything else. The API may repeat them in its messages.
 */
export function findUrlSecrets(url: string): readonly string[] {
  const query = URL.canParse(url) ? new URL(url).search.slice(1) : '';
  const values = query.split('&').flatMap((pair) => {
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    const isSecret = SECRET_NAME.test(name) && !/signedheaders$/i.test(name) ? value.length >= 4 : value.length >= 20;
    return isSecret ? [value, decodeUrlText(value)] : [];
  });
  return [...new Set(values)];
}

const SECRET_NAME = /sig|token|key|secret|credential|policy|auth|pass|hash|hmac/i;

function decodeUrlText(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
