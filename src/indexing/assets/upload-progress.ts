import type { Progress } from '../../upload/upload.ts';
import type { Clock } from '../../util/clock.ts';

const STEP = 0.1;
const AT_LEAST_EVERY_MS = 60_000;

/** Tells people how far an upload is: at each tenth, and each minute. */
export function progressTeller(
  { clock, tell }: { readonly clock: Clock; readonly tell: (line: string) => void },
  name: string,
): (progress: Progress) => void {
  let told = -1;
  let toldAtMs = clock.now();
  return ({ sent, total }) => {
    const step = Math.floor(sent / total / STEP);
    if (step <= told && clock.now() - toldAtMs < AT_LEAST_EVERY_MS) return;
    told = step;
    toldAtMs = clock.now();
    tell(`${name}: ${Math.floor((sent / total) * 100)} % of ${megabytes(total)} uploaded.`);
  };
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}
