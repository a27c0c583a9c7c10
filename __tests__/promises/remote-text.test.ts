import { describe, expect, test } from '@jest/globals';
import { hostileStrings } from '../support/hostile.ts';
import { memoryStage } from '../support/memory.ts';
import { structureOf } from '../support/rendered.ts';
import { onStage } from '../support/stage.ts';

const STRINGS = hostileStrings(500);

/** What the runner takes for a command: `::` at the start of a line, or `##[` anywhere in it. */
function commandsIn(lines: readonly string[]): string[] {
  return lines
    .flatMap((line) => line.split(/\r\n|\r|\n/))
    .filter((line) => line.trimStart().startsWith('::') || line.includes('##['));
}

async function failWith(reason: string): Promise<{ lines: readonly string[]; summary: string; outputs: string[] }> {
  const stage = memoryStage({
    failWhenUrlIncludes: '.mp4',
    failReason: reason === '' ? ' ' : reason,
    video: () => ({
      kind: 'video',
      filename: reason,
      facts: { duration: 10, width: 640, height: 360, fps: 25, size: 1, hasAudio: true },
    }),
  });
  const task = stage.core.addTask({
    status: 'queued',
    url: `https://videos.example/${encodeURIComponent(reason.toWellFormed()).slice(0, 4_000)}.mp4`,
  });
  const run = await stage.run({ task_id: task.id, timeout_minutes: '1' });
  return { lines: run.told.lines, summary: run.told.summary, outputs: Object.keys(run.told.outputs).sort() };
}

describe('500 hostile strings', () => {
  test('as the reason of a failure change neither outputs nor the summary, and give no command', async () => {
    const usual = await failWith('no sound');
    const structure = structureOf(usual.summary);
    for (const reason of STRINGS) {
      const { lines, summary, outputs } = await failWith(reason);
      expect(commandsIn(lines)).toEqual([]);
      expect(outputs).toEqual(usual.outputs);
      expect({ reason: reason.slice(0, 200), ...structureOf(summary) }).toEqual({
        reason: reason.slice(0, 200),
        ...structure,
      });
    }
  }, 60_000);

  test('as names of videos and messages of the platform do nothing to a step of the committed bundle', async () => {
    await onStage({}, async (stage) => {
      const names = STRINGS.map((text, n) => `${n}-${encodeURIComponent(text.toWellFormed()).slice(0, 150)}`);
      STRINGS.forEach((message, n) => {
        const body = JSON.stringify({ code: 'parameter_invalid', message });
        stage.simulator.fault({ route: 'POST /tasks', calls: [n + 1], effect: { kind: 'status', status: 400, body } });
      });
      const result = await stage.run({
        video_url: names.map((name) => stage.video(`${name.replace(/%[^%]{0,1}$/, '')}.mp4`)).join('\n'),
        max_in_flight: '20',
      });
      expect(result.code).toBe(1);
      expect(Object.keys(result.outputs)).toHaveLength(15);
      expect(result.outputs).toMatchObject({ status: 'rejected', total_count: '500', failed_count: '500' });
      const commands = commandsIn([result.log]).map((line) => line.replace(/ title=[^:]*/, '').slice(0, 12));
      expect(new Set(commands)).toEqual(
        new Set([
          '::add-mask::',
          '::group::Set',
          '::group::Res',
          '::group::Vid',
          '::endgroup::',
          '::error::The',
          '::error::And',
          '::debug::POS',
        ]),
      );
      const structure = structureOf(result.summary);
      expect(structure).toMatchObject({ table: 1, tr: 501, th: 6, li: 500, h3: 1, h4: 1 });
      expect(Object.keys(structure).sort()).toEqual(
        ['a', 'code', 'h3', 'h4', 'li', 'p', 'strong', 'table', 'tbody', 'td', 'th', 'thead', 'tr', 'ul'].sort(),
      );
    });
  }, 60_000);
});
