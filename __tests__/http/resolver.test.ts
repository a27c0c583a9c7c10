import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { isCertainlyNotSent } from '../../src/http/network.ts';
import { cacheResolver, createResolver, type Resolve } from '../../src/http/resolver.ts';
import { type DnsServer, startDnsServer } from '../support/dns-server.ts';
import { createFakeClock } from '../support/fake-clock.ts';

let server: DnsServer;
let resolve: Resolve;

beforeEach(async () => {
  server = await startDnsServer((name) => {
    if (name.endsWith('.silent.example')) return 'silent';
    return name === 'videos.example' ? { address: '203.0.113.7' } : 'unknown';
  });
  resolve = createResolver({ timeoutMs: 200, tries: 1, servers: [server.address] });
});
afterEach(() => server.close());

describe('createResolver', () => {
  test('resolves the addresses of a name', async () => {
    expect(await resolve('videos.example')).toEqual([{ address: '203.0.113.7', family: 4 }]);
  });

  test.each(['localhost', 'a.localhost', 'LOCALHOST.'])('asks nobody for %s', async (name) => {
    expect((await resolve(name)).map(({ address }) => address)).toEqual(['127.0.0.1', '::1']);
    expect(server.questions).toEqual([]);
  });

  test('asks the system for a name that DNS does not have', async () => {
    await expect(resolve('nothing.invalid')).rejects.toMatchObject({ syscall: 'getaddrinfo' });
    expect(server.questions).toContain('nothing.invalid');
  });

  test('gives up 100 names whose servers are silent together, and occupies no thread with them', async () => {
    const countThreads = (): number =>
      process.getActiveResourcesInfo().filter((name) => name.startsWith('GetAddrInfo')).length;
    const threadsBefore = countThreads();
    const names = Array.from({ length: 100 }, (_, at) => `v${at}.silent.example`);
    const waiting = names.map((name) => resolve(name).catch((error: unknown) => error));
    expect(countThreads()).toBe(threadsBefore);
    const answered = resolve('videos.example');
    expect(await Promise.race([answered, ...waiting])).toHaveLength(1);
    const errors = await Promise.all(waiting);
    expect(errors[0]).toMatchObject({ code: 'ETIMEOUT', message: expect.stringContaining('did not answer in time') });
    expect(errors.every(isCertainlyNotSent)).toBe(true);
  });
});

test('cacheResolver asks once a minute for a name', async () => {
  const clock = createFakeClock();
  const asked: string[] = [];
  const cached = cacheResolver(async (name) => {
    asked.push(name);
    if (name === 'bad') throw new Error('no answer');
    return [{ address: '203.0.113.7', family: 4 }];
  }, clock);
  await Promise.all([cached('a'), cached('a'), cached('bad').catch(() => {}), cached('bad').catch(() => {})]);
  expect(asked).toEqual(['a', 'bad']);
  await clock.run(clock.sleep(60_000));
  await cached('a');
  expect(asked).toEqual(['a', 'bad', 'a']);
});
