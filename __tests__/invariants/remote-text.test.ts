import { describe, expect, test } from '@jest/globals';
import { withBundleHarness } from '../support/bundle-harness.ts';
import { INGEST_METHODS, INGEST_REQUESTS } from '../support/ingest-methods.ts';
import { createInjectionStrings } from '../support/injection-strings.ts';
import { createMemoryHarness, type MemoryRun } from '../support/memory-harness.ts';
import { countElements } from '../support/render-markdown.ts';

const STRINGS = createInjectionStrings(500);

/** Lines that the runner executes: `::` at the start, or `##[` anywhere. */
function findCommands(lines: readonly string[]): string[] {
  return lines
    .flatMap((line) => line.split(/\r\n|\r|\n/))
    .filter((line) => line.trimStart().startsWith('::') || line.includes('##['));
}

interface Failed {
  readonly lines: readonly string[];
  readonly summary: string;
  readonly outputs: readonly string[];
}

function expectFailed(run: MemoryRun): Failed {
  const { lines, summary, outputs } = run;
  expect(run.results[0]?.status).toBe('failed');
  return { lines, summary, outputs: Object.keys(outputs).sort() };
}

async function failAsTask(reason: string): Promise<Failed> {
  const harness = createMemoryHarness({
    failWhenUrlIncludes: '.mp4',
    failReason: reason === '' ? ' ' : reason,
    video: () => ({
      kind: 'video',
      filename: reason,
      facts: { duration: 10, width: 640, height: 360, fps: 25, size: 1, hasAudio: true },
    }),
  });
  const task = harness.core.addTask({
    status: 'queued',
    url: `https://videos.example/${encodeURIComponent(reason.toWellFormed()).slice(0, 4_000)}.mp4`,
  });
  return expectFailed(await harness.run({ task_id: task.id, timeout_minutes: '1' }));
}

/** The reason of the platform for rejecting a file, in its words. */
async function failAsAsset(reason: string): Promise<Failed> {
  const harness = createMemoryHarness();
  const asset = { _id: 'a'.repeat(24), status: 'failed', filename: reason, error: { message: reason } };
  harness.core.fault({ route: 'POST /assets', effect: { kind: 'body', body: JSON.stringify(asset) } });
  return expectFailed(await harness.run({ endpoint: 'assets', timeout_minutes: '1' }));
}

describe('500 injection strings', () => {
  test.each([
    ['task', failAsTask, STRINGS],
    // From here on the code is the same as for tasks.
    ['asset', failAsAsset, STRINGS.filter((_, n) => n % 5 === 0)],
  ])(
    'change neither outputs nor the structure of the summary as the reason of a failed %s, and cause no command',
    async (_what, failWith, strings) => {
      const reference = await failWith('no sound');
      const structure = countElements(reference.summary);
      for (const reason of strings) {
        const { lines, summary, outputs } = await failWith(reason);
        expect(findCommands(lines)).toEqual(['::group::Results', '::endgroup::']);
        expect(outputs).toEqual(reference.outputs);
        // What is in backticks is code, and a long name has a title.
        expect({ reason: reason.slice(0, 200), ...countElements(summary), code: 0, span: 0 }).toEqual({
          reason: reason.slice(0, 200),
          ...structure,
          code: 0,
          span: 0,
        });
      }
    },
  );

  test.each(INGEST_METHODS)(
    'have no effect as names and messages on a step of the bundle with %s',
    async (endpoint) => {
      const [route = ''] = INGEST_REQUESTS[endpoint].posts;
      await withBundleHarness({}, async (harness) => {
        const names = STRINGS.map((text, n) => `${n}-${encodeURIComponent(text.toWellFormed()).slice(0, 150)}`);
        STRINGS.forEach((message, n) => {
          const error = { code: 'parameter_invalid', message };
          const body = JSON.stringify(endpoint === 'tasks' ? error : { error });
          harness.simulator.fault({ route, calls: [n + 1], effect: { kind: 'status', status: 400, body } });
        });
        const result = await harness.run({
          endpoint,
          video_url: names.map((name) => harness.video(`${name.replace(/%[^%]{0,1}$/, '')}.mp4`)).join('\n'),
          max_in_flight: '20',
        });
        expect(result.code).toBe(1);
        expect(Object.keys(result.outputs)).toHaveLength(22);
        expect(result.outputs).toMatchObject({ status: 'rejected', total_count: '500', failed_count: '500' });
        const commands = findCommands([result.log]).map((line) => line.replace(/ title=[^:]*/, '').slice(0, 12));
        expect(new Set(commands)).toEqual(
          new Set([
            '::add-mask::',
            '::group::Set',
            '::group::Res',
            '::group::Vid',
            '::endgroup::',
            '::error::Twe',
            '::error::And',
            '::debug::POS',
          ]),
        );
        const structure = countElements(result.summary);
        // What needs action, and the list of the others.
        const { tr = 0, td = 0 } = structure;
        expect(structure).toMatchObject({ table: 2, th: 7, h3: 1, h4: 1, details: 1 });
        expect(tr).toBeGreaterThan(450);
        expect(td).toBe(2 * 50 + 5 * (tr - 2 - 50));
        expect(Object.keys(structure).sort()).toEqual(
          'code details h3 h4 p span strong summary table tbody td th thead tr'.split(' '),
        );
      });
    },
  );
});
