import { UPDATE_MARK } from '../../existing/record.ts';
import type { RunContext } from '../../existing/run-context.ts';
import type { RequestLimits } from '../../http/request-limits.ts';
import { createReadLimits } from '../../http/request-limits.ts';
import { createErrorDetails } from '../../model/errors.ts';
import type { VideoState } from '../../model/video-store.ts';
import { ApiError } from '../../twelvelabs/errors.ts';
import { updateUserMetadata } from '../../twelvelabs/indexed-assets.ts';
import { retryWhileTransient } from '../../twelvelabs/retry.ts';

/**
 * `needs_update`: metadata can be filtered only after an update, so every record of this run is updated once;
 * `unfindable`: it cannot be filtered after an update either.
 */
type State = 'unverified' | 'checking' | 'verified' | 'needs_update' | 'unfindable';

/** Pages of the index, the newest videos first, that are searched for a new video. */
const MAX_PAGES_READ = 3;
/** Of more videos, some check was conclusive, unless requests fail all the time. */
const MAX_LAST_UPDATES = 50;

/**
 * Checks that a new record can be found by its metadata, because later runs rely on that to submit nothing twice. The
 * first accepted video is checked, and then some of the ready ones, until a check is conclusive. If a record cannot be
 * found, its metadata is written once more; if that does not help although the video is listed, a warning is logged. Never rejects with an
 * `ApiError`: a check that fails is repeated for a later video.
 */
export class RecordVerifier {
  readonly #context: RunContext;
  /** Records of this run that may still have to be updated: submission IDs by video ID. */
  readonly #pending = new Map<string, string>();
  readonly #updated = new Set<string>();
  #state: State = 'unverified';
  #accepted = 0;
  #ready = 0;

  constructor(context: RunContext) {
    this.#context = context;
  }

  /** The video at a position was accepted. It may not be listed yet (not documented). Only the first one is checked. */
  async videoAccepted(position: number): Promise<void> {
    await this.#check(position, false);
  }

  /**
   * The video at a position is ready, so its record must exist, although lists may lag behind. The first, second,
   * fourth, eighth … ready video is checked.
   */
  async videoReady(position: number): Promise<void> {
    await this.#check(position, true);
  }

  /** All videos are done: updates that failed are repeated. If no check was conclusive, a few records are updated all the same. */
  async videosDone(): Promise<void> {
    const isUnverified = this.#state === 'unverified' && this.#pending.size <= MAX_LAST_UPDATES;
    if (isUnverified || this.#state === 'needs_update') await this.#attempt(() => this.#updatePending());
  }

  async #check(position: number, isReady: boolean): Promise<void> {
    const video = this.#context.store.videos()[position];
    const id = video && getVideoId(video);
    if (!video?.submissionId || !id || this.#state === 'verified' || this.#state === 'unfindable') return;
    // That an updated record is found shows nothing about the others.
    const isUpdated = this.#updated.has(id);
    if (!isUpdated) this.#pending.set(id, video.submissionId);
    await this.#attempt(async () => {
      if (!isUpdated && this.#isDue(isReady) && this.#state === 'unverified') await this.#verify(id, isReady);
    });
    await this.#attempt(async () => {
      // A run that does not wait has no later opportunity.
      const isLast = this.#state === 'unverified' && !this.#context.settings.wait;
      if (isLast || this.#state === 'needs_update') await this.#updatePending();
    });
  }

  /** Does nothing while requests are paused. An error is ignored: the next video is another opportunity. */
  async #attempt(work: () => Promise<void>): Promise<void> {
    const { api, settings } = this.#context;
    if (settings.wait && api.cooldown.remainingMs() > 0) return;
    try {
      await work();
    } catch (error) {
      if (this.#state === 'checking') this.#state = 'unverified';
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 429) api.cooldown.pauseFor(error.retryAfterMs);
    }
  }

  #isDue(isReady: boolean): boolean {
    if (!isReady) {
      this.#accepted += 1;
      return this.#accepted === 1;
    }
    this.#ready += 1;
    return Number.isInteger(Math.log2(this.#ready));
  }

  async #verify(id: string, isReady: boolean): Promise<void> {
    this.#state = 'checking';
    if (await this.#isFound(id)) {
      this.#state = 'verified';
      this.#pending.clear();
      return;
    }
    // Lists may lag behind: that a video is not found is conclusive only if it is ready and listed.
    const isConclusive = isReady && (await this.#isListed(id));
    this.#state = 'unverified';
    if (isReady && !isConclusive) return;
    await this.#update(id);
    if (await this.#isFound(id)) this.#state = 'needs_update';
    else if (isConclusive) {
      this.#state = 'unfindable';
      this.#context.log.warning(createErrorDetails('record_not_found'), { name: 'index' });
    }
  }

  async #isFound(id: string): Promise<boolean> {
    const submission = this.#pending.get(id) ?? '';
    return await this.#context.metadataQuery.canFind(id, { gha_submission: submission });
  }

  async #isListed(id: string): Promise<boolean> {
    const { metadataQuery } = this.#context;
    for (let page = 1; page <= MAX_PAGES_READ; page++) {
      const { rows, totalPages } = await metadataQuery.listPage(page);
      if (rows.some((row) => row.id === id)) return true;
      if (page >= totalPages) break;
    }
    return false;
  }

  async #updatePending(): Promise<void> {
    for (const id of this.#pending.keys()) {
      await this.#update(id);
      this.#pending.delete(id);
    }
  }

  async #update(id: string): Promise<void> {
    if (this.#updated.has(id)) return;
    const { api, settings } = this.#context;
    const submissionId = this.#pending.get(id) ?? '';
    const values = { gha_submission: submissionId, ...UPDATE_MARK };
    const send = (limits: RequestLimits): Promise<void> =>
      updateUserMetadata(api, settings.indexId ?? '', id, values, limits);
    // Checks of several videos run concurrently.
    this.#updated.add(id);
    try {
      if (settings.wait) await send(createReadLimits(this.#context));
      else await retryWhileTransient(this.#context, send);
    } catch (error) {
      this.#updated.delete(id);
      this.#pending.set(id, submissionId);
      throw error;
    }
  }
}

function getVideoId({ metadata, remoteId, remoteIdKind }: VideoState): string | null {
  return metadata.video_id ?? (remoteIdKind === 'indexed_asset' ? remoteId : null);
}
