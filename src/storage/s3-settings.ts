import type { EnvironmentVariables } from '../github/environment.ts';
import { parseDate } from '../util/json.ts';

export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Null for credentials that do not expire. */
  readonly sessionToken: string | null;
  /** Null if it is not known. */
  readonly expiresAt: Date | null;
}

export interface S3Settings {
  readonly credentials: S3Credentials;
  readonly region: string;
  /** Null for AWS itself. */
  readonly endpoint: URL | null;
}

/** What is wrong with the environment. */
export interface InvalidS3Settings {
  readonly expected: string;
  readonly hint: string;
}

const EXPECTED_CREDENTIALS = 'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment of this step';

/** The secrets of the environment, whether they are complete or not. */
export function listS3Secrets(env: EnvironmentVariables): readonly string[] {
  const names = ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_ACCESS_KEY_ID'];
  return names.flatMap((name) => env[name]?.trim() || []);
}

/** Reads credentials, region and endpoint from the variables that the AWS tools use. */
export function readS3Settings(env: EnvironmentVariables): S3Settings | InvalidS3Settings {
  const accessKeyId = env['AWS_ACCESS_KEY_ID']?.trim() ?? '';
  const secretAccessKey = env['AWS_SECRET_ACCESS_KEY']?.trim() ?? '';
  if (accessKeyId === '' || secretAccessKey === '') {
    const missing = accessKeyId === '' ? 'AWS_ACCESS_KEY_ID' : 'AWS_SECRET_ACCESS_KEY';
    const hint = `${missing} is not set: no aws-actions/configure-aws-credentials before this step, or a secret that does not exist`;
    return { expected: EXPECTED_CREDENTIALS, hint };
  }
  const endpointText = env['AWS_ENDPOINT_URL_S3']?.trim() || env['AWS_ENDPOINT_URL']?.trim() || '';
  const endpoint = endpointText === '' ? null : URL.parse(endpointText);
  if (endpointText !== '' && (endpoint === null || !/^https?:$/.test(endpoint.protocol))) {
    const expected = 'an https URL in AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL, for example https://s3.example.com';
    return { expected, hint: 'an endpoint without https://' };
  }
  if (endpoint !== null && (endpoint.username !== '' || endpoint.search !== '')) {
    const expected = 'an endpoint without credentials and query in AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL';
    return { expected, hint: 'a signed link instead of an endpoint' };
  }
  const region = env['AWS_REGION']?.trim() || env['AWS_DEFAULT_REGION']?.trim() || getDefaultRegion(endpoint);
  if (region === null)
    return { expected: 'the region of the bucket in AWS_REGION', hint: 'a step that sets only the credentials' };
  if (!/^[a-z0-9-]{2,40}$/.test(region))
    return { expected: 'a region such as us-east-1 in AWS_REGION', hint: 'the name of a region instead of its code' };
  const sessionToken = env['AWS_SESSION_TOKEN']?.trim() || null;
  const expiresAt = parseDate(env['AWS_CREDENTIAL_EXPIRATION']);
  return { credentials: { accessKeyId, secretAccessKey, sessionToken, expiresAt }, region, endpoint };
}

/** Compatible services take one region for all, or state it in their host. */
function getDefaultRegion(endpoint: URL | null): string | null {
  if (endpoint === null) return null;
  const inHost = /(?:^|\.)s3[.-]([a-z]{2}[a-z0-9-]*-\d{1,3})\./.exec(endpoint.hostname)?.[1];
  return inHost ?? 'us-east-1';
}
