import type { ExistingRecord } from '../existing/record.ts';
import type { CheckFinding } from '../media/check-finding.ts';
import type { ErrorDetails } from '../model/errors.ts';
import { checkBudget } from './budget.ts';
import type { Content, SubmitReason } from './match.ts';
import { matchExisting } from './match.ts';

/** What was observed of a queued video. */
export interface ObservedVideo extends Content {
  readonly position: number;
  readonly name: string;
  /** Why it cannot be submitted, regardless of the index. */
  readonly sourceError: ErrorDetails | null;
  /** Its records in the index. */
  readonly records: readonly ExistingRecord[];
  readonly durationSeconds: number | null;
  /** The most severe first; empty if nothing is wrong or it was not inspected. */
  readonly findings: readonly CheckFinding[];
}

/** Everything that the plan depends on, apart from the settings. */
export interface Observation {
  readonly videos: readonly ObservedVideo[];
  /** Why the records of the index are unknown; null if they are known or were not requested. */
  readonly lookupError: ErrorDetails | null;
  /** Why nothing can be added to the index: it does not exist, or the key has no access. */
  readonly indexError: ErrorDetails | null;
  readonly indexFindings: readonly CheckFinding[];
}

export interface PlanSettings {
  /** `strict` rejects invalid videos, `warn` submits them with a warning; with `off`, nothing was inspected. */
  readonly preflight: 'strict' | 'warn' | 'off';
  /** Seconds of video; null for no budget. */
  readonly maxTotalSeconds: number | null;
}

interface ActionBase {
  readonly position: number;
  readonly name: string;
  /** Null if unknown. */
  readonly durationSeconds: number | null;
}

/** What to do with one video. */
export type PlannedAction = ActionBase &
  (
    | { readonly kind: 'reuse' | 'adopt'; readonly record: ExistingRecord }
    /** `findings`: what may be wrong with it. */
    | { readonly kind: 'submit'; readonly reason: SubmitReason; readonly findings: readonly CheckFinding[] }
    /** `record`: the earlier attempt that is the reason; null if there is none. */
    | { readonly kind: 'reject'; readonly error: ErrorDetails; readonly record: ExistingRecord | null }
  );

export interface Plan {
  /** One per observed video, in the same order. */
  readonly actions: readonly PlannedAction[];
  /** About the index as a whole. */
  readonly warnings: readonly ErrorDetails[];
}

/** Decides what to do with every observed video. Pure: the same observation and settings result in the same plan. */
export function createPlan(observation: Observation, settings: PlanSettings): Plan {
  const { indexFindings } = observation;
  const blocking = settings.preflight === 'strict' ? indexFindings.find(({ severity }) => severity === 'reject') : null;
  const indexError = observation.indexError ?? blocking?.error ?? null;
  const actions = observation.videos.map((video) => planVideo(video, observation.lookupError, indexError, settings));
  const warnings = indexFindings.filter((finding) => finding !== blocking).map(({ error }) => error);
  return { actions: applyBudget(actions, settings.maxTotalSeconds), warnings };
}

function planVideo(
  video: ObservedVideo,
  lookupError: ErrorDetails | null,
  indexError: ErrorDetails | null,
  { preflight }: PlanSettings,
): PlannedAction {
  const { position, name, durationSeconds, findings } = video;
  const base = { position, name, durationSeconds };
  const reject = (error: ErrorDetails, record: ExistingRecord | null = null): PlannedAction => ({
    ...base,
    kind: 'reject',
    error,
    record,
  });
  if (video.sourceError) return reject(video.sourceError);
  if (lookupError) return reject(lookupError);
  const match = matchExisting(video, video.records);
  if (match.kind === 'give_up') return reject(match.error, match.record);
  if (match.kind !== 'submit') return { ...base, kind: match.kind, record: match.record };
  if (indexError) return reject(indexError);
  const blocking = findings.find(({ severity, error }) => isBlocking(severity, error, preflight));
  if (blocking) return reject(blocking.error);
  return { ...base, kind: 'submit', reason: match.reason, findings };
}

/** An address in a private network is rejected with every `preflight` setting. */
function isBlocking(
  severity: CheckFinding['severity'],
  { code }: ErrorDetails,
  preflight: PlanSettings['preflight'],
): boolean {
  return code === 'video_url_private_address' || (severity === 'reject' && preflight === 'strict');
}

/** All or nothing, so that the order of the list does not decide which videos are submitted. */
function applyBudget(actions: readonly PlannedAction[], maxTotalSeconds: number | null): readonly PlannedAction[] {
  const submitted = actions.filter(({ kind }) => kind === 'submit');
  const error = maxTotalSeconds === null ? null : checkBudget(submitted, maxTotalSeconds);
  if (error === null) return actions;
  return actions.map((action) => {
    const { position, name, durationSeconds } = action;
    return action.kind === 'submit' ? { position, name, durationSeconds, kind: 'reject', error, record: null } : action;
  });
}

/** The plan in one line: "12 videos: 3 already indexed, 9 to submit (45 min)". */
export function formatPlan({ actions }: Plan): string {
  const count = (...kinds: readonly PlannedAction['kind'][]): number =>
    actions.filter(({ kind }) => kinds.includes(kind)).length;
  const parts = [
    [count('reuse'), 'already indexed'],
    [count('adopt'), 'being indexed'],
    [count('submit'), `to submit${formatTotal(actions)}`],
    [count('reject'), 'rejected'],
  ] as const;
  const shown = parts.filter(([number]) => number > 0).map(([number, text]) => `${number} ${text}`);
  return `${actions.length} ${actions.length === 1 ? 'video' : 'videos'}: ${shown.join(', ')}`;
}

function formatTotal(actions: readonly PlannedAction[]): string {
  const durations = actions.filter(({ kind }) => kind === 'submit').map(({ durationSeconds }) => durationSeconds);
  const known = durations.filter((seconds) => seconds !== null);
  if (known.length === 0) return '';
  const minutes = known.reduce((sum, seconds) => sum + seconds, 0) / 60;
  const total = minutes < 10 ? minutes.toFixed(1) : minutes.toFixed(0);
  return ` (${known.length < durations.length ? 'at least ' : ''}${total} min)`;
}
