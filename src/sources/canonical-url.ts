import { decodeUrlText, removeQuery } from '../util/url.ts';

/**
 * A link without the parts that change each time it is signed: its fragment, and the query parameters that only give
 * access. The other parameters are sorted by name, so that their order does not matter. Text that is not a URL is
 * returned unchanged.
 */
export function canonicalizeUrl(link: string): string {
  const url = URL.parse(link);
  if (url === null) return link;
  const query = url.search === '' ? '' : canonicalizeQuery(url.search.slice(1));
  return normalizeEncoding(query === '' ? removeQuery(url) : `${removeQuery(url)}?${query}`);
}

/** Percent-encoded unreserved characters are the same as the characters (RFC 3986, section 6.2.2); digits in capitals. */
function normalizeEncoding(url: string): string {
  if (!url.includes('%')) return url;
  return url.replace(/%[0-9a-f]{2}/gi, (encoded) => {
    const char = String.fromCharCode(Number.parseInt(encoded.slice(1), 16));
    return /[A-Za-z0-9._~-]/.test(char) ? char : encoded.toUpperCase();
  });
}

interface QueryParameter {
  /** As it appears in the link. */
  readonly raw: string;
  readonly name: string;
}

function canonicalizeQuery(query: string): string {
  const parameters = query.split('&').flatMap((raw) => (raw === '' ? [] : [{ raw, name: getParameterName(raw) }]));
  const isSigning = createSigningFilter(parameters);
  return (
    parameters
      .filter(({ name }) => !isSigning(name))
      // Sorting is stable: the values of a repeated name keep their order.
      .toSorted((a, b) => Number(a.name > b.name) - Number(a.name < b.name))
      .map(({ raw }) => raw)
      .join('&')
  );
}

/** The name in `name=value`, decoded and in lower case, because services use their own names in different cases. */
function getParameterName(parameter: string): string {
  const [name = ''] = parameter.split('=', 1);
  return decodeUrlText(name.toLowerCase()).toLowerCase();
}

/** Prefixes of signing parameters: AWS, Google, Alibaba, Volcengine, Huawei, Baidu and Tencent. */
const SIGNING_PREFIX = /^(x-amz-|x-goog-|x-oss-|x-tos-|x-obs-|x-bce-|q-(sign|ak$|key-time|header-list|url-param-list))/;

/** Response headers that a link requests from S3 and compatible services. They do not change the video. */
const RESPONSE_HEADER = /^response-(content-|cache-control$|expires$)/;

/** Names that always mean a signature, a token or its expiry. */
const SIGNING_NAMES: ReadonlySet<string> = new Set([
  ...['signature', 'sig', 'sign', 'hmac', 'jwt', 'token', 'access_token', 'accesstoken', 'auth_token', 'authtoken'],
  ...['auth_key', 'sastoken', 'awsaccesskeyid', 'googleaccessid', 'ossaccesskeyid', 'key-pair-id', 'security-token'],
  ...['expires', 'expire', 'expiry', 'expiration', 'expires_at', 'hdnts', 'hdnea', '__token__', '__gda__'],
]);

/** Azure's shared access signatures. */
const AZURE_NAMES = [
  ...['sv', 'ss', 'srt', 'sr', 'sp', 'st', 'se', 'sip', 'spr', 'si', 'sdd', 'ses', 'scid', 'saoid', 'suoid'],
  ...['skoid', 'sktid', 'skt', 'ske', 'sks', 'skv', 'rscc', 'rscd', 'rsce', 'rscl', 'rsct'],
];

/** Names with other common meanings. They are dropped only together with parameters that show a signature. */
const CONTEXTUAL_NAMES: ReadonlyArray<{ readonly when: readonly string[]; readonly drop: readonly string[] }> = [
  { when: ['sig', 'sv'], drop: AZURE_NAMES },
  { when: ['signature'], drop: ['policy', 'e', 'exp', 'hash-algorithm'] }, // CloudFront and compatible services
  { when: ['x-amz-signature'], drop: ['actor_id', 'key_id', 'repo_id'] }, // GitHub's storage
  { when: ['ex', 'is', 'hm'], drop: ['ex', 'is', 'hm'] }, // Discord
  { when: ['md5', 'expires'], drop: ['md5'] }, // nginx secure_link
  { when: ['md5', 'e'], drop: ['md5', 'e'] },
  { when: ['st', 'e'], drop: ['st', 'e'] },
  { when: ['hash', 'expires'], drop: ['hash'] },
  { when: ['hash', 'exp'], drop: ['hash', 'exp'] },
  { when: ['hmac', 'exp'], drop: ['exp'] },
  { when: ['token', 'exp'], drop: ['exp'] },
  { when: ['token', 'expires'], drop: ['token_path', 'bcdn_token'] }, // Bunny
];

function createSigningFilter(parameters: readonly QueryParameter[]): (name: string) => boolean {
  const present = new Set(parameters.map(({ name }) => name));
  const rules = CONTEXTUAL_NAMES.filter(({ when }) => when.every((name) => present.has(name)));
  return (name) =>
    SIGNING_NAMES.has(name) ||
    SIGNING_PREFIX.test(name) ||
    RESPONSE_HEADER.test(name) ||
    rules.some(({ drop }) => drop.includes(name));
}
