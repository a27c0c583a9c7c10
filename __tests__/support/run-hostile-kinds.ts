import { inParallel } from '../../src/util/concurrency.ts';
import { withBundleHarness } from './bundle-harness.ts';
import { createHostileKinds, type HostileKind, writeHostileFiles } from './hostile-kinds.ts';

/** On a quiet machine 250 ms; this allows for others that use its processors. */
const MAX_BLOCK_MS = 1_000;
const MAX_MEMORY_BYTES = 512 * 1024 * 1024;
const CONCURRENCY = 2;

/** How a kind harmed a step. */
export interface Harm {
  readonly name: string;
  readonly harm: string;
}

async function run(at: number): Promise<Harm[]> {
  return await withBundleHarness({ speed: 60 }, async (harness) => {
    const kind = createHostileKinds(harness.video)[at] as HostileKind;
    for (const fault of kind.faults) harness.simulator.fault(fault);
    const inputs = { video_url: '', poll_interval_seconds: '1', max_in_flight: '50', ...kind.inputs };
    const result = await harness.run(inputs, { probe: true, prepare: (folder) => writeHostileFiles(kind, folder) });
    const { name } = kind;
    const ready = result.results.filter((one) => one.name.startsWith('good-') && one.status === 'ready');
    const [block, memory] = [result.probe?.longestBlockMs ?? 0, result.probe?.peakMemoryBytes ?? 0];
    if (process.env['HOSTILE_FIGURES']) console.log(`${Math.round(block)} ms, ${Math.round(memory / 1e6)} MB: ${name}`);
    return [
      ...(ready.length === 2
        ? []
        : [{ name, harm: `${ready.length} of the good videos are ready; ${result.log.slice(-800)}` }]),
      ...(result.probe !== null ? [] : [{ name, harm: `the process was ended (${result.code})` }]),
      ...(block <= MAX_BLOCK_MS ? [] : [{ name, harm: `the event loop was blocked for ${Math.round(block)} ms` }]),
      ...(memory <= MAX_MEMORY_BYTES ? [] : [{ name, harm: `${Math.round(memory / 1e6)} MB` }]),
      ...(result.outputs['status'] ? [] : [{ name, harm: 'there are no outputs' }]),
    ];
  });
}

/** Runs every `stride`-th kind on the bundle. Resolves with the harm that they did. */
export async function runHostileKinds(stride: number): Promise<readonly Harm[]> {
  const kinds = createHostileKinds((name) => name);
  const harms: Harm[] = [];
  const chosen = kinds.keys().filter((at) => at % stride === 0);
  await inParallel(CONCURRENCY, chosen, async (at) => {
    harms.push(...(await run(at)));
  });
  return harms;
}
