import { type FileHandle, open, readFile, rm } from 'node:fs/promises';
import type { UploadedPart } from '../twelvelabs/uploads.ts';
import type { JsonObject } from '../util/json.ts';
import { asObject, parseJson, parseNumber, parseText } from '../util/json.ts';

/** An upload as its file of notes has it. */
export interface CheckpointData {
  readonly uploadId: string;
  readonly assetId: string;
  readonly chunkSize: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Of the file that is being uploaded. */
  readonly size: number;
  readonly mtimeMs: number;
  /** Parts that the storage has taken, whether they were reported or not. */
  readonly sent: readonly UploadedPart[];
}

/**
 * Notes on an upload in a file beside it, a line of JSON for each part: what a later attempt on the same machine needs
 * to go on. There is no key in it and no upload URL. Notes are a help and no more, so nothing here ever rejects.
 */
export interface Checkpoint {
  /** What an earlier attempt has left; null for nothing. */
  read(): Promise<CheckpointData | null>;
  /** Begins anew. */
  start(notes: CheckpointData): Promise<void>;
  add(part: UploadedPart): Promise<void>;
  /** The upload is complete, or can never be. */
  remove(): Promise<void>;
  close(): Promise<void>;
}

/** `path`: of the file; null to take no notes. */
export function createCheckpoint(path: string | null): Checkpoint {
  let file: FileHandle | null = null;
  const write = async (value: object): Promise<void> => {
    // One write per line: what a crash cuts off is the last line only.
    await file?.appendFile(`${JSON.stringify(value)}\n`).catch(() => {});
  };
  const close = async (): Promise<void> => {
    await file?.close().catch(() => {});
    file = null;
  };
  return {
    read: async () => (path === null ? null : parseCheckpoint(await readFile(path, 'utf8').catch(() => ''))),
    start: async ({ sent, ...head }) => {
      if (path === null) return;
      await close();
      file = await open(path, 'w', 0o600).catch(() => null);
      await write(head);
      for (const part of sent) await write(part);
    },
    add: write,
    remove: async () => {
      await close();
      if (path !== null) await rm(path, { force: true }).catch(() => {});
    },
    close,
  };
}

function parseCheckpoint(text: string): CheckpointData | null {
  const [first, ...others] = text.split('\n').map((line) => asObject(parseJson(line)));
  const head = first && parseHeader(first);
  if (!head) return null;
  const sent = others.flatMap((line) => (line && parsePart(line)) ?? []);
  return { ...head, sent: [...new Map(sent.map((part) => [part.index, part])).values()] };
}

function parseHeader(line: JsonObject): Omit<CheckpointData, 'sent'> | null {
  const uploadId = parseText(line['uploadId']);
  const assetId = parseText(line['assetId']);
  const [chunkSize, size, mtimeMs] = [line['chunkSize'], line['size'], line['mtimeMs']].map(parseNumber);
  const headers = asObject(line['headers']);
  if (uploadId === null || assetId === null || !chunkSize || !size || !mtimeMs || headers === null) return null;
  const texts = Object.entries(headers).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return { uploadId, assetId, chunkSize, size, mtimeMs, headers: Object.fromEntries(texts) };
}

function parsePart(line: JsonObject): UploadedPart | null {
  const index = parseNumber(line['index']);
  const etag = parseText(line['etag']);
  const size = parseNumber(line['size']);
  return index === null || etag === null || size === null ? null : { index, etag, size };
}
