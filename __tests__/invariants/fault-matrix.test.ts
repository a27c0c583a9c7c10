import { describe, expect, test } from '@jest/globals';
import { TransportError } from '../../src/http/transport.ts';
import { STATUSES } from '../../src/model/status.ts';
import { START_MS } from '../support/fake-clock.ts';
import type { Row, Times } from '../support/fault-matrix.ts';
import { expected, faults, ROWS, rulesOf, TIMES } from '../support/fault-matrix.ts';
import { INGEST_METHODS } from '../support/ingest-methods.ts';
import { createMemoryHarness } from '../support/memory-harness.ts';

const TIMEOUT_MINUTES = 10;
const FAULTS = faults(START_MS);

/** Whether a request is for a route, by its path. */
function isFor({ route }: Row, method: string, path: string): boolean {
  const pattern = route.replace(/^\w+ /, '').replaceAll(':id', '[^/]+');
  return route.startsWith(method) && new RegExp(`^/v1\\.3${pattern}$`).test(path);
}

async function playCell(row: Row, name: string, times: Times): Promise<void> {
  const harness = createMemoryHarness();
  const fault = FAULTS[name];
  if (fault === undefined) throw new Error(`no fault ${name}`);
  for (const rule of rulesOf(row, fault, times)) harness.core.fault(rule);
  let refused = 0;
  const urls = Array.from({ length: row.videos }, (_, n) => `https://videos.example/${n}.mp4`);
  const run = await harness.run(
    { endpoint: row.road, video_url: urls.join('\n'), timeout_minutes: String(TIMEOUT_MINUTES) },
    {
      onSend: ({ method, url }) => {
        // Nobody listening concerns every request that follows, not only those of the route.
        const begun = refused > 0 || isFor(row, method, url.pathname);
        if (fault !== 'refused' || !begun || refused >= TIMES[times]) return;
        refused += 1;
        throw new TransportError('connect ECONNREFUSED 127.0.0.1:1', false);
      },
    },
  );
  const status = expected(row, name, times);
  expect(run.results.map((result) => result.status)).toEqual(urls.map(() => status));
  expect(run.succeeded).toBe(status === 'ready');
  expect(STATUSES).toContain(run.outputs['status']);
  expect(Object.keys(run.outputs)).toHaveLength(15);
  for (const url of urls) expect(harness.core.tasks().filter((task) => task.videoUrl === url).length).toBeLessThan(2);
  expect(run.tookMs).toBeLessThan(TIMEOUT_MINUTES * 60_000 + 5_000);
  if (status !== 'ready') expect(run.annotations.join()).toContain(`${status}: `);
}

describe.each(INGEST_METHODS)('the road of %s', (road) => {
  describe.each(ROWS.filter((row) => row.road === road))('$route', (row) => {
    describe.each(Object.keys(TIMES) as Times[])('%s', (times) => {
      test.each(Object.keys(FAULTS))('%s', (name) => playCell(row, name, times));
    });
  });
});
