/**
 * Finds out what the documentation of TwelveLabs leaves open, and prints a report that can be pasted into an issue.
 * It creates an index, indexes one video of five seconds, and deletes both.
 *
 * `TWELVE_LABS_API_KEY=… npm run verify:live`; `TWELVELABS_BASE_URL` for another API.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createLiveClient } from '../live/client.ts';
import { formatReport } from '../live/report.ts';
import { verifyLive } from '../live/verify.ts';
import { createSystemClock } from '../src/util/clock.ts';

const key = process.env['TWELVE_LABS_API_KEY'] ?? '';
const apiUrl = process.env['TWELVELABS_BASE_URL'] || 'https://api.twelvelabs.io/v1.3';
if (key === '') {
  console.error('Set TWELVE_LABS_API_KEY to an API key. The check indexes one video of five seconds.');
  process.exit(1);
}
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => stopping.abort(new Error(`Stopped by ${signal}.`)));
}
const findings = await verifyLive({
  client: createLiveClient(apiUrl, key),
  clock: createSystemClock(),
  signal: stopping.signal,
  video: new Uint8Array(readFileSync(new URL('../live/five-seconds.mp4', import.meta.url))),
  token: randomBytes(6).toString('hex'),
  pollMs: 2000,
  timeoutMs: 15 * 60_000,
  log: (line) => console.error(line),
});
process.stdout.write(formatReport(findings, new Date().toISOString().slice(0, 10)));
if (findings.problem !== null || findings.leftBehind.length > 0) process.exitCode = 1;
