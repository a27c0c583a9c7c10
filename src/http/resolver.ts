import type { LookupAddress } from 'node:dns';
import { lookup, Resolver } from 'node:dns/promises';
import type { Clock } from '../util/clock.ts';
import { asObject, parseText } from '../util/json.ts';

/** Resolves all addresses of a name, like `dns.lookup` with `all`. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

export interface ResolverOptions {
  /** Milliseconds for the first query to a name server; each further one waits longer. */
  readonly timeoutMs: number;
  /** How often a name server is asked. */
  readonly tries: number;
  /** Addresses of name servers, with ports; default: those of the system. */
  readonly servers?: readonly string[];
}

/** For hosts that the run depends on. */
export const PATIENT: ResolverOptions = { timeoutMs: 2_000, tries: 3 };
/** For hosts that others name: many that do not answer must not delay the other videos. */
export const IMPATIENT: ResolverOptions = { timeoutMs: 900, tries: 1 };

/** What a name server answers for a name that only the system may know: its hosts file, its search domains. */
const ASK_SYSTEM = ['ENOTFOUND', 'ENODATA', 'ECONNREFUSED', 'ENOTIMP', 'EREFUSED', 'ENONAME'];

/**
 * Creates a resolver that asks the name servers itself. `dns.lookup` occupies one of the four threads that also read
 * files: a few names whose servers do not answer would block all of them, and the end of the process. It is used only for
 * names that DNS does not have, and for one of them at a time.
 *
 * The errors have the fields of `dns.lookup`, by which callers know that nothing was sent.
 */
export function createResolver({ timeoutMs, tries, servers }: ResolverOptions): Resolve {
  const resolver = new Resolver({ timeout: timeoutMs, tries });
  if (servers !== undefined) resolver.setServers(servers);
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

/** Milliseconds for which an answer is used again. */
const CACHE_MS = 60_000;
/** Every redirect may name a new host. */
const MAX_CACHED_NAMES = 10_000;

/** Asks once for a name that several connections need, also if there is no answer. */
export function cacheResolver(resolve: Resolve, clock: Clock): Resolve {
  const answers = new Map<string, { readonly answer: ReturnType<Resolve>; readonly untilMs: number }>();
  return (hostname) => {
    const known = answers.get(hostname);
    if (known !== undefined && known.untilMs > clock.now()) return known.answer;
    if (answers.size >= MAX_CACHED_NAMES) answers.clear();
    const answer = resolve(hostname);
    answer.catch(() => {}); // it may not be needed
    answers.set(hostname, { answer, untilMs: clock.now() + CACHE_MS });
    return answer;
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
