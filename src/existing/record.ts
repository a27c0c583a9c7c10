import type { Submittable, UserMetadata } from '../model/source.ts';
import type { Entry } from '../model/video-store.ts';
import type { Context } from './run-context.ts';

/**
 * The metadata that a submission carries: the user's own, where it comes from, what it is (`gha_source`), what it
 * contains now (`gha_version`), and a mark that no other submission has (`gha_submission`).
 */
export function marksOf({ settings, origin }: Context, entry: Entry, source: Submittable): UserMetadata {
  return {
    ...settings.userMetadata,
    ...source.userMetadata,
    ...origin,
    ...(entry.identity === null ? {} : { gha_source: entry.identity }),
    ...(entry.version === null ? {} : { gha_version: entry.version }),
    gha_submission: entry.submissionId ?? '',
  };
}
