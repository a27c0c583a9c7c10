import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { SafeFetch } from '../../src/http/safe-fetch.ts';
import { createFetchSession, FetchError } from '../../src/http/safe-fetch.ts';
import { detectFileType } from '../../src/media/detect-file-type.ts';
import { HEAD_BYTES, inspectUrl } from '../../src/media/inspect-url.ts';
import { findSharingService, SERVICES } from '../../src/media/sharing-services.ts';
import { createSystemClock } from '../../src/util/clock.ts';
import { serveEndless, serveRanged, serveWhole, startHttpServer } from '../support/http-server.ts';
import { readSampleVideo } from '../support/sample-video.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

const never = new AbortController().signal;
const page = Buffer.from('\ufeff\n  <!DOCTYPE HTML><html><title>Sign in</title></html>');

async function look(answer: Parameters<typeof startHttpServer>[0], timeoutMs = 2_000) {
  const started = await startHttpServer(answer);
  const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
  const session = createFetchSession({ clock: createSystemClock(), resolve, allowPrivate: true, proxyFor: () => null });
  open.push(started, session);
  const found = await inspectUrl(new URL(`${started.origin}/v`), session.fetch, { timeoutMs, signal: never });
  return { ...found, codes: found.findings.map(({ severity, error }) => `${severity} ${error.code}`) };
}

/** What is told of a link when the fetch ends as given, without any network. */
async function told(link: string, fetch: SafeFetch): Promise<readonly string[]> {
  const { findings } = await inspectUrl(new URL(link), fetch, { timeoutMs: 1_000, signal: never });
  return findings.map(({ severity, error }) => `${severity} ${error.code}`);
}

const failing =
  (failure: ConstructorParameters<typeof FetchError>[0]): SafeFetch =>
  async () => {
    throw new FetchError(failure, 'as the test wants it');
  };

const answering =
  (body: Buffer, end: string | null = null): SafeFetch =>
  async ({ url }) => ({ status: 200, headers: {}, url: new URL(end ?? url), body, whole: true });

describe('a video', () => {
  const sample = readSampleVideo();

  test('with ranges', async () => {
    const seen = await look(serveRanged(sample, { etag: '"abc"', 'content-type': 'video/mp4' }));
    expect(seen).toMatchObject({ codes: [], size: sample.length, version: 'etag:"abc"' });
    expect(seen.file).toMatchObject({ size: sample.length, ranges: true });
    expect(seen.file?.head.equals(sample.subarray(0, HEAD_BYTES))).toBe(true);
  });

  test('without ranges: the first bytes, and the size', async () => {
    const seen = await look(serveWhole(sample));
    expect(seen).toMatchObject({ codes: [], size: sample.length, file: { ranges: false } });
    expect(seen.file?.head).toHaveLength(HEAD_BYTES);
  });

  test.each(['text/html', 'application/octet-stream', 'image/png', 'text/plain'])('called %s', async (type) => {
    expect((await look(serveRanged(sample, { 'content-type': type }))).codes).toEqual([]);
  });

  test('of unknown length', async () => {
    const range = `bytes 0-${HEAD_BYTES - 1}/*`;
    const seen = await look(serveWhole(sample.subarray(0, HEAD_BYTES), { 'content-range': range }, 206));
    expect(seen).toMatchObject({ codes: [], size: null, file: null });
  });

  test('that does not end', async () => {
    expect(await look(serveEndless(sample))).toMatchObject({ codes: [], size: null, file: null });
  });

  test('compressed although nobody asked for that', async () => {
    const seen = await look(serveWhole(gzipSync(sample), { 'content-encoding': 'gzip', 'last-modified': 'x' }));
    expect(seen).toMatchObject({ codes: [], size: null, version: null, file: null });
  });

  test('shorter than what was asked for', async () => {
    const short = sample.subarray(0, 2_000);
    expect(await look(serveRanged(short))).toMatchObject({ size: 2_000, codes: [] });
  });
});

describe('version', () => {
  const modified = 'Mon, 02 Nov 2026 10:00:00 GMT';
  test.each<[string, Readonly<Record<string, string>>, string | null]>([
    ['a strong ETag', { etag: '"a-1"', 'last-modified': modified }, 'etag:"a-1"'],
    ['a weak ETag is not enough', { etag: 'W/"a-1"', 'last-modified': modified }, `size:100;modified:${modified}`],
    ['size and time', { 'last-modified': modified }, `size:100;modified:${modified}`],
    ['an empty ETag', { etag: '""' }, null],
    ['nothing to tell by', {}, null],
  ])('%s', async (_, headers, version) => {
    expect((await look(serveRanged(readSampleVideo().subarray(0, 100), headers))).version).toBe(version);
  });
});

describe('not a video', () => {
  test.each<[string, Buffer, string]>([
    ['a web page', page, 'reject video_url_web_page'],
    ['a page in XHTML', Buffer.from('<?xml version="1.0"?>\n<!DOCTYPE html><html/>'), 'reject video_url_web_page'],
    ['an XML error', Buffer.from('<?xml version="1.0"?><Error/>'), 'reject video_url_not_video'],
    ['JSON', Buffer.from('{ "error": "no" }'), 'reject video_url_not_video'],
    ['a PNG', Buffer.from('\x89PNG\r\n\x1a\nxxxx', 'latin1'), 'reject video_url_not_video'],
    ['a ZIP', Buffer.from('PK\x03\x04xxxxxxx'), 'reject video_url_not_video'],
    ['an HLS playlist', Buffer.from('#EXTM3U\n#EXT-X-VERSION:3'), 'reject video_url_not_video'],
    ['a Git LFS pointer', Buffer.from('version https://git-lfs.github.com/spec/v1\n'), 'reject video_url_not_video'],
    ['an empty file', Buffer.alloc(0), 'reject video_url_empty'],
  ])('%s', async (_, body, code) => {
    expect((await look(serveWhole(body, { 'content-type': 'video/mp4' }))).codes).toEqual([code]);
    expect((await look(serveWhole(body, { 'content-type': 'video/mp4' }))).file).toBeNull();
  });

  test('a compressed page', async () => {
    const seen = await look(serveWhole(gzipSync(page), { 'content-encoding': 'gzip' }));
    expect(seen.codes).toEqual(['reject video_url_web_page']);
  });

  test('bytes that nobody knows, called text: a warning only', async () => {
    const body = Buffer.from('Hello. This is a note.');
    expect((await look(serveWhole(body, { 'content-type': 'text/plain' }))).codes).toEqual([
      'warn video_url_not_video',
    ]);
    expect((await look(serveWhole(body, { 'content-type': 'video/x-odd' }))).codes).toEqual([]);
  });

  test('an empty file by its range', async () => {
    const answer = serveWhole(Buffer.alloc(0), { 'content-range': 'bytes */0' }, 416);
    expect((await look(answer)).codes).toEqual(['reject video_url_empty']);
  });
});

describe('answers that are no success', () => {
  test.each([
    [401, 'reject video_url_forbidden'],
    [403, 'reject video_url_forbidden'],
    [404, 'reject video_url_not_found'],
    [410, 'reject video_url_not_found'],
    [400, 'warn video_url_unexpected_answer'],
    [204, 'warn video_url_unexpected_answer'],
    [300, 'warn video_url_unexpected_answer'],
    [408, 'unknown video_url_unavailable'],
    [429, 'unknown video_url_unavailable'],
    [500, 'unknown video_url_unavailable'],
    [503, 'unknown video_url_unavailable'],
  ])('HTTP %i', async (status, code) => {
    expect((await look((_, response) => response.writeHead(status).end())).codes).toEqual([code]);
  });

  test('an expired signature is told apart', async () => {
    const body = Buffer.from(
      '<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Request has expired</Message>',
    );
    expect((await look(serveWhole(body, {}, 403))).codes).toEqual(['reject video_url_expired']);
  });

  test('HEAD is not needed', async () => {
    const sample = readSampleVideo();
    const seen = await look((request, response) => {
      if (request.method === 'HEAD') response.writeHead(405).end();
      else serveRanged(sample)(request, response);
    });
    expect(seen.codes).toEqual([]);
  });

  test('a server that never answers is unknown', async () => {
    expect((await look(() => {}, 100)).codes).toEqual(['unknown video_url_unreachable']);
  });

  test.each<[ConstructorParameters<typeof FetchError>[0], string]>([
    ['private_address', 'reject video_url_private_address'],
    ['bad_redirect', 'warn video_url_bad_redirect'],
    ['unknown_host', 'warn video_url_unknown_host'],
    ['certificate', 'warn video_url_bad_certificate'],
    ['connection', 'unknown video_url_unreachable'],
    ['cancelled', 'unknown video_url_unreachable'],
  ])('%s', async (failure, code) => {
    expect(await told('https://example.com/v.mp4', failing(failure))).toEqual([code]);
  });
});

describe('services', () => {
  test.each([
    'https://www.youtube.com/watch?v=x',
    'https://youtu.be/x',
    'https://vimeo.com/123',
    'https://drive.google.com/file/d/x/view?usp=sharing',
    'https://www.dropbox.com/s/x/video.mp4?dl=0',
    'https://www.dropbox.com/scl/fi/x/video.mp4?rlkey=y',
    'https://1drv.ms/v/s!x',
    'https://contoso.sharepoint.com/:v:/s/x',
    'https://app.box.com/s/x',
    'https://www.loom.com/share/x',
    'https://www.facebook.com/watch/?v=1',
    'https://fb.watch/x',
    'https://www.tiktok.com/@a/video/1',
    'https://www.instagram.com/reel/x',
    'https://we.tl/t-x',
    'https://www.icloud.com/iclouddrive/x',
    'https://github.com/o/r/blob/main/v.mp4',
    'https://huggingface.co/o/r/blob/main/v.mp4',
    'https://x.com/a/status/1',
  ])('%s leads to a page', (link) => {
    expect(findSharingService(new URL(link))?.instead).toMatch(/\.$/);
  });

  test.each([
    'https://www.dropbox.com/s/x/video.mp4?dl=1',
    'https://www.dropbox.com/s/x/video.mp4?raw=1',
    'https://dl.dropboxusercontent.com/s/x/video.mp4',
    'https://contoso.sharepoint.com/:v:/s/x?download=1',
    'https://app.box.com/shared/static/x.mp4',
    'https://drive.google.com/uc?export=download&id=x',
    'https://player.vimeo.com/progressive_redirect/playback/1/rendition/720p/file.mp4',
    'https://github.com/o/r/releases/download/v1/v.mp4',
    'https://github.com/o/r/raw/main/v.mp4',
    'https://raw.githubusercontent.com/o/r/main/v.mp4',
    'https://notyoutube.com/v.mp4',
    'https://youtube.com.example.org/v.mp4',
    'https://bucket.s3.amazonaws.com/v.mp4',
  ])('%s is left alone', (link) => {
    expect(findSharingService(new URL(link))).toBeNull();
  });

  test('one that has no links to files is not even asked', async () => {
    const fetch: SafeFetch = () => {
      throw new Error('asked');
    };
    expect(await told('https://youtu.be/x', fetch)).toEqual(['reject video_url_share_link']);
    expect(SERVICES.filter(({ isDirect }) => isDirect === undefined).length).toBeGreaterThan(5);
  });

  test('bytes are believed more than the form of a link', async () => {
    const link = 'https://www.dropbox.com/s/x/video.mp4?new=form';
    expect(await told(link, answering(readSampleVideo()))).toEqual([]);
    expect(await told(link, answering(page))).toEqual(['reject video_url_share_link']);
    expect(await told(link, failing('timeout'))).toEqual([
      'warn video_url_share_link',
      'unknown video_url_unreachable',
    ]);
  });

  test('a link that redirects to one', async () => {
    expect(await told('https://short.example/x', answering(page, 'https://www.youtube.com/watch?v=x'))).toEqual([
      'reject video_url_share_link',
    ]);
  });
});

describe('sniff', () => {
  test.each<[string, Buffer, string]>([
    ['MP4', readSampleVideo().subarray(0, 64), 'video'],
    ['Matroska', Buffer.from('\x1a\x45\xdf\xa3....', 'latin1'), 'video'],
    ['AVI', Buffer.from('RIFF\x10\0\0\0AVI LIST', 'latin1'), 'video'],
    ['WAVE', Buffer.from('RIFF\x10\0\0\0WAVEfmt ', 'latin1'), 'other'],
    ['nothing', Buffer.alloc(0), 'unknown'],
    ['one byte', Buffer.from('<'), 'unknown'],
    ['zeros', Buffer.alloc(1_000), 'unknown'],
    ['text', Buffer.from('hello'), 'unknown'],
  ])('%s', (_, bytes, kind) => {
    expect(detectFileType(bytes).kind).toBe(kind);
  });

  test('a transport stream by the beat of its packets', () => {
    const packets = Buffer.alloc(188 * 4, 0xff);
    for (let at = 0; at < packets.length; at += 188) packets[at] = 0x47;
    expect(detectFileType(packets)).toEqual({ kind: 'video', name: 'MPEG transport stream' });
    packets[188] = 0;
    expect(detectFileType(packets).kind).toBe('unknown');
  });
});
