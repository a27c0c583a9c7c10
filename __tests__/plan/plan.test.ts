import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ExistingRecord } from '../../src/existing/record.ts';
import type { ErrorDetails } from '../../src/model/errors.ts';
import { NO_METADATA } from '../../src/model/result.ts';
import { formatPlan } from '../../src/plan/format-plan.ts';
import type { Observation, ObservedVideo, PlanSettings } from '../../src/plan/plan.ts';
import { createPlan } from '../../src/plan/plan.ts';

const ERROR: ErrorDetails = { code: 'internal_error', message: 'X.', hint: 'Do y.', class: 'input' };

const errors = fc.option(
  fc.constantFrom('media', 'input', 'network', 'platform').map((c) => ({ ...ERROR, class: c })),
  {
    nil: null,
  },
) as fc.Arbitrary<ErrorDetails | null>;

const records: fc.Arbitrary<ExistingRecord> = fc.record({
  id: fc.uuid(),
  status: fc.constantFrom('ready', 'failed', 'indexing', 'validating', 'unheard-of'),
  version: fc.constantFrom('v1', 'v2', null),
  stamp: fc.constantFrom('s1', 's2', null),
  address: fc.constant(null),
  filename: fc.constant(null),
  userMetadata: fc.constant(null),
  metadata: fc.constant(NO_METADATA),
  createdAt: fc.constant(null),
  readyAt: fc.constant(null),
  error: errors,
  taskId: fc.option(fc.uuid(), { nil: null }),
});

const videos: fc.Arbitrary<readonly ObservedVideo[]> = fc
  .array(
    fc.record({
      name: fc.string(),
      contentVersion: fc.constantFrom('v1', 'v2', null),
      contentStamp: fc.constantFrom('s1', 's2', null),
      sourceError: fc.option(fc.constant(ERROR), { nil: null, freq: 5 }),
      records: fc.array(records, { maxLength: 5 }),
      durationSeconds: fc.option(fc.integer({ min: 1, max: 7_200 }), { nil: null }),
      findings: fc.array(
        fc.record({ severity: fc.constantFrom('reject', 'warn', 'unknown'), error: fc.constant(ERROR) }),
        { maxLength: 2 },
      ),
    }),
    { maxLength: 30 },
  )
  .map((all) =>
    all.map((video, position) => ({
      ...video,
      position,
      sourceKey: `${position}`,
      userMetadata: {},
      address: null,
      isFile: false,
    })),
  );

const observations: fc.Arbitrary<Observation> = fc.record({
  videos,
  lookupError: fc.option(fc.constant(ERROR), { nil: null, freq: 10 }),
  indexError: fc.option(fc.constant(ERROR), { nil: null, freq: 10 }),
  indexFindings: fc.constant([]),
  claimed: fc.constant(null),
  isListComplete: fc.boolean(),
});

const settings: fc.Arbitrary<PlanSettings> = fc.record({
  preflight: fc.constantFrom('strict', 'warn', 'off'),
  maxTotalSeconds: fc.option(fc.integer({ min: 1, max: 100_000 }), { nil: null }),
  collection: fc.constant(null),
  prune: fc.constantFrom('off', 'report', 'delete'),
  maxDeletions: fc.integer({ min: 0, max: 10 }),
  maxItems: fc.constantFrom(null, 5),
  shard: fc.constant(null),
});

describe('createPlan', () => {
  test('returns exactly one action for each video, in order', () => {
    fc.assert(
      fc.property(observations, settings, (observation, options) => {
        const { actions } = createPlan(observation, options);
        expect(actions.map(({ position }) => position)).toEqual(observation.videos.map(({ position }) => position));
      }),
    );
  });

  test('submits no video whose content is already searchable or being indexed', () => {
    fc.assert(
      fc.property(observations, settings, (observation, options) => {
        for (const action of createPlan(observation, options).actions) {
          const video = observation.videos[action.position];
          const isThere = video?.records.some(
            (record) =>
              record.status !== 'failed' && video.contentVersion !== null && record.version === video.contentVersion,
          );
          if (action.kind === 'submit') expect(isThere).toBe(false);
        }
      }),
    );
  });

  test('submits the same content at most three times', () => {
    fc.assert(
      fc.property(observations, settings, (observation, options) => {
        for (const action of createPlan(observation, options).actions) {
          if (action.kind !== 'submit') continue;
          const video = observation.videos[action.position];
          const same = video?.records.filter(({ version }) => version !== null && version === video.contentVersion);
          expect(same?.length).toBeLessThan(3);
        }
      }),
    );
  });

  test('never exceeds the budget, and submits all or nothing under one', () => {
    fc.assert(
      fc.property(observations, settings, (observation, options) => {
        const { actions } = createPlan(observation, options);
        const submitted = actions.filter(({ kind }) => kind === 'submit');
        const total = submitted.reduce((sum, action) => sum + (action.durationSeconds ?? 0), 0);
        if (options.maxTotalSeconds === null || submitted.length === 0) return;
        expect(total).toBeLessThanOrEqual(options.maxTotalSeconds);
        expect(submitted.every(({ durationSeconds }) => durationSeconds !== null)).toBe(true);
      }),
    );
  });

  test('submits nothing if the records of the index are unknown', () => {
    fc.assert(
      fc.property(observations, settings, (observation, options) => {
        const { actions } = createPlan({ ...observation, lookupError: ERROR }, options);
        expect(actions.every(({ kind }) => kind === 'reject')).toBe(true);
      }),
    );
  });

  test('returns the same plan for the same observation', () => {
    fc.assert(
      fc.property(observations, settings, (observation, options) => {
        expect(createPlan(observation, options)).toEqual(createPlan(observation, options));
      }),
    );
  });
});

describe('formatPlan', () => {
  test('summarizes the plan in one line', () => {
    const content = {
      sourceKey: null,
      address: null,
      isFile: false,
      userMetadata: {},
      contentVersion: null,
      contentStamp: null,
    };
    const video = { name: 'a', ...content, sourceError: null, findings: [] };
    const ready = { id: 'v', status: 'ready', version: null, stamp: null, metadata: NO_METADATA } as const;
    const record = {
      ...ready,
      address: null,
      filename: null,
      userMetadata: null,
      createdAt: null,
      readyAt: null,
      error: null,
      taskId: null,
    };
    const all = Array.from({ length: 12 }, (_, position) => ({
      ...video,
      position,
      durationSeconds: 300,
      records: position < 3 ? [record] : [],
    }));
    const known = { claimed: null, isListComplete: true, lookupError: null, indexError: null, indexFindings: [] };
    const plan = createPlan(
      { videos: all, ...known },
      {
        preflight: 'warn',
        maxTotalSeconds: null,
        collection: null,
        prune: 'off',
        maxDeletions: 10,
        maxItems: null,
        shard: null,
      },
    );
    expect(formatPlan(plan, null)).toBe('12 videos: 3 already indexed, 9 to submit (45 min)');
    expect(formatPlan(plan, 0.05)).toBe('12 videos: 3 already indexed, 9 to submit (45 min, 2.25)');
  });
});
