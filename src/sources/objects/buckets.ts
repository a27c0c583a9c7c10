import type { EnvironmentVariables } from '../../github/environment.ts';
import type { Send } from '../../http/transport.ts';
import { InputError } from '../../inputs/input-reader.ts';
import type { ErrorDetails } from '../../model/errors.ts';
import { SourceError } from '../../model/errors.ts';
import type { ObjectSource } from '../../model/source.ts';
import type { ObjectStore } from '../../storage/object-store.ts';
import type { S3Settings } from '../../storage/s3-settings.ts';
import { listS3Secrets, readS3Settings } from '../../storage/s3-settings.ts';
import type { Clock } from '../../util/clock.ts';
import { formatDuration } from '../../util/format.ts';
import { classifyHost } from '../../util/host.ts';

/** What a connection to the buckets of a step depends on. */
export interface BucketOptions {
  readonly env: EnvironmentVariables;
  readonly send: Send;
  readonly clock: Clock;
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** How long a link is valid. */
  readonly linkMinutes: number;
  readonly allowPrivateUrls: boolean;
  /** Masks a value, and removes it from everything that is published. */
  readonly addSecret: (secret: string) => void;
}

/** The buckets of a step, connected on first use. */
export interface Buckets {
  /** Rejects with an `InputError` if the environment has no usable credentials. */
  connect(): Promise<ObjectStore>;
  /** A link to an object that works without credentials. `connect` must have succeeded before. */
  presign(source: ObjectSource): Promise<string>;
  /** Information for the log about the validity of links; a warning if the credentials expire before. */
  notes(): readonly string[];
  warnings(): readonly ErrorDetails[];
}

export function createBuckets(options: BucketOptions): Buckets {
  let connection: Promise<{ readonly settings: S3Settings; readonly store: ObjectStore }> | null = null;
  let expiresAt: Date | null = null;
  let isTemporary = false;

  const open = async (): Promise<{ readonly settings: S3Settings; readonly store: ObjectStore }> => {
    const { env } = options;
    for (const secret of listS3Secrets(env)) options.addSecret(secret);
    const settings = checkSettings(env, options.allowPrivateUrls);
    expiresAt = settings.credentials.expiresAt;
    isTemporary = settings.credentials.sessionToken !== null;
    const { createS3Store } = await import('../../storage/s3-store.ts');
    return { settings, store: createS3Store({ ...options, settings }) };
  };
  const connect = (): ReturnType<typeof open> => {
    connection ??= open();
    return connection;
  };
  const linkSeconds = options.linkMinutes * 60;
  const remainingSeconds = (): number =>
    expiresAt === null ? Number.POSITIVE_INFINITY : (expiresAt.getTime() - options.clock.date().getTime()) / 1000;

  return {
    connect: async () => (await connect()).store,
    presign: async ({ bucket, objectKey: key, versionId, displayName }) => {
      const { store } = await connect();
      const seconds = Math.min(linkSeconds, remainingSeconds());
      if (seconds < 1) throw createExpiredError(displayName);
      return store.presign({ bucket, key, versionId }, seconds);
    },
    notes: () => (connection === null ? [] : formatValidity(linkSeconds, expiresAt, isTemporary)),
    warnings: () => (remainingSeconds() < linkSeconds ? [createExpiryWarning(remainingSeconds(), linkSeconds)] : []),
  };
}

function checkSettings(env: EnvironmentVariables, allowPrivateUrls: boolean): S3Settings {
  const settings = readS3Settings(env);
  if ('expected' in settings) throw new InputError([{ input: 'video_url', received: 's3://…', ...settings }]);
  const { endpoint } = settings;
  const kind = endpoint === null ? 'public' : classifyHost(endpoint.hostname);
  if (endpoint !== null && !allowPrivateUrls && kind !== 'public' && kind !== 'name') {
    const expected = 'a storage service that TwelveLabs can reach';
    const hint = `${endpoint.host} is an address in your own network; with an API in the same network, set \`allow_private_urls: true\``;
    throw new InputError([{ input: 'video_url', received: 's3://…', expected, hint }]);
  }
  return settings;
}

function createExpiredError(displayName: string): SourceError {
  const message = `${displayName} was not submitted: the AWS credentials have expired.`;
  const hint = 'Run aws-actions/configure-aws-credentials directly before this step, or raise `role-duration-seconds`.';
  return new SourceError({ code: 'storage_credentials_invalid', message, hint, class: 'auth' });
}

function createExpiryWarning(remaining: number, wanted: number): ErrorDetails {
  const message = `The AWS credentials expire in ${formatDuration(Math.max(0, remaining))}, before the links to objects (${formatDuration(wanted)}).`;
  const hint =
    'TwelveLabs may not have downloaded every video by then. Raise `role-duration-seconds` of aws-actions/configure-aws-credentials.';
  return { code: 'storage_credentials_invalid', message, hint, class: 'auth' };
}

function formatValidity(linkSeconds: number, expiresAt: Date | null, isTemporary: boolean): readonly string[] {
  const validity = `Links to objects of buckets are valid for ${formatDuration(linkSeconds)} after they are submitted`;
  if (!isTemporary) return [`${validity}.`];
  const end = expiresAt === null ? 'which may be sooner' : `at ${expiresAt.toISOString()}`;
  return [`${validity}, but not longer than the temporary AWS credentials, ${end}.`];
}
