import { createThrottle } from '../http/cooldown.ts';
import { defaultResultsFile, readApiKey } from '../inputs/common-inputs.ts';
import type { Run, World } from '../run-action.ts';
import type { Api } from '../twelvelabs/api.ts';
import { createApi } from '../twelvelabs/api.ts';
import { PlatformError } from '../twelvelabs/errors.ts';
import { deadlineIn } from '../util/clock.ts';
import { removeVideos } from './delete-videos.ts';
import type { Ledger } from './deletion-store.ts';
import { concludeCrashed, createLedger } from './deletion-store.ts';
import { cancelledBefore } from './errors.ts';
import { findTasks } from './find-tasks.ts';
import type { DeleteInputs } from './inputs.ts';
import { readDeleteInputs } from './inputs.ts';
import type { Patience } from './patience.ts';
import { createPatience } from './patience.ts';
import { createDeleteReporter } from './reporter.ts';
import { selectVideos } from './select-videos.ts';

/** The run of `delete/`: find out which videos are meant, look whether that may be, delete them, report. */
export function createDeletion(world: World): Run {
  const { runner, env, clock, cancellation } = world;
  const reporter = createDeleteReporter(runner, defaultResultsFile(env, world.uuid()));
  let ledger: Ledger | null = null;

  const prepare = (): DeleteInputs => {
    reporter.keepSecret(readApiKey(runner, env));
    const inputs = readDeleteInputs(runner, env, world.uuid());
    reporter.opened(inputs);
    return inputs;
  };

  const createHelpers = (inputs: DeleteInputs): { api: Api; patience: Patience } => {
    const { send, random } = world;
    const deadline = deadlineIn(clock, inputs.timeoutMs);
    const throttle = createThrottle(clock, random);
    return {
      api: createApi({ baseUrl: inputs.apiUrl, apiKey: inputs.apiKey, send, clock, trace: reporter.debug }),
      patience: createPatience({ clock, random, deadline, cancellation, throttle, tell: reporter.tell }),
    };
  };

  const remove = async (inputs: DeleteInputs): Promise<Ledger> => {
    const { api, patience } = createHelpers(inputs);
    const found = await selectVideos({ api, patience, settings: inputs });
    const videos = found.flatMap((one) => (one.kind === 'delete' ? [one.asset] : []));
    reporter.tell(`${videos.length} of the videos found ${inputs.dryRun ? 'would be' : 'are to be'} deleted.`);
    if (inputs.dryRun) return settleDryRun(createLedger(inputs.indexId, found));
    const tasks = await findTasks(api, patience, inputs.indexId, videos);
    ledger = createLedger(inputs.indexId, found);
    for (const { position, video_id } of ledger.entries()) {
      ledger.update(position, { task_id: tasks.get(video_id) ?? null });
    }
    await removeVideos({ api, patience, ledger, deleteAssets: inputs.deleteAssets });
    return ledger;
  };

  const breakOff = async (error: unknown): Promise<void> => {
    const cancelled = cancellation.signal.aborted && ledger === null && error instanceof PlatformError;
    reporter.broken(cancelled ? cancelledBefore() : error);
    if (ledger) concludeCrashed(ledger);
    await reporter.close(ledger);
  };

  const main = async (): Promise<boolean> => {
    try {
      return await reporter.close(await remove(prepare()));
    } catch (error) {
      await breakOff(error);
      return false;
    }
  };

  return { main, breakOff };
}

function settleDryRun(ledger: Ledger): Ledger {
  for (const { position, status } of ledger.entries()) {
    if (status === 'queued') ledger.settle(position, 'would_delete');
  }
  return ledger;
}
