import { buildSubmissionMetadata } from '../../existing/record.ts';
import type { RunContext } from '../../existing/run-context.ts';
import { MIN_UPLOAD_BYTES_PER_MS } from '../../model/platform-limits.ts';
import type { Submittable } from '../../model/source.ts';
import type { VideoState } from '../../model/video-store.ts';
import type { ApiError } from '../../twelvelabs/errors.ts';
import { createTask } from '../../twelvelabs/tasks.ts';
import { toContentSource } from '../content-source.ts';
import type { AtMostOnceCreator } from '../create-at-most-once.ts';
import type { TaskFinder } from './find-task.ts';

export interface Submitter {
  /**
   * Submits a video to the index at most once. Resolves with the ID of its task or indexed asset, or with null if there
   * is none (see `AtMostOnceCreator.create`).
   */
  submit(video: VideoState, source: Submittable): Promise<string | null>;
}

/** Ingest method `tasks`: one POST per video, with a submission ID by which the task is found if the response is lost. */
export function createTaskSubmitter(
  context: RunContext,
  creator: AtMostOnceCreator,
  finder: TaskFinder,
  shouldFallBack: (error: ApiError) => boolean,
): Submitter {
  const { api, clock, store, settings } = context;
  const submit: Submitter['submit'] = async ({ position }, source) => {
    const submissionId = context.uuid();
    const video = store.update(position, { submissionId, startedMs: clock.now() });
    const target = toContentSource(source);
    const created = await creator.create(video, {
      resourceName: 'task',
      shouldFallBack,
      sendingMs: target.kind === 'url' || target.kind === 'object' ? 0 : target.size / MIN_UPLOAD_BYTES_PER_MS,
      post: async (limits) => {
        const { indexId, enableVideoStream, language } = settings;
        const content = target.kind === 'url' ? target : await context.open(target);
        const userMetadata = buildSubmissionMetadata(context, video, source);
        return createTask(api, { indexId: indexId ?? '', content, enableVideoStream, userMetadata, language }, limits);
      },
      find: (search) => finder.find({ submissionId, ...search }),
    });
    if (created === null) return null;
    const { taskId: remoteId, videoId } = created;
    const metadata = { ...video.metadata, video_id: videoId };
    store.update(position, { phase: 'open', remoteId, metadata, error: null, submittedAt: clock.date().toISOString() });
    return remoteId;
  };
  return { submit };
}
