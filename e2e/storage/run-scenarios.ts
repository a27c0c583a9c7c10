import { strict as assert } from 'node:assert';
import { type BundleHarness, openBundleHarness, type StepResult } from '../../__tests__/support/bundle-harness.ts';
import { readSampleVideo } from '../../__tests__/support/sample-video.ts';
import { inParallel } from '../../src/util/concurrency.ts';
import type { Credentials, StorageServer } from './minio.ts';
import { createTestObjects } from './objects.ts';

const BUCKET = 'videos';
const VERSIONED = 'versioned';
const PATTERN = `s3://${BUCKET}/library/**/*.mp4`;
const PUT_CONCURRENCY = 40;

/** What a scenario needs. */
interface Environment {
  readonly storage: StorageServer;
  readonly harness: BundleHarness;
  /** Runs the bundle, and checks that nothing it writes has a secret. */
  run(video_url: string, options?: RunOptions): Promise<StepResult>;
}

interface RunOptions {
  readonly credentials?: Credentials;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

type Scenario = readonly [name: string, run: (environment: Environment) => Promise<void>];

const listed = createTestObjects().flatMap(({ key, isListed }) => (isListed ? [`s3://${BUCKET}/${key}`] : []));

/** In this order: the first run fills the index that the next ones use. */
const SCENARIOS: readonly Scenario[] = [
  [
    'a pattern finds the right ones of 5,000 objects, which the platform downloads by signed links',
    async ({ run, storage }) => {
      const before = storage.requests.length;
      const result = await run(PATTERN, { inputs: { preflight: 'warn' } });
      assertStatus(result, 0, 'ready');
      assert.deepEqual(result.results.map(({ source }) => source).toSorted(), listed.toSorted());
      const requests = storage.requests.slice(before);
      const downloads = requests.filter(({ signature, userAgent }) => signature !== null && !isOurs(userAgent));
      assert.equal(new Set(downloads.map(({ path }) => path)).size, listed.length, 'downloads by the platform');
      assert.ok(
        requests.some(({ signature, userAgent }) => signature !== null && userAgent.includes('preflight')),
        'preflight reads by signed links',
      );
    },
  ],
  [
    'a second run reuses every object without a submission or a download',
    async ({ run, storage, harness }) => {
      const before = storage.requests.length;
      const submissions = countSubmissions(harness);
      const result = await run(PATTERN);
      assertStatus(result, 0, 'ready');
      assert.equal(result.outputs['reused_count'], String(listed.length));
      assert.equal(countSubmissions(harness), submissions);
      assert.equal(storage.requests.slice(before).filter(({ signature }) => signature !== null).length, 0);
    },
  ],
  [
    'a changed object is submitted as a new version, and nothing else is',
    async ({ run, storage, harness }) => {
      await storage.put(BUCKET, 'library/awkward/a+b.mp4', createVideo(1));
      const submissions = countSubmissions(harness);
      const result = await run(PATTERN);
      assertStatus(result, 0, 'ready');
      assert.equal(countSubmissions(harness), submissions + 1);
      assert.equal(result.outputs['reused_count'], String(listed.length - 1));
      assert.deepEqual(
        result.results.flatMap(({ source, reused }) => (reused ? [] : [source])),
        [`s3://${BUCKET}/library/awkward/a+b.mp4`],
      );
    },
  ],
  [
    'a line that is the key of an object is that object, also with special characters',
    async ({ run }) => {
      const lines = ['[x].mp4', '{y}.mp4', 'star*.mp4', '100%.mp4', '#1.mp4', 'with space.mp4'];
      const keys = lines.map((name) => `s3://${BUCKET}/library/awkward/${name}`);
      const result = await run(keys.join('\n'));
      assertStatus(result, 0, 'ready');
      assert.deepEqual(
        result.results.map(({ source }) => source),
        keys,
      );
      assert.equal(result.outputs['reused_count'], String(keys.length));
    },
  ],
  [
    'exclusions apply wherever they are in the list',
    async ({ run }) => {
      const result = await run(`!s3://${BUCKET}/library/20*/**\n${PATTERN}\n!s3://${BUCKET}/library/awkward/a*`);
      assertStatus(result, 0, 'ready');
      const expected = listed.filter((url) => url.includes('/awkward/') && !url.includes('/awkward/a'));
      assert.deepEqual(result.results.map(({ source }) => source).toSorted(), expected.toSorted());
    },
  ],
  [
    'a version of an object is another video than the current one',
    async ({ run, storage }) => {
      const version = await storage.put(VERSIONED, 'clip.mp4', createVideo(2));
      await storage.put(VERSIONED, 'clip.mp4', createVideo(3));
      const result = await run(`s3://${VERSIONED}/clip.mp4\ns3://${VERSIONED}/clip.mp4?versionId=${version}`);
      assertStatus(result, 0, 'ready');
      const ids = result.results.map(({ video_id }) => video_id);
      assert.equal(new Set(ids).size, 2);
      const again = await run(`s3://${VERSIONED}/clip.mp4?versionId=${version}`);
      assert.equal(again.outputs['video_id'], ids[1]);
      assert.equal(again.outputs['reused_count'], '1');
    },
  ],
  [
    'an empty object, a missing one and a missing version are rejected, and the others are indexed',
    async ({ run }) => {
      const version = '11111111-2222-4333-8444-555555555555';
      const keys = ['broken/*.mp4', 'broken/missing.mp4', 'library/awkward/a+b.mp4'];
      const urls = [...keys.map((key) => `s3://${BUCKET}/${key}`), `s3://${VERSIONED}/clip.mp4?versionId=${version}`];
      const result = await run(urls.join('\n'));
      assertStatus(result, 1, 'rejected');
      assert.deepEqual(
        result.results.map(({ status, error }) => [status, error?.code ?? null]),
        [
          ['rejected', 'video_file_empty'],
          ['rejected', 'object_not_found'],
          ['ready', null],
          ['rejected', 'object_not_found'],
        ],
      );
      assert.match(result.results[1]?.error?.message ?? '', /has no such object \(NoSuchKey, HTTP 404\)/);
    },
  ],
  [
    'temporary credentials with a session token work',
    async ({ run, storage }) => {
      const credentials = await storage.assumeRole(
        allow(['s3:ListBucket'], `${BUCKET}`, ['s3:GetObject'], `${BUCKET}/*`),
      );
      const result = await run(`s3://${BUCKET}/library/awkward/*.mp4`, { credentials, inputs: { reuse: 'false' } });
      assertStatus(result, 0, 'ready');
      assert.match(result.log, /not longer than the temporary AWS credentials/);
    },
  ],
  [
    'a warning says that credentials expire before the links',
    async ({ run, storage }) => {
      const credentials = await storage.assumeRole(
        allow(['s3:ListBucket'], `${BUCKET}`, ['s3:GetObject'], `${BUCKET}/*`),
      );
      const env = { AWS_CREDENTIAL_EXPIRATION: new Date(Date.now() + 900_000).toISOString() };
      const result = await run(`s3://${BUCKET}/library/awkward/a+b.mp4`, { credentials, env });
      assertStatus(result, 0, 'ready');
      assert.match(result.log, /::warning .*The AWS credentials expire in 1\dm.*before the links to objects \(12h\)/);
    },
  ],
  [
    'without the permission to list, a pattern fails and an exact key works',
    async ({ run, storage }) => {
      const credentials = await storage.assumeRole(allow(['s3:GetObject'], `${BUCKET}/*`));
      const pattern = await run(PATTERN, { credentials });
      assertInputError(pattern, /does not permit to list the bucket \(AccessDenied, HTTP 403\).*s3:ListBucket/);
      const exact = await run(`s3://${BUCKET}/library/awkward/a+b.mp4`, { credentials });
      assertStatus(exact, 0, 'ready');
    },
  ],
  [
    'without the permission to read, every object is rejected',
    async ({ run, storage }) => {
      const credentials = await storage.assumeRole(allow(['s3:ListBucket'], BUCKET));
      const result = await run(`s3://${BUCKET}/library/awkward/a+b.mp4`, { credentials });
      assertStatus(result, 1, 'rejected');
      assert.equal(result.results[0]?.error?.code, 'storage_access_denied');
    },
  ],
  [
    'a missing bucket is an error of the input',
    async ({ run }) => assertInputError(await run('s3://no-such-bucket/*.mp4'), /has no such bucket \(NoSuchBucket/),
  ],
  [
    'a wrong key ID and a wrong secret are told apart',
    async ({ run, storage }) => {
      const unknown = { ...storage.root, AWS_ACCESS_KEY_ID: 'UNKNOWNKEYCANARY1' };
      const wrong = { ...storage.root, AWS_SECRET_ACCESS_KEY: 'wrong-secret-CANARY-987654' };
      assertInputError(await run(PATTERN, { credentials: unknown }), /does not know the access key ID/);
      assertInputError(await run(PATTERN, { credentials: wrong }), /does not accept the signature/);
    },
  ],
  [
    'a wrong session token and no credentials are errors of the input',
    async ({ run, storage }) => {
      const role = await storage.assumeRole(allow(['s3:ListBucket'], BUCKET));
      const credentials = { ...role, AWS_SESSION_TOKEN: 'wrong-token-CANARY-5551212' };
      assertInputError(await run(PATTERN, { credentials }), /does not accept the session token/);
      assertInputError(await run(PATTERN, { credentials: {} }), /AWS_ACCESS_KEY_ID is not set/);
    },
  ],
  [
    'expired credentials are an error of the input',
    async ({ run, storage }) => {
      // The shortest session of the server takes 15 minutes, so that the response is replaced.
      const body = '<Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message></Error>';
      storage.setFault(() => ({ status: 400, body }));
      try {
        assertInputError(await run(PATTERN), /credentials that have expired \(ExpiredToken, HTTP 400\)/);
      } finally {
        storage.setFault(null);
      }
    },
  ],
  [
    'throttling is waited for',
    async ({ run, storage }) => {
      let faults = 0;
      const body = '<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>';
      storage.setFault(({ url = '' }) => {
        if (!url.includes('list-type=2') || faults >= 2) return null;
        faults += 1;
        return { status: 503, body };
      });
      try {
        const result = await run(`s3://${BUCKET}/library/awkward/*.mp4`);
        assertStatus(result, 0, 'ready');
        assert.equal(faults, 2);
      } finally {
        storage.setFault(null);
      }
    },
  ],
  [
    'links are signed for the time that `link_minutes` states',
    async ({ run, storage }) => {
      const expiries: string[] = [];
      storage.setFault(({ url = '' }) => {
        const expiry = new URL(url, 'http://host').searchParams.get('X-Amz-Expires');
        if (expiry !== null) expiries.push(expiry);
        return null;
      });
      const inputs = { reuse: 'false', link_minutes: '30' };
      const result = await run(`s3://${BUCKET}/library/awkward/a+b.mp4`, { inputs });
      storage.setFault(null);
      assertStatus(result, 0, 'ready');
      assert.deepEqual([...new Set(expiries)], ['1800']);
    },
  ],
];

/** Resolves with the exit code. */
export async function runScenarios(storage: StorageServer): Promise<number> {
  await fill(storage);
  const harness = await openBundleHarness({ concurrency: 200, speed: 600, assetReadyAtOnce: true });
  let failed = 0;
  try {
    const environment: Environment = {
      storage,
      harness,
      run: (url, options) => runStep(storage, harness, url, options),
    };
    for (const [name, run] of SCENARIOS) {
      const started = performance.now();
      const error = await run(environment).then(
        () => null,
        (reason: unknown) => reason,
      );
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      console.log(`${error === null ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`);
      if (error === null) continue;
      failed += 1;
      console.log(error);
    }
  } finally {
    await harness.close();
  }
  console.log(`${SCENARIOS.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

async function fill(storage: StorageServer): Promise<void> {
  const started = performance.now();
  await storage.createBucket(BUCKET, false);
  await storage.createBucket(VERSIONED, true);
  const objects = createTestObjects();
  await inParallel(PUT_CONCURRENCY, objects.entries(), async ([n, { key, isListed }]) => {
    await storage.put(BUCKET, key, isListed ? createVideo(n) : Buffer.from(`object ${n}`));
  });
  await storage.put(BUCKET, 'library/folder/', Buffer.alloc(0));
  await storage.put(BUCKET, 'broken/empty.mp4', Buffer.alloc(0));
  await storage.put(BUCKET, 'library/empty-marker.txt', Buffer.alloc(0));
  console.log(`${objects.length} objects in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

/** The sample video; bytes after its end make it another file. */
function createVideo(n: number): Buffer {
  const free = Buffer.alloc(16);
  free.writeUInt32BE(16);
  free.write('free', 4, 'latin1');
  free.writeUInt32BE(n, 8);
  return Buffer.concat([readSampleVideo(), free]);
}

async function runStep(
  storage: StorageServer,
  harness: BundleHarness,
  video_url: string,
  { credentials = storage.root, inputs = {}, env = {} }: RunOptions = {},
): Promise<StepResult> {
  const before = storage.requests.length;
  const defaults = { reuse: 'true', max_in_flight: '60', video_url };
  const region = { AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL_S3: storage.origin };
  const result = await harness.run({ ...defaults, ...inputs }, { env: { ...region, ...credentials, ...env } });
  const signatures = storage.requests.slice(before).flatMap(({ signature }) => signature ?? []);
  assertNoSecrets(result, [...Object.values(credentials), ...signatures]);
  return result;
}

/** Everything but the commands that mask a secret, which the runner does not show. */
function assertNoSecrets({ everything }: StepResult, secrets: readonly string[]): void {
  const lines = everything.split('\n').filter((line) => !line.startsWith('::add-mask::'));
  const text = lines.join('\n');
  for (const secret of secrets)
    for (const spelling of [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')])
      assert.ok(!text.includes(spelling), 'a secret was published');
}

function isOurs(userAgent: string): boolean {
  return userAgent.includes('twelvelabs-index-action');
}

function countSubmissions({ simulator }: BundleHarness): number {
  return simulator.core.tasks().length;
}

function assertStatus(result: StepResult, code: number, status: string): void {
  assert.deepEqual(
    [result.code, result.outputs['status']],
    [code, status],
    `${result.log.slice(-3_000)}${result.stderr}`,
  );
}

function assertInputError(result: StepResult, message: RegExp): void {
  assert.equal(result.code, 1, result.log);
  assert.equal(result.outputs['error_code'], 'input_invalid', result.log);
  assert.match(result.log, message);
}

/** A policy: actions and the resource that they are allowed on, in turns. */
function allow(...pairs: ReadonlyArray<readonly string[] | string>): object {
  const statements = pairs.flatMap((actions, n) =>
    n % 2 === 0 ? [{ Effect: 'Allow', Action: actions, Resource: [`arn:aws:s3:::${pairs[n + 1]}`] }] : [],
  );
  return { Version: '2012-10-17', Statement: statements };
}
