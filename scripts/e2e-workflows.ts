/**
 * Runs the example workflows in a real workflow engine, with the events that GitHub sends and the platform simulated,
 * and looks at them from outside. `node scripts/e2e-workflows.ts [part of a row's name]`.
 */
import { execFileSync } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { play } from '../e2e/workflows/play.ts';

const tools = execFileSync('bash', ['scripts/install-workflow-tools.sh'], {
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'inherit'],
});
process.env['PATH'] = [tools.trim(), dirname(process.execPath), process.env['PATH']].join(delimiter);
process.exitCode = await play(process.argv[2] ?? '');
