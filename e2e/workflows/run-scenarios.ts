/** Runs the scenarios, two at a time, and prints one line for each. */
import { inParallel } from '../../src/util/concurrency.ts';
import { checkExamples } from './check-examples.ts';
import { type Environment, KEY, openEnvironment } from './environment.ts';
import type { Scenario } from './scenario.ts';
import { scenarios } from './scenarios.ts';

interface Verdict {
  readonly line: string;
  readonly passed: boolean;
}

const CONCURRENCY = 2;

/** Resolves with the exit code. */
export async function runScenarios(only: string): Promise<number> {
  const chosen = scenarios.filter((scenario) => formatTitle(scenario).includes(only));
  const verdicts: Verdict[] = [];
  const report = (verdict: Verdict): void => {
    verdicts.push(verdict);
    console.log(verdict.line);
  };
  for (const { name, problems } of checkExamples()) {
    report({
      passed: problems.length === 0,
      line: [`${problems.length === 0 ? 'ok  ' : 'FAIL'} ${name}`, ...problems].join('\n     '),
    });
  }
  await inParallel(CONCURRENCY, chosen, async (scenario) => report(await runScenario(scenario)));
  const passed = verdicts.filter((verdict) => verdict.passed).length;
  console.log(`\n${passed} passed, ${verdicts.length - passed} failed`);
  return passed === verdicts.length && verdicts.length > 0 ? 0 : 1;
}

function formatTitle({ name, examples }: Scenario): string {
  return `${examples.join(', ') || 'other workflows'}: ${name}`;
}

async function runScenario(scenario: Scenario): Promise<Verdict> {
  const started = performance.now();
  const environment = await openEnvironment(scenario.simulator);
  const title = formatTitle(scenario);
  const seconds = (): string => `${((performance.now() - started) / 1000).toFixed(1)} s`;
  try {
    await scenario.run(environment);
    await assertNoLeak(environment);
    return { passed: true, line: `ok   ${title} (${seconds()})` };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const log = process.env['E2E_LOG'] === undefined ? '' : `\n${await environment.logs()}`;
    return { passed: false, line: `FAIL ${title} (${seconds()})\n     ${reason.replaceAll('\n', '\n     ')}${log}` };
  } finally {
    await environment.close();
  }
}

async function assertNoLeak(environment: Environment): Promise<void> {
  // The engine logs the command that masks the key; the runner does not show it.
  const lines = (await environment.logs())
    .split('\n')
    .filter((line) => line.includes(KEY) && !line.includes('"command":"add-mask"'));
  if (lines.length > 0) throw new Error(`the API key is in the log: ${lines[0]}`);
}
