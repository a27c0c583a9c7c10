import { expect, test } from '@jest/globals';
import { createHostileKinds } from '../support/hostile-kinds.ts';
import { runHostileKinds } from '../support/run-hostile-kinds.ts';

test('there are at least sixty kinds of hostile lists, names, responses and video files', () => {
  const names = createHostileKinds((name) => name).map(({ name }) => name);
  expect(new Set(names).size).toBeGreaterThanOrEqual(60);
});

// The soak test runs all of them.
test('every eighth kind of hostile lists, names, responses and video files harms nothing but itself', async () => {
  expect(await runHostileKinds(8)).toEqual([]);
}, 120_000);
