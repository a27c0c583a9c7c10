import { hash } from 'node:crypto';
import { join } from 'node:path';
import { NO_METADATA } from '../model/result.ts';
import type { UserMetadata } from '../model/source.ts';
import type { VideoState } from '../model/video-store.ts';
import { getSystemErrorCode } from '../util/error.ts';
import { asObject, parseDate, parseJson, parseText } from '../util/json.ts';
import { appendToPlainFile, readPlainFile } from '../util/plain-files.ts';
import type { ExistingRecord } from './record.ts';

/**
 * The start of the paths of all files that steps of this job share for one API and index; null without RUNNER_TEMP, which
 * is empty at the start of each job.
 */
export function getSharedPath(runnerTemp: string | undefined, apiUrl: string, indexId: string | null): string | null {
  if (!runnerTemp || indexId === null) return null;
  return join(runnerTemp, `twelvelabs-${hash('sha256', `${apiUrl} ${indexId}`, 'hex').slice(0, 16)}`);
}

/**
 * The videos that the steps of this job submitted, in a file that they share, because a later step must not submit them
 * again although the lists of TwelveLabs may lag behind. Without a path, nothing is recorded.
 */
export class StepRecords {
  readonly #path: string | null;

  constructor(path: string | null) {
    this.#path = path;
  }

  /**
   * Records an accepted video with the metadata of its submission. If the file cannot be written, later steps depend on
   * the lists of TwelveLabs.
   */
  add(video: VideoState, userMetadata: UserMetadata): void {
    const { sourceKey, address, contentVersion, contentStamp, remoteId, remoteIdKind, metadata, submittedAt } = video;
    if (sourceKey === null || remoteId === null) return;
    this.#append({
      sourceKey,
      address,
      version: contentVersion,
      stamp: contentStamp,
      videoId: metadata.video_id ?? remoteId,
      taskId: remoteIdKind === 'indexed_asset' ? null : remoteId,
      createdAt: submittedAt,
      userMetadata,
    });
  }

  /** Records that a video was deleted, so that it is submitted again if it is in a list. */
  remove(videoId: string): void {
    this.#append({ deleted: videoId });
  }

  #append(line: object): void {
    try {
      if (this.#path !== null) appendToPlainFile(this.#path, `${JSON.stringify(line)}\n`);
    } catch (error) {
      if (getSystemErrorCode(error) === null) throw error;
    }
  }

  #readText(): string {
    try {
      return this.#path === null ? '' : readPlainFile(this.#path);
    } catch (error) {
      if (getSystemErrorCode(error) === null) throw error;
      return '';
    }
  }

  /** All records by source key, without incomplete lines of a process that was killed. None if the file cannot be read. */
  read(): ReadonlyMap<string, readonly ExistingRecord[]> {
    const text = this.#readText();
    const lines = text.split('\n').map((line) => asObject(parseJson(line)));
    const deleted = new Set(lines.map((object) => object?.['deleted']));
    const records = new Map<string, ExistingRecord[]>();
    for (const object of lines) {
      const sourceKey = parseText(object?.['sourceKey']);
      const id = parseText(object?.['videoId']);
      if (!object || sourceKey === null || id === null || deleted.has(id)) continue;
      const record: ExistingRecord = {
        id,
        status: 'pending',
        address: parseText(object['address']),
        filename: null,
        userMetadata: asObject(object['userMetadata']),
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
