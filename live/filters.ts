import { asList, asObject } from '../src/util/json.ts';
import type { LiveClient } from './client.ts';

/** Spellings of a filter by metadata that are in public use. */
export const SPELLINGS = {
  bare: (name: string, value: string): string => new URLSearchParams({ [name]: value }).toString(),
  brackets: (name: string, value: string): string =>
    new URLSearchParams({ [`user_metadata[${name}]`]: value }).toString(),
  json: (name: string, value: string): string =>
    new URLSearchParams({ user_metadata: JSON.stringify({ [name]: value }) }).toString(),
};

export type Spelling = keyof typeof SPELLINGS;

/**
 * - `works`: the video is found by its value, and by no other.
 * - `ignored`: the video is found by any value.
 * - `finds nothing`: the video is found by no value.
 */
export type FilterEffect = 'works' | 'ignored' | 'finds nothing' | `refused with ${number}`;

/** Asks for the only video of an index by the value that it has, and by one that nothing has. */
export async function testFilters(
  client: LiveClient,
  indexId: string,
  name: string,
  value: string,
): Promise<Readonly<Record<Spelling, FilterEffect>>> {
  const test = async (spelling: Spelling): Promise<FilterEffect> => {
    const find = async (wanted: string): Promise<number> => {
      const path = `/indexes/${indexId}/indexed-assets?${SPELLINGS[spelling](name, wanted)}`;
      const { status, body } = await client('GET', path);
      return status === 200 ? asList(body?.['data']).filter(asObject).length : -status;
    };
    const [found, others] = [await find(value), await find('nothing-has-this-value')];
    if (found < 0) return `refused with ${-found}`;
    if (found === 0) return 'finds nothing';
    return others > 0 ? 'ignored' : 'works';
  };
  return { bare: await test('bare'), brackets: await test('brackets'), json: await test('json') };
}
