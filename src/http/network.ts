import type { IncomingMessage } from 'node:http';
import type { Clock } from '../util/clock.ts';
import { asList, asObject, parseText } from '../util/json.ts';

/** What all HTTP of this action has in common: errors below HTTP, timeouts, bodies and redirects. */

/** Why there is no complete response. */
export type NetworkFailure =
  | 'certificate'
  /** DNS has no such name. */
  | 'unknown_host'
  | 'timeout'
  | 'cancelled'
  /** Any other error below HTTP: refused, reset, truncated. */
  | 'connection';

interface ErrorFields {
  readonly code: string;
  readonly syscall: string;
  readonly message: string;
}

/**
 * The fields of an error of Node. Of a group without a message of its own (one error per address that was tried), those
 * of the first. Read by shape and not by class: Node's errors may come from another realm.
 */
export function getErrorFields(error: unknown): ErrorFields {
  const fields = asObject(error);
  const message = typeof fields?.['message'] === 'string' ? fields['message'] : String(error);
  const [first] = asList(fields?.['errors']);
  if (message === '' && first !== undefined) return getErrorFields(first);
  return { code: parseText(fields?.['code']) ?? '', syscall: parseText(fields?.['syscall']) ?? '', message };
}

/** An error in words, with its code. */
export function formatNetworkError(error: unknown): string {
  const { code, message } = getErrorFields(error);
  return code !== '' && !message.includes(code) ? `${message} (${code})` : message;
}

export function classifyNetworkError(
  error: unknown,
): Extract<NetworkFailure, 'certificate' | 'unknown_host' | 'connection'> {
  const { code } = getErrorFields(error);
  if (code === 'ENOTFOUND') return 'unknown_host';
  return isCertificateError(code) ? 'certificate' : 'connection';
}

/** The codes of OpenSSL and Node for an invalid certificate; the handshake ends before any request is sent. */
export function isCertificateError(code: string): boolean {
  return code.startsWith('ERR_TLS_') || /CERT|SELF_SIGNED|ISSUER|UNABLE_TO_|WRONG_VERSION_NUMBER/.test(code);
}

/** Whether an error came before the connection was established, so that nothing of the request can have arrived. */
export function isCertainlyNotSent(error: unknown): boolean {
  const { syscall, code, message } = getErrorFields(error);
  if (syscall === 'connect' || syscall === 'getaddrinfo') return true;
  const errors = asList(asObject(error)?.['errors']);
  if (errors.length > 0) return errors.every(isCertainlyNotSent);
  if (message.startsWith('tunneling socket could not be established')) return true;
  return isCertificateError(code) || message.includes('wrong version number');
}

/**
 * A signal that aborts with another one, or by `stop`, which must be called. (`AbortSignal.any` leaves objects behind that
 * live until the next full garbage collection: 100 MB in a run of 100,000 requests.)
 */
export function createStopSignal(signal: AbortSignal): { readonly signal: AbortSignal; stop(): void } {
  const stopped = new AbortController();
  const stop = (): void => {
    signal.removeEventListener('abort', stop);
    stopped.abort('stopped');
  };
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop);
  return { signal: stopped.signal, stop };
}

export interface RequestTimeout {
  /** Rejects when the time is up or the request is cancelled. */
  readonly expired: Promise<never>;
  stop(): void;
}

/** Starts the timeout of a request; `toError` makes the error with which `expired` rejects. */
export function startTimeout(
  clock: Clock,
  { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal: AbortSignal },
  toError: (failure: 'timeout' | 'cancelled', message: string) => Error,
): RequestTimeout {
  const sleeping = createStopSignal(signal);
  const expired = clock.sleep(timeoutMs, sleeping.signal).then((): never => {
    if (signal.aborted) throw toError('cancelled', 'the step was cancelled');
    throw toError('timeout', `no complete response within ${Math.max(0, Math.round(timeoutMs / 100) / 10)} s`);
  });
  expired.catch(() => {}); // it may lose its race
  return { expired, stop: sleeping.stop };
}

/**
 * Reads a body into `chunks` until it ends, or until `isEnough` of the number of bytes so far; the connection is then
 * destroyed. Resolves with whether the body ended. Rejects when it is truncated.
 */
export function readBody(
  message: IncomingMessage,
  chunks: Buffer[],
  isEnough: (bytes: number) => boolean,
): Promise<boolean> {
  return new Promise((resolve, reject) => {
    let bytes = 0;
    const rejectTruncated = (cause?: unknown): void =>
      reject(new Error('the connection was lost in the middle of the response', cause ? { cause } : undefined));
    message.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (!isEnough(bytes)) return;
      resolve(false);
      message.destroy();
    });
    message.on('end', () => (message.complete ? resolve(true) : rejectTruncated()));
    message.on('error', rejectTruncated);
    message.on('close', () => rejectTruncated()); // no effect after 'end'
  });
}

const REDIRECTS = [301, 302, 303, 307, 308];
const MAX_REDIRECTS = 10;

export interface RedirectOptions {
  send(url: URL): Promise<IncomingMessage>;
  /** The target of a redirect (null if it is not a URL), or an error if it must not be followed. */
  check(target: URL | null, from: URL): URL;
  createTooManyError(max: number): Error;
}

/** Sends requests until the response is not a redirect. Resolves with it and with the URL that it came from. */
export async function followRedirects(
  start: URL,
  { send, check, createTooManyError }: RedirectOptions,
): Promise<{ message: IncomingMessage; url: URL }> {
  let url = start;
  for (let redirects = 0; ; redirects++) {
    const message = await send(url);
    const { location } = message.headers;
    if (location === undefined || !REDIRECTS.includes(message.statusCode ?? 0)) return { message, url };
    message.destroy();
    if (redirects === MAX_REDIRECTS) throw createTooManyError(MAX_REDIRECTS);
    url = check(URL.parse(location, url.href), url);
  }
}
