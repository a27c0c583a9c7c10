import { expect, test } from '@jest/globals';
import { createMemoryHarness } from '../support/memory-harness.ts';

const SIGNATURE = 'nitfHRCrtziwO2HwPfWwyYDhUF5Ew';

test('a link cannot choose what the runner masks', async () => {
  const { run } = createMemoryHarness();
  const links = [
    `https://videos.example/a.mp4?sig=${SIGNATURE}`,
    'https://videos.example/b.mp4?sig=https://videos.example/',
    'https://videos.example/MyHoliday2026InRome.mp4?token=MyHoliday2026InRome',
    'https://videos.example/c.mp4?key=submission_unconfirmed',
    'https://videos.example/d.mp4?key=0123456789abcdef01234567',
    'https://videos.example/e.mp4?token=ready',
  ];
  const { masks, outputs } = await run({ video_url: links.join('\n') });
  expect(masks).toEqual([SIGNATURE]);
  expect(outputs['ready_count']).toBe('6');
});

test('statuses and IDs are not altered by a short key', async () => {
  const { run } = createMemoryHarness();
  for (const api_key of ['a', 'ready', '0']) {
    const { results, outputs } = await run({ api_key });
    expect([outputs['status'], results[0]?.status]).toEqual(['ready', 'ready']);
    expect(outputs['task_id']).toMatch(/^[0-9a-f]{24}$/);
    expect(results[0]?.task_id).toBe(outputs['task_id']);
  }
});
