import { randomUUID } from 'node:crypto';
import type { Chunks } from '../util/chunks.ts';

/** Names and values of form fields, in order. Names are constants of this action; values may be any text. */
export type Form = ReadonlyArray<readonly [name: string, value: string]>;

/**
 * Encodes a form as `multipart/form-data` (RFC 7578), the only format that POST /tasks accepts: a URL-encoded form was
 * once responded with 400 although the video was accepted. Node's own `FormData` doubles the start-up time of a short
 * run.
 */
export function encodeForm(form: Form): { body: string; type: string } {
  const boundary = `form-${randomUUID()}`;
  const parts = form.map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return { body: `${parts.join('')}--${boundary}--\r\n`, type: `multipart/form-data; boundary=${boundary}` };
}

/** A file as the last part of a form. */
export interface FilePart {
  readonly field: string;
  /** Any text. */
  readonly filename: string;
  readonly contentType: string;
  /** In bytes; the stream must have exactly as many. */
  readonly size: number;
  readonly stream: Chunks;
}

/** The body of a request, encoded while it is sent. */
export interface StreamedForm {
  readonly contentType: string;
  /** In bytes, exactly: the API requires `Content-Length` instead of chunked encoding. */
  readonly contentLength: number;
  /** Destroying it also destroys the stream of the file. */
  readonly body: Chunks;
  /** Whether its last bytes were read; before that, no server can have accepted it. */
  isComplete(): boolean;
}

/**
 * Encodes fields and one file as `multipart/form-data`, with at most one chunk in memory. Reading the body fails if the
 * file is longer or shorter than its size: the request is then incomplete, and no server accepts it.
 */
export function streamForm(form: Form, part: FilePart): StreamedForm {
  const boundary = `form-${randomUUID()}`;
  const fields = form.map(([name, value]) => `--${boundary}\r\n${formatDisposition(name)}\r\n\r\n${value}\r\n`);
  const label = `${formatDisposition(part.field)}; filename="${escapeQuotes(part.filename)}"\r\nContent-Type: ${part.contentType}`;
  const head = Buffer.from(`${fields.join('')}--${boundary}\r\n${label}\r\n\r\n`);
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  let complete = false;

  async function* body(): AsyncGenerator<Uint8Array> {
    yield head;
    yield* limitToSize(part.size, part.stream);
    complete = true;
    yield tail;
  }

  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    contentLength: head.length + part.size + tail.length,
    body: { [Symbol.asyncIterator]: body, destroy: () => part.stream.destroy() },
    isComplete: () => complete,
  };
}

function formatDisposition(field: string): string {
  return `Content-Disposition: form-data; name="${escapeQuotes(field)}"`;
}

/** As in browsers (WHATWG HTML, multipart/form-data encoding); other characters are sent as UTF-8. */
function escapeQuotes(text: string): string {
  return text.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22');
}

async function* limitToSize(size: number, chunks: Chunks): AsyncGenerator<Uint8Array> {
  let sent = 0;
  for await (const chunk of chunks) {
    sent += chunk.length;
    if (sent > size) throw new Error(`the video is longer than the ${size} bytes that were announced`);
    yield chunk;
  }
  if (sent < size) throw new Error(`the video ended after ${sent} of the ${size} bytes that were announced`);
}
