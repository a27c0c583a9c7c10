import { Readable } from 'node:stream';
import busboy from 'busboy';
import type { ApiRequest } from './api.ts';
import { type BufferedBody, bufferBody } from './buffered-body.ts';

/** A file of a multipart form, read to its end. */
export interface UploadedFile {
  readonly filename: string;
  readonly content: BufferedBody;
}

/** The body of a request, by its content type. `broken`: it does not match its content type. */
export type Body =
  | {
      readonly kind: 'form';
      /** Of a repeated field the last value. */
      readonly fields: Readonly<Record<string, string>>;
      /** All values of each field. */
      readonly repeated: ReadonlyMap<string, readonly string[]>;
      readonly files: Readonly<Record<string, UploadedFile>>;
    }
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'broken' }
  | { readonly kind: 'other' };

/** A body and its size in bytes. */
export interface ReadBody {
  readonly body: Body;
  readonly bytes: number;
}

const TEXT_BYTES = 1024 * 1024;

/**
 * Reads the whole body of a request: files of a multipart form as a stream, of which `maxFileBytes` each are kept;
 * of other bodies at most 1 MiB. Rejects when the connection breaks off.
 */
export async function readBody(request: ApiRequest, maxFileBytes: number): Promise<ReadBody> {
  const type = (request.headers['content-type'] ?? '').toLowerCase();
  const stream = Buffer.isBuffer(request.body)
    ? Readable.from(request.body.length > 0 ? [request.body] : [])
    : request.body;
  if (type.startsWith('multipart/form-data')) return readForm(stream, request.headers, maxFileBytes);
  const { text, bytes } = await readText(stream);
  if (!type.includes('json')) return { body: { kind: 'other' }, bytes };
  return { body: parseJson(text), bytes };
}

async function readText(stream: Readable): Promise<{ text: string; bytes: number }> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    const buffer = Buffer.from(chunk);
    bytes += buffer.length;
    if (bytes <= TEXT_BYTES) chunks.push(buffer);
  }
  return { text: Buffer.concat(chunks).toString('utf8'), bytes };
}

function parseJson(text: string): Body {
  try {
    return { kind: 'json', value: JSON.parse(text) };
  } catch {
    return { kind: 'broken' };
  }
}

async function readForm(
  stream: Readable,
  headers: Readonly<Record<string, string>>,
  maxFileBytes: number,
): Promise<ReadBody> {
  const parser = createParser(headers);
  if (parser === null) return { body: { kind: 'broken' }, bytes: (await readText(stream)).bytes };
  const repeated = new Map<string, string[]>();
  const reading: Promise<[string, UploadedFile]>[] = [];
  parser.on('field', (name, value) => {
    repeated.set(name, [...(repeated.get(name) ?? []), value]);
  });
  parser.on('file', (name, file, info) => {
    const read = bufferBody(file, maxFileBytes).then((content): [string, UploadedFile] => [
      name,
      { filename: info.filename ?? '', content },
    ]);
    read.catch(() => undefined); // The parser reports a broken form; this keeps the rejection from being unhandled.
    reading.push(read);
  });
  const { bytes, whole } = await pump(stream, parser);
  const files = await Promise.allSettled(reading);
  const kept = files.flatMap((file) => (file.status === 'fulfilled' ? [file.value] : []));
  const fields = Object.fromEntries([...repeated].map(([name, values]) => [name, values.at(-1) ?? '']));
  if (whole && kept.length === files.length)
    return { body: { kind: 'form', fields, repeated, files: Object.fromEntries(kept) }, bytes };
  await Promise.all(kept.map(([, file]) => file.content.dispose()));
  return { body: { kind: 'broken' }, bytes };
}

function createParser(headers: Readonly<Record<string, string>>): busboy.Busboy | null {
  try {
    return busboy({ headers: { ...headers }, defParamCharset: 'utf8' });
  } catch {
    return null;
  }
}

/** Feeds the parser with the stream; `whole` is whether the form is complete. */
function pump(stream: Readable, parser: busboy.Busboy): Promise<{ bytes: number; whole: boolean }> {
  return new Promise((resolve, reject) => {
    let bytes = 0;
    stream.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    stream.on('error', (error) => {
      parser.destroy(error);
      reject(error);
    });
    stream.on('close', () => {
      if (stream.readableEnded) return;
      parser.destroy();
      reject(new Error('the connection was closed in the middle of the body'));
    });
    parser.on('error', () => {
      stream.unpipe(parser);
      stream.resume();
      resolve({ bytes, whole: false });
    });
    parser.on('close', () => resolve({ bytes, whole: true }));
    stream.pipe(parser);
  });
}

/** The fields of a body as text, for the record: of a form, or the members of a JSON object; of a file its name. */
export function getFields(body: Body): Record<string, string> {
  if (body.kind === 'form') {
    const files = Object.entries(body.files).map(([name, file]) => [name, file.filename]);
    return { ...body.fields, ...Object.fromEntries(files) };
  }
  if (body.kind !== 'json' || typeof body.value !== 'object' || body.value === null) return {};
  const texts = Object.entries(body.value).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return Object.fromEntries(texts);
}

/** Removes the temporary files of a body. */
export async function disposeBody(body: Body): Promise<void> {
  if (body.kind !== 'form') return;
  await Promise.all(Object.values(body.files).map((file) => file.content.dispose()));
}
