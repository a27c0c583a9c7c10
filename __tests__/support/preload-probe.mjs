// Measures the process that it is loaded into, and writes the figures when the process exits.
import { readFileSync, writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 5;
const CHILDREN_INTERVAL_MS = 20;

const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delays.enable();
let peakChildrenBytes = 0;
setInterval(() => {
  peakChildrenBytes = Math.max(peakChildrenBytes, readChildrenMemory());
}, CHILDREN_INTERVAL_MS).unref();
process.on('exit', () => {
  // Each sample includes the sampling interval.
  const longestBlockMs = Math.max(0, delays.max / 1e6 - RESOLUTION_MS);
  const peakMemoryBytes = process.resourceUsage().maxRSS * 1024 + peakChildrenBytes;
  writeFileSync(process.env.PROBE_FILE, JSON.stringify({ longestBlockMs, peakMemoryBytes }));
});

/** The memory of the child processes (Linux only; otherwise 0). */
function readChildrenMemory() {
  const pids = read(`/proc/self/task/${process.pid}/children`).match(/\d+/g) ?? [];
  const kilobytes = pids.map((pid) => Number(/^VmHWM:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0));
  return kilobytes.reduce((sum, size) => sum + size, 0) * 1024;
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // the process has ended
  }
}
