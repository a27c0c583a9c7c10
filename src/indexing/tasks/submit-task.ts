import { buildSubmissionMetadata } from '../../existing/record.ts';
import type { RunContext } from '../../existing/run-context.ts';
import type { Submittable } from '../../model/source.ts';
import type { VideoState } from '../../model/video-store.ts';
import type { ApiError } from '../../twelvelabs/errors.ts';
import type { VideoContent } from '../../twelvelabs/tasks.ts';
import { createTask } from '../../twelvelabs/tasks.ts';
import type { AtMostOnceCreator } from '../create-at-most-once.ts';
import type { TaskFinder } from './find-task.ts';

/** Brings videos onto the platform. */
export interface Submitter {
  /** Creates at most one task for a video. Resolves with its id; with null when there is none (see `Once.make`). */
  submit(entry: VideoState, source: Submittable): Promise<string | null>;
}

/** Slower than this an upload is rather stuck. */
const MIN_UPLOAD_BYTES_PER_MS = 250;

/** Submission as tasks: one POST each, marked so that it can be found again if its answer is lost. */
export function createTaskSubmitter(
  context: RunContext,
  once: AtMostOnceCreator,
  finder: TaskFinder,
  shouldFallBack: (error: ApiError) => boolean,
): Submitter {
  const { api, clock, store, settings } = context;
  const submit = async ({ position }: VideoState, source: Submittable): Promise<string | null> => {
    const submission = context.uuid();
    const entry = store.update(position, { submissionId: submission, startedMs: clock.now() });
    const made = await once.create(entry, {
      resourceName: 'task',
      shouldFallBack,
      sendingMs: source.kind === 'url' ? 0 : source.size / MIN_UPLOAD_BYTES_PER_MS,
      post: async (limits) =>
        createTask(
          api,
          {
            indexId: settings.indexId ?? '',
            content: await openContent(context, source),
            enableVideoStream: settings.enableVideoStream,
            userMetadata: buildSubmissionMetadata(context, entry, source),
            language: settings.language,
          },
          limits,
        ),
      find: (sinceMs) => finder.find({ submission, sinceMs }),
    });
    if (made === null) return null;
    const { taskId: remoteId, videoId } = made;
    const metadata = { ...entry.metadata, video_id: videoId };
    store.update(position, { phase: 'open', remoteId, metadata, error: null, submittedAt: clock.date().toISOString() });
    return remoteId;
  };
  return { submit };
}

/** What everybody can download is left to the platform; the rest is sent to it. */
async function openContent(context: RunContext, source: Submittable): Promise<VideoContent> {
  if (source.kind === 'url') return { kind: 'url', url: source.url };
  if (source.kind === 'release_asset' && source.isPublic) return { kind: 'url', url: source.downloadUrl };
  return context.open(source);
}
