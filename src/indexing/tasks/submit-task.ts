import { marksOf } from '../../existing/record.ts';
import type { Context } from '../../existing/run-context.ts';
import type { Submittable } from '../../model/source.ts';
import type { Entry } from '../../model/video-store.ts';
import type { PlatformError } from '../../twelvelabs/errors.ts';
import type { Content } from '../../twelvelabs/tasks.ts';
import { createTask } from '../../twelvelabs/tasks.ts';
import type { Once } from '../create-at-most-once.ts';
import type { TaskFinder } from './find-task.ts';

/** Brings videos onto the platform. */
export interface Submitter {
  /** Creates at most one task for a video. Resolves with its id; with null when there is none (see `Once.make`). */
  submit(entry: Entry, source: Submittable): Promise<string | null>;
}

/** Slower than this an upload is rather stuck. */
const SLOWEST_BYTES_PER_MS = 250;

/** Submission as tasks: one POST each, marked so that it can be found again if its answer is lost. */
export function createSubmitter(
  context: Context,
  once: Once,
  finder: TaskFinder,
  givesWay: (error: PlatformError) => boolean,
): Submitter {
  const { api, clock, ledger, settings } = context;
  const submit = async ({ position }: Entry, source: Submittable): Promise<string | null> => {
    const submission = context.uuid();
    const entry = ledger.update(position, { submissionId: submission, startedMs: clock.now() });
    const made = await once.make(entry, {
      what: 'task',
      givesWay,
      sendingMs: source.kind === 'url' ? 0 : source.size / SLOWEST_BYTES_PER_MS,
      post: async (limits) =>
        createTask(
          api,
          {
            indexId: settings.indexId ?? '',
            content: await contentOf(context, source),
            enableVideoStream: settings.enableVideoStream,
            userMetadata: marksOf(context, entry, source),
            language: settings.language,
          },
          limits,
        ),
      find: (sinceMs) => finder.find({ submission, sinceMs }),
    });
    if (made === null) return null;
    const { taskId, videoId } = made;
    const facts = { ...entry.facts, video_id: videoId };
    ledger.update(position, { phase: 'open', taskId, facts, problem: null, submittedAt: clock.date() });
    return taskId;
  };
  return { submit };
}

/** What everybody can download is left to the platform; the rest is sent to it. */
async function contentOf(context: Context, source: Submittable): Promise<Content> {
  if (source.kind === 'url') return { kind: 'url', url: source.url };
  if (source.kind === 'asset' && source.isPublic) return { kind: 'url', url: source.downloadUrl };
  return context.open(source);
}
