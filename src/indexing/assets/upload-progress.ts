import type { Log } from '../../model/log.ts';
import type { VideoState } from '../../model/video-store.ts';
import type { UploadProgress } from '../../upload/upload.ts';
import type { Clock } from '../../util/clock.ts';
import { formatSize } from '../../util/format.ts';

const PROGRESS_STEP = 0.1;
const MAX_LOG_INTERVAL_MS = 60_000;

/** Logs the progress of an upload at each tenth, and at least once a minute while parts are sent. */
export function createProgressLog(
  { clock, log }: { readonly clock: Clock; readonly log: Log },
  video: VideoState,
): (progress: UploadProgress) => void {
  let loggedStep = -1;
  let loggedAtMs = clock.now();
  return ({ sent, total }) => {
    const step = Math.floor(sent / total / PROGRESS_STEP);
    if (step <= loggedStep && clock.now() - loggedAtMs < MAX_LOG_INTERVAL_MS) return;
    loggedStep = step;
    loggedAtMs = clock.now();
    log.info(`${Math.floor((sent / total) * 100)} % of ${formatSize(total)} uploaded.`, video);
  };
}
