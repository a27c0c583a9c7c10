import { describe, expect, test } from '@jest/globals';
import { createUpload } from '../../src/twelvelabs/uploads.ts';
import type { JsonObject } from '../../src/util/json.ts';
import { createFakeApi } from '../support/fixtures.ts';

const LIMITS = { timeoutMs: 1_000, signal: new AbortController().signal };
const UPLOAD = { filename: 'a.mp4', totalSize: 10, enableVideoStream: true, userMetadata: {} };

async function open(answer: JsonObject, isLocal = false) {
  const body = { upload_id: 'u1', asset_id: 'a1', chunk_size: 10, ...answer };
  const api = { ...createFakeApi({}), isLocal, postJson: () => Promise.resolve(body) };
  return createUpload(api, UPLOAD, LIMITS);
}

async function acceptsAddress(url: string, isLocal: boolean): Promise<boolean> {
  return (await open({ upload_urls: [{ chunk_index: 1, url }] }, isLocal)).urls.length === 1;
}

describe('the address of an upload', () => {
  test.each(['https://bucket.s3.amazonaws.com/k?X-Amz-Signature=1', 'https://203.0.114.7/k'])(
    'may be public and encrypted: %s',
    async (url) => expect(await acceptsAddress(url, false)).toBe(true),
  );

  test.each([
    'http://bucket.s3.amazonaws.com/k',
    'https://10.0.0.1/k',
    'https://169.254.169.254/latest',
    'https://[fd00::1]/k',
    'https://metadata.google.internal/k',
    'https://vault.svc/k',
    'https://user:password@bucket.example.com/k',
    'file:///etc/passwd',
  ])('is refused for any API: %s', async (url) => {
    expect([await acceptsAddress(url, false), await acceptsAddress(url, true)]).toEqual([false, false]);
  });

  test.each(['http://127.0.0.1:9000/k', 'https://localhost/k', 'http://[::1]:9000/k'])(
    'may be on this machine only if the API is: %s',
    async (url) => expect([await acceptsAddress(url, false), await acceptsAddress(url, true)]).toEqual([false, true]),
  );
});

test('only headers of storage services are sent with an upload', async () => {
  const allowed = {
    'Content-Type': 'video/mp4',
    'x-amz-server-side-encryption': 'AES256',
    'x-ms-blob-type': 'BlockBlob',
  };
  const refused = { Host: 'inner', host: 'inner', Authorization: 'x', Cookie: 'x', 'Transfer-Encoding': 'chunked' };
  const { headers } = await open({ upload_headers: { ...allowed, ...refused, 'x-amz-meta': 'a\r\nHost: inner' } });
  expect(headers).toEqual(allowed);
});

test.each(['../../tasks', 'a b', '', '<i>', 'x'.repeat(101), 5])('an ID cannot be %j', async (upload_id) => {
  await expect(open({ upload_id })).rejects.toThrow('the response lacks `upload_id`');
});
