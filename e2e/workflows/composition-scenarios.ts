/** Ways of use beside the examples: matrices, composite actions, reusable workflows, empty expressions, one cancelled step. */
import { deepEqual, equal, match } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { RunReport } from './engine.ts';
import type { Environment } from './environment.ts';
import { createManualDispatch } from './events.ts';
import type { Scenario } from './scenario.ts';

export const CASES = 'e2e/workflows/cases';

export const compositionScenarios: readonly Scenario[] = [
  {
    name: 'a matrix, empty expressions, a composite action, and a reusable workflow with inherited secrets',
    examples: [],
    run: async (environment) => {
      const run = await runCase(environment, 'composition.yml', {
        '.github/actions/index-one/action.yml': readFileSync(`${CASES}/index-one/action.yml`, 'utf8'),
        '.github/workflows/index-one.yml': readFileSync(`${CASES}/index-one.yml`, 'utf8'),
      });
      equal(run.code, 1);
      const { core } = environment.simulator;
      const findVideo = (name: string): string | undefined =>
        core.tasks().find(({ filename }) => filename === name)?.videoId;
      const report = (job: string): string => run.step(job, 'Report').output.trim();
      equal(report('Matrix one-1'), 'success ready 1');
      equal(report('Matrix two-2'), 'success ready 1');
      match(report('Matrix page-3'), /^failure (rejected|failed) 1$/);
      equal(report('Empty expressions'), 'ready failure input');
      equal(report('Composite action'), `ready ${findVideo('composite.mp4')}`);
      equal(report('Use the outputs'), `ready ${findVideo('reusable.mp4')}`);
    },
  },
  {
    name: 'one of two steps that run at once is cancelled, and its job continues',
    examples: [],
    simulator: { speed: 3 },
    run: async (environment) => {
      const run = startCase(environment, 'two-jobs.yml');
      await run.printed('submitted: first.mp4');
      await run.printed('submitted: second.mp4');
      run.interruptStep('first.mp4');
      const report = await run.result;
      const { core } = environment.simulator;
      const getTask = (name: string): string => core.tasks().find(({ filename }) => filename === name)?.id ?? '?';
      const step = 'Continue after a cancellation of the step';
      equal(report.step('Index first-1', step).output.trim(), `failure cancelled ${getTask('first.mp4')}`);
      equal(report.step('Index second-2', step).output.trim(), `success ready ${getTask('second.mp4')}`);
      equal(core.tasks().length, 2);
    },
  },
  {
    name: 'two steps of one job that run at once submit a video once',
    examples: [],
    run: async (environment) => {
      const run = await runCase(environment, 'parallel.yml', {});
      equal(run.code, 0);
      const tasks = environment.simulator.core.tasks();
      equal(tasks.length, 1);
      const line = `ready ${tasks[0]?.id}`;
      equal(run.step('Index', 'Report').output.trim(), `${line}\n${line}`);
    },
  },
  ...[
    { name: 'a list with fewer videos than shards', list: (url: string) => `url\n${url}\n`, result: 'ready 1 1' },
    { name: 'an empty list', list: () => 'url\n', result: 'ready 0 0' },
  ].map(
    ({ name, list, result }): Scenario => ({
      name: `the reusable workflow with inherited secrets and \`if_no_videos: ignore\` accepts ${name}`,
      examples: [],
      run: async (environment) => {
        const run = await runCase(environment, 'inherit.yml', { 'videos.csv': list(environment.video('only.mp4')) });
        equal(run.code, 0);
        equal(run.step('Use the results', 'Report').output.trim(), result);
        deepEqual(
          environment.simulator.core.tasks().map(({ filename }) => filename),
          result.startsWith('ready 1') ? ['only.mp4'] : [],
        );
      },
    }),
  ),
];

function startCase(environment: Environment, example: string, files = {}): ReturnType<Environment['start']> {
  const origin = new URL(environment.video('')).origin;
  const payload = createManualDispatch({ videos_url: origin });
  return environment.start({ folder: CASES, example, event: 'workflow_dispatch', payload, files });
}

function runCase(environment: Environment, example: string, files: object): Promise<RunReport> {
  return startCase(environment, example, files).result;
}
