import { expect } from '@jest/globals';
import type { Status } from '../../src/model/status.ts';
import { inParallel } from '../../src/util/concurrency.ts';
import { type Step, withBundleHarness } from './bundle-harness.ts';
import { createFaultRules, createFaults, type FaultTarget, REPETITIONS, type Repetition } from './fault-matrix.ts';
import { toRoute } from './ingest-methods.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';
import { waitUntil } from './wait-until.ts';

/** One case of the fault matrix, for the committed bundle in real time. */
export interface FaultCase {
  readonly target: FaultTarget;
  readonly fault: string;
  readonly repetition: Repetition;
  /** The expected status of every video. */
  readonly status: Status;
  readonly timeoutMinutes: number;
}

/** Runs cases, so many at a time. Resolves with the failures. */
export async function runFaultCases(cases: readonly FaultCase[], concurrency: number): Promise<readonly string[]> {
  const failures: string[] = [];
  await inParallel(concurrency, cases.values(), async (faultCase) => {
    try {
      await runFaultCase(faultCase);
    } catch (error) {
      const { target, fault, repetition } = faultCase;
      const reason = error instanceof Error ? error.message : String(error);
      failures.push(`${target.method}: ${target.route} × ${fault} × ${repetition}: ${reason}`);
    }
  });
  return failures;
}

async function runFaultCase(faultCase: FaultCase): Promise<void> {
  const { target, repetition } = faultCase;
  // Only the cases about the wait for the asset have to wait for it.
  const assetReadyAtOnce = target.route !== 'GET /assets/:id';
  await withBundleHarness({ speed: 30, assetReadyAtOnce }, async (harness) => {
    const fault = createFaults(Date.now())[faultCase.fault];
    if (fault === undefined) throw new Error(`no fault ${faultCase.fault}`);
    for (const rule of createFaultRules(target, fault, repetition)) harness.simulator.fault(rule);
    const proxy = await startTcpProxy(Number(new URL(harness.simulator.url).port));
    const urls = Array.from({ length: target.videos }, (_, n) => harness.video(`${n}.mp4`));
    try {
      if (fault === 'refused' && target.after === null) await proxy.stop();
      const step = harness.start({
        api_url: harness.simulator.url.replace(/:\d+/, `:${proxy.port}`),
        endpoint: target.method,
        video_url: urls.join('\n'),
        timeout_minutes: String(faultCase.timeoutMinutes),
      });
      const [result] = await Promise.all([
        step.result,
        fault === 'refused' ? refuseConnections(faultCase, proxy, step) : null,
      ]);
      // A connection that is accepted just before the proxy stops may have sent the request.
      const isRefused = fault === 'refused' && faultCase.status === 'rejected';
      const alternatives = isRefused ? [faultCase.status, 'unconfirmed'] : [faultCase.status];
      for (const { status } of result.results) expect(alternatives).toContain(status);
      expect(result.results).toHaveLength(urls.length);
      expect(result.code).toBe(faultCase.status === 'ready' ? 0 : 1);
      expect(Object.keys(result.outputs)).toHaveLength(22);
      expect(result.stderr).toBe('');
      expect(result.summary).toMatch(/^### (✅|📨|⏳|❓|🚫|❌|🔍|ℹ️) \S/u);
      for (const url of urls) {
        expect(harness.simulator.core.tasks().filter((task) => task.videoUrl === url).length).toBeLessThan(2);
      }
    } finally {
      await proxy.close();
    }
  });
}

/** Stops the proxy when the request before the target has ended, until so many connections were refused. */
async function refuseConnections({ target, repetition }: FaultCase, proxy: TcpProxy, step: Step): Promise<void> {
  let isOver = false;
  void step.result.finally(() => {
    isOver = true;
  });
  const { after, videos } = target;
  if (after !== null) {
    await waitUntil(() => isOver || readTrace(step).filter(({ route }) => route === after).length >= videos);
    await proxy.stop();
  }
  if (repetition === 'always') return;
  const isRefused = ({ end }: { readonly end: string }): boolean => end.includes('ECONNREFUSED');
  await waitUntil(() => isOver || readTrace(step).filter(isRefused).length >= REPETITIONS[repetition]);
  if (!isOver) await proxy.start();
}

/** The requests that the action has logged for debugging, and how each of them ended. */
function readTrace(step: Step): ReadonlyArray<{ readonly route: string; readonly end: string }> {
  const lines = step.logNow().matchAll(/^::debug::([A-Z]+) \/v1\.3(\S+): (.*)$/gm);
  return [...lines].map(([, method = '', path = '', end = '']) => ({ route: toRoute(method, path), end }));
}
