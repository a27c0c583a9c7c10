import type { LookupAddress } from 'node:dns';
import { lookup, Resolver } from 'node:dns/promises';
import { asObject, parseText } from '../util/json.ts';

/** Resolves all addresses of a name, like `dns.lookup` with `all`. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

/** Milliseconds for the first query to a name server, and how often it is asked. Each further query waits longer. */
const QUERY_TIMEOUT_MS = 2_000;
const QUERY_TRIES = 2;

/** What a name server answers for a name that only the system may know: its hosts file, its search domains. */
const ASK_SYSTEM = ['ENOTFOUND', 'ENODATA', 'ECONNREFUSED', 'ENOTIMP', 'EREFUSED', 'ENONAME'];

/**
 * Creates a resolver that asks the name servers itself. `dns.lookup` occupies one of the four threads that also read
 * files: a few names whose servers do not answer would block all of them, and the end of the process. It is used only for
 * names that DNS does not have, and for one of them at a time.
 *
 * The errors have the fields of `dns.lookup`, by which callers know that nothing was sent.
 */
export function createResolver(): Resolve {
  const resolver = new Resolver({ timeout: QUERY_TIMEOUT_MS, tries: QUERY_TRIES });
  let system: Promise<unknown> = Promise.resolve();
  const askSystem = (hostname: string): Promise<readonly LookupAddress[]> => {
    const answer = system.then(() => lookup(hostname, { all: true }));
    system = answer.catch(() => {});
    return answer;
  };
  return async (hostname) => {
    if (isLocalName(hostname)) return LOOPBACK;
    const [v4, v6] = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
    const addresses = [...toAddresses(v4, 4), ...toAddresses(v6, 6)];
    if (addresses.length > 0) return addresses;
    const codes = [v4, v6].flatMap((result) => (result.status === 'rejected' ? [getCode(result.reason)] : []));
    const failed = codes.find((code) => !ASK_SYSTEM.includes(code));
    if (failed !== undefined) throw createLookupError(hostname, failed);
    return await askSystem(hostname);
  };
}

const LOOPBACK: readonly LookupAddress[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
];

/** These never leave the machine (RFC 6761). */
function isLocalName(hostname: string): boolean {
  return /^(.*\.)?localhost\.?$/i.test(hostname);
}

function toAddresses(result: PromiseSettledResult<readonly string[]>, family: number): readonly LookupAddress[] {
  return result.status === 'fulfilled' ? result.value.map((address) => ({ address, family })) : [];
}

function getCode(error: unknown): string {
  return parseText(asObject(error)?.['code']) ?? 'unknown';
}

function createLookupError(hostname: string, code: string): Error {
  const reason = code === 'ETIMEOUT' ? 'the name servers did not answer in time' : `the name servers answered ${code}`;
  const error = new Error(`${hostname} could not be resolved: ${reason}`);
  return Object.assign(error, { code, syscall: 'getaddrinfo', hostname });
}
