import { describe, expect, test } from '@jest/globals';
import type { HttpRequest, HttpResponse, Send } from '../../src/http/transport.ts';
import { TransportError } from '../../src/http/transport.ts';
import { readS3Settings, type S3Settings } from '../../src/storage/s3-settings.ts';
import { createS3Store } from '../../src/storage/s3-store.ts';
import { parseListPage } from '../../src/storage/s3-xml.ts';
import { explainStorageError, StorageError } from '../../src/storage/storage-error.ts';
import { createSystemClock } from '../../src/util/clock.ts';

const ENV = {
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  AWS_REGION: 'us-east-1',
};

function readSettings(env: Readonly<Record<string, string>>): S3Settings {
  const settings = readS3Settings(env);
  if ('expected' in settings) throw new Error(settings.hint);
  return settings;
}

/** A clock that stands still, and does not wait. */
const clock = {
  ...createSystemClock(),
  date: () => new Date('2013-05-24T00:00:00Z'),
  sleep: () => Promise.resolve(),
};

function createStore(send: Send, env: Readonly<Record<string, string>> = ENV): ReturnType<typeof createS3Store> {
  const settings = readSettings(env);
  return createS3Store({ settings, send, clock, random: () => 0, signal: new AbortController().signal });
}

const failToSend: Send = () => Promise.reject(new Error('nothing is sent'));

function respond(status: number, body: string, headers: HttpResponse['headers'] = {}): HttpResponse {
  return { status, body, headers, bodyError: null };
}

describe('a signed link', () => {
  test('has the parameters of Signature Version 4', async () => {
    const store = createStore(failToSend);
    const link = new URL(await store.presign({ bucket: 'x', key: 'test.txt', versionId: null }, 86_400));
    expect(link.searchParams.get('X-Amz-Credential')).toBe('AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request');
    expect(link.searchParams.get('X-Amz-Date')).toBe('20130524T000000Z');
    expect(link.searchParams.get('X-Amz-Expires')).toBe('86400');
    expect(link.searchParams.get('X-Amz-SignedHeaders')).toBe('host');
    expect(link.searchParams.get('X-Amz-Signature')).toMatch(/^[0-9a-f]{64}$/);
  });

  test.each([
    ['a b+c%d.mp4', '/a%20b%2Bc%25d.mp4'],
    ["it's (1)!*.mp4", '/it%27s%20%281%29%21%2A.mp4'],
    ['ü/日本.mp4', '/%C3%BC/%E6%97%A5%E6%9C%AC.mp4'],
    ['#1?.mp4', '/%231%3F.mp4'],
    ['a//b.mp4', '/a//b.mp4'],
  ])('encodes the key %s', async (key, path) => {
    const link = new URL(await createStore(failToSend).presign({ bucket: 'bkt', key, versionId: null }, 60));
    expect(link.origin + link.pathname).toBe(`https://bkt.s3.us-east-1.amazonaws.com${path}`);
  });

  test.each([
    [{}, 'my-bucket', 'https://my-bucket.s3.us-east-1.amazonaws.com/k'],
    [{}, 'my.bucket', 'https://s3.us-east-1.amazonaws.com/my.bucket/k'],
    [{ AWS_REGION: 'cn-north-1' }, 'b-1', 'https://b-1.s3.cn-north-1.amazonaws.com.cn/k'],
    [{ AWS_ENDPOINT_URL: 'https://s3.example.com/' }, 'b-1', 'https://s3.example.com/b-1/k'],
    [
      { AWS_ENDPOINT_URL: 'https://no.example', AWS_ENDPOINT_URL_S3: 'https://s3.example.com/sub' },
      'b-1',
      'https://s3.example.com/sub/b-1/k',
    ],
  ])('has the host of the service: %j %s', async (env, bucket, expected) => {
    const store = createStore(failToSend, { ...ENV, ...env });
    expect((await store.presign({ bucket, key: 'k', versionId: null }, 60)).split('?')[0]).toBe(expected);
  });

  test('contains the version and the session token, and lasts seven days at most', async () => {
    const store = createStore(failToSend, { ...ENV, AWS_SESSION_TOKEN: 'a+token' });
    const link = new URL(await store.presign({ bucket: 'bkt', key: 'k', versionId: 'v 1' }, 10_000_000));
    expect(link.search).toContain('versionId=v%201&');
    expect(link.searchParams.get('X-Amz-Security-Token')).toBe('a+token');
    expect(link.searchParams.get('X-Amz-Expires')).toBe('604800');
  });
});

describe('a listing', () => {
  const page = (contents: string, more = ''): string =>
    `<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${contents}${more}</ListBucketResult>`;
  const entry = (key: string, more = ''): string =>
    `<Contents><Key>${key}</Key><Size>5</Size><ETag>&quot;e1&quot;</ETag>${more}</Contents>`;

  test('reads all pages with the token of each', async () => {
    const urls: URL[] = [];
    const send: Send = ({ url }) => {
      urls.push(url);
      const more = '<IsTruncated>true</IsTruncated><NextContinuationToken>t+1/=</NextContinuationToken>';
      return Promise.resolve(respond(200, urls.length === 1 ? page(entry('a'), more) : page(entry('b'))));
    };
    const keys: string[] = [];
    for await (const objects of createStore(send).list('bkt', 'x y+z/')) keys.push(...objects.map(({ key }) => key));
    expect(keys).toEqual(['a', 'b']);
    expect(urls.map(({ search }) => search)).toEqual([
      '?list-type=2&encoding-type=url&prefix=x%20y%2Bz%2F',
      '?list-type=2&encoding-type=url&prefix=x%20y%2Bz%2F&continuation-token=t%2B1%2F%3D',
    ]);
  });

  test.each([
    ['an encoded key', `${entry('a+b%2B%25')}<EncodingType>url</EncodingType>`, { key: 'a b+%' }],
    ['a key that is not encoded', entry('a+b%2B'), { key: 'a+b%2B' }],
    ['a key with entities and white space', entry(' a&amp;b&#x20ac; '), { key: ' a&b€ ' }],
    ['a key that looks like a number', entry('007'), { key: '007' }],
    ['an ETag', entry('a'), { etag: 'e1', size: 5 }],
    ['Glacier', entry('a', '<StorageClass>GLACIER</StorageClass>'), { isArchived: true }],
    ['Deep Archive', entry('a', '<StorageClass>DEEP_ARCHIVE</StorageClass>'), { isArchived: true }],
    ['Glacier Instant Retrieval', entry('a', '<StorageClass>GLACIER_IR</StorageClass>'), { isArchived: false }],
    [
      'a restored object',
      entry(
        'a',
        '<StorageClass>GLACIER</StorageClass><RestoreStatus><IsRestoreInProgress>false</IsRestoreInProgress><RestoreExpiryDate>2026-12-01T00:00:00Z</RestoreExpiryDate></RestoreStatus>',
      ),
      { isArchived: false },
    ],
    [
      'an object that is being restored',
      entry(
        'a',
        '<StorageClass>GLACIER</StorageClass><RestoreStatus><IsRestoreInProgress>true</IsRestoreInProgress></RestoreStatus>',
      ),
      { isArchived: true },
    ],
  ])('reads %s', (_, xml, expected) => {
    expect(parseListPage(page(xml))?.objects[0]).toMatchObject(expected);
  });

  test.each(['', 'not XML', '<html></html>', '{"a": 1}', '<a>'.repeat(5_000)])('rejects %#', async (body) => {
    const list = createStore(() => Promise.resolve(respond(200, body))).list('bkt', '');
    await expect(list[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'invalid_response' });
  });
});

describe('an object', () => {
  const stat = (response: HttpResponse): ReturnType<ReturnType<typeof createStore>['stat']> =>
    createStore(() => Promise.resolve(response)).stat({ bucket: 'bkt', key: 'k', versionId: null });

  test.each([
    [
      'its size from a range',
      respond(206, 'x', { 'content-range': 'bytes 0-0/1234', etag: '"e"' }),
      { size: 1234, etag: 'e' },
    ],
    ['its size without ranges', respond(200, 'x', { 'content-length': '9' }), { size: 9, etag: null }],
    ['that it is empty', respond(416, '<Error><Code>InvalidRange</Code></Error>'), { size: 0 }],
    ['its archive', respond(206, 'x', { 'x-amz-storage-class': 'GLACIER' }), { isArchived: true }],
    [
      'its restoration',
      respond(206, 'x', {
        'x-amz-storage-class': 'GLACIER',
        'x-amz-restore': 'ongoing-request="false", expiry-date="Fri, 21 Dec 2026 00:00:00 GMT"',
      }),
      { isArchived: false },
    ],
  ])('states %s', async (_, response, expected) => {
    expect(await stat(response)).toMatchObject(expected);
  });
});

describe('an error', () => {
  const read = async (response: HttpResponse, action: 'list' | 'read' = 'read'): Promise<string> => {
    const store = createStore(() => Promise.resolve(response));
    const error = await store.stat({ bucket: 'bkt', key: 'k', versionId: null }).catch((reason: unknown) => reason);
    if (!(error instanceof StorageError)) throw error;
    const { code, predicate, hint } = explainStorageError(error, action);
    return `${code}: ${predicate}; ${hint}`;
  };
  const xml = (code: string, more = ''): string => `<Error><Code>${code}</Code><Message>m</Message>${more}</Error>`;

  test.each([
    ['NoSuchKey', 404, 'object_not_found: has no such object (NoSuchKey, HTTP 404)'],
    ['NoSuchBucket', 404, 'storage_bucket_not_found: has no such bucket'],
    ['InvalidObjectState', 403, 'object_archived: has archived the object'],
    ['ExpiredToken', 400, 'storage_credentials_invalid: does not accept credentials that have expired'],
    ['SignatureDoesNotMatch', 403, 'storage_credentials_invalid: does not accept the signature'],
    ['RequestTimeTooSkewed', 403, 'storage_credentials_invalid: does not accept the time'],
    ['AccessDenied', 403, 'storage_access_denied: does not permit to read the object'],
    ['SlowDown', 503, 'storage_unavailable: is unavailable (SlowDown, HTTP 503)'],
    ['MethodNotAllowed', 405, 'storage_unavailable: sent an unexpected response (MethodNotAllowed, HTTP 405)'],
  ])('%s is explained', async (code, status, expected) => {
    expect(await read(respond(status, xml(code)))).toContain(expected);
  });

  test('names the region of a bucket that is elsewhere', async () => {
    const moved = respond(301, xml('PermanentRedirect'), { 'x-amz-bucket-region': 'eu-west-1' });
    expect(await read(moved)).toContain('set AWS_REGION to eu-west-1');
    const malformed = respond(400, xml('AuthorizationHeaderMalformed', '<Region>eu-north-1</Region>'));
    expect(await read(malformed)).toContain('set AWS_REGION to eu-north-1');
  });

  test('without a body is explained by its status', async () => {
    expect(await read(respond(403, ''), 'list')).toContain('does not permit to list the bucket (http_403, HTTP 403)');
    expect(await read(respond(404, ''))).toContain('has no such object');
  });

  test('is not final before six attempts if it may be temporary', async () => {
    let count = 0;
    const send = (response: () => Promise<HttpResponse>) => (_request: HttpRequest) => {
      count += 1;
      return response();
    };
    const location = { bucket: 'bkt', key: 'k', versionId: null };
    for (const response of [
      () => Promise.resolve(respond(503, xml('SlowDown'))),
      () => Promise.resolve(respond(400, xml('RequestTimeout'))),
      () => Promise.reject(new TransportError('reset', true)),
    ]) {
      count = 0;
      await expect(createStore(send(response)).stat(location)).rejects.toThrow(StorageError);
      expect(count).toBe(6);
    }
    count = 0;
    await expect(createStore(send(() => Promise.resolve(respond(403, '')))).stat(location)).rejects.toThrow();
    expect(count).toBe(1);
  });
});

describe('readS3Settings', () => {
  test.each([
    [{ AWS_ACCESS_KEY_ID: '' }, 'AWS_ACCESS_KEY_ID is not set'],
    [{ AWS_SECRET_ACCESS_KEY: '' }, 'AWS_SECRET_ACCESS_KEY is not set'],
    [{ AWS_REGION: '' }, 'a step that sets only the credentials'],
    [{ AWS_REGION: 'US East (N. Virginia)' }, 'the name of a region instead of its code'],
    [{ AWS_ENDPOINT_URL_S3: 's3.example.com' }, 'an endpoint without https://'],
    [{ AWS_ENDPOINT_URL: 'https://s3.example.com/?X-Amz-Signature=1' }, 'a signed link instead of an endpoint'],
  ])('rejects %j', (env, hint) => {
    expect(readS3Settings({ ...ENV, ...env })).toMatchObject({ hint: expect.stringContaining(hint) });
  });

  test.each([
    ['https://s3.us-west-004.backblazeb2.com', 'us-west-004'],
    ['https://0123.r2.cloudflarestorage.com', 'us-east-1'],
    ['http://127.0.0.1:9000', 'us-east-1'],
  ])('has a region for %s', (endpoint, region) => {
    expect(readSettings({ ...ENV, AWS_REGION: '', AWS_ENDPOINT_URL: endpoint }).region).toBe(region);
  });
});
