/**
 * A link without what changes each time it is signed anew: its fragment, and the parts of its query that only give
 * access. What is left of the query is put in order, so that it does not matter how a script arranged it.
 * Text that is no URL comes back as it is.
 */
export function canonicalizeUrl(link: string): string {
  const url = URL.parse(link);
  if (url === null) return link;
  const { href, search, hash } = url;
  // Cut out of the text as it is: a `URL` reads itself anew each time one of its parts is set.
  const address = href.slice(0, href.length - search.length - hash.length).replace(/[?#]+$/, '');
  if (search === '') return address;
  const query = canonicalizeQuery(search.slice(1));
  return query === '' ? address : `${address}?${query}`;
}

interface Parameter {
  /** As it stands in the link. */
  readonly raw: string;
  readonly name: string;
}

function canonicalizeQuery(query: string): string {
  const parameters = query.split('&').flatMap((raw) => (raw === '' ? [] : [{ raw, name: getParameterName(raw) }]));
  const isDropped = createSigningFilter(parameters);
  const kept = parameters.filter(({ name }) => !isDropped(name));
  // Sorting is stable: where a name comes twice, its values keep their order.
  const sorted = kept.toSorted((a, b) => compare(a.name, b.name));
  return sorted.map(({ raw }) => raw).join('&');
}

/** The name in `name=value`, decoded, in lower case: services do not agree on the case of their own names. */
function getParameterName(parameter: string): string {
  const end = parameter.indexOf('=');
  const raw = (end === -1 ? parameter : parameter.slice(0, end)).toLowerCase();
  if (!raw.includes('%')) return raw;
  try {
    return decodeURIComponent(raw).toLowerCase();
  } catch {
    return raw;
  }
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** AWS, Google, Alibaba, Volcengine, Huawei, Baidu and Tencent give their signing parameters a prefix of their own. */
const SIGNING_PREFIX = /^(x-amz-|x-goog-|x-oss-|x-tos-|x-obs-|x-bce-|q-(sign|ak$|key-time|header-list|url-param-list))/;

/** Headers that S3 and its relatives are asked to answer with: they change the answer's label, not the video. */
const ANSWER_HEADER = /^response-(content-|cache-control$|expires$)/;

/** Names that mean a signature, a token or its end of life wherever they stand. */
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

/** Names that may well be ordinary, and are dropped only in the company that tells what they are. */
const CONTEXTUAL_NAMES: ReadonlyArray<{ readonly when: readonly string[]; readonly drop: readonly string[] }> = [
  { when: ['sig', 'sv'], drop: AZURE_NAMES },
  { when: ['signature'], drop: ['policy', 'e', 'exp', 'hash-algorithm'] }, // CloudFront and its imitators
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

function createSigningFilter(parameters: readonly Parameter[]): (name: string) => boolean {
  const present = new Set(parameters.map(({ name }) => name));
  const rules = CONTEXTUAL_NAMES.filter(({ when }) => when.every((name) => present.has(name)));
  return (name) =>
    SIGNING_NAMES.has(name) ||
    SIGNING_PREFIX.test(name) ||
    ANSWER_HEADER.test(name) ||
    rules.some(({ drop }) => drop.includes(name));
}
