import { randomUUID } from 'node:crypto';

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
