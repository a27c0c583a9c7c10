// Measures the process that it is loaded into, and writes the figures when the process exits.
import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

const RESOLUTION_MS = 5;

// Worker threads load this file, too.
if (isMainThread) {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();
  process.on('exit', () => {
    // Each sample includes the sampling interval.
    const longestBlockMs = Math.max(0, delays.max / 1e6 - RESOLUTION_MS);
    const peakMemoryBytes = process.resourceUsage().maxRSS * 1024;
    writeFileSync(process.env.PROBE_FILE, JSON.stringify({ longestBlockMs, peakMemoryBytes }));
  });
}
