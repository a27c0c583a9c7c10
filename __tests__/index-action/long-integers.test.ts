import { expect, test } from '@jest/globals';
import { createMemoryHarness } from '../support/memory-harness.ts';

test('an integer that a number cannot represent is stored digit by digit, with a note', async () => {
  const harness = createMemoryHarness();
  const run = await harness.run({ user_metadata: '{"id": 12345678901234567891, "year": 2026, "tags": ["a", "b"]}' });
  expect(harness.core.tasks()[0]?.userMetadata).toMatchObject({
    id: '12345678901234567891',
    year: 2026,
    tags: ['a', 'b'],
  });
  expect(run.lines.join('\n')).toContain('stored as text, without rounding: "id".');
});

test('other metadata causes no note', async () => {
  const run = await createMemoryHarness().run({ user_metadata: '{"id": 9007199254740991, "phone": "0123456789"}' });
  expect(run.lines.join('\n')).not.toContain('stored as text');
});
