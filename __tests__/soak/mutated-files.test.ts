import { expect, test } from '@jest/globals';
import { inspectMutatedFiles } from '../support/mutated-files.ts';

const TIMEOUT_MS = 10_000;

test('none of 10,000 damaged files ends the process, exhausts its memory, blocks it, or outlives its deadline', async () => {
  const report = await inspectMutatedFiles(10_000, 14, TIMEOUT_MS);
  console.log(JSON.stringify(report));
  expect(Object.values(report.verdicts).reduce((sum, count) => sum + count, 0)).toBe(10_000);
  // Damage outside of what describes a file is not found without decoding it.
  expect(report.wronglyAccepted / report.files).toBeLessThan(0.2);
  expect(report.maxRssBytes).toBeLessThan(768 * 1024 * 1024);
  // A batch of 100 files has 25 for each worker; few of them reach the deadline.
  expect(report.maxBatchMs).toBeLessThan(10 * TIMEOUT_MS);
}, 3_600_000);
