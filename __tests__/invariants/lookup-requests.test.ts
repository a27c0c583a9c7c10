import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from '@jest/globals';
import type { LookupCost } from '../../scripts/lookup-requests.ts';
import {
  buildCollectionTable,
  buildLookupTable,
  measureCollections,
  measureLookups,
} from '../../scripts/lookup-requests.ts';

let costs: readonly LookupCost[] = [];

beforeAll(async () => {
  costs = await measureLookups();
});

/** The most requests of an index with any spelling that the platform obeys. */
function getMaxRequests({ requests }: LookupCost): number {
  return Math.max(...['brackets', 'json', 'bare'].map((spelling) => requests.get(spelling as 'bare') ?? 0));
}

test('a lookup takes at most three requests more than with a known spelling of the filter', () => {
  expect(costs.length).toBeGreaterThan(4);
  for (const cost of costs) {
    expect(cost.knownSpelling).toBeGreaterThan(1);
    expect(getMaxRequests(cost)).toBeLessThanOrEqual(cost.knownSpelling + 3);
  }
});

test('a lookup of one video takes at most eight requests in an index of 20,000 videos of others', () => {
  const large = costs.filter(({ index }) => index.foreign === 20_000 && index.filterableAfter === 'creation');
  expect(large.map(({ index }) => index.own)).toEqual([1, 0]);
  for (const cost of large) expect(getMaxRequests(cost)).toBeLessThanOrEqual(8);
});

test('a lookup in an empty index takes no request to find out the spelling', () => {
  const [empty] = costs;
  expect(empty?.index.own).toBe(0);
  // The newest tasks, and the first page of the index.
  expect([...(empty?.requests.values() ?? [])]).toEqual([2, 2, 2, 2]);
});

test('nothing is submitted to a large index if no spelling of the filter works', () => {
  const stopped = costs.filter(({ stopsWithoutFilter }) => stopsWithoutFilter);
  expect(stopped.map(({ index }) => index.foreign)).toEqual([20_000, 20_000, 20_000]);
});

test('a run over an unchanged collection takes one request per 50 videos, and one per video only without metadata', async () => {
  const collections = await measureCollections();
  for (const { videos, foreign, requests, bound } of collections) {
    expect(`${videos} of ${foreign}: ${Math.max(requests, bound)}`).toBe(`${videos} of ${foreign}: ${bound}`);
  }
  expect(readFileSync('docs/performance.md', 'utf8')).toContain(buildCollectionTable(collections));
});

test('the table in docs/performance.md shows the requests of each lookup (fix: npm run docs)', () => {
  expect(readFileSync('docs/performance.md', 'utf8')).toContain(buildLookupTable(costs));
});
