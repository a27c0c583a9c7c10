import { expect, test } from '@jest/globals';
import { withBundleHarness } from './bundle-harness.ts';
import { getRoutes } from './ingest-methods.ts';
import { createMemoryHarness } from './memory-harness.ts';

test('the memory harness runs both actions one after the other on one platform', async () => {
  const harness = createMemoryHarness();
  const indexed = await harness.run();
  const video_id = indexed.outputs['video_id'] ?? '';
  const deleted = await harness.runDelete({ video_id });
  expect(deleted).toMatchObject({ succeeded: true, outputs: { status: 'deleted' }, results: [{ video_id }] });
  expect(getRoutes(harness.core).filter((route) => !route.startsWith('GET'))).toEqual([
    'POST /tasks',
    'DELETE /indexes/:id/indexed-assets/:id',
    'DELETE /tasks/:id',
  ]);
});

test('the memory harness cancels a run at a time and at a request', async () => {
  const late = await createMemoryHarness({ indexingBaseSeconds: 3_600 }).run({}, { cancelAtMs: 60_000 });
  expect([late.outputs['status'], late.tookMs]).toEqual(['cancelled', expect.any(Number)]);
  expect(late.tookMs).toBeLessThan(62_000);
  const onSend = ({ method }: { readonly method: string }, cancel: () => void): void => {
    if (method === 'POST') cancel();
  };
  const early = await createMemoryHarness().run({}, { onSend });
  expect(early).toMatchObject({ succeeded: false, outputs: { status: 'cancelled', total_count: '1' } });
});

test('the bundle harness measures the event loop and the memory of a step', async () => {
  await withBundleHarness({}, async (harness) => {
    const { code, probe } = await harness.run({}, { probe: true });
    expect(code).toBe(0);
    expect(probe?.longestBlockMs).toBeGreaterThan(0);
    expect(probe?.peakMemoryBytes).toBeGreaterThan(20_000_000);
  });
});
