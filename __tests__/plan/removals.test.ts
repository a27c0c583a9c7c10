import { expect, test } from '@jest/globals';
import { createCollection } from '../../src/existing/collection.ts';
import type { ExistingRecord } from '../../src/existing/record.ts';
import { NO_METADATA } from '../../src/model/result.ts';
import { planRemovals } from '../../src/plan/removals.ts';

const COLLECTION = createCollection('list');
const SOURCE_KEY = 'a'.repeat(32);

function createRecord(claims: Readonly<Record<string, string>> = {}): ExistingRecord {
  const unknown = { filename: null, createdAt: null, readyAt: null, error: null, taskId: null };
  const userMetadata = { gha_submission: '1', gha_source: SOURCE_KEY, [COLLECTION.claim]: 'list', ...claims };
  const content = { address: SOURCE_KEY, version: 'v1', stamp: null };
  return { id: 'old', status: 'ready', metadata: NO_METADATA, ...unknown, ...content, userMetadata };
}

/** The list has new content for the video of the record. */
const CHANGED = {
  position: 0,
  sourceKey: SOURCE_KEY,
  address: SOURCE_KEY,
  contentVersion: 'v2',
  contentStamp: null,
  videoId: null,
  isRejected: false,
};

function plan(isListComplete: boolean, claims?: Readonly<Record<string, string>>): object | undefined {
  const settings = { collection: COLLECTION, prune: 'delete', isListComplete, isOwnPart: () => true } as const;
  return planRemovals([createRecord(claims)], [CHANGED], settings)[0];
}

test('a replaced version is deleted after its successor is searchable', () => {
  expect(plan(true)).toMatchObject({ kind: 'delete', reason: 'replaced', successor: 0 });
});

test('a replaced version is only released while a row of the list cannot be read, whoever else claims it', () => {
  const expected = { kind: 'release', reason: 'replaced', isDeletedWhenUnclaimed: false };
  expect(plan(false)).toMatchObject(expected);
  expect(plan(false, { gha_in_00000000: 'another list' })).toMatchObject(expected);
});

test('a replaced version that another list claims is released, and deleted if that claim is given up meanwhile', () => {
  expect(plan(true, { gha_in_00000000: 'another list' })).toMatchObject({
    kind: 'release',
    isDeletedWhenUnclaimed: true,
  });
});
