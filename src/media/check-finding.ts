import type { Problem } from '../model/errors.ts';

/**
 * How much a problem weighs: `reject` – this video cannot work; `warn` – it may not; `unknown` – no more could be
 * told, which never speaks against a video.
 */
export type Weight = 'reject' | 'warn' | 'unknown';

/** Something about a video that people should know before it is submitted. */
export interface Finding {
  readonly weight: Weight;
  readonly problem: Problem;
}

/** A finding from its parts. */
export function finding(weight: Weight, problem: Problem): Finding {
  return { weight, problem };
}
