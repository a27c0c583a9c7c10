import type { PlatformError } from '../../twelvelabs/errors.ts';
import { isGone } from '../../twelvelabs/errors.ts';

/** Whether the platform still has tasks: it announced that it will not for ever. */
export interface Retirement {
  /** True once an answer has said that there are none any more. */
  isKnown(): boolean;
  /** True if this answer says so; the first that does is told. */
  learn(error: PlatformError): boolean;
}

/** `turns`: whether what is not submitted yet takes the road of assets then. */
export function createRetirement(turns: boolean, tell: (line: string) => void): Retirement {
  let known = false;
  const then = turns ? ', and videos go in as assets from here on' : '';
  return {
    isKnown: () => known,
    learn: (error) => {
      if (!isGone(error)) return false;
      if (!known) tell(`The platform has no tasks any more; what is under way is watched in its index${then}.`);
      known = true;
      return true;
    },
  };
}
