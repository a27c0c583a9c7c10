import ipaddr from 'ipaddr.js';

/** What a host name in a URL is, as far as can be told without asking DNS. */
export type HostKind = 'name' | 'public' | 'loopback' | 'private';

/** Digits and dots, or anything with a colon. */
const ADDRESS_PATTERN = /^[\d.]+$|:/;

/**
 * Classifies the `hostname` of a parsed URL. `URL` has already turned decimal, hexadecimal and octal spellings of
 * IPv4 addresses into dotted ones; an IPv4 address inside an IPv6 one is taken for what it is. `private` stands for
 * every range that is not public: private, link-local, shared, multicast, reserved and so on (IANA's registries, as
 * kept by ipaddr.js).
 */
export function classifyHost(hostname: string): HostKind {
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.+$/, '');
  if (host === 'localhost' || host.endsWith('.localhost')) return 'loopback';
  // Asking ipaddr.js about a name costs an exception inside it, which a list of thousands would feel.
  if (!ADDRESS_PATTERN.test(host) || !ipaddr.isValid(host)) return 'name';
  if (/^::[0-9a-f]{1,4}:[0-9a-f]{1,4}$/.test(host)) return 'private'; // IPv4-compatible: deprecated, never public
  const range = ipaddr.process(host).range();
  if (range === 'unicast') return 'public';
  return range === 'loopback' ? 'loopback' : 'private';
}

/** Ends of host names that lead nowhere outside a network of one's own (RFC 6762, 8375, 9476; ICANN's `.internal`). */
const PRIVATE_SUFFIXES = ['.local', '.internal', '.home.arpa', '.lan', '.intranet', '.corp', '.home'];

/** Whether a host name is one that no public DNS knows: all that can be checked when a proxy asks DNS instead of us. */
export function isPrivateName(hostname: string): boolean {
  const name = hostname.toLowerCase().replace(/\.+$/, '');
  return !name.includes('.') || PRIVATE_SUFFIXES.some((suffix) => name.endsWith(suffix));
}
