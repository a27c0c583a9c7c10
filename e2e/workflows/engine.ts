/** Runs a workflow in `act`, on this machine without containers, and reads its results. */
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { asObject, parseJson } from '../../src/util/json.ts';

export interface RunOptions {
  /** The user's repository. */
  readonly workspace: string;
  /** For the engine's own files. */
  readonly scratch: string;
  /** Relative to the workspace. */
  readonly workflow: string;
  readonly event: string;
  readonly payload: object;
  readonly secrets: Readonly<Record<string, string>>;
  readonly vars: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  /** A folder of programs that steps find before all others. */
  readonly programs: string;
  /** `owner/repo@ref` to the folder that replaces it. */
  readonly repositories: Readonly<Record<string, string>>;
}

/** A step of one job; a matrix has one per job and step. */
export interface StepReport {
  /** Null if the step did not end. */
  outcome: 'success' | 'failure' | null;
  readonly outputs: Record<string, string>;
  /** Text that the step printed. */
  output: string;
  summary: string;
}

/** One job of a run, by its display name. */
export interface JobReport {
  result: string | null;
  /** By name, in order, without skipped steps. */
  readonly steps: Map<string, StepReport>;
}

export interface RunReport {
  readonly code: number | null;
  readonly jobs: ReadonlyMap<string, JobReport>;
  /** Everything that is displayed to users, for searches. */
  readonly visible: string;
  /** Raw output of the engine, for debugging. */
  readonly log: string;
  job(name: string): JobReport;
  step(job: string, step: string): StepReport;
}

export interface Run {
  readonly result: Promise<RunReport>;
  /** Resolves when a step has printed this text. */
  printed(text: string): Promise<void>;
  /** As Ctrl+C. */
  interrupt(): void;
  /**
   * As GitHub's runner when a run is cancelled: SIGINT to the process of the step; with a text, only to the one that has
   * it in an input, as when one of several steps is cancelled.
   */
  interruptStep(input?: string): void;
}

/** A limit for an action that hangs. */
const MAX_RUN_MS = 4 * 60_000;

export function startRun(options: RunOptions): Run {
  const eventFile = join(options.scratch, 'event.json');
  writeFileSync(eventFile, JSON.stringify(options.payload));
  const child = spawn('act', buildArguments(options, eventFile), {
    cwd: options.workspace,
    env: { PATH: `${options.programs}${delimiter}${process.env['PATH']}`, HOME: options.scratch },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...{ timeout: MAX_RUN_MS, killSignal: 'SIGINT' },
  });
  const jobs = new Map<string, JobReport>();
  const waiters: { readonly text: string; readonly done: () => void }[] = [];
  let log = '';
  let visible = '';
  createInterface({ input: child.stdout }).on('line', (line) => {
    log += `${line}\n`;
    const text = recordLine(jobs, line);
    visible += text;
    for (const waiter of waiters) if (text.includes(waiter.text)) waiter.done();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  const result = new Promise<RunReport>((settle, fail) => {
    child.on('error', fail);
    child.on('close', (code) => settle(createReport(code, jobs, visible, log)));
  });
  return {
    result,
    printed: (text) =>
      Promise.race([
        new Promise<void>((done) => {
          if (visible.includes(text)) done();
          else waiters.push({ text, done });
        }),
        result.then((report) => {
          if (!report.visible.includes(text)) throw new Error(`the run ended without printing ${JSON.stringify(text)}`);
        }),
      ]),
    interrupt: () => {
      child.kill('SIGINT');
    },
    interruptStep: (input = '') => {
      for (const pid of findStepProcesses(child.pid).filter((one) => hasInput(one, input))) process.kill(pid, 'SIGINT');
    },
  };
}

function buildArguments(options: RunOptions, eventFile: string): string[] {
  const pairs = (flag: string, values: Readonly<Record<string, string>>): string[] =>
    Object.entries(values).flatMap(([name, value]) => [flag, `${name}=${value}`]);
  return [
    options.event,
    '--json',
    '--no-cache-server',
    ...['--workflows', options.workflow, '--eventpath', eventFile],
    ...['--platform', 'ubuntu-latest=-self-hosted'],
    ...['--action-cache-path', join(options.scratch, 'cache')],
    ...pairs('--secret', options.secrets),
    ...pairs('--var', options.vars),
    ...pairs('--env', options.env),
    ...pairs('--local-repository', options.repositories),
  ];
}

/** Records one line of the engine; returns its text that is displayed to users. */
function recordLine(jobs: Map<string, JobReport>, line: string): string {
  const entry = asObject(parseJson(line));
  const text = (key: string): string => (typeof entry?.[key] === 'string' ? entry[key] : '');
  if (text('job') === '') return '';
  // The format is `workflow/job`.
  const name = text('job')
    .slice(text('job').indexOf('/') + 1)
    .trim();
  const job = jobs.get(name) ?? { result: null, steps: new Map<string, StepReport>() };
  jobs.set(name, job);
  if (text('jobResult') !== '') job.result = text('jobResult');
  if (text('stage') !== 'Main') return '';
  const step = job.steps.get(text('step')) ?? { outcome: null, outputs: {}, output: '', summary: '' };
  job.steps.set(text('step'), step);
  const outcome = text('stepResult');
  if (outcome === 'success' || outcome === 'failure') step.outcome = outcome;
  if (text('command') === 'set-output') step.outputs[text('name')] = text('arg');
  if (text('command') === 'summary') step.summary += text('content');
  const isVisible = entry?.['raw_output'] === true || text('command') === 'error' || text('command') === 'warning';
  const output = isVisible ? text('arg') || text('msg') : '';
  step.output += output;
  return `${output}${text('command') === 'summary' ? text('content') : ''}\n`;
}

function createReport(
  code: number | null,
  jobs: ReadonlyMap<string, JobReport>,
  visible: string,
  log: string,
): RunReport {
  const job = (name: string): JobReport => {
    const found = jobs.get(name);
    if (found === undefined) throw new Error(`no job ${name}; there are: ${[...jobs.keys()].join(' | ')}`);
    return found;
  };
  const step = (jobName: string, name: string): StepReport => {
    const { steps } = job(jobName);
    const found = steps.get(name);
    if (found === undefined)
      throw new Error(`no step ${name} in ${jobName}; there are: ${[...steps.keys()].join(' | ')}`);
    return found;
  };
  return { code, jobs, visible, log, job, step };
}

function hasInput(pid: number, text: string): boolean {
  return readFileSync(`/proc/${pid}/environ`, 'utf8')
    .split('\0')
    .some((variable) => variable.startsWith('INPUT_') && variable.includes(text));
}

/** The processes that run the action's bundle below a process. */
function findStepProcesses(engine: number | undefined): number[] {
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
  return rows.flatMap((row) => {
    const [, pid, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(row) ?? [];
    return Number(parent) === engine && command?.endsWith('dist/index.js') ? [Number(pid)] : [];
  });
}
