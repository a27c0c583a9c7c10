/** Plays the rows, two at a time, and prints one line for each. */
import { names } from './names.ts';
import { type Row, rows } from './rows.ts';
import { KEY, openWorld } from './world.ts';

interface Verdict {
  readonly line: string;
  readonly passed: boolean;
}

const AT_ONCE = 2;

export async function play(only: string): Promise<number> {
  const chosen = rows.filter((row) => titleOf(row).includes(only));
  const verdicts: Verdict[] = [];
  const tell = (verdict: Verdict): void => {
    verdicts.push(verdict);
    console.log(verdict.line);
  };
  for (const { name, problems } of names()) {
    tell({
      passed: problems.length === 0,
      line: [`${problems.length === 0 ? 'ok  ' : 'FAIL'} ${name}`, ...problems].join('\n     '),
    });
  }
  const queue = [...chosen];
  const work = async (): Promise<void> => {
    for (let row = queue.shift(); row !== undefined; row = queue.shift()) tell(await verdictOf(row));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const passed = verdicts.filter((verdict) => verdict.passed).length;
  console.log(`\n${passed} passed, ${verdicts.length - passed} failed`);
  return passed === verdicts.length && verdicts.length > 0 ? 0 : 1;
}

function titleOf({ name, examples }: Row): string {
  return `${examples.join(', ')}: ${name}`;
}

async function verdictOf(row: Row): Promise<Verdict> {
  const started = performance.now();
  const world = await openWorld(row.simulator);
  const title = titleOf(row);
  const seconds = (): string => `${((performance.now() - started) / 1000).toFixed(1)} s`;
  try {
    await row.play(world);
    await nothingLeaked(world);
    return { passed: true, line: `ok   ${title} (${seconds()})` };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const log = process.env['E2E_LOG'] === undefined ? '' : `\n${await world.logs()}`;
    return { passed: false, line: `FAIL ${title} (${seconds()})\n     ${why.replaceAll('\n', '\n     ')}${log}` };
  } finally {
    await world.close();
  }
}

async function nothingLeaked(world: Awaited<ReturnType<typeof openWorld>>): Promise<void> {
  // The engine notes the command that masks the key, as the runner does; people do not get to see that line.
  const lines = (await world.logs())
    .split('\n')
    .filter((line) => line.includes(KEY) && !line.includes('"command":"add-mask"'));
  if (lines.length > 0) throw new Error(`the API key is in the log: ${lines[0]}`);
}
