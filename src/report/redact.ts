/** Takes secrets out of text that is about to leave the process. */
export type Redact = (text: string) => string;

const HIDDEN = '***';

/** Removes `secrets`, as they are and as they look inside URLs, JSON and basic authentication. */
export function createRedact(secrets: readonly string[]): Redact {
  const spellings = withSpellings(secrets);
  return (text) => spellings.reduce((clean, secret) => clean.replaceAll(secret, HIDDEN), text);
}

/** Shortens every link in a text to what may be shown: signatures live in queries, credentials before an @. */
export function withoutQueries(text: string): string {
  return text.replace(/(https?:\/\/[^\s?#"'<>]*)[?#][^\s"'<>]*/gi, '$1').replace(/(https?:\/\/)[^\s/?#"'<>]*@/gi, '$1');
}

function withSpellings(secrets: readonly string[]): string[] {
  const spellings = secrets.flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString('base64'),
  ]);
  return [...new Set(spellings)].filter((spelling) => spelling !== '').sort((a, b) => b.length - a.length);
}
