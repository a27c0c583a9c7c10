/** Takes secrets out of text that is about to leave the process. */
export type Redact = (text: string) => string;

const HIDDEN = '***';

/** Removes `secrets`, as they are and as they look inside URLs, JSON and basic authentication. */
export function createRedact(secrets: readonly string[]): Redact {
  const spellings = getSpellings(secrets);
  return (text) => spellings.reduce((clean, secret) => clean.replaceAll(secret, HIDDEN), text);
}

/** Shortens every link in a text to what may be shown: signatures live in queries, credentials before an @. */
export function removeQueries(text: string): string {
  return text.replace(/https?:\/\/[^\s"'<>]*/gi, (link) => {
    const address = link.replace(/[?#].*$/s, '');
    return address.replace(/(https?:\/\/)([^/]*)/gi, (_whole, scheme: string, host: string) => {
      return scheme + host.slice(host.lastIndexOf('@') + 1);
    });
  });
}

/** Base64 of a secret with 0, 1 and 2 bytes before it: only the characters that it alone decides. */
function getBase64Spellings(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const inside = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
  });
  return [bytes.toString('base64'), ...inside.filter((text) => text.length >= 6)];
}

function getSpellings(secrets: readonly string[]): string[] {
  const spellings = secrets.flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    ...getBase64Spellings(secret),
  ]);
  return [...new Set(spellings)].filter((spelling) => spelling !== '').sort((a, b) => b.length - a.length);
}
