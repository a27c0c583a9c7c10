/** Removes secrets from text that is about to leave the process. */
export type Redact = (text: string) => string;

const HIDDEN = '***';

/** Removes `secrets`, verbatim and as they are encoded in URLs, forms, JSON, HTML, hex and basic authentication. */
export function createRedact(secrets: readonly string[]): Redact {
  const spellings = getSpellings(secrets);
  return (text) => spellings.reduce((clean, secret) => clean.replaceAll(secret, HIDDEN), text);
}

/** Removes the query, the fragment and the credentials of every link in a text: any of them may be a secret. */
export function removeQueries(text: string): string {
  return text.replace(/https?:\/\/[^\s"'<>]*/gi, (link) => {
    const address = link.replace(/[?#].*$/s, '');
    return address.replace(/(https?:\/\/)([^/]*)/gi, (_whole, scheme: string, host: string) => {
      return scheme + host.slice(host.lastIndexOf('@') + 1);
    });
  });
}

/** Base64 of a secret after 0, 1 and 2 other bytes: only the characters that depend on nothing but the secret. */
function getBase64Spellings(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const inside = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
  });
  return [bytes.toString('base64'), ...inside.filter((text) => text.length >= 6)];
}

/** Shorter ones are part of ordinary IDs. */
const MIN_HEX_LENGTH = 12;

/** Lone surrogates cannot be encoded. */
function encodeUrl(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

function lowerPercent(text: string): string {
  return text.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
}

function toBase64Url(text: string): string {
  return text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

const HTML_QUOTES = ['&#39;', '&#x27;', '&apos;'];

function escapeHtml(text: string, apostrophe: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", apostrophe);
}

function getSpellings(secrets: readonly string[]): string[] {
  const spellings = secrets.flatMap((secret) => {
    const inUrl = encodeUrl(secret);
    const inForm = new URLSearchParams([['', secret]]).toString().slice(1);
    const [inBase64, inHex] = [getBase64Spellings(secret), Buffer.from(secret).toString('hex')];
    return [
      secret,
      ...[inUrl, inForm, encodeUrl(inUrl), encodeUrl(inForm)].flatMap((text) => [text, lowerPercent(text)]),
      JSON.stringify(secret).slice(1, -1),
      ...[inBase64, inBase64.map(toBase64Url), inBase64.map(encodeUrl)].flat(),
      ...(inHex.length >= MIN_HEX_LENGTH ? [inHex, inHex.toUpperCase()] : []),
      ...HTML_QUOTES.map((quote) => escapeHtml(secret, quote)),
    ];
  });
  return [...new Set(spellings)].filter((spelling) => spelling !== '').sort((a, b) => b.length - a.length);
}
