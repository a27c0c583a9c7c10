/**
 * Holds every exchange of every test with a simulator against the description of the API. A response that the options
 * do not allow, or a request that no variant allows, fails the test that made it. Tests of the simulator itself
 * and of the live check send wrong requests on purpose; there only those that it accepts count.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterAll, afterEach, expect } from '@jest/globals';
import { judgeExchange } from '../../judge/exchange.ts';
import { createJudge } from '../../judge/judge.ts';
import { EXCHANGE_CHANNEL, type Exchange } from '../../simulator/exchanges.ts';

const judge = createJudge();
const problems = new Set<string>();
const sendsWrongRequests = /__tests__\/(simulator|live)\//.test(
  expect.getState().testPath?.replaceAll('\\', '/') ?? '',
);

function judgeMessage(message: unknown): void {
  const exchange = message as Exchange;
  const { request, reply, options } = exchange;
  // Only v1.3 is described.
  if (!request.path.startsWith('/v1.3/')) return;
  const verdict = judgeExchange(judge, exchange);
  const line = `${request.method} ${request.path} ${reply.status}`;
  for (const problem of verdict.response) problems.add(`${line}: response: ${problem}`);
  if (sendsWrongRequests && (reply.status >= 300 || options.unknownFields === 'ignore')) return;
  for (const problem of verdict.request) problems.add(`${line}: request: ${problem}`);
}

subscribe(EXCHANGE_CHANNEL, judgeMessage);

function expectNoProblems(): void {
  const found = [...problems];
  problems.clear();
  expect(found).toEqual([]);
}

afterEach(expectNoProblems);

afterAll(() => {
  expectNoProblems();
  unsubscribe(EXCHANGE_CHANNEL, judgeMessage);
});
