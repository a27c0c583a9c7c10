/**
 * Lets others judge the simulator: the newest official SDKs for Node and Python do with it what users do with the
 * platform, and every response is held against the description of the API. Then the simulator is sabotaged, one fault
 * at a time, and the judges have to notice each.
 */
import { type ExecFileSyncOptions, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Driver, runJudged } from '../e2e/sdks/judged-run.ts';
import { SABOTAGES } from '../e2e/sdks/sabotages.ts';
import { asObject, parseJson, parseText } from '../src/util/json.ts';

/** Steps of each driver: fewer mean that a driver broke off. */
const STEPS = 15;

const folder = mkdtempSync(join(tmpdir(), 'sdks-'));
try {
  process.exitCode = await judge([installNode(), installPython()]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function judge(drivers: readonly Driver[]): Promise<number> {
  const { steps, problems } = await runJudged(drivers, null);
  for (const problem of problems) console.error(`FAILED ${problem}`);
  const expected = STEPS * drivers.length;
  if (steps !== expected) console.error(`FAILED ${steps} steps were carried out instead of ${expected}.`);
  console.log(`${steps} steps of ${drivers.map(({ name }) => name).join(' and ')}: ${problems.length} problems`);
  const missed: string[] = [];
  for (const sabotage of SABOTAGES) {
    const [first] = (await runJudged(drivers.slice(0, 1), sabotage)).problems;
    if (first === undefined) missed.push(sabotage.name);
    console.log(`${first === undefined ? 'MISSED' : 'noticed'}: ${sabotage.name}${first ? `\n    ${cut(first)}` : ''}`);
  }
  console.log(`${SABOTAGES.length - missed.length} of ${SABOTAGES.length} sabotages were noticed.`);
  return problems.length === 0 && steps === expected && missed.length === 0 ? 0 : 1;
}

/** Only the first line of a finding, and not all of a long one. */
function cut(text: string): string {
  return text.split('\n')[0]?.slice(0, 160) ?? '';
}

function installNode(): Driver {
  writeFileSync(join(folder, 'package.json'), '{"private": true}');
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync('npm', ['install', ...options, 'twelvelabs-js@latest'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const manifest = asObject(parseJson(readFileSync(join(folder, 'node_modules/twelvelabs-js/package.json'), 'utf8')));
  return {
    name: `twelvelabs-js ${parseText(manifest?.['version']) ?? ''}`,
    command: [process.execPath, resolve('e2e/sdks/drive-node.mjs')],
    folder,
  };
}

function installPython(): Driver {
  const environment = join(folder, 'python');
  const program = join(environment, 'bin/python');
  const quiet: ExecFileSyncOptions = { stdio: ['ignore', 'ignore', 'inherit'] };
  execFileSync('python3', ['-m', 'venv', environment], quiet);
  execFileSync(program, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', 'twelvelabs'], quiet);
  const print = 'from importlib.metadata import version; print(version("twelvelabs"))';
  const version = execFileSync(program, ['-c', print], { encoding: 'utf8' }).trim();
  return { name: `twelvelabs ${version} for Python`, command: [program, resolve('e2e/sdks/drive_python.py')], folder };
}
