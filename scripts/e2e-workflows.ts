/**
 * Runs the example workflows in a real workflow engine, with the events that GitHub sends and a simulated platform, and
 * checks their results. `node scripts/e2e-workflows.ts [part of a scenario's name]`.
 */
import { execFileSync } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { runScenarios } from '../e2e/workflows/run-scenarios.ts';

const tools = execFileSync('bash', ['scripts/install-workflow-tools.sh'], {
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'inherit'],
});
process.env['PATH'] = [tools.trim(), dirname(process.execPath), process.env['PATH']].join(delimiter);
process.exitCode = await runScenarios(process.argv[2] ?? '');
