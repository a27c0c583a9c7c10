import type { FetchResponse } from '../http/safe-fetch.ts';
import type { ListedCode } from '../model/error-catalog.ts';
import { type CheckFinding, createFinding, type Severity } from './check-finding.ts';

/** An error of object storage, by its code or message in the body or in a header, at any status. */
interface StorageError {
  readonly pattern: RegExp;
  readonly code: ListedCode;
  readonly message: string;
}

/**
 * Errors of S3 and its compatibles, Google Cloud Storage, Azure Blob Storage and CloudFront, from their references. The
 * first match counts: an expired link also has a wrong signature for some of them.
 */
const STORAGE_ERRORS: readonly StorageError[] = [
  {
    pattern:
      /request has expired|\bExpiredToken\b|signature (has )?expired|signature not valid in the specified time frame|signed expiry time|\bTokenRefreshRequired\b|(policy|link|url) (has |is )?expired/i,
    code: 'video_url_expired',
    message: 'The signature of this link has expired.',
  },
  {
    pattern:
      /\bSignatureDoesNotMatch\b|\bAuthorizationQueryParametersError\b|\bInvalidAccessKeyId\b|\bInvalidToken\b|signature (did not match|fields not well formed)|\bMalformedSecurityHeader\b|<Code>(MissingKey|InvalidKey|InvalidSignature|InvalidPolicy)<|\bmissing key-pair-id\b/i,
    code: 'video_url_signature_invalid',
    message: 'The signature of this link is not valid.',
  },
  {
    pattern: /\bInvalidObjectState\b|\bBlobArchived\b|\bBlobBeingRehydrated\b/i,
    code: 'video_url_archived',
    message: 'The file behind this link is archived and must be restored before it can be downloaded.',
  },
  {
    pattern: /\bNoSuchBucket\b|\bNoSuchKey\b|\bBlobNotFound\b|\bContainerNotFound\b/,
    code: 'video_url_not_found',
    message: 'The file behind this link does not exist.',
  },
  {
    pattern:
      /<Code>(AccessDenied|AuthenticationRequired|AuthenticationFailed|AuthorizationFailure|AuthorizationPermissionMismatch|PublicAccessNotPermitted|NoAuthenticationInformation)</,
    code: 'video_url_forbidden',
    message: 'The host of this video requires credentials.',
  },
];

/** Marks of services that let browsers in and keep programs out. */
const BOT_WALL =
  /just a moment|attention required|cf-chl|captcha|datadome|incapsula|imperva|perimeterx|px-block|akamai|reference&#32;&#35;|sucuri|wordfence|are you a (human|robot)|unusual traffic|automated (access|requests)|bot (detection|protection)|verify (that )?you are human|enable javascript and cookies/i;
const BOT_WALL_HEADERS = ['cf-mitigated', 'x-datadome', 'x-iinfo', 'x-sucuri-id', 'x-px'];

export function isBotWall({ headers, body }: Pick<FetchResponse, 'headers' | 'body'>): boolean {
  const server = String(headers['server'] ?? '');
  return (
    BOT_WALL_HEADERS.some((name) => headers[name] !== undefined) ||
    /akamaighost|datadome|ddos-guard/i.test(server) ||
    BOT_WALL.test(body.subarray(0, 16_384).toString('latin1'))
  );
}

export function createBotWallFinding(status: number): CheckFinding {
  const message = `The host of this video blocks automated requests (HTTP ${status}).`;
  return createFinding('warn', 'video_url_bot_check', message);
}

/** The finding for a response that is neither the file nor a part of it. */
export function checkStatus(response: FetchResponse): CheckFinding {
  const { status, headers, body } = response;
  const text = `${headers['x-ms-error-code'] ?? ''} ${body.subarray(0, 8_192).toString('latin1')}`;
  const known = status >= 400 ? STORAGE_ERRORS.find(({ pattern }) => pattern.test(text)) : undefined;
  const isUnspecific = known === undefined || known.code === 'video_url_forbidden';
  if (status >= 400 && isUnspecific && hasPassedExpiry(response))
    return createFinding('reject', 'video_url_expired', withStatus('The signature of this link has expired.', status));
  if (known !== undefined) return createFinding('reject', known.code, withStatus(known.message, status));
  if ([403, 406, 429, 503].includes(status) && isBotWall(response)) return createBotWallFinding(status);
  const [severity, code, message] = classifyStatus(status);
  return createFinding(severity, code, withStatus(message, status));
}

function withStatus(message: string, status: number): string {
  return message.replace(/\.$/, ` (HTTP ${status}).`);
}

function classifyStatus(status: number): readonly [Severity, ListedCode, string] {
  if (status === 401 || status === 403)
    return ['reject', 'video_url_forbidden', 'The host of this video requires credentials.'];
  if (status === 404 || status === 410)
    return ['reject', 'video_url_not_found', 'The file behind this link does not exist.'];
  if (isTransientStatus(status)) return ['unknown', 'video_url_unavailable', 'The host of this video is unavailable.'];
  return ['warn', 'video_url_unexpected_response', 'The host of this video sent an unexpected response.'];
}

/** Statuses that may be different a moment later (RFC 9110, section 15; RFC 6585). */
export function isTransientStatus(status: number): boolean {
  return status >= 500 ? status !== 501 && status !== 505 : status === 408 || status === 425 || status === 429;
}

/** Whether the link states a time after which it is not valid, and the clock of its host has passed it. */
function hasPassedExpiry({ url, headers }: FetchResponse): boolean {
  const expiry = getExpiry(url.searchParams);
  const now = Date.parse(headers['date'] ?? '');
  return expiry !== null && Number.isFinite(now) && now > expiry;
}

/** Milliseconds since 1970: signatures of AWS and Google (version 4), of Azure, and of CloudFront and version 2. */
function getExpiry(parameters: URLSearchParams): number | null {
  for (const vendor of ['X-Amz', 'X-Goog']) {
    const date = parameters
      .get(`${vendor}-Date`)
      ?.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
    const expiry = Date.parse(date ?? '') + Number(parameters.get(`${vendor}-Expires`)) * 1_000;
    if (Number.isFinite(expiry)) return expiry;
  }
  const expiry = parameters.has('sig') ? Date.parse(parameters.get('se') ?? '') : toMs(parameters.get('Expires'));
  return Number.isFinite(expiry) ? expiry : null;
}

function toMs(seconds: string | null): number {
  return seconds !== null && /^\d{9,11}$/.test(seconds) ? Number(seconds) * 1_000 : Number.NaN;
}
