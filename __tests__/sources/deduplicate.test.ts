import { expect, test } from '@jest/globals';
import { createSourceCollector } from '../../src/sources/deduplicate.ts';
import { parseVideoUrl } from '../../src/sources/video-url.ts';

const error = { code: 'manifest_row_invalid', message: 'x', hint: 'y', class: 'input' } as const;
const good = parseVideoUrl('https://example.com/a.mp4', false);

test('a row with an error takes the place of no other row, and is not lost', () => {
  const collector = createSourceCollector(null, null);
  const bad = { ...good, error };
  for (const source of [bad, good, bad, good]) collector.add(source);
  const { sources, duplicates } = collector.result();
  expect(sources).toEqual([bad, good, bad]);
  expect([...duplicates.values()]).toEqual([2]);
});

test('a video that is read later keeps its place', () => {
  const collector = createSourceCollector(null, null);
  const [b, c, a] = ['b', 'c', 'a'].map((name) => parseVideoUrl(`https://example.com/${name}.mp4`, false));
  if (a === undefined || b === undefined || c === undefined) throw new Error('unreachable');
  collector.add(b, 2);
  collector.add(c, 3);
  collector.add(a, 1);
  expect(collector.result().sources).toEqual([a, b, c]);
});

test('links that differ only in the spelling of their percent-encoding are one video', () => {
  const collector = createSourceCollector(null, null);
  for (const link of [
    'https://e.com/%7ea%c3%bc.mp4',
    'https://e.com/~%61%C3%BC.mp4',
    'https://e.com/~a%C3%BC.mp4?x=%7e',
  ])
    collector.add(parseVideoUrl(link, false));
  expect(collector.result().sources).toHaveLength(2);
});
