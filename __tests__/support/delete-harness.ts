import { resolve } from 'node:path';
import type { SimTask } from '../../simulator/core.ts';
import type { Simulator, StartOptions } from '../../simulator/server.ts';
import { startSimulator } from '../../simulator/server.ts';
import type { DeletionResult } from '../../src/delete-action/deletion-result.ts';
import type { Step, StepOptions, StepResult } from './bundle-harness.ts';
import { startAction } from './bundle-harness.ts';
import { INDEX } from './harness.ts';

const BUNDLE = resolve('dist/delete/index.js');

/** What a step that deletes leaves behind. */
export interface DeleteResult extends Omit<StepResult, 'results'> {
  readonly results: readonly DeletionResult[];
}

/** A simulated platform with videos in it, and the action that deletes. */
export interface DeleteStage {
  readonly simulator: Simulator;
  run(inputs: Readonly<Record<string, string>>, options?: Omit<StepOptions, 'inputs'>): Promise<DeleteResult>;
  start(inputs: Readonly<Record<string, string>>, options?: Omit<StepOptions, 'inputs'>): Step;
  /** Puts a video of pull request `pr` there, as the action would have. */
  add(pr: string | number, more?: Parameters<Simulator['core']['addTask']>[0]): SimTask;
  /** The ids of the videos that are still in the index, oldest first. */
  left(): readonly string[];
  /** Paths of all DELETE requests, in order. */
  deletes(): readonly string[];
}

export async function onDeleteStage<T>(options: StartOptions, play: (stage: DeleteStage) => Promise<T>): Promise<T> {
  const simulator = await startSimulator({ plan: 'unlimited', speed: 60, seed: 11, ...options });
  let count = 0;
  const start: DeleteStage['start'] = (inputs, more = {}) =>
    startAction({
      bundle: BUNDLE,
      inputs: { api_key: 'tlk_test', api_url: simulator.url, index_id: INDEX, ...inputs },
      ...more,
    });
  try {
    return await play({
      simulator,
      start,
      run: async (inputs, more) => (await start(inputs, more).result) as unknown as DeleteResult,
      add: (pr, more = {}) =>
        simulator.core.addTask({
          url: `https://videos.example/${++count}.mp4`,
          ...more,
          userMetadata: more.userMetadata ?? {
            gha_submission: `s${count}`,
            gha_repository: 'octo/videos',
            gha_pull_request: pr,
          },
        }),
      left: () => simulator.core.tasks().flatMap((task) => (task.videoDeleted ? [] : [task.videoId])),
      deletes: () => simulator.requests.flatMap(({ method, path }) => (method === 'DELETE' ? [path] : [])),
    });
  } finally {
    await simulator.close();
  }
}

/** The filter that the tests ask for. */
export const WHERE = '{"gha_repository": "octo/videos", "gha_pull_request": "42"}';

/** What every way out has in common: complete outputs that agree with each other, a summary, a quiet stderr. */
export function complaintsAbout(result: DeleteResult): readonly string[] {
  const names = Object.keys(result.outputs).sort().join(' ');
  const complaints = [
    names === OUTPUTS ? null : `outputs: ${names}`,
    JSON.stringify(JSON.parse(result.outputs['results'] ?? 'null')) === JSON.stringify(result.results)
      ? null
      : 'results',
    result.outputs['total_count'] === String(result.results.length) ? null : 'total_count',
    result.summary.includes('### TwelveLabs: deleted videos') ? null : 'no summary',
    result.stderr === '' ? null : result.stderr,
    result.log.split('\n').at(-2)?.endsWith('.') ? null : 'no last line',
  ];
  return complaints.filter((complaint) => complaint !== null);
}

const OUTPUTS = 'deleted_count error_class error_code failed_count results results_file status total_count';
