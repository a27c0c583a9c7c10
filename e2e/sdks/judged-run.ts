import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { asObject, parseJson, parseText } from '../../src/util/json.ts';
import type { Sabotage } from './sabotages.ts';

/** How one SDK is driven. */
export interface Driver {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** Where the SDK is installed. */
  readonly folder: string;
}

/** What the judges found. */
export interface JudgedRun {
  /** Steps of the SDKs that were carried out. */
  readonly steps: number;
  /** What an SDK could not do, and responses that the description does not allow. */
  readonly problems: readonly string[];
}

/** What a copy of the simulator needs to run. */
const COPIED = ['package.json', 'simulator', 'judge', 'src/util/json.ts', 'e2e/sdks/judged-simulator.ts'];
/** A driver ends within seconds; a sabotaged simulator may keep it waiting for ever. */
const DRIVER_TIMEOUT_MS = 120_000;

/** Runs drivers one after the other against a simulator, sabotaged or not, whose exchanges are judged. */
export async function runJudged(drivers: readonly Driver[], sabotage: Sabotage | null): Promise<JudgedRun> {
  const folder = createCopy(sabotage);
  const simulator = spawn(process.execPath, ['e2e/sdks/judged-simulator.ts'], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: simulator.stdout })[Symbol.asyncIterator]();
  try {
    const addresses = asObject(parseJson((await lines.next()).value ?? ''));
    const url = parseText(addresses?.['url']);
    const videoUrl = parseText(addresses?.['videoUrl']);
    if (url === null || videoUrl === null) throw new Error('The simulator did not start.');
    const env = {
      TWELVELABS_BASE_URL: url,
      CONTROL_URL: url.replace('/v1.3', '/_simulator'),
      VIDEO_URL: videoUrl,
      VIDEO_FILE: resolve('simulator/sample.mp4'),
    };
    const runs: (readonly Step[])[] = [];
    for (const driver of drivers) runs.push(await drive(driver, env));
    simulator.stdin.end();
    const found: unknown = parseJson((await lines.next()).value ?? '');
    if (!Array.isArray(found)) throw new Error('The simulator ended without its findings.');
    const steps = runs.flat();
    const failed = steps.flatMap(({ name, problem }) => (problem === null ? [] : [`${name}: ${problem}`]));
    return { steps: steps.length, problems: [...failed, ...found.map(String)] };
  } finally {
    simulator.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Copies what is needed, so that a sabotage changes no file of the repository. */
function createCopy(sabotage: Sabotage | null): string {
  const folder = mkdtempSync(join(tmpdir(), 'judged-'));
  for (const path of COPIED) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    cpSync(path, join(folder, path), { recursive: true });
  }
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  if (sabotage === null) return folder;
  const file = join(folder, 'simulator', sabotage.file);
  const parts = readFileSync(file, 'utf8').split(sabotage.from);
  if (parts.length !== 2) {
    throw new Error(`${sabotage.file} must contain "${sabotage.from}" once. Adapt the sabotage "${sabotage.name}".`);
  }
  writeFileSync(file, parts.join(sabotage.to));
  return folder;
}

interface Step {
  readonly name: string;
  readonly problem: string | null;
}

async function drive(
  { name, command, folder }: Driver,
  addresses: Readonly<Record<string, string>>,
): Promise<readonly Step[]> {
  const [program, ...args] = command;
  const child = spawn(program, args, {
    cwd: folder,
    env: { ...process.env, ...addresses },
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: DRIVER_TIMEOUT_MS,
  });
  const ended = waitForExit(child);
  const steps: Step[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const step = asObject(parseJson(line));
    const title = parseText(step?.['name']);
    if (title !== null) steps.push({ name: `${name}: ${title}`, problem: parseText(step?.['problem']) });
  }
  const code = await ended;
  return code === 0 ? steps : [...steps, { name: `${name}: the driver`, problem: `ended with ${code ?? 'a signal'}` }];
}

function waitForExit(child: ChildProcess): Promise<number | null> {
  return new Promise((settle, reject) => {
    child.on('error', reject);
    child.on('close', settle);
  });
}
