import type { Simulator } from '../../simulator/server.ts';
import { type StartOptions, startSimulator } from '../../simulator/server.ts';
import type { Step, StepOptions, StepResult } from './bundle-harness.ts';
import { startAction } from './bundle-harness.ts';
import { startFileServer } from './file-server.ts';
import { nameOf } from './ingest-methods.ts';

/** The index that every simulator has. */
export const INDEX = '000000000000000000000001';

/** A simulated platform, a host of real videos, and the action between them. */
export interface Stage {
  readonly simulator: Simulator;
  /** A link to a real video under a name of its own. */
  video(name: string): string;
  /** Runs the committed bundle against the simulator; inputs given here win. */
  run(inputs?: Readonly<Record<string, string>>, options?: Omit<StepOptions, 'inputs'>): Promise<StepResult>;
  start(inputs?: Readonly<Record<string, string>>, options?: Omit<StepOptions, 'inputs'>): Step;
  close(): Promise<void>;
}

export async function openStage(options: StartOptions = {}): Promise<Stage> {
  const [simulator, files] = await Promise.all([
    startSimulator({ plan: 'unlimited', concurrency: 25, speed: 60, seed: 7, ...options }),
    startFileServer(),
  ]);
  const video = (name: string): string => `${files.url}/${name}`;
  const start: Stage['start'] = (inputs = {}, more = {}) =>
    startAction({
      inputs: {
        api_key: 'tlk_test',
        api_url: simulator.url,
        allow_private_urls: 'true',
        // What these add has tests of its own; here every request counts.
        reuse: 'false',
        preflight: 'off',
        ...(inputs['task_id'] === undefined ? { index_id: INDEX, video_url: video('sample.mp4') } : {}),
        ...inputs,
      },
      ...more,
    });
  return {
    simulator,
    video,
    start,
    run: (inputs, more) => start(inputs, more).result,
    close: async () => {
      await Promise.all([simulator.close(), files.close()]);
    },
  };
}

/** Opens a stage for as long as `play` takes. */
export async function onStage<T>(options: StartOptions, play: (stage: Stage) => Promise<T>): Promise<T> {
  const stage = await openStage(options);
  try {
    return await play(stage);
  } finally {
    await stage.close();
  }
}

/** `POST /tasks`-style names of the requests that the simulator got, in order. */
export function routesOf(simulator: Simulator): string[] {
  return simulator.requests.map(({ method, path }) => nameOf(method, path));
}
