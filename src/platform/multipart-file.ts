import { randomUUID } from 'node:crypto';
import { pipeline, type Readable, Transform } from 'node:stream';
import type { Form } from './multipart.ts';

/** A file as the last part of a form. */
export interface FilePart {
  readonly field: string;
  /** Any text. */
  readonly filename: string;
  readonly contentType: string;
  /** Bytes; exactly as many have to come. */
  readonly size: number;
  readonly stream: Readable;
}

/** The body of a request, in the making. */
export interface StreamedForm {
  readonly contentType: string;
  /** Exact, in bytes: the platform wants `Content-Length`, not chunks. */
  readonly contentLength: number;
  /** Bytes. Destroying it destroys the file's stream too, and the other way round. */
  readonly body: Readable;
}

/**
 * Fields and one file as `multipart/form-data`, of which never more than a chunk is in memory. The body errors when
 * the file turns out longer or shorter than it was said to be: the request cannot be complete then, and a server takes
 * none that is not.
 */
export function streamForm(form: Form, part: FilePart): StreamedForm {
  const boundary = `form-${randomUUID()}`;
  const fields = form.map(([name, value]) => `--${boundary}\r\n${disposition(name)}\r\n\r\n${value}\r\n`);
  const label = `${disposition(part.field)}; filename="${escaped(part.filename)}"\r\nContent-Type: ${part.contentType}`;
  const head = Buffer.from(`${fields.join('')}--${boundary}\r\n${label}\r\n\r\n`);
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  const body = around(head, part.size, tail);
  // Whichever of the two ends early takes the other with it; the body's reader learns of it by the body.
  pipeline(part.stream, body, () => {});
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    contentLength: head.length + part.size + tail.length,
    body,
  };
}

function disposition(field: string): string {
  return `Content-Disposition: form-data; name="${escaped(field)}"`;
}

/** As browsers do it (WHATWG HTML, multipart/form-data encoding); other characters stand as UTF-8. */
function escaped(text: string): string {
  return text.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22');
}

/** Puts `head` before and `tail` behind what goes through, which has to be `size` bytes. */
function around(head: Buffer, size: number, tail: Buffer): Transform {
  let sent = 0;
  const body = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      sent += chunk.length;
      if (sent <= size) done(null, chunk);
      else done(new Error(`the video is longer than the ${size} bytes that were announced`));
    },
    flush: (done) => {
      if (sent === size) done(null, tail);
      else done(new Error(`the video ended after ${sent} of the ${size} bytes that were announced`));
    },
  });
  body.push(head);
  return body;
}
