import { describe, expect, test } from '@jest/globals';
import type { ExistingRecord } from '../../src/existing/record.ts';
import type { ErrorDetails } from '../../src/model/errors.ts';
import { NO_METADATA } from '../../src/model/result.ts';
import type { Content } from '../../src/plan/match.ts';
import { matchExisting } from '../../src/plan/match.ts';

function createRecord(status: string, change: Partial<ExistingRecord> = {}): ExistingRecord {
  const nothing = { stamp: null, createdAt: null, readyAt: null, error: null, taskId: null };
  return { id: `v-${status}`, status, version: 'v1', metadata: NO_METADATA, ...nothing, ...change };
}

function createError(errorClass: ErrorDetails['class']): ErrorDetails {
  return { code: 'video_file_broken', message: 'Broken.', hint: 'Replace it.', class: errorClass };
}

const KNOWN: Content = { contentVersion: 'v1', contentStamp: 's1' };
const UNKNOWN: Content = { contentVersion: null, contentStamp: null };
const MEDIA = { error: createError('media') };

describe('matchExisting', () => {
  test.each<[string, Content, readonly ExistingRecord[], object]>([
    ['submits a new video', KNOWN, [], { kind: 'submit', reason: 'new' }],
    ['reuses a searchable video', KNOWN, [createRecord('ready')], { kind: 'reuse', record: { id: 'v-ready' } }],
    ['adopts a video that is being indexed', KNOWN, [createRecord('indexing')], { kind: 'adopt' }],
    ['adopts a video in a status nobody has documented', KNOWN, [createRecord('levitating')], { kind: 'adopt' }],
    ['prefers the searchable one', KNOWN, [createRecord('failed'), createRecord('ready')], { kind: 'reuse' }],
    [
      'submits changed content',
      KNOWN,
      [createRecord('ready', { version: 'v0' })],
      { kind: 'submit', reason: 'changed' },
    ],
    [
      'reuses the same size and date under another ETag',
      KNOWN,
      [createRecord('ready', { version: 'v0', stamp: 's1' })],
      { kind: 'reuse' },
    ],
    ['lets the source decide if the content is unknown now', UNKNOWN, [createRecord('ready')], { kind: 'reuse' }],
    [
      'lets the source decide if the content was unknown then',
      KNOWN,
      [createRecord('ready', { version: null })],
      { kind: 'reuse' },
    ],
    [
      'gives up content that is known to be broken',
      KNOWN,
      [createRecord('failed', MEDIA)],
      { kind: 'give_up', error: { code: 'video_file_broken', class: 'media' } },
    ],
    [
      'retries content that failed for a reason that does not lie in it',
      KNOWN,
      [createRecord('failed', { error: createError('network') })],
      { kind: 'submit', reason: 'retry' },
    ],
    ['retries a failure without a reason', KNOWN, [createRecord('failed')], { kind: 'submit', reason: 'retry' }],
    [
      'retries a broken file if it is not known to be the same',
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
      'gives up after three attempts',
      KNOWN,
      [createRecord('failed'), createRecord('failed'), createRecord('failed')],
      { kind: 'give_up', error: { code: 'retry_limit_reached' } },
    ],
  ])('%s', (_title, video, records, expected) => {
    expect(matchExisting(video, records)).toMatchObject(expected);
  });
});
