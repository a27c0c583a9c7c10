import type { ListedCode } from '../model/error-catalog.ts';

/** Why a storage service did not do what was requested. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  /** The code of the service, such as `NoSuchBucket`; `no_response` without a response. */
  readonly code: string;
  /** Null without a response. */
  readonly status: number | null;
  /** The region of the bucket, if the service states that it is another one. */
  readonly region: string | null;

  constructor(
    { code, status, region = null }: { code: string; status: number | null; region?: string | null },
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.code = code;
    this.status = status;
    this.region = region;
  }
}

/** An error of a storage service in words. */
export interface StorageErrorText {
  readonly code: ListedCode;
  /** Continues "The storage service …". */
  readonly predicate: string;
  /** The possible cause, or what to do. */
  readonly hint: string;
  /** Whether every other object of the bucket fails for the same reason. */
  readonly concernsBucket: boolean;
}

type ErrorRow = readonly [code: ListedCode, predicate: string, hint: string, concernsBucket: boolean];

const WRONG_KEY =
  'the key was deleted, or it belongs to another service than the one at AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL';
const WRONG_SECRET =
  'AWS_SECRET_ACCESS_KEY is incomplete or belongs to another AWS_ACCESS_KEY_ID, or a proxy changes requests';
const EXPIRED =
  'the session was too short; run aws-actions/configure-aws-credentials directly before this step, or raise `role-duration-seconds`';
const WRONG_TOKEN = 'AWS_SESSION_TOKEN belongs to other credentials; set all three variables in the same place';
const NO_BUCKET =
  'a typo, or a bucket of another account, region or service (AWS_REGION, AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL)';
const NO_LIST = 'no permission `s3:ListBucket` on the bucket itself (arn:aws:s3:::BUCKET, without /*)';
const NO_READ = 'no permission `s3:GetObject` on the object, or no such object and no permission `s3:ListBucket`';
const CLOCK = 'the clock of the runner is wrong';

/** By the codes of S3 and of compatible services. */
const ERRORS: Readonly<Record<string, ErrorRow>> = {
  InvalidAccessKeyId: ['storage_credentials_invalid', 'does not know the access key ID', WRONG_KEY, true],
  SignatureDoesNotMatch: ['storage_credentials_invalid', 'does not accept the signature', WRONG_SECRET, true],
  ExpiredToken: ['storage_credentials_invalid', 'does not accept credentials that have expired', EXPIRED, true],
  TokenRefreshRequired: ['storage_credentials_invalid', 'does not accept credentials that have expired', EXPIRED, true],
  InvalidToken: ['storage_credentials_invalid', 'does not accept the session token', WRONG_TOKEN, true],
  InvalidTokenId: ['storage_credentials_invalid', 'does not accept the session token', WRONG_TOKEN, true],
  RequestTimeTooSkewed: ['storage_credentials_invalid', 'does not accept the time of the request', CLOCK, true],
  NoSuchBucket: ['storage_bucket_not_found', 'has no such bucket', NO_BUCKET, true],
  InvalidBucketName: ['storage_bucket_not_found', 'does not accept the name of the bucket', NO_BUCKET, true],
  NoSuchKey: ['object_not_found', 'has no such object', 'a typo in the key; upper and lower case matter', false],
  NoSuchVersion: ['object_not_found', 'has no such version of the object', 'a version that was deleted', false],
  InvalidObjectState: ['object_archived', 'has archived the object', 'restore the object first', false],
};

/** Describes an error of a request that lists a bucket or reads an object. */
export function explainStorageError(error: StorageError, action: 'list' | 'read'): StorageErrorText {
  const [code, predicate, hint, concernsBucket] = findErrorRow(error, action);
  const details = error.status === null ? '' : ` (${error.code}, HTTP ${error.status})`;
  return { code, predicate: `${predicate}${details}`, hint, concernsBucket };
}

function findErrorRow({ code, status, region, message }: StorageError, action: 'list' | 'read'): ErrorRow {
  const known = ERRORS[code];
  if (known !== undefined) return known;
  if (region !== null || status === 301 || status === 307 || code === 'AuthorizationHeaderMalformed') {
    const expected = region === null ? '' : `; set AWS_REGION to ${region}`;
    return ['storage_bucket_not_found', 'has the bucket in another region', `a wrong AWS_REGION${expected}`, true];
  }
  if (status === 403 || status === 401) {
    return action === 'list'
      ? ['storage_access_denied', 'does not permit to list the bucket', NO_LIST, true]
      : ['storage_access_denied', 'does not permit to read the object', NO_READ, false];
  }
  if (status === 404) return action === 'list' ? toRow('NoSuchBucket') : toRow('NoSuchKey');
  if (status === null)
    return [
      'storage_unavailable',
      `did not respond: ${message}`,
      'a wrong endpoint, or the network of the runner',
      true,
    ];
  const hint = 'an outage or too many requests at once; run the workflow again later';
  if (status >= 500 || status === 429) return ['storage_unavailable', 'is unavailable', hint, true];
  return ['storage_unavailable', 'sent an unexpected response', 'an endpoint that does not support S3', true];
}

function toRow(code: 'NoSuchBucket' | 'NoSuchKey'): ErrorRow {
  const row = ERRORS[code];
  if (row === undefined) throw new TypeError(`no row for ${code}`);
  return row;
}
