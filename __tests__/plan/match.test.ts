import { describe, expect, test } from '@jest/globals';
import type { ExistingRecord } from '../../src/existing/record.ts';
import type { ErrorDetails } from '../../src/model/errors.ts';
import { NO_METADATA } from '../../src/model/result.ts';
import type { Content } from '../../src/plan/match.ts';
import { matchExisting } from '../../src/plan/match.ts';

function createRecord(status: string, change: Partial<ExistingRecord> = {}): ExistingRecord {
  const nothing = {
    address: null,
    filename: null,
    userMetadata: null,
    stamp: null,
    createdAt: null,
    readyAt: null,
    error: null,
    taskId: null,
  };
  return { id: `v-${status}`, status, version: 'v1', metadata: NO_METADATA, ...nothing, ...change };
}

function createError(errorClass: ErrorDetails['class']): ErrorDetails {
  return { code: 'video_file_broken', message: 'Broken.', hint: 'Replace it.', class: errorClass };
}

const KNOWN: Content = { address: null, contentVersion: 'v1', contentStamp: 's1' };
const UNKNOWN: Content = { address: null, contentVersion: null, contentStamp: null };
const MEDIA = { error: createError('media') };

describe('matchExisting', () => {
  test.each<[string, Content, readonly ExistingRecord[], object]>([
    ['submits a video without a record', KNOWN, [], { kind: 'submit', reason: 'new' }],
    ['reuses a searchable video', KNOWN, [createRecord('ready')], { kind: 'reuse', record: { id: 'v-ready' } }],
    ['adopts a video that is being indexed', KNOWN, [createRecord('indexing')], { kind: 'adopt' }],
    ['adopts a video whose status is not documented', KNOWN, [createRecord('levitating')], { kind: 'adopt' }],
    [
      'reuses the searchable record if another one failed',
      KNOWN,
      [createRecord('failed'), createRecord('ready')],
      { kind: 'reuse' },
    ],
    [
      'submits changed content',
      KNOWN,
      [createRecord('ready', { version: 'v0' })],
      { kind: 'submit', reason: 'changed' },
    ],
    [
      'reuses a video with the same size and date under another ETag',
      KNOWN,
      [createRecord('ready', { version: 'v0', stamp: 's1' })],
      { kind: 'reuse' },
    ],
    [
      'reuses a video by its source alone if its content is unknown now',
      UNKNOWN,
      [createRecord('ready')],
      { kind: 'reuse' },
    ],
    [
      'does not take a record without a version for a known one',
      KNOWN,
      [createRecord('ready', { version: null })],
      { kind: 'submit', reason: 'changed' },
    ],
    [
      'reuses a video by its source alone if its content is unknown now',
      UNKNOWN,
      [createRecord('ready')],
      { kind: 'reuse' },
    ],
    [
      'does not take a record of another address for a video of unknown content',
      { ...UNKNOWN, address: 'a' },
      [createRecord('ready', { address: 'b' })],
      { kind: 'submit', reason: 'changed' },
    ],
    [
      'rejects content that is known to be broken',
      KNOWN,
      [createRecord('failed', MEDIA)],
      { kind: 'give_up', error: { code: 'video_file_broken', class: 'media' } },
    ],
    [
      'retries content that failed for a reason outside the content',
      KNOWN,
      [createRecord('failed', { error: createError('network') })],
      { kind: 'submit', reason: 'retry' },
    ],
    ['retries a failure without a reason', KNOWN, [createRecord('failed')], { kind: 'submit', reason: 'retry' }],
    [
      'retries a broken file if its current content is unknown',
      UNKNOWN,
      [createRecord('failed', MEDIA)],
      { kind: 'submit', reason: 'retry' },
    ],
    [
      'submits a replaced file although the old one was broken',
      KNOWN,
      [createRecord('failed', { ...MEDIA, version: 'v0' })],
      { kind: 'submit', reason: 'changed' },
    ],
    [
      'rejects content after three failed attempts',
      KNOWN,
      [createRecord('failed'), createRecord('failed'), createRecord('failed')],
      { kind: 'give_up', error: { code: 'retry_limit_reached' } },
    ],
  ])('%s', (_title, video, records, expected) => {
    expect(matchExisting(video, records)).toMatchObject(expected);
  });
});
