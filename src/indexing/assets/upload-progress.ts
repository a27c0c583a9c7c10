import type { Log } from '../../model/log.ts';
import type { UploadProgress } from '../../upload/upload.ts';
import type { Clock } from '../../util/clock.ts';
import { formatSize } from '../../util/format.ts';

const PROGRESS_STEP = 0.1;
const MAX_SILENCE_MS = 60_000;

/** Tells people how far an upload is: at each tenth, and each minute. */
export function createProgressLog(
  { clock, log }: { readonly clock: Clock; readonly log: Log },
  name: string,
): (progress: UploadProgress) => void {
  let told = -1;
  let toldAtMs = clock.now();
  return ({ sent, total }) => {
    const step = Math.floor(sent / total / PROGRESS_STEP);
    if (step <= told && clock.now() - toldAtMs < MAX_SILENCE_MS) return;
    told = step;
    toldAtMs = clock.now();
    log.info(`${name}: ${Math.floor((sent / total) * 100)} % of ${formatSize(total)} uploaded.`);
  };
}
