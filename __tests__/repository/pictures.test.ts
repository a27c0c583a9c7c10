import { readFileSync, statSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { createPictureSummary, PICTURES_FOLDER, readStructure, STRUCTURE_FILE } from '../../scripts/picture-page.ts';

test('the pictures of the README show what a summary contains today (if not: `npm run docs:pictures`)', async () => {
  const summary = await createPictureSummary(600, { poll_interval_seconds: '1' });
  const structure: unknown = await readStructure(summary);
  expect(structure).toEqual(JSON.parse(readFileSync(STRUCTURE_FILE, 'utf8')));
});

test('the README shows a small picture for light and one for dark', () => {
  const readme = readFileSync('README.md', 'utf8');
  for (const theme of ['light', 'dark']) {
    const picture = `${PICTURES_FOLDER}/summary-${theme}.webp`;
    expect(readme).toContain(picture);
    expect([theme, statSync(picture).size < 60_000]).toEqual([theme, true]);
  }
});
