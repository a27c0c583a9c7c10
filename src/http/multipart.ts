import { randomUUID } from 'node:crypto';
import type { Chunks } from '../util/chunks.ts';

/** Names and values of form fields, in order. Names are ours and plain; values may be any text. */
export type Form = ReadonlyArray<readonly [name: string, value: string]>;

/**
 * A form as `multipart/form-data` (RFC 7578), the only form that POST /tasks takes: a url-encoded one was once
 * answered with 400 although the video was taken in. Written by hand because Node's own `FormData` doubles the
 * start-up time of a short run.
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
  /** Bytes; exactly as many have to come. */
  readonly size: number;
  readonly stream: Chunks;
}

/** The body of a request, in the making. */
export interface StreamedForm {
  readonly contentType: string;
  /** Exact, in bytes: the platform wants `Content-Length`, not chunks. */
  readonly contentLength: number;
  /** Destroying it destroys the file's stream too. */
  readonly body: Chunks;
  /** Whether its last bytes were asked for; before that, no server can have taken it. */
  isComplete(): boolean;
}

/**
 * Fields and one file as `multipart/form-data`, of which never more than a chunk is in memory. The body errors when
 * the file turns out longer or shorter than it was said to be: the request cannot be complete then, and a server takes
 * none that is not.
 */
export function streamForm(form: Form, part: FilePart): StreamedForm {
  const boundary = `form-${randomUUID()}`;
  const fields = form.map(([name, value]) => `--${boundary}\r\n${disposition(name)}\r\n\r\n${value}\r\n`);
  const label = `${disposition(part.field)}; filename="${escapeQuotes(part.filename)}"\r\nContent-Type: ${part.contentType}`;
  const head = Buffer.from(`${fields.join('')}--${boundary}\r\n${label}\r\n\r\n`);
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  let whole = false;

  async function* body(): AsyncGenerator<Uint8Array> {
    yield head;
    yield* limitToSize(part.size, part.stream);
    whole = true;
    yield tail;
  }

  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    contentLength: head.length + part.size + tail.length,
    body: { [Symbol.asyncIterator]: body, destroy: () => part.stream.destroy() },
    isComplete: () => whole,
  };
}

function disposition(field: string): string {
  return `Content-Disposition: form-data; name="${escapeQuotes(field)}"`;
}

/** As browsers do it (WHATWG HTML, multipart/form-data encoding); other characters stand as UTF-8. */
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
