import { getFilename } from './fetch-video.ts';
import { isFinal, type Task, type UserMetadata } from './models.ts';
import { defaultIndexId } from './options.ts';
import type { Platform } from './platform.ts';
import { findIndex } from './request-context.ts';

/** A task that is to be there already. */
export interface Seed {
  readonly indexId?: string;
  readonly url?: string;
  /** By default that of the URL. */
  readonly filename?: string;
  /** Seconds. */
  readonly duration?: number;
  readonly userMetadata?: UserMetadata;
  /** The task continues from an unfinished status; in an unknown status it stays. */
  readonly status?: string;
}

/** Adds a task without a request and outside all limits. Throws when the index does not exist. */
export function seedTask(platform: Platform, seed: Seed): Task {
  const now = platform.times.now();
  platform.pipeline.advance(now);
  const { url = 'https://videos.example/seed.mp4', duration = 60, userMetadata = {}, status = 'ready' } = seed;
  const index = findIndex(platform, seed.indexId ?? defaultIndexId);
  const id = platform.newId();
  const { filename = getFilename(url) } = seed;
  platform.pipeline.enter();
  const task = platform.store.addTask(id, {
    id: platform.options.sameIds ? id : platform.newId(),
    asset: platform.assets.add({ method: 'url', filename, url, createdAt: now }),
    index,
    url,
    stream: true,
    userMetadata,
    createdAt: now,
    filename,
    status,
  });
  const size = Math.round(duration * 125_000);
  platform.store.book(task.video, duration);
  platform.store.setFacts(task.video, { duration, width: 1280, height: 720, fps: 25, size, hasAudio: true });
  platform.pipeline.place(task.video, status, now);
  // It ended in the past, so that no webhook is sent.
  if (isFinal(status)) platform.store.ended.pop();
  return task;
}
