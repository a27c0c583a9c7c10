import { type FileHandle, open, rm } from 'node:fs/promises';
import type { UploadedPart } from '../twelvelabs/uploads.ts';
import type { JsonObject } from '../util/json.ts';
import { asObject, parseJson, parseNumber, parseText } from '../util/json.ts';
import { OPEN_FLAGS, readPlainFile } from '../util/plain-files.ts';

/** The content of a checkpoint. */
export interface CheckpointData {
  readonly uploadId: string;
  readonly assetId: string;
  readonly chunkSize: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Of the file, in bytes. */
  readonly size: number;
  readonly mtimeMs: number;
  /** Parts that the storage has, whether they were reported or not. */
  readonly sent: readonly UploadedPart[];
}

/**
 * A file of JSON lines, one per part, with which a later attempt on the same machine resumes an upload. It contains
 * neither the API key nor upload URLs. A checkpoint only saves time, so that no method rejects.
 */
export interface Checkpoint {
  /** The data of an earlier attempt; null if there is none. */
  read(): Promise<CheckpointData | null>;
  /** Replaces all earlier data. */
  start(data: CheckpointData): Promise<void>;
  add(part: UploadedPart): Promise<void>;
  /** Call this when the upload is complete. */
  remove(): Promise<void>;
  close(): Promise<void>;
}

/** `path`: of the checkpoint; null for none. */
export function createCheckpoint(path: string | null): Checkpoint {
  let file: FileHandle | null = null;
  const write = async (value: object): Promise<void> => {
    // One write per line: a crash can truncate only the last one.
    await file?.appendFile(`${JSON.stringify(value)}\n`).catch(() => {});
  };
  const close = async (): Promise<void> => {
    await file?.close().catch(() => {});
    file = null;
  };
  return {
    read: async () => {
      try {
        return path === null ? null : parseCheckpoint(readPlainFile(path));
      } catch {
        return null;
      }
    },
    start: async ({ sent, ...head }) => {
      if (path === null) return;
      await close();
      file = await open(path, OPEN_FLAGS.replace, 0o600).catch(() => null);
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
