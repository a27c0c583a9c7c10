import { expect, test } from '@jest/globals';
import type { FetchedVideo } from '../../../simulator/fetch-video.ts';
import { createMemoryHarness } from '../../support/memory-harness.ts';

const TIMEOUT_MINUTES = 20;
const LONG = 'https://videos.example/long.mp4';

function createVideo(duration: number): FetchedVideo {
  return {
    kind: 'video',
    filename: 'a.mp4',
    facts: { duration, width: 640, height: 360, fps: 25, size: 1_000, hasAudio: true },
  };
}

/** Indexes a video that takes this many seconds, and short ones beside it, one after the other; returns its status. */
async function indexLongVideo(seconds: number): Promise<string | undefined> {
  const harness = createMemoryHarness({
    ...{ indexingBaseSeconds: 0, indexingPerSecond: 1, jitter: 0 },
    video: (url) => createVideo(url === LONG ? seconds : 100),
  });
  const short = Array.from({ length: 12 }, (_, n) => `https://videos.example/${n}.mp4`);
  const { results } = await harness.run({
    video_url: [LONG, ...short].join('\n'),
    max_in_flight: '2',
    timeout_minutes: String(TIMEOUT_MINUTES),
  });
  return results[0]?.status;
}

test('a video that is polled less often than others is ready if it was ready at the timeout', async () => {
  for (let margin = 6; margin <= 30; margin += 4) {
    expect([margin, await indexLongVideo(TIMEOUT_MINUTES * 60 - margin)]).toEqual([margin, 'ready']);
  }
});
