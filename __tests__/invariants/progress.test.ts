import { describe, expect, test } from '@jest/globals';
import { createMemoryHarness } from '../support/memory-harness.ts';

const PROGRESS = /^Progress: (\d+)\/(\d+) done, \d+ in flight, (\d+) failed/;

function links(count: number): string {
  return Array.from({ length: count }, (_, n) => `https://videos.example/${n % 7 === 3 ? 'bad-' : ''}${n}.mp4`).join(
    '\n',
  );
}

describe('the log of many videos', () => {
  test('contains progress lines, and groups the lines about single videos', async () => {
    const harness = createMemoryHarness({ failWhenUrlIncludes: 'bad-' });
    const { lines } = await harness.run({ video_url: links(40), max_in_flight: '5' });
    const progress = lines.flatMap((line) => PROGRESS.exec(line) ?? []);
    expect(progress.length).toBeGreaterThan(5);
    let depth = 0;
    for (const line of lines) {
      if (line.startsWith('::group::')) depth += 1;
      else if (line.startsWith('::endgroup::')) depth -= 1;
      else if (/^\[\d+\/40\] (submitted|status|ready): /.test(line)) expect(depth).toBe(1);
      else if (PROGRESS.test(line)) expect(depth).toBe(0);
      expect([0, 1]).toContain(depth);
    }
    expect(depth).toBe(0);
  });

  test('contains at most one progress line in five seconds, and at least one in a minute', async () => {
    const harness = createMemoryHarness({ indexingBaseSeconds: 400 });
    const { lines, tookMs } = await harness.run({ video_url: links(12), max_in_flight: '12' });
    const count = lines.filter((line) => PROGRESS.test(line)).length;
    expect(count).toBeGreaterThanOrEqual(Math.floor(tookMs / 60_000));
    expect(count).toBeLessThanOrEqual(tookMs / 5_000);
  });

  test('contains no groups if there are only a few videos', async () => {
    const { lines } = await createMemoryHarness().run({ video_url: links(3), max_in_flight: '1' });
    expect(lines.filter((line) => line.startsWith('::group::'))).toEqual([]);
    expect(lines.filter((line) => /^\[\d\/3\] submitted: /.test(line))).toHaveLength(3);
    expect(lines.some((line) => PROGRESS.test(line))).toBe(true);
  });

  test('lists at its end only what is not ready, each with its reason, which is told nowhere else', async () => {
    const harness = createMemoryHarness({ failWhenUrlIncludes: 'bad-', failReason: 'no frame could be decoded' });
    const { lines } = await harness.run({ video_url: links(12), max_in_flight: '5' });
    const results = lines
      .slice(lines.indexOf('::group::Results') + 1)
      .filter((line) => !/^::debug|^::endgroup/.test(line));
    const listed = results.filter((line) => !line.endsWith('.') || line.startsWith('failed'));
    expect(listed.map((line) => /^failed: (\S+)/.exec(line)?.[1])).toEqual(['bad-3.mp4', 'bad-10.mp4']);
    for (const line of listed) expect(line).toContain('no frame could be decoded');
    expect(lines.filter((line) => line.includes('no frame could be decoded'))).toHaveLength(2);
  });
});
