import type { Entry } from '../ledger.ts';
import { createTask } from '../platform/tasks.ts';
import type { UrlSource } from '../video.ts';
import type { Context } from './context.ts';
import type { TaskFinder } from './find-task.ts';
import type { Once } from './once.ts';

/** Brings videos onto the platform. */
export interface Submitter {
  /** Creates at most one task for a video. Resolves with its id; with null when there is none (see `Once.make`). */
  submit(entry: Entry, source: UrlSource): Promise<string | null>;
}

/** Submission as tasks: one POST each, marked so that it can be found again if its answer is lost. */
export function createSubmitter(context: Context, once: Once, finder: TaskFinder): Submitter {
  const { api, clock, ledger, settings, origin } = context;
  const submit = async ({ position }: Entry, source: UrlSource): Promise<string | null> => {
    const submission = context.uuid();
    const entry = ledger.update(position, { submissionId: submission, startedMs: clock.now() });
    const made = await once.make(entry, {
      what: 'task',
      post: (limits) =>
        createTask(
          api,
          {
            indexId: settings.indexId ?? '',
            videoUrl: source.url,
            enableVideoStream: settings.enableVideoStream,
            userMetadata: { ...settings.userMetadata, ...origin, gha_submission: submission },
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
