import type { Task } from './models.ts';

/** What the account is charged for: every submission whose video was accepted, also of videos that were deleted since. */
export interface Billing {
  readonly submissions: number;
  readonly seconds: number;
  /** By URL, or by file name for uploads. */
  readonly sources: Readonly<Record<string, { readonly submissions: number; readonly seconds: number }>>;
  /** Seconds by video ID. */
  readonly videos: Readonly<Record<string, number>>;
}

/** Adds up the submissions that are charged. A video that was refused, or whose length could not be read, is free. */
export function getBilling(history: readonly Task[]): Billing {
  const billed = history.map(({ video }) => video).filter(({ bookedSeconds }) => bookedSeconds > 0);
  const sources: Record<string, { submissions: number; seconds: number }> = {};
  for (const { url, filename, bookedSeconds } of billed) {
    const { submissions, seconds } = sources[url ?? filename] ?? { submissions: 0, seconds: 0 };
    sources[url ?? filename] = { submissions: submissions + 1, seconds: seconds + bookedSeconds };
  }
  return {
    submissions: billed.length,
    seconds: billed.reduce((sum, { bookedSeconds }) => sum + bookedSeconds, 0),
    sources,
    videos: Object.fromEntries(billed.map(({ id, bookedSeconds }) => [id, bookedSeconds])),
  };
}
