import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createFetchSession, type FetchSession } from '../../src/http/safe-fetch.ts';
import { inspectVideos, type VideoInspection } from '../../src/media/inspect-video.ts';
import { createSystemClock } from '../../src/util/clock.ts';
import { type HttpServer, serveRanged, serveWhole, startHttpServer } from '../support/http-server.ts';
import { readSampleVideo, reorderBoxes } from '../support/sample-video.ts';

const sample = readSampleVideo();
/** The index at the start, so that the first 64 KiB tell everything; and at the end. */
const front = reorderBoxes(sample, ['ftyp', 'moov']);
const back = reorderBoxes(sample, ['ftyp', 'free', 'mdat']);
const rangedFront = serveRanged(front);
const rangedBack = serveRanged(back);
const wholeFront = serveWhole(front);
const page = '<!DOCTYPE html><html><title>Sign in</title></html>';

type Headers = Readonly<Record<string, string>>;

interface Case {
  readonly name: string;
  readonly respond: RequestListener;
  /** The query of the link. */
  readonly query?: string;
  /** `ok`, or the severity and code of each finding. */
  readonly expected: string;
  /** What the messages and hints of the findings contain. */
  readonly text?: RegExp;
}

const ok = (name: string, respond: RequestListener): Case => ({ name, respond, expected: 'ok' });

const answer =
  (status: number, body: string | Buffer = '', headers: Headers = {}): RequestListener =>
  (_, response) => {
    response.writeHead(status, headers);
    response.end(body);
  };

/** Fails the first requests of each link. */
function failFirst(count: number, fail: RequestListener, then: RequestListener): RequestListener {
  let requests = 0;
  return (request, response) => (++requests <= count ? fail : then)(request, response);
}

/** Another behavior for every range but the first bytes. */
function laterRanges(first: RequestListener, later: RequestListener): RequestListener {
  return (request, response) => (/^bytes=0-/.test(request.headers.range ?? '') ? first : later)(request, response);
}

/** The first request is answered with a status if it asks for a range. */
function rejectRange(status: number, headers: Headers = {}): RequestListener {
  return (request, response) => (request.headers.range ? answer(status, '', headers) : wholeFront)(request, response);
}

function redirect(status: number, count = 1, location = (n: number) => `?hop=${n}`): RequestListener {
  return (request, response) => {
    const hop = Number(new URL(request.url ?? '/', 'http://host').searchParams.get('hop') ?? 0);
    if (hop >= count) rangedFront(request, response);
    else response.writeHead(status, { location: location(hop + 1) }).end();
  };
}

/** A range response with another header and other bytes than a correct one. */
function servePart(
  change: (part: { start: number; end: number; headers: Record<string, string | number> }) => Buffer,
): RequestListener {
  return (request, response) => {
    const match = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
    if (match === null) {
      wholeFront(request, response);
      return;
    }
    const [start, end] = [Number(match[1]), Math.min(front.length, Number(match[2]) + 1)];
    const headers: Record<string, string | number> = { 'content-range': `bytes ${start}-${end - 1}/${front.length}` };
    const body = change({ start, end, headers });
    response.writeHead(206, headers);
    response.end(body);
  };
}

function destroy(_: IncomingMessage, response: ServerResponse): void {
  response.socket?.destroy();
}

function destroyInBody(_: IncomingMessage, response: ServerResponse): void {
  response.writeHead(206, { 'content-length': 60_000, 'content-range': `bytes 0-59999/${front.length}` });
  response.write(front.subarray(0, 1_000), () => response.socket?.destroy());
}

const s3Error = (code: string, message = ''): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
const yesterday = new Date(Date.now() - 86_400_000).toISOString();
const amzDate = `${yesterday.replaceAll(/[-:]/g, '').slice(0, 15)}Z`;
const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');

const VIDEOS: readonly Case[] = [
  ok('ranges', rangedFront),
  ok('ranges, with the index at the end', rangedBack),
  ok('no ranges', wholeFront),
  ok('neither ranges nor a length', (_, response) => void response.writeHead(200).end(front)),
  ok('a length only of the connection', (_, response) => {
    response.writeHead(200, { connection: 'close' });
    response.end(front);
  }),
  ok(
    'at most 10,000 bytes per response',
    servePart(({ start, end, headers }) => {
      const last = Math.min(end, start + 10_000);
      headers['content-range'] = `bytes ${start}-${last - 1}/${front.length}`;
      return front.subarray(start, last);
    }),
  ),
  ok(
    'more bytes than requested',
    servePart(({ start, end }) => front.subarray(start, end + 5_000)),
  ),
  ok(
    'a chunked range',
    servePart(({ start, end }) => front.subarray(start, end)),
  ),
  ok(
    'a range of unknown total',
    servePart(({ start, end, headers }) => {
      headers['content-range'] = `bytes ${start}-${end - 1}/*`;
      return front.subarray(start, end);
    }),
  ),
  ok(
    'a range without its header',
    servePart(({ start, end, headers }) => {
      delete headers['content-range'];
      return front.subarray(start, end);
    }),
  ),
  ok(
    'another range than requested',
    servePart(({ headers }) => {
      headers['content-range'] = `bytes 500-999/${front.length}`;
      return front.subarray(500, 1_000);
    }),
  ),
  ok(
    'a range in several parts',
    servePart(({ headers }) => {
      delete headers['content-range'];
      headers['content-type'] = 'multipart/byteranges; boundary=x';
      return Buffer.from('--x\r\nContent-Type: video/mp4\r\n\r\n');
    }),
  ),
  ok(
    'a nonsensical range',
    servePart(({ headers }) => {
      headers['content-range'] = 'bytes -1--5/x';
      return front.subarray(0, 100);
    }),
  ),
  ok(
    'the whole file as a range',
    servePart(({ headers }) => {
      headers['content-range'] = `bytes 0-${front.length - 1}/${front.length}`;
      return front;
    }),
  ),
  ...[405, 416, 501].map((status) => ok(`HTTP ${status} for a range`, rejectRange(status))),
  ok('HTTP 416 with a total', rejectRange(416, { 'content-range': `bytes */${front.length}` })),
  ...['text/html', 'text/plain', 'application/json', 'image/jpeg', 'application/octet-stream', 'nonsense', ''].map(
    (type) => ok(`the content type "${type}"`, serveRanged(front, { 'content-type': type })),
  ),
  ok('the encoding identity', serveRanged(front, { 'content-encoding': 'identity' })),
  ok('ranges that are denied', serveWhole(front, { 'accept-ranges': 'none' })),
  ok('a weak ETag', serveRanged(front, { etag: 'W/"1"' })),
  ok('an invalid ETag', serveRanged(front, { etag: 'no quotes' })),
  ok('an invalid date', serveRanged(front, { 'last-modified': 'yesterday' })),
  ok('cookies', serveRanged(front, { 'set-cookie': 'a=b' })),
  ok('8,000 bytes of headers', serveRanged(front, { 'x-long': 'x'.repeat(8_000) })),
  ok('an attachment', serveRanged(front, { 'content-disposition': 'attachment; filename="page.html"' })),
  ok('closed connections', serveRanged(front, { connection: 'close' })),
  ok(
    'Content-Range in a response with HTTP 200',
    serveWhole(front, { 'content-range': `bytes 0-${front.length - 1}/${front.length}` }),
  ),
  ok('informational responses', (request, response) => {
    response.writeProcessing();
    response.writeEarlyHints({ link: '</a>; rel=preload' });
    rangedFront(request, response);
  }),
  ok('a slow start', (request, response) => void setTimeout(() => rangedFront(request, response), 300)),
  ok('one byte and then the others', (_, response) => {
    response.writeHead(200, { 'content-length': front.length });
    response.write(front.subarray(0, 1));
    setTimeout(() => response.end(front.subarray(1)), 100);
  }),
  ...[301, 302, 303, 307, 308].map((status) => ok(`a redirect with HTTP ${status}`, redirect(status))),
  ok('ten redirects', redirect(302, 10)),
  ok(
    'a redirect to an address with spaces',
    redirect(302, 1, (n) => `?hop=${n}&name=a b`),
  ),
  ...[408, 425, 429, 500, 502, 503, 504].map((status) =>
    ok(`HTTP ${status} once`, failFirst(1, answer(status), rangedFront)),
  ),
  ok('HTTP 503 twice', failFirst(2, answer(503), rangedFront)),
  ok('HTTP 429 with Retry-After', failFirst(1, answer(429, '', { 'retry-after': '1' }), rangedFront)),
  ok('a closed connection once', failFirst(1, destroy, rangedFront)),
  ok('a connection that is closed in the body once', failFirst(1, destroyInBody, rangedFront)),
  ok('HTTP 503 once for the second range', laterRanges(rangedBack, failFirst(1, answer(503), rangedBack))),
  ok('a closed connection once for the second range', laterRanges(rangedBack, failFirst(1, destroy, rangedBack))),
];

const UNKNOWN = 'unknown video_check_incomplete';

const INCOMPLETE: readonly Case[] = [
  {
    name: 'no ranges, with the index at the end',
    respond: serveWhole(back),
    expected: UNKNOWN,
    text: /does not support range requests.*host that supports range requests/,
  },
  {
    name: 'no length, with the index at the end',
    respond: (_, response) => void response.writeHead(200).end(back),
    expected: UNKNOWN,
    text: /does not send the size/,
  },
  ...[401, 403, 404, 410].map((status) => ({
    name: `a link that works once (HTTP ${status})`,
    respond: laterRanges(rangedBack, answer(status)),
    expected: UNKNOWN,
    text: new RegExp(`refused the second request \\(HTTP ${status}\\).*preflight: off`),
  })),
  {
    name: 'HTTP 500 for the second range',
    respond: laterRanges(rangedBack, answer(500)),
    expected: UNKNOWN,
    text: /HTTP 500/,
  },
  {
    name: 'a closed connection for the second range',
    respond: laterRanges(rangedBack, destroy),
    expected: UNKNOWN,
    text: /could not be checked/,
  },
  {
    name: 'the whole file for the second range',
    respond: laterRanges(rangedBack, serveWhole(back)),
    expected: UNKNOWN,
    text: /range request/,
  },
  {
    name: 'the wrong bytes for the second range',
    respond: laterRanges(rangedBack, answer(206, 'x', { 'content-range': `bytes 0-0/${back.length}` })),
    expected: UNKNOWN,
    text: /range request/,
  },
  {
    name: 'nothing for the second range',
    respond: laterRanges(rangedBack, answer(206, '', { 'content-range': `bytes 5-5/${back.length}` })),
    expected: UNKNOWN,
    text: /range request/,
  },
  {
    name: 'a page for the second range',
    respond: laterRanges(rangedBack, answer(200, page)),
    expected: UNKNOWN,
    text: /range request/,
  },
  {
    name: 'a video that is compressed',
    respond: serveWhole(gzipSync(front), { 'content-encoding': 'gzip' }),
    expected: UNKNOWN,
    text: /compressed/,
  },
];

const rejected = (name: string, code: string, respond: RequestListener, text: RegExp = /./, query = ''): Case => ({
  name,
  respond,
  text,
  query,
  expected: `reject ${code}`,
});

const PAGES: readonly Case[] = [
  ...(
    [
      ['in capitals', '<!DOCTYPE HTML><HTML></HTML>'],
      ['after white space', `\n\n \t${page}`],
      ['after a byte order mark', `\ufeff${page}`],
      ['in UTF-16', utf16(page)],
      ['in UTF-16, big endian', Buffer.from(utf16(page)).swap16()],
      ['after a comment', `<!-- saved from -->${page}`],
      ['after a long comment', `<!-- ${'x'.repeat(700)} -->${page}`],
      ['in XHTML', '<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "x"><html/>'],
      ['without html', '<head><title>x</title></head>'],
      ['of a script', '<script>location="/login"</script>'],
      ['of a meta element', '<meta http-equiv="refresh" content="0">'],
      ['of a heading', '<h1>Not here</h1>'],
      ['of a block', '<div class="x">Not here</div>'],
      ['of a center element', '<center>nginx</center>'],
    ] as const
  ).map(([name, body]) => rejected(`a page ${name}`, 'video_url_web_page', answer(200, body))),
  ...(
    [
      ['br', brotliCompressSync(page)],
      ['gzip', gzipSync(page)],
      ['deflate', deflateSync(page)],
    ] as const
  ).map(([encoding, body]) =>
    rejected(`a page in ${encoding}`, 'video_url_web_page', answer(200, body, { 'content-encoding': encoding })),
  ),
];

const OTHERS: readonly Case[] = (
  [
    ['JSON', '{"error":"no"}', /a JSON document/],
    ['XML', '<?xml version="1.0"?><rss/>', /an XML document/],
    ['a DASH manifest', '<?xml version="1.0"?><MPD xmlns="x"/>', /a DASH manifest.*ffmpeg/],
    ['a playlist', '#EXTM3U\n#EXT-X-VERSION:3\n', /an HLS playlist.*endpoint: assets.*ffmpeg/],
    [
      'a Git LFS pointer',
      'version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 5\n',
      /Git LFS pointer.*media\.githubusercontent\.com/,
    ],
    ['a HEIC image', Buffer.from('\0\0\0\x18ftypmif1\0\0\0\0mif1heic', 'latin1'), /HEIC image/],
    ['an AVIF sequence', Buffer.from('\0\0\0\x18ftypavis\0\0\0\0msf1', 'latin1'), /image sequence/],
    ['a TIFF image', Buffer.from('II*\0\x08\0\0\0', 'latin1'), /TIFF/],
    ['a PDF', '%PDF-1.7', /PDF/],
    ['a ZIP archive', Buffer.from('PK\x03\x04xxxx', 'latin1'), /ZIP/],
  ] as const
).map(([name, body, text]) =>
  rejected(name, 'video_url_not_video', answer(200, body, { 'content-type': 'video/mp4' }), text),
);

const ERRORS: readonly Case[] = [
  rejected('an empty file', 'video_url_empty', answer(200)),
  rejected('HTTP 401', 'video_url_forbidden', answer(401), /HTTP 401/),
  rejected('HTTP 403', 'video_url_forbidden', answer(403), /HTTP 403/),
  rejected('HTTP 404', 'video_url_not_found', answer(404)),
  rejected('HTTP 410', 'video_url_not_found', answer(410)),
  rejected('AccessDenied of S3', 'video_url_forbidden', answer(403, s3Error('AccessDenied'))),
  rejected('an expired link of S3', 'video_url_expired', answer(403, s3Error('AccessDenied', 'Request has expired'))),
  rejected('an expired token of S3', 'video_url_expired', answer(400, s3Error('ExpiredToken'))),
  rejected(
    'a wrong signature of S3',
    'video_url_signature_invalid',
    answer(403, s3Error('SignatureDoesNotMatch')),
    /signature .*not valid.*whole link/,
  ),
  rejected('an unknown key of S3', 'video_url_signature_invalid', answer(403, s3Error('InvalidAccessKeyId'))),
  rejected(
    'an archived object of S3',
    'video_url_archived',
    answer(403, s3Error('InvalidObjectState')),
    /archived.*restore-object/,
  ),
  rejected('a missing object of S3', 'video_url_not_found', answer(404, s3Error('NoSuchKey'))),
  rejected('a missing bucket of S3', 'video_url_not_found', answer(404, s3Error('NoSuchBucket'))),
  rejected(
    'an expired link of Google',
    'video_url_expired',
    answer(400, s3Error('ExpiredToken', 'The provided token has expired.')),
  ),
  rejected('a wrong signature of Google', 'video_url_signature_invalid', answer(403, s3Error('SignatureDoesNotMatch'))),
  rejected(
    'an expired link of Azure',
    'video_url_expired',
    answer(403, s3Error('AuthenticationFailed', 'Signature not valid in the specified time frame')),
  ),
  rejected(
    'a wrong signature of Azure',
    'video_url_signature_invalid',
    answer(403, s3Error('AuthenticationFailed', 'Signature did not match.')),
  ),
  rejected('an archived blob of Azure', 'video_url_archived', answer(409, s3Error('BlobArchived'))),
  rejected(
    'an archived blob of Azure by its header',
    'video_url_archived',
    answer(409, '', { 'x-ms-error-code': 'BlobBeingRehydrated' }),
  ),
  rejected('a private blob of Azure', 'video_url_forbidden', answer(409, s3Error('PublicAccessNotPermitted'))),
  rejected(
    'a missing key pair of CloudFront',
    'video_url_signature_invalid',
    answer(403, s3Error('MissingKey', 'Missing Key-Pair-Id query parameter')),
  ),
  rejected(
    'an expired link of CloudFront',
    'video_url_expired',
    answer(403, s3Error('AccessDenied', 'Access denied')),
    /expired/,
    '?Expires=1600000000&Signature=x&Key-Pair-Id=K',
  ),
  rejected(
    'an expired link of AWS without a reason',
    'video_url_expired',
    answer(403),
    /expired/,
    `?X-Amz-Date=${amzDate}&X-Amz-Expires=60`,
  ),
  rejected(
    'an expired link of Google without a reason',
    'video_url_expired',
    answer(403),
    /expired/,
    `?X-Goog-Date=${amzDate}&X-Goog-Expires=60`,
  ),
  rejected(
    'an expired link of Azure without a reason',
    'video_url_expired',
    answer(403),
    /expired/,
    `?se=${encodeURIComponent(yesterday)}&sig=x`,
  ),
];

const NO_REJECTION: readonly Case[] = [
  ...(
    [
      ['Cloudflare', answer(403, '<title>Just a moment...</title>', { 'cf-mitigated': 'challenge' })],
      ['Cloudflare, by its page', answer(403, '<title>Attention Required! | Cloudflare</title>')],
      ['Akamai', answer(403, '<H1>Access Denied</H1> Reference&#32;&#35;18', { server: 'AkamaiGHost' })],
      ['DataDome', answer(403, '', { 'x-datadome': 'protected' })],
      ['a captcha', answer(403, '<div class="g-recaptcha"></div>')],
      ['a captcha with HTTP 200', answer(200, '<!doctype html><script src="/_Incapsula_Resource"></script>')],
    ] as const
  ).map(([name, respond]) => ({
    name: `a bot wall of ${name}`,
    respond,
    expected: 'warn video_url_bot_check',
    text: /blocks automated requests/,
  })),
  ...[429, 500, 502, 503, 504].map((status) => ({
    name: `HTTP ${status} for ever`,
    respond: answer(status),
    expected: 'unknown video_url_unavailable',
    text: new RegExp(`HTTP ${status}`),
  })),
  ...[204, 300, 402, 407, 418, 451].map((status) => ({
    name: `HTTP ${status}`,
    respond: answer(status),
    expected: 'warn video_url_unexpected_response',
    text: new RegExp(`HTTP ${status}`),
  })),
  { name: 'connections that are always closed', respond: destroy, expected: 'unknown video_url_unreachable' },
  {
    name: 'eleven redirects',
    respond: redirect(302, 11),
    expected: 'warn video_url_bad_redirect',
    text: /more than 10 redirects/,
  },
  {
    name: 'a redirect to itself',
    respond: answer(302, '', { location: '?' }),
    expected: 'warn video_url_bad_redirect',
  },
  {
    name: 'a redirect to another scheme',
    respond: answer(302, '', { location: 'ftp://host/v.mp4' }),
    expected: 'warn video_url_bad_redirect',
  },
  { name: 'a redirect to nowhere', respond: answer(302), expected: 'warn video_url_unexpected_response' },
  {
    name: 'text of unknown meaning',
    respond: answer(200, 'Hello.', { 'content-type': 'text/plain' }),
    expected: `warn video_url_not_video, ${UNKNOWN}`,
  },
  { name: 'bytes of unknown meaning', respond: answer(200, Buffer.alloc(5_000, 7)), expected: UNKNOWN },
];

/** Responses below HTTP, as old or broken servers send them. */
const RAW: readonly { readonly name: string; readonly response: Buffer; readonly expected: string }[] = [
  {
    name: 'HTTP/1.0',
    response: Buffer.concat([Buffer.from('HTTP/1.0 200 OK\r\nServer: old\r\n\r\n'), front]),
    expected: 'ok',
  },
  { name: 'no headers', response: Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\n\r\n'), front]), expected: 'ok' },
  {
    name: 'a status without a reason',
    response: Buffer.concat([Buffer.from(`HTTP/1.1 200\r\ncontent-length: ${front.length}\r\n\r\n`), front]),
    expected: 'ok',
  },
  { name: 'no HTTP', response: Buffer.from('SSH-2.0-OpenSSH\r\n'), expected: 'unknown video_url_unreachable' },
  { name: 'nothing', response: Buffer.alloc(0), expected: 'unknown video_url_unreachable' },
];

const CASES: readonly Case[] = [...VIDEOS, ...INCOMPLETE, ...PAGES, ...OTHERS, ...ERRORS, ...NO_REJECTION];

let server: HttpServer;
let rawServer: Server;
let session: FetchSession;
const inspections = new Map<string, VideoInspection>();
const sentBytes = new Map<number, number>();

/** Counts what a server sends for a link. */
function countBytes(index: number, response: ServerResponse): void {
  const count = (chunk: unknown): void => {
    if (typeof chunk === 'string' || Buffer.isBuffer(chunk))
      sentBytes.set(index, (sentBytes.get(index) ?? 0) + Buffer.byteLength(chunk));
  };
  const { write, end } = response;
  response.write = (chunk: unknown, ...rest: unknown[]) => {
    count(chunk);
    return Reflect.apply(write, response, [chunk, ...rest]);
  };
  response.end = (...args: unknown[]) => {
    count(args[0]);
    return Reflect.apply(end, response, args);
  };
}

beforeAll(async () => {
  server = await startHttpServer((request, response) => {
    const index = Number(/^\/(\d+)\//.exec(request.url ?? '')?.[1]);
    countBytes(index, response);
    CASES[index]?.respond(request, response);
  });
  rawServer = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', (data) =>
      socket.end(RAW[Number(/\/(\d+)\//.exec(data.toString('latin1'))?.[1])]?.response ?? ''),
    );
  });
  await new Promise<void>((resolve) => rawServer.listen(0, '127.0.0.1', resolve));
  const address = rawServer.address();
  const rawPort = typeof address === 'object' ? address?.port : null;
  const clock = createSystemClock();
  const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
  session = createFetchSession({ clock, resolve, allowPrivate: true, proxyFor: () => null });
  const links = [
    ...CASES.map(({ name, query = '' }, index) => [name, `${server.origin}/${index}/v.mp4${query}`] as const),
    ...RAW.map(({ name }, index) => [name, `http://127.0.0.1:${rawPort}/${index}/v.mp4`] as const),
  ];
  const results = await inspectVideos(
    links.map(([, url]) => ({ kind: 'url', url })),
    { limits: null, concurrency: links.length, timeoutMs: 60_000 },
    { fetch: session.fetch, clock, signal: new AbortController().signal },
  );
  for (const [index, [name]] of links.entries()) {
    const result = results[index];
    if (result !== undefined) inspections.set(name, result);
  }
});
afterAll(async () => {
  session.close();
  rawServer.close();
  await server.close();
});

function summarize(name: string): string {
  const findings = inspections.get(name)?.findings ?? [];
  return findings.length === 0 ? 'ok' : findings.map(({ severity, error }) => `${severity} ${error.code}`).join(', ');
}

test('there are at least 100 odd servers, each with a name of its own', () => {
  expect(inspections.size).toBeGreaterThanOrEqual(100);
  expect(inspections.size).toBe(CASES.length + RAW.length);
});

describe('a video from a server with', () => {
  test.each(VIDEOS.map(({ name }) => [name]))('%s is accepted', (name) => {
    expect(summarize(name)).toBe('ok');
    expect(inspections.get(name)?.mediaInfo).toMatchObject({ duration: 10, width: 640, height: 360, hasAudio: true });
  });

  test('most of these is read with at most 1.5 times its bytes', () => {
    const redundant = ['the whole file as a range', 'a connection that is closed in the body once'];
    const excessive = VIDEOS.flatMap(({ name }, index) => {
      const bytes = sentBytes.get(index) ?? 0;
      return bytes > 1.5 * front.length && !redundant.includes(name) ? [`${name}: ${bytes}`] : [];
    });
    expect(excessive).toEqual([]);
  });

  test.each(RAW.map(({ name, expected }) => [name, expected]))('%s leads to: %s', (name, expected) => {
    expect(summarize(name)).toBe(expected);
  });
});

describe('a response with', () => {
  const others = [...INCOMPLETE, ...PAGES, ...OTHERS, ...ERRORS, ...NO_REJECTION];
  test.each(others.map(({ name, expected, text }) => [name, expected, text ?? /./] as const))(
    '%s leads to: %s',
    (name, expected, text) => {
      expect(summarize(name)).toBe(expected);
      const { findings = [] } = inspections.get(name) ?? {};
      expect(findings.map(({ error }) => `${error.message} ${error.hint}`).join(' ')).toMatch(text);
    },
  );
});
