import { expect, test } from '@jest/globals';
import { decideAfterSearch } from '../../src/indexing/ambiguous-response.ts';

const [BILLED, FREE] = [false, true];
const [LOST, ERROR_RESPONSE] = [false, true];
const [FIRST, SECOND] = [false, true];

test.each([
  ['absent', BILLED, LOST, FIRST, 'unconfirmed'],
  ['absent', BILLED, LOST, SECOND, 'unconfirmed'],
  ['absent', BILLED, ERROR_RESPONSE, FIRST, 'resubmit'],
  ['absent', BILLED, ERROR_RESPONSE, SECOND, 'reject'],
  ['inconclusive', BILLED, LOST, FIRST, 'unconfirmed'],
  ['inconclusive', BILLED, ERROR_RESPONSE, FIRST, 'unconfirmed'],
  ['inconclusive', BILLED, ERROR_RESPONSE, SECOND, 'unconfirmed'],
  ['absent', FREE, LOST, FIRST, 'resubmit'],
  ['absent', FREE, LOST, SECOND, 'reject'],
  ['absent', FREE, ERROR_RESPONSE, FIRST, 'resubmit'],
  ['inconclusive', FREE, LOST, FIRST, 'reject'],
  ['inconclusive', FREE, ERROR_RESPONSE, FIRST, 'reject'],
] as const)(
  'with a search result of %s, safeToRepeat %s, responded %s and isRepetition %s, the decision is %s',
  (search, safeToRepeat, responded, isRepetition, decision) => {
    expect(decideAfterSearch(search, { safeToRepeat, responded, isRepetition })).toBe(decision);
  },
);
