import type { RunContext } from '../existing/run-context.ts';
import { createReadLimits } from '../http/request-limits.ts';
import { createErrorDetails } from '../model/errors.ts';
import type { VideoState } from '../model/video-store.ts';
import { ApiError } from '../twelvelabs/errors.ts';
import { updateUserMetadata } from '../twelvelabs/indexed-assets.ts';

/**
 * `needs_update`: metadata can be filtered only after an update, so every record of this run is updated once;
 * `unfindable`: not even then.
 */
type State = 'unverified' | 'checking' | 'verified' | 'needs_update' | 'unfindable';

/** A list that lags behind does not show a record at once; after so many checks the records of a run stay unverified. */
const MAX_CHECKS = 5;

/**
 * Checks that the record of the first accepted video of a run can be found again by its metadata, because later runs
 * rely on that to submit nothing twice. Where it cannot, it is written once more; where that does not help, a warning is
 * reported. Never rejects with an `ApiError`: a check that fails is made again for the next video.
 */
export class RecordVerifier {
  readonly #context: RunContext;
  /** Records of this run that may still have to be updated: submission IDs by video ID. */
  readonly #pending = new Map<string, string>();
  readonly #updated = new Set<string>();
  #state: State = 'unverified';
  #checks = 0;

  constructor(context: RunContext) {
    this.#context = context;
  }

  /** The video at a position was accepted; whether it is listed already is not documented. */
  async videoAccepted(position: number): Promise<void> {
    await this.#check(position, false);
  }

  /** The video at a position is ready, so that its record has to be there. */
  async videoReady(position: number): Promise<void> {
    await this.#check(position, true);
  }

  async #check(position: number, isReady: boolean): Promise<void> {
    const video = this.#context.store.videos()[position];
    const id = video && getVideoId(video);
    if (!video?.submissionId || !id || this.#state === 'verified' || this.#state === 'unfindable') return;
    if (!this.#updated.has(id)) this.#pending.set(id, video.submissionId);
    const { cooldown } = this.#context.api;
    try {
      if (cooldown.remainingMs() > 0) return;
      if (this.#state === 'unverified' && this.#checks < (isReady ? MAX_CHECKS : 1)) await this.#verify(id, isReady);
      if (this.#state === 'needs_update') await this.#updatePending();
    } catch (error) {
      if (this.#state === 'checking') this.#state = 'unverified';
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 429) cooldown.pauseFor(error.retryAfterMs);
    }
  }

  async #verify(id: string, isReady: boolean): Promise<void> {
    this.#state = 'checking';
    this.#checks += 1;
    if (await this.#isFound(id)) {
      this.#state = 'verified';
      this.#pending.clear();
      return;
    }
    // A list may lag behind; then nothing is concluded.
    if (!isReady || !(await this.#isListed(id))) {
      this.#state = 'unverified';
      return;
    }
    await this.#update(id);
    this.#state = (await this.#isFound(id)) ? 'needs_update' : 'unfindable';
    if (this.#state === 'unfindable')
      this.#context.log.warning(createErrorDetails('record_not_found'), { name: 'index' });
  }

  async #isFound(id: string): Promise<boolean> {
    const submission = this.#pending.get(id) ?? '';
    return await this.#context.metadataQuery.canFind(id, { gha_submission: submission });
  }

  async #isListed(id: string): Promise<boolean> {
    return (await this.#context.metadataQuery.listPage(1)).rows.some((row) => row.id === id);
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
    const values = { gha_submission: this.#pending.get(id) ?? '' };
    await updateUserMetadata(api, settings.indexId ?? '', id, values, createReadLimits(this.#context));
    this.#updated.add(id);
  }
}

function getVideoId({ metadata, remoteId, remoteIdKind }: VideoState): string | null {
  return metadata.video_id ?? (remoteIdKind === 'indexed_asset' ? remoteId : null);
}
