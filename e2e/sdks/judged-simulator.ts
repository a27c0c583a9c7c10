/**
 * A simulator with a server of videos, whose exchanges are judged by the description of the API. Prints its addresses
 * as one JSON line; when the standard input ends, it prints what was wrong as another, and ends.
 */
import { subscribe } from 'node:diagnostics_channel';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { judgeExchange } from '../../judge/exchange.ts';
import { createJudge } from '../../judge/judge.ts';
import { EXCHANGE_CHANNEL, type Exchange } from '../../simulator/exchanges.ts';
import { startSimulator } from '../../simulator/server.ts';

const judge = createJudge();
const problems = new Set<string>();
subscribe(EXCHANGE_CHANNEL, (message) => {
  const exchange = message as Exchange;
  const { request, reply } = exchange;
  const verdict = judgeExchange(judge, exchange);
  // Clients try wrong requests on purpose; what the platform accepts must be right.
  const wrong = reply.status < 300 ? [...verdict.request, ...verdict.response] : verdict.response;
  for (const problem of wrong) problems.add(`${request.method} ${request.path} ${reply.status}: ${problem}`);
});

const video = readFileSync(new URL('../../simulator/sample.mp4', import.meta.url));
const videos = createServer((request, response) => {
  const isVideo = (request.url ?? '').endsWith('.mp4');
  response.setHeader('content-type', isVideo ? 'video/mp4' : 'text/html');
  response.end(isVideo ? video : '<!doctype html><title>No video</title>');
});
await new Promise<void>((resolve) => videos.listen(0, '127.0.0.1', resolve));
const simulator = await startSimulator({ plan: 'unlimited', concurrency: 25, speed: 200, seed: 5, chunkSize: 50_000 });
const { port } = videos.address() as AddressInfo;
process.stdout.write(`${JSON.stringify({ url: simulator.url, videoUrl: `http://127.0.0.1:${port}` })}\n`);
process.stdin.resume().on('end', () => {
  process.stdout.write(`${JSON.stringify([...problems])}\n`);
  videos.close();
  videos.closeAllConnections();
  void simulator.close();
});
