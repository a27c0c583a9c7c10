import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { NO_METADATA } from '../model/result.ts';
import type { VideoState } from '../model/video-store.ts';
import { getSystemErrorCode } from '../util/error.ts';
import { asObject, parseDate, parseJson, parseText } from '../util/json.ts';
import type { ExistingRecord } from './record.ts';

/**
 * What the steps of this job have submitted, in a file that they share: lists of the platform may lag behind, and a later
 * step must not submit the same video again. Without a path nothing is recorded.
 */
export class StepRecords {
  readonly #path: string | null;

  constructor(path: string | null) {
    this.#path = path;
  }

  /** Records a video that was accepted. If the file cannot be written, a later step depends on the lists of the platform. */
  add(video: VideoState): void {
    const { sourceKey, contentVersion, contentStamp, remoteId, remoteIdKind, metadata, submittedAt } = video;
    if (this.#path === null || sourceKey === null || remoteId === null) return;
    const line = {
      sourceKey,
      version: contentVersion,
      stamp: contentStamp,
      videoId: metadata.video_id ?? remoteId,
      taskId: remoteIdKind === 'indexed_asset' ? null : remoteId,
      createdAt: submittedAt,
    };
    try {
      appendFileSync(this.#path, `${JSON.stringify(line)}\n`);
    } catch (error) {
      if (getSystemErrorCode(error) === null) throw error;
    }
  }

  /** All records by source key. A line that a process could not complete is left out. */
  read(): ReadonlyMap<string, readonly ExistingRecord[]> {
    const text = this.#path !== null && existsSync(this.#path) ? readFileSync(this.#path, 'utf8') : '';
    const records = new Map<string, ExistingRecord[]>();
    for (const line of text.split('\n')) {
      const object = asObject(parseJson(line));
      const sourceKey = parseText(object?.['sourceKey']);
      const id = parseText(object?.['videoId']);
      if (object === null || sourceKey === null || id === null) continue;
      const record: ExistingRecord = {
        id,
        status: 'pending',
        version: parseText(object['version']),
        stamp: parseText(object['stamp']),
        metadata: { ...NO_METADATA, video_id: id },
        createdAt: parseDate(object['createdAt']),
        readyAt: null,
        error: null,
        taskId: parseText(object['taskId']),
      };
      records.set(sourceKey, [...(records.get(sourceKey) ?? []), record]);
    }
    return records;
  }
}
