import { describe, expect, test } from '@jest/globals';
import type { Page } from '../../src/http/pagination.ts';
import { MAX_PAGES, paginate, parsePage, readAllRows } from '../../src/http/pagination.ts';

/** A list of one row per page, and the pages that were read. */
function list(totalPages: number): { read: (page: number) => Promise<Page<number>>; pages: number[] } {
  const pages: number[] = [];
  const read = async (page: number): Promise<Page<number>> => {
    pages.push(page);
    return { rows: [page], totalPages };
  };
  return { read, pages };
}

describe('a list', () => {
  test('is read to its last page', async () => {
    expect(await readAllRows(list(3).read)).toEqual([1, 2, 3]);
  });

  test('is not read beyond the maximum number of pages', async () => {
    const { read, pages } = list(MAX_PAGES + 100);
    expect(await readAllRows(read)).toHaveLength(MAX_PAGES);
    expect(pages).toHaveLength(MAX_PAGES);
  });

  test('is read no further than the loop goes', async () => {
    const { read, pages } = list(10);
    for await (const { rows } of paginate(read)) if (rows.includes(2)) break;
    expect(pages).toEqual([1, 2]);
  });
});

describe('a page', () => {
  test('leaves out rows that cannot be parsed', () => {
    const body = { data: [{ n: 1 }, 'text', { n: 2 }], page_info: { total_page: 4 } };
    const page = parsePage(body, (row) => (row['n'] === 1 ? row : null));
    expect(page).toEqual({ rows: [{ n: 1 }], totalPages: 4, totalResults: null });
  });

  test('is the only one when the number of pages is missing', () => {
    expect(parsePage({ data: [] }, () => null)?.totalPages).toBe(1);
  });

  test('is null without `data`', () => {
    expect(parsePage({}, () => null)).toBeNull();
  });
});

test('a number of pages beyond what is read counts as one more than that', () => {
  for (const total_page of [1e9, 1e300, Number.MAX_SAFE_INTEGER])
    expect(parsePage({ data: [], page_info: { total_page } }, () => null)?.totalPages).toBeLessThanOrEqual(201);
});
