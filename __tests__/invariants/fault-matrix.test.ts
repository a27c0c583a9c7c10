import { describe, expect, test } from '@jest/globals';
import { TransportError } from '../../src/http/transport.ts';
import { STATUS_TABLE } from '../../src/model/status.ts';
import { START_MS } from '../support/fake-clock.ts';
import type { FaultTarget, Repetition } from '../support/fault-matrix.ts';
import { createFaultRules, createFaults, getExpectedStatus, REPETITIONS, TARGETS } from '../support/fault-matrix.ts';
import { INGEST_METHODS } from '../support/ingest-methods.ts';
import { createMemoryHarness } from '../support/memory-harness.ts';

const TIMEOUT_MINUTES = 10;
const FAULTS = createFaults(START_MS);

function matchesTarget({ route }: FaultTarget, method: string, path: string): boolean {
  const pattern = route.replace(/^\w+ /, '').replaceAll(':id', '[^/]+');
  return route.startsWith(method) && new RegExp(`^/v1\\.3${pattern}$`).test(path);
}

async function runFaultCase(target: FaultTarget, name: string, repetition: Repetition): Promise<void> {
  const harness = createMemoryHarness();
  const fault = FAULTS[name];
  if (fault === undefined) throw new Error(`no fault ${name}`);
  for (const rule of createFaultRules(target, fault, repetition)) harness.core.fault(rule);
  let refused = 0;
  const urls = Array.from({ length: target.videos }, (_, n) => `https://videos.example/${n}.mp4`);
  const run = await harness.run(
    { endpoint: target.method, video_url: urls.join('\n'), timeout_minutes: String(TIMEOUT_MINUTES) },
    {
      onSend: ({ method, url }) => {
        // A host that refuses connections refuses all requests that follow, not only those of the route.
        const isRefusing = refused > 0 || matchesTarget(target, method, url.pathname);
        if (fault !== 'refused' || !isRefusing || refused >= REPETITIONS[repetition]) return;
        refused += 1;
        throw new TransportError('connect ECONNREFUSED 127.0.0.1:1', false);
      },
    },
  );
  const status = getExpectedStatus(target, name, repetition);
  // A video whose turn comes after the connection is lost is never sent.
  const isRefused = name === 'refused connection' && status !== 'ready';
  const alternatives = isRefused ? [status, 'rejected', 'not_submitted'] : [status];
  for (const result of run.results) expect(alternatives).toContain(result.status);
  expect(run.succeeded).toBe(status === 'ready');
  expect(STATUS_TABLE.statuses).toContain(run.outputs['status']);
  expect(Object.keys(run.outputs)).toHaveLength(22);
  for (const url of urls) expect(harness.core.tasks().filter((task) => task.videoUrl === url).length).toBeLessThan(2);
  expect(run.tookMs).toBeLessThan(TIMEOUT_MINUTES * 60_000 + 5_000);
  if (status !== 'ready') expect(run.annotations.join()).toMatch(new RegExp(`(${alternatives.join('|')}): `));
}

describe.each(INGEST_METHODS)('a run with %s ends with the expected status', (method) => {
  describe.each(TARGETS.filter((target) => target.method === method))('$route', (target) => {
    describe.each(Object.keys(REPETITIONS) as Repetition[])('%s', (repetition) => {
      test.each(Object.keys(FAULTS))('%s', (name) => runFaultCase(target, name, repetition));
    });
  });
});
