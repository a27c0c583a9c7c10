import type { Submittable, UserMetadata } from '../model/source.ts';
import type { VideoState } from '../model/video-store.ts';
import type { RunContext } from './run-context.ts';

/**
 * The metadata that a submission carries: the user's own, where it comes from, what it is (`gha_source`), what it
 * contains now (`gha_version`), and a mark that no other submission has (`gha_submission`).
 */
export function buildSubmissionMetadata(
  { settings, origin }: RunContext,
  entry: VideoState,
  source: Submittable,
): UserMetadata {
  return {
    ...settings.userMetadata,
    ...source.userMetadata,
    ...origin,
    ...(entry.sourceKey === null ? {} : { gha_source: entry.sourceKey }),
    ...(entry.contentVersion === null ? {} : { gha_version: entry.contentVersion }),
    gha_submission: entry.submissionId ?? '',
  };
}
