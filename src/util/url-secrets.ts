/**
 * What in a link gives access to whoever sees it: values of its query that are named like a signature or are too long
 * for anything else, as they stand and decoded. The platform may repeat them in a message.
 */
export function findUrlSecrets(link: string): readonly string[] {
  const query = URL.canParse(link) ? new URL(link).search.slice(1) : '';
  const values = query.split('&').flatMap((pair) => {
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    const secret = SECRET_NAME.test(name) && !/signedheaders$/i.test(name) ? value.length >= 4 : value.length >= 20;
    return secret ? [value, decodeUrlText(value)] : [];
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
