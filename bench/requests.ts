import { createMemoryHarness } from '../__tests__/support/memory-harness.ts';
import { measureForeignIndex } from '../scripts/lookup-requests.ts';
import { atMost, type Figure, type Scenario } from './figure.ts';

const VIDEOS = 10_000;
const CONCURRENCY = 1_000;
const MAX_BEFORE_FIRST = 8;
/** A list of the collection has 50 videos per page. */
const MAX_DRY_RUN = Math.ceil(VIDEOS / 50) + 10;

/** How many requests a run sends, on the simulated platform. */
export const requests: Scenario = { name: 'requests', isNoisy: false, measure };

async function measure(): Promise<readonly Figure[]> {
  const format = String;
  return [
    atMost(MAX_BEFORE_FIRST, {
      name: 'Requests before the first submission to an index of 20,000 videos of others',
      value: await measureForeignIndex(),
      format,
    }),
    atMost(MAX_DRY_RUN, {
      name: 'Requests of `dry_run` with a list of 10,000 videos that are all reused, where lists contain metadata',
      value: await measureDryRun(),
      format,
    }),
  ];
}

async function measureDryRun(): Promise<number> {
  const harness = createMemoryHarness({ listUserMetadata: true, concurrency: CONCURRENCY });
  const links = Array.from({ length: VIDEOS }, (_, index) => `https://videos.example/${index}.mp4`);
  const inputs = {
    ...{ reuse: 'true', video_url: links.join('\n'), collection: 'Library' },
    ...{ max_in_flight: String(CONCURRENCY), timeout_minutes: '1440' },
  };
  await harness.run(inputs);
  const before = harness.core.requests.length;
  const plan = await harness.run({ ...inputs, dry_run: 'true' });
  if (plan.outputs['reused_count'] !== String(VIDEOS)) throw new Error(`${plan.outputs['reused_count']} are reused`);
  return harness.core.requests.length - before;
}
