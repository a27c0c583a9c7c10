/** What depends on the operating system, on the bundle. CI runs this file on Linux, macOS and Windows. */
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { EOL } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type StepResult, withBundleHarness } from '../support/bundle-harness.ts';
import { waitUntil } from '../support/wait-until.ts';

const VIDEO = 'simulator/sample.mp4';

function addVideos(folder: string, ...names: readonly string[]): void {
  for (const name of names) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    copyFileSync(VIDEO, join(folder, name));
    // Files with the same content would be indexed once.
    writeFileSync(join(folder, name), Buffer.from(name), { flag: 'a' });
  }
}

const getNames = ({ results }: StepResult): readonly string[] => results.map(({ name }) => name).toSorted();

describe('on this operating system', () => {
  test('patterns find files and exclude folders, with line ends of the system', async () => {
    await withBundleHarness({}, async (harness) => {
      const video_file = ['media/**/*.mp4', '!media/drafts', ''].join(EOL);
      const prepare = (folder: string): void =>
        addVideos(folder, 'media/One.mp4', 'media/two.mp4', 'media/drafts/three.mp4');
      const result = await harness.run({ video_url: '', video_file, wait: 'false' }, { prepare });
      expect(getNames(result)).toEqual(['One.mp4', 'two.mp4']);
      expect([result.code, result.outputs['submitted_count']]).toEqual([0, '2']);
    });
  });

  test('a list with line ends of the system names files by their absolute paths', async () => {
    await withBundleHarness({}, async (harness) => {
      const prepare = (folder: string): void => {
        addVideos(folder, 'media/One.mp4', 'media/two.mp4', 'media/drafts/three.mp4');
        const lines = ['file', join(folder, 'media', 'One.mp4'), join('media', 'two.mp4'), ''];
        writeFileSync(join(folder, 'list.csv'), lines.join(EOL));
      };
      const result = await harness.run({ video_url: '', manifest: 'list.csv', wait: 'false' }, { prepare });
      expect(result.stderr).toBe('');
      expect(getNames(result)).toEqual(['One.mp4', 'two.mp4']);
      expect(result.code).toBe(0);
    });
  });

  test('a file has one name where the file system ignores upper and lower case, and is missing where it does not', async () => {
    await withBundleHarness({}, async (harness) => {
      let ignoresCase = false;
      const prepare = (folder: string): void => {
        addVideos(folder, 'media/One.mp4');
        ignoresCase = existsSync(join(folder, 'MEDIA', 'one.MP4'));
      };
      const result = await harness.run(
        { video_url: '', video_file: ['media/one.MP4', 'media/One.mp4'].join(EOL) },
        { prepare },
      );
      if (ignoresCase) expect(getNames(result)).toEqual(['One.mp4']);
      else expect([result.code, result.log]).toEqual([1, expect.stringContaining('different upper and lower case')]);
    });
  });

  test('the results file is complete in a folder that does not exist yet', async () => {
    await withBundleHarness({}, async (harness) => {
      const { code, outputs, results } = await harness.run({
        results_file: join('out', 'deep', 'results.json'),
        wait: 'false',
      });
      expect(code).toBe(0);
      expect(outputs['results_file']).toMatch(/out[\\/]deep[\\/]results\.json$/);
      expect(JSON.parse(outputs['results'] ?? '')).toEqual(results);
    });
  });

  // Windows has no SIGTERM, and a process cannot send SIGINT to another one: what is left is an end without warning.
  test(`a step that is ended by ${process.platform === 'win32' ? 'the system' : 'SIGINT alone'} leaves the task ID`, async () => {
    await withBundleHarness({ speed: 1 }, async (harness) => {
      const step = harness.start();
      await waitUntil(() => step.outputsNow()['task_id'] !== undefined && step.outputsNow()['task_id'] !== '');
      const [task] = harness.simulator.core.tasks();
      expect(step.outputsNow()['task_id']).toBe(task?.id);
      step.kill('SIGINT');
      const { code, outputs } = await step.result;
      expect(outputs['task_id']).toBe(task?.id);
      if (process.platform !== 'win32') expect([code, outputs['status']]).toEqual([1, 'cancelled']);
    });
  });
});
